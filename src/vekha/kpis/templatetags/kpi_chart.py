"""The chart of a KPI for the browser, and its table in words."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext, pgettext

from vekha.kpis.chart import BOUNDS, Chart, Point
from vekha.kpis.corridor import Corridor, Health
from vekha.kpis.models import Kpi
from vekha.ui import charts, formats
from vekha.ui.templatetags import marks

register = template.Library()

HEALTH = {
    Health.HEALTHY: lambda: gettext("healthy"),
    Health.WATCH: lambda: pgettext("a reading", "to watch"),
    Health.BROKEN: lambda: pgettext("a reading", "broken"),
}


@register.simple_tag
def chart_of_kpi(kpi: Kpi) -> Chart | None:
    """What is drawn of a KPI; None where there is nothing to draw."""
    return Chart.of(kpi)


@register.filter
def drawn_kpi(chart: Chart) -> dict[str, Any]:
    """All that chart.js needs: days, values, and every word ready to be shown."""
    unit = str(marks.unit(chart.kpi.unit))
    bounds = [name for name in BOUNDS if any(getattr(each.corridor, name) is not None for each in chart.stretches)]
    return {
        "kind": "keep",
        "stale": chart.kpi.health(chart.today) is Health.STALE,
        "first": chart.first,
        "last": chart.last,
        "today": chart.today,
        "start": None,
        "points": [
            {
                "day": point.day,
                "value": point.value,
                "outside": point.health is not Health.HEALTHY,
                "broken": point.health is Health.BROKEN,
                "confidence": None,
                "words": point_words(point, unit),
                "note": point.note,
                "blocker": "",
            }
            for point in chart.points
        ],
        "plans": [],
        "goals": [[[each.since, getattr(each.corridor, name)] for each in chart.stretches] for name in bounds],
        "bands": [[each.since, bands(each.corridor)] for each in chart.stretches],
        "fan": [],
        "owed": None,
        "ticks": [[day, charts.short(day)] for day in charts.ticks(chart.first, chart.last)],
        "words": {
            "now": formats.number(chart.points[-1].value) + unit,
            "goals": [bound_words(name, getattr(chart.kpi, name), unit) for name in bounds],
            "before": [],
            "owed": "",
            "plan": "",
            "fan": "",
            "confidence": "",
        },
    }


def bands(corridor: Corridor) -> list[list[Any]]:
    """From where to where it is what; None is without end. Broken is what no band covers."""
    found: list[list[Any]] = [["healthy", corridor.low, corridor.high]]
    if corridor.floor is not None:
        found.append(["watch", corridor.floor, corridor.low])
    if corridor.ceiling is not None:
        found.append(["watch", corridor.high, corridor.ceiling])
    return found


def bound_words(name: str, value: float | None, unit: str) -> str:
    if value is None:
        return ""
    said = {"value": formats.number(value) + unit}
    match name:
        case "low":
            return gettext("healthy from %(value)s") % said
        case "high":
            return gettext("healthy up to %(value)s") % said
        case "floor":
            return gettext("broken below %(value)s") % said
        case _:
            return gettext("broken above %(value)s") % said


def point_words(point: Point, unit: str) -> str:
    """A reading in one line: "13 November: 12 letters, to watch"."""
    facts = pgettext("between facts", ", ").join([formats.number(point.value) + unit, HEALTH[point.health]()])
    return gettext("%(day)s: %(facts)s") % {"day": formats.day(point.day), "facts": facts}


@dataclass(frozen=True)
class TableRow:
    """A reading as the table says it."""

    day: str
    value: str
    corridor: str
    health: str


@register.filter
def kpi_table_rows(chart: Chart) -> list[TableRow]:
    """The same as the chart in rows, the newest first."""
    return [
        TableRow(
            formats.day(point.day),
            formats.number(point.value),
            corridor_words(point.corridor),
            HEALTH[point.health](),
        )
        for point in reversed(chart.points)
    ]


def corridor_words(corridor: Corridor) -> str:
    if corridor.low is None or corridor.high is None:
        sign = "≤" if corridor.low is None else "≥"
        return f"{sign}\u00a0{formats.number(corridor.high if corridor.low is None else corridor.low)}"
    return f"{formats.number(corridor.low)}–{formats.number(corridor.high)}"
