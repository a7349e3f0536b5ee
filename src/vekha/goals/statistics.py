"""The statistics of a cycle, of the company or of one team: how it went week by week, and what it is made of.

The history is read once, from its first check-in to its last, and looked at where each week ends. What stands in a week
is what `past` says of its last day.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from vekha.activity.models import Event
from vekha.goals import past, progress
from vekha.goals.actions.objectives import STATE_VERBS
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective, Step, TargetChange
from vekha.goals.models.objective import ObjectiveQuerySet
from vekha.goals.past import Part
from vekha.goals.progress import Pace, counted

MOST_WEEKS = 53  # of a cycle with an open end: the last year
PACES = (Pace.ON_PACE, Pace.BEHIND, Pace.AT_RISK, Pace.STALE, Pace.NONE)
BELIEFS = range(11)


@dataclass(frozen=True)
class Week:
    """How the active objectives stood when a week ended; the last one ends today or with the cycle."""

    day: date
    paces: Mapping[str, int]
    progress: float | None  # the mean of objectives with a check-in, each between 0 and 1
    expected: float | None  # the mean of what was expected of the same objectives
    compared: int  # how many objectives these means are of
    due: int  # key results that were to be checked in
    made: int  # of these, checked in within their last rhythm

    @property
    def active(self) -> int:
        return sum(self.paces.values())

    @property
    def discipline(self) -> float | None:
        """The share of due check-ins that were made."""
        return self.made / self.due if self.due else None


@dataclass(frozen=True)
class Statistics:
    """All figures of the page; of what the reader may see."""

    weeks: Sequence[Week]
    states: Mapping[str, int]  # objectives by state
    kinds: Mapping[str, int]  # key results by kind
    beliefs: Mapping[int | None, int]  # key results of active objectives by confidence as it stands; None: none given
    changed: int  # key results whose target changed in the cycle
    changes: int
    objectives: int
    key_results: int

    @property
    def last(self) -> Week | None:
        return self.weeks[-1] if self.weeks else None


@dataclass
class _Road:
    """A key result with all that decides how far it has come, and its last words so far."""

    pk: int
    objective: int
    kind: str
    weight: float
    added_on: date | None
    roads: Sequence[tuple[datetime | None, tuple[float | None, ...]]]  # until when, and the road until then
    steps: Sequence[float]
    value: float | None = None
    belief: int | None = None
    last: date | None = None
    kept: list[float] = field(default_factory=list)
    part: Part | None = None  # until something changes

    def part_on(self, until: datetime) -> Part:
        if self.part is None or len(self.roads) > 1:
            start, target, low, high = next(road for end, road in self.roads if end is None or end >= until)
            readings = self.kept if self.kind == "keep" else () if self.value is None else (self.value,)
            walked = progress.walked(
                self.kind, readings, start=start, target=target, low=low, high=high, step_weights=self.steps
            )
            self.part = Part(self.pk, self.objective, walked, self.weight, self.belief, self.last)
        return self.part

    def hear(self, value: float | None, belief: int | None, day: date) -> None:
        self.part, self.last = None, day
        if belief is not None:
            self.belief = belief
        if value is not None:
            self.value = value
            if self.kind == "keep":
                self.kept.append(value)


def of(objectives: ObjectiveQuerySet, cycle: Cycle, *, threshold: float) -> Statistics:
    """The statistics of these objectives of the cycle. Six queries, whatever there is."""
    there = list(objectives.defer("why", "reality", "closing_note", "search_text").order_by("pk"))
    for objective in there:
        objective.cycle = cycle
    now = Counter(objective.state for objective in there)
    roads = _roads(objectives)
    changes = [road for road in roads.values() if len(road.roads) > 1]
    weeks = list(_weeks(there, roads, objectives, cycle, threshold))
    active = {objective.pk for objective in there if objective.state == Objective.State.ACTIVE}
    return Statistics(
        weeks=weeks,
        states=now,
        kinds=Counter(road.kind for road in roads.values()),
        beliefs=Counter(road.belief for road in roads.values() if road.objective in active),
        changed=len(changes),
        changes=sum(len(road.roads) - 1 for road in changes),
        objectives=len(there),
        key_results=len(roads),
    )


def ends_of_weeks(cycle: Cycle, today: date) -> list[date]:
    """The Sundays of the cycle up to now, and its last day or today."""
    last = min(today, cycle.ends or today)
    if last < cycle.starts:
        return []
    sunday = cycle.starts + timedelta(days=6 - cycle.starts.weekday())
    days = [sunday + timedelta(weeks=week) for week in range((last - sunday).days // 7 + 1)]
    return sorted({*days, last})[-MOST_WEEKS:]


def _weeks(
    objectives: Sequence[Objective],
    roads: Mapping[int, _Road],
    found: ObjectiveQuerySet,
    cycle: Cycle,
    threshold: float,
) -> Iterator[Week]:
    said = CheckIn.objects.standing().filter(key_result__objective__in=found.order_by().values("pk"))
    words = iter(said.order_by("at", "pk").values_list("key_result", "value", "confidence", "at").iterator(5000))
    word = next(words, None)
    moves = _moves({objective.pk for objective in objectives})
    of_objective: dict[int, list[_Road]] = {}
    for road in roads.values():
        of_objective.setdefault(road.objective, []).append(road)
    stands = {objective.pk: objective.state for objective in objectives}
    zone = timezone.get_current_timezone()
    for day in ends_of_weeks(cycle, timezone.localdate()):
        until = past.moment_after(day)
        while word and word[3] < until:
            pk, value, belief, at = word
            if pk in roads:
                roads[pk].hear(value, belief, at.astimezone(zone).date())
            word = next(words, None)
        paces: Counter[str] = Counter()
        walked: list[float] = []
        expected: list[float] = []
        due = made = 0
        for objective in objectives:
            if objective.created_at >= until:
                continue
            own = [road for road in of_objective.get(objective.pk, ()) if road.added_on is None or road.added_on <= day]
            state = next((before for at, before in moves.get(objective.pk, ()) if at >= until), stands[objective.pk])
            past.put_back(objective, state, [road.part_on(until) for road in own])
            if not objective.is_active:
                continue
            standing = objective.standing(day, threshold)
            paces[standing.pace] += 1
            if objective.progress is not None and standing.expected is not None:
                walked.append(counted(objective.progress))
                expected.append(standing.expected)
            if (rhythm := objective.rhythm_days) is None:
                continue
            since = day - timedelta(days=rhythm)
            asked = [road for road in own if max(objective.starts, road.added_on or objective.starts) <= since]
            due += len(asked)
            made += sum(road.last is not None and road.last > since for road in asked)
        yield Week(day, paces, _mean(walked), _mean(expected), len(walked), due, made)
    for objective in objectives:
        objective.state = stands[objective.pk]


def _mean(shares: Sequence[float]) -> float | None:
    return sum(shares) / len(shares) if shares else None


def _moves(pks: Collection[int]) -> dict[int, list[tuple[datetime, str]]]:
    """When each objective moved to another state, and from where, oldest first."""
    moves: dict[int, list[tuple[datetime, str]]] = {}
    events = Event.objects.filter(verb__in=list(STATE_VERBS.values())).order_by("at", "pk")
    for subject, at, changes in events.values_list("subject", "at", "changes"):
        if (pk := int(subject.partition("/")[2])) in pks:
            moves.setdefault(pk, []).append((at, changes["state"][0]))
    return moves


def _roads(objectives: ObjectiveQuerySet) -> dict[int, _Road]:
    """The key results of these objectives with the roads they had. Three queries."""
    key_results = KeyResult.objects.filter(objective__in=objectives.order_by().values("pk")).order_by()
    former: dict[int, list[tuple[datetime | None, tuple[float | None, ...]]]] = {}
    changes = TargetChange.objects.filter(key_result__in=key_results.values("pk")).order_by("at", "pk")
    for pk, at, *road in changes.values_list("key_result", "at", *past.ROAD):
        former.setdefault(pk, []).append((at, tuple(road)))
    weights: dict[int, list[float]] = {}
    in_steps = key_results.filter(kind=KeyResult.Kind.STEPS)
    for pk, weight in Step.objects.filter(key_result__in=in_steps.values("pk")).values_list("key_result", "weight"):
        weights.setdefault(pk, []).append(weight)
    found = key_results.values_list("pk", "objective", "kind", "weight", "added_on", *past.ROAD)
    return {
        pk: _Road(
            pk, objective, kind, weight, added_on, [*former.get(pk, ()), (None, tuple(road))], weights.get(pk, ())
        )
        for pk, objective, kind, weight, added_on, *road in found
    }
