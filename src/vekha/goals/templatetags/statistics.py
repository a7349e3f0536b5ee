"""The statistics of a cycle as charts for the browser, and as tables in words."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vekha.goals.models import KeyResult, Objective
from vekha.goals.progress import Pace
from vekha.goals.statistics import BELIEFS, PACES, Statistics, Week
from vekha.ui import formats
from vekha.ui.charts import short

register = template.Library()

PACE_WORDS: dict[str, Promise] = {
    Pace.ON_PACE: _("on pace"),
    Pace.BEHIND: pgettext_lazy("pace", "behind"),
    Pace.AT_RISK: _("at risk"),
    Pace.STALE: pgettext_lazy("pace", "without news"),
    Pace.NONE: pgettext_lazy("pace", "nothing to compare"),
}


@register.filter
def pace_chart(statistics: Statistics) -> dict[str, Any]:
    """How many objectives stood how, week by week."""
    return {
        "kind": "stacked",
        "days": [short(week.day) for week in statistics.weeks],
        "series": [
            {
                "name": str(PACE_WORDS[pace]),
                "look": pace,
                "values": [week.paces.get(pace, 0) for week in statistics.weeks],
            }
            for pace in PACES
            if any(week.paces.get(pace) for week in statistics.weeks)
        ],
    }


@register.filter
def progress_chart(statistics: Statistics) -> dict[str, Any]:
    """Mean progress and what was expected, in percent."""
    return {
        "kind": "lines",
        "days": [short(week.day) for week in statistics.weeks],
        "unit": formats.behind_number("%"),
        "series": [
            {
                "name": gettext("progress"),
                "look": "walked",
                "values": [percent(week.progress) for week in statistics.weeks],
            },
            {
                "name": gettext("expected"),
                "look": "plan",
                "values": [percent(week.expected) for week in statistics.weeks],
            },
        ],
    }


@register.filter
def discipline_chart(statistics: Statistics) -> dict[str, Any]:
    """The share of due check-ins that were made, in percent."""
    values = [percent(week.discipline) for week in statistics.weeks]
    return {
        "kind": "lines",
        "days": [short(week.day) for week in statistics.weeks],
        "unit": formats.behind_number("%"),
        "series": [{"name": gettext("check-ins made"), "look": "walked", "values": values}],
    }


@register.filter
def belief_chart(statistics: Statistics) -> dict[str, Any]:
    """How many key results have which confidence."""
    values = [statistics.beliefs.get(belief, 0) for belief in BELIEFS]
    return {
        "kind": "stacked",
        "days": [formats.number(belief) for belief in BELIEFS],
        "series": [{"name": gettext("key results"), "look": "count", "values": values}],
    }


def percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


@register.filter
def paces_of(week: Week) -> list[int]:
    """The counts of a week in the order of the table's columns."""
    return [week.paces.get(pace, 0) for pace in PACES]


@register.simple_tag
def pace_names() -> list[str]:
    return [str(PACE_WORDS[pace]) for pace in PACES]


@register.filter
def states_in_words(statistics: Statistics) -> list[tuple[str, int]]:
    """The states that there are with their counts, in the order in which an objective goes through them."""
    return [(str(state.label), statistics.states[state]) for state in Objective.State if statistics.states.get(state)]


@register.filter
def kinds_in_words(statistics: Statistics) -> list[tuple[str, int]]:
    return [(str(kind.label), statistics.kinds[kind]) for kind in KeyResult.Kind if statistics.kinds.get(kind)]


@register.filter
def beliefs_in_words(statistics: Statistics) -> list[tuple[str, int]]:
    """Each confidence with its count; those without one at the end."""
    counted = [(formats.number(belief), statistics.beliefs.get(belief, 0)) for belief in BELIEFS]
    return [*counted, (gettext("none given"), statistics.beliefs.get(None, 0))]
