"""A team's week in a few lines: where it stands, what moved, what is silent, what is in the way.

Only of objectives that everybody in the company sees: who reads a channel is not ours to know.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from vekha.chat.answers import reading
from vekha.goals import ledger
from vekha.goals.ledger import ObjectiveRow
from vekha.goals.models import KeyResult, Objective
from vekha.goals.progress import Pace
from vekha.people.models import Person, Team
from vekha.ui import formats

WEEK = timedelta(days=7)
MOST_LINES = 8  # of a kind
LONGEST_LINE = 150  # characters of what somebody wrote


def of(team: Team, now: datetime) -> str:
    """The digest in the language that is active."""
    at_work = Objective.objects.in_play().filter(teams=team, cycle__closed_at=None)
    seen = at_work.filter(visibility=Objective.Visibility.EVERYONE).order_by("pk")
    rows = ledger.rows(seen, person=Person())
    key_results = [part.key_result for row in rows for part in row.key_results]
    ledger.load_said(key_results)
    head = _("%(team)s: the week until %(day)s") % {"team": team, "day": formats.day(now)}
    parts = [
        "\n".join([head, where_it_stands(rows)]),
        _listed(_("What moved:"), [line for each in key_results if (line := moved(each, now - WEEK))]),
        _listed(_("No news:"), [silence(row) for row in rows if row.is_stale]),
        _listed(_("In the way:"), [line for each in key_results if (line := blocker(each))]),
        settings.ADDRESS + reverse("goals:team", args=[team.pk]),
    ]
    return "\n\n".join(filter(None, parts))


def where_it_stands(rows: Sequence[ObjectiveRow]) -> str:
    if not rows:
        return _("No objective is active.")
    on_pace = sum(row.standing.pace == Pace.ON_PACE for row in rows)
    words = ngettext(
        "%(on_pace)d of %(all)d objective is on pace.", "%(on_pace)d of %(all)d objectives are on pace.", len(rows)
    )
    return words % {"on_pace": on_pace, "all": len(rows)}


def moved(key_result: KeyResult, since: datetime) -> str:
    """From what to what the value went since then; empty where it did not."""
    values = [(said.at, said.value) for said in key_result.said if said.value is not None]
    before = [value for at, value in values if at < since]
    if not values or len(before) == len(values):
        return ""
    last, first = values[-1][1], before[-1] if before else key_result.start
    if last == first:
        return ""
    now = reading(key_result, last)
    way = now if first is None or key_result.kind == KeyResult.Kind.DONE else f"{formats.number(first)} → {now}"
    return _short(key_result.text) + pgettext("after a label", ": ") + way


def silence(row: ObjectiveRow) -> str:
    days = row.standing.days_silent or 0
    words = ngettext("%(objective)s: for %(days)d day", "%(objective)s: for %(days)d days", days)
    return words % {"objective": _short(row.objective.title), "days": days}


def blocker(key_result: KeyResult) -> str:
    """What the last check-in said stands in the way."""
    last = key_result.said[-1] if key_result.said else None
    if not last or not last.blocker:
        return ""
    return _short(key_result.text) + pgettext("after a label", ": ") + _short(last.blocker)


def _listed(heading: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    more = len(lines) - MOST_LINES
    shown = [f"– {line}" for line in lines[:MOST_LINES]]
    if more > 0:
        shown.append(ngettext("– and %(more)d more", "– and %(more)d more", more) % {"more": more})
    return "\n".join([heading, *shown])


def _short(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(LONGEST_LINE)
