"""The chart of a key result, and the table behind it: what was, what was expected, and where it leads."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import dropwhile

from django.utils import timezone

from vekha.activity import log
from vekha.activity.models import Event
from vekha.goals import progress
from vekha.goals.forecast import Forecast, steps_at
from vekha.goals.ledger import KeyResultRow
from vekha.goals.models import CheckIn, KeyResult, TargetChange
from vekha.goals.planned import Planned, read
from vekha.goals.progress import Plan
from vekha.people.models import Person

FAN = 12  # pieces of the forecast's range


@dataclass(frozen=True)
class FormerPlan:
    """What was planned until it was changed."""

    at: datetime
    planned: Planned
    by: Person | None
    reason: str


@dataclass(frozen=True)
class Road:
    """Start and target with what is planned between them, or the corridor, from a day on."""

    since: date
    start: float | None
    target: float | None
    low: float | None
    high: float | None
    planned: Planned = ()

    @property
    def plan(self) -> Plan:
        """What is planned, in shares of the way."""
        if self.start is None or self.target is None:
            return ()
        return [(day, progress.reach(self.start, self.target, value)) for day, value in self.planned]


@dataclass(frozen=True)
class Point:
    """A check-in with what stood against it on its day."""

    check_in: CheckIn
    day: date
    value: float
    road: Road
    expected: float | None


@dataclass(frozen=True)
class Chart:
    """All that is drawn, in the unit of the key result; steps are counted."""

    row: KeyResultRow
    roads: list[Road]  # oldest first; the last one is the current one
    points: list[Point]  # oldest first

    @classmethod
    def of(
        cls, row: KeyResultRow, changes: Iterable[TargetChange], former: Iterable[FormerPlan] = ()
    ) -> "Chart | None":
        """None where there is nothing to draw: no check-in, or only yes and no."""
        said = list(dropwhile(lambda check_in: check_in.value is None, row.key_result.said))
        if not said or row.key_result.kind == KeyResult.Kind.DONE:
            return None
        chart = cls(row, roads_of(row.key_result, changes, former), [])
        value = 0.0
        for check_in in said:
            day = timezone.localdate(check_in.at)
            # Where a KPI tells the value, a word without one stands at what it was then.
            value = value if check_in.value is None else check_in.value
            chart.points.append(Point(check_in, day, value, chart.road_on(day), chart.expected_on(day)))
        return chart

    @property
    def kind(self) -> str:
        return self.row.key_result.kind

    @property
    def weights(self) -> list[float]:
        return [step.weight for step in self.row.key_result.steps.all()]

    @property
    def first(self) -> date:
        return min(self.row.key_result.starts, self.points[0].day)

    @property
    def last(self) -> date:
        """The last day drawn: the end; where it is open, today or the last day of the plan."""
        ends = self.row.key_result.ends or max([self.row.today, *(day for day, _value in self.roads[-1].planned)])
        return max(ends, self.points[-1].day)

    def road_on(self, day: date) -> Road:
        return next((road for road in reversed(self.roads) if road.since <= day), self.roads[0])

    def expected_on(self, day: date) -> float | None:
        """Where it should stand that day by the road of that day."""
        if self.kind == KeyResult.Kind.STEPS:
            share = progress.expected(self.row.key_result.starts, self.row.key_result.ends, day)
            return None if share is None else float(progress.planned_steps(self.weights, share))
        return self._expected_by(self.road_on(day), day)

    def _expected_by(self, road: Road, day: date) -> float | None:
        share = progress.expected(self.row.key_result.starts, self.row.key_result.ends, day, road.plan)
        if self.kind == KeyResult.Kind.KEEP or share is None or road.start is None or road.target is None:
            return None
        return road.start + (road.target - road.start) * share

    @property
    def due_days(self) -> list[date]:
        """The day on which each step should be done: when the time gone is as much as its weight and those before."""
        key_result = self.row.key_result
        if key_result.ends is None:
            return []
        whole = (key_result.ends - key_result.starts).days + 1
        shares = [progress.steps(self.weights, done) or 0.0 for done in range(1, len(self.weights) + 1)]
        return [key_result.starts + timedelta(max(0, math.ceil(share * whole - 1e-9) - 1)) for share in shares]

    @property
    def plans(self) -> list[list[tuple[date, float]]]:
        """The expected line, a piece for each road it had."""
        if self.kind == KeyResult.Kind.STEPS:
            due = self.due_days
            line = [(self.row.key_result.starts, 0.0), *((day, float(done)) for done, day in enumerate(due, 1))]
            return [line] if due else []
        pieces = []
        ends = [road.since for road in self.roads[1:]] + [self.last]
        for road, until in zip(self.roads, ends, strict=True):
            days = [road.since, *(day for day, _value in road.planned if road.since < day < until), until]
            piece = [(day, self._expected_by(road, day)) for day in days]
            pieces.append([(day, value) for day, value in piece if value is not None])
        return [piece for piece in pieces if piece]

    @property
    def fan(self) -> list[tuple[date, float, float]]:
        """The forecast's range from the last check-in to the end."""
        made = self.row.forecast
        if not isinstance(made, Forecast) or not made.left:
            return []
        days = sorted({round(made.left * piece / FAN) for piece in range(FAN + 1)})
        return [(made.since + timedelta(left), *self._range(made, left)) for left in days]

    def _range(self, made: Forecast, left: int) -> tuple[float, float]:
        low, high = made.range_after(left)
        if self.kind != KeyResult.Kind.STEPS:
            return low, high
        return steps_at(low, self.weights), steps_at(high, self.weights)


def roads_of(key_result: KeyResult, changes: Iterable[TargetChange], former: Iterable[FormerPlan] = ()) -> list[Road]:
    """The roads it had, one after the other: a change holds what was until its day."""
    before: list[TargetChange | FormerPlan] = [*changes, *former]
    road = Road(
        key_result.starts, key_result.start, key_result.target, key_result.low, key_result.high, key_result.planned
    )
    roads = [road]
    for change in sorted(before, key=lambda change: change.at, reverse=True):
        since = max(key_result.starts, timezone.localdate(change.at))
        roads[0] = replace(roads[0], since=since)
        if isinstance(change, FormerPlan):
            road = replace(road, planned=change.planned)
        else:
            road = replace(road, start=change.start, target=change.target, low=change.low, high=change.high)
        roads.insert(0, replace(road, since=key_result.starts))
    return roads


def former_plans(key_result: KeyResult) -> list[FormerPlan]:
    """What was planned for it before, oldest first, as the log tells."""
    changed = Event.objects.filter(subject=log.reference(key_result.objective), verb="key_result.changed")
    told = changed.filter(target=log.reference(key_result), changes__fields__has_key="planned")
    return [
        FormerPlan(event.at, read(event.changes["fields"]["planned"][0]), event.actor, event.changes["reason"])
        for event in told.select_related("actor").order_by("at", "pk")
    ]
