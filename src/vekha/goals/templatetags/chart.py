"""The chart of a key result for the browser, and its table in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django import template
from django.utils.translation import gettext, pgettext

from vekha.goals.chart import Chart, FormerPlan, Point, Road
from vekha.goals.forecast import Forecast
from vekha.goals.ledger import KeyResultRow
from vekha.goals.models import KeyResult, TargetChange
from vekha.goals.progress import Pace, inside
from vekha.goals.templatetags.forecast import ends_of_range, rounded
from vekha.ui import formats
from vekha.ui.charts import short, ticks
from vekha.ui.templatetags import marks

register = template.Library()


@register.simple_tag
def chart_of(
    row: KeyResultRow, changes: Iterable[TargetChange], former: Iterable[FormerPlan] | None = None
) -> Chart | None:
    """What is drawn of a key result; None where there is nothing to draw. `former`: what was planned before."""
    return Chart.of(row, changes, former or ())


@register.filter
def drawn(chart: Chart) -> dict[str, Any]:
    """All that chart.js needs: days, values, and every word ready to be shown."""
    row, standing = chart.row, chart.row.standing
    unit = str(marks.unit(row.key_result.unit))
    is_keep = chart.kind == KeyResult.Kind.KEEP
    now, expected = chart.points[-1], chart.expected_on(row.today)
    is_owed = standing.pace in {Pace.BEHIND, Pace.AT_RISK} and expected not in (None, now.value)
    goals = ("low", "high") if is_keep else ("target",)
    return {
        "kind": chart.kind,
        "stale": row.is_stale,
        "first": chart.first,
        "last": chart.last,
        "today": row.today if chart.first <= row.today <= chart.last else None,
        "start": None if is_keep or now.road.start is None else [chart.roads[0].since, chart.roads[0].start],
        "points": [
            {
                "day": point.day,
                "value": point.value,
                "outside": is_keep and not inside(point.value, point.road.low, point.road.high),
                "confidence": point.check_in.confidence,
                "words": point_words(chart, point),
                "note": point.check_in.note,
                "blocker": point.check_in.blocker,
            }
            for point in chart.points
        ],
        "plans": chart.plans,
        "goals": [goal_line(chart, which) for which in goals],
        "fan": chart.fan,
        "owed": {"from": now.value, "to": expected, "risk": standing.pace == Pace.AT_RISK} if is_owed else None,
        "ticks": [[day, short(day)] for day in ticks(chart.first, chart.last)],
        "words": {
            "now": formats.number(now.value) + unit,
            "goals": [goal_words(chart, which, unit) for which in goals],
            "before": [before_words(chart, road, until) for road, until in _earlier(chart)],
            "owed": expected_words(expected, chart.roads[-1]) if is_owed else "",
            "plan": plan_words(chart) if chart.plans and not is_owed else "",
            "fan": fan_words(row, unit),
            "confidence": next(filter(None, (confidence_words(point) for point in reversed(chart.points))), ""),
        },
    }


def goal_line(chart: Chart, which: str) -> list[list[Any]]:
    """The target, or a kerb of the corridor, as steps: the day from which it was, and the value."""
    return [[road.since, _goal(chart, road, which)] for road in _with_new_goal(chart)]


def _with_new_goal(chart: Chart) -> list[Road]:
    """The first road, and those whose target or corridor was another than before: not those that were planned anew."""
    changed = [
        road
        for before, road in pairwise(chart.roads)
        if (road.target, road.low, road.high) != (before.target, before.low, before.high)
    ]
    return [chart.roads[0], *changed]


def _goal(chart: Chart, road: Road, which: str) -> float | None:
    if chart.kind == KeyResult.Kind.STEPS:
        return float(chart.row.step_count)
    value: float | None = getattr(road, which)
    return value


def _earlier(chart: Chart) -> list[tuple[Road, date]]:
    roads = _with_new_goal(chart)
    return list(zip(roads, (road.since for road in roads[1:]), strict=False))


def goal_words(chart: Chart, which: str, unit: str) -> str:
    value = _goal(chart, chart.roads[-1], which)
    if value is None:
        return ""
    said = {"value": formats.number(value) + unit}
    match which:
        case "low":
            return gettext("not below %(value)s") % said
        case "high":
            return gettext("not above %(value)s") % said
        case _:
            return gettext("target %(value)s") % said


def before_words(chart: Chart, road: Road, until: date) -> str:
    """What the target was before it was changed; of a corridor the lines say enough."""
    if chart.kind != KeyResult.Kind.REACH or road.target is None or road.target == chart.roads[-1].target:
        return ""
    return gettext("target %(value)s until %(day)s") % {"value": formats.number(road.target), "day": short(until)}


def fan_words(row: KeyResultRow, unit: str) -> str:
    made = row.forecast
    if not isinstance(made, Forecast) or not made.left:
        return ""
    low, high = ends_of_range(row, made)
    return gettext("forecast %(range)s") % {"range": low + unit if low == high else f"{low}–{high}{unit}"}


def point_words(chart: Chart, point: Point) -> str:
    """A check-in in one line: "13 November: 31%, expected 37%, confidence 7 of 10"."""
    unit = str(marks.unit(chart.row.key_result.unit))
    words = [formats.number(point.value) + unit, expected_words(point.expected, point.road), confidence_words(point)]
    listed = pgettext("between facts", ", ").join(filter(None, words))
    return gettext("%(day)s: %(facts)s") % {"day": formats.day(point.day), "facts": listed}


def plan_words(chart: Chart) -> str:
    if chart.kind == KeyResult.Kind.STEPS:
        return gettext("planned steps")
    return gettext("expected by plan") if chart.roads[-1].planned else gettext("expected by time")


def expected_words(expected: float | None, road: Road) -> str:
    return "" if expected is None else gettext("expected %(value)s") % {"value": _planned(expected, road)}


def _planned(expected: float | None, road: Road) -> str:
    """An expected value, no finer than two digits of its road."""
    if expected is None:
        return formats.DASH
    return rounded(expected, abs((road.target or 0.0) - (road.start or 0.0)))


def confidence_words(point: Point) -> str:
    confidence = point.check_in.confidence
    return "" if confidence is None else gettext("confidence %(value)s of 10") % {"value": confidence}


@dataclass(frozen=True)
class TableRow:
    """A check-in, or the last day, as the table says it."""

    day: str
    value: str
    expected: str
    goal: str
    confidence: str
    is_forecast: bool = False


@register.filter
def table_rows(chart: Chart) -> list[TableRow]:
    """The same as the chart in rows, the newest first; above them the last day with what is forecast."""
    rows = [
        TableRow(
            formats.day(point.day),
            formats.number(point.value),
            _planned(point.expected, point.road),
            goal(chart, point.road),
            formats.number(point.check_in.confidence),
        )
        for point in reversed(chart.points)
    ]
    made = chart.row.forecast
    if isinstance(made, Forecast) and made.left:
        low, high = ends_of_range(chart.row, made)
        reach = low if low == high else f"{low}–{high}"
        ahead = (
            formats.day(made.end),
            reach,
            _planned(chart.expected_on(made.end), chart.roads[-1]),
            goal(chart, chart.roads[-1]),
            formats.DASH,
        )
        rows.insert(0, TableRow(*ahead, is_forecast=True))
    return rows


def goal(chart: Chart, road: Road) -> str:
    """The target of a road, or its corridor."""
    if chart.kind != KeyResult.Kind.KEEP:
        return formats.number(_goal(chart, road, "target"))
    if road.low is None or road.high is None:
        sign = "≤" if road.low is None else "≥"
        return f"{sign}\u00a0{formats.number(road.high if road.low is None else road.low)}"
    return f"{formats.number(road.low)}–{formats.number(road.high)}"
