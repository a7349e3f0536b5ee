"""How things stood at the end of a past day, derived from what is stored: no day needs a snapshot.

Of that day are values, confidence, targets and states; words, owners, teams, weights, steps and dates are today's.
A check-in counts on the day it tells of, also one that came late; one that was taken back never counts.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.db.models.fields.json import KT
from django.utils import timezone

from vekha.activity.models import Event
from vekha.goals import progress
from vekha.goals.actions.objectives import STATE_VERBS
from vekha.goals.ledger import KeyResultRow, ObjectiveRow
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective, Step, TargetChange
from vekha.goals.models.cycle import RHYTHM_DAYS
from vekha.goals.models.key_result import KeyResultQuerySet
from vekha.goals.models.objective import ObjectiveQuerySet
from vekha.goals.progress import Pace, Standing, counted
from vekha.goals.tally import Line, Tally, TeamLine
from vekha.people.models import Person

ROAD = ("start", "target", "low", "high")
# What is not looked at, or derived anew.
NOT_LOADED = (
    *("why", "reality", "closing_note", "search_text", "visibility", "created_at", "origin", "prompted_by", "version"),
    *("progress", "confidence", "previous_confidence", "checked_in_on"),
)


class Part(NamedTuple):
    """A key result as it counted in its objective."""

    pk: int
    objective: int
    progress: float | None
    weight: float
    confidence: int | None
    checked_in_on: date | None


@dataclass(frozen=True)
class Past:
    """Objectives as they stood at the end of a day, those that were there. Not to be saved."""

    day: date
    objectives: Sequence[Objective]
    parts: Mapping[int, Sequence[Part]]  # by objective
    roads: "Roads"
    threshold: float

    @cached_property
    def standings(self) -> Mapping[int, Standing]:
        return {one.pk: one.standing(self.day, self.threshold) for one in self.objectives}

    def standing(self, objective: Objective) -> Standing:
        return self.standings[objective.pk]

    def gap(self, objective: Objective) -> float:
        """What was expected less what was walked, also of what was silent; least where nothing was expected."""
        expected = self.standing(objective).expected
        return -math.inf if expected is None else expected - counted(objective.progress)

    def tally(self, teams: "Teams") -> Tally:
        """They, counted."""
        alike = Counter(
            (one.level, one.state, self.standing(one).pace, teams.is_cross_team(one)) for one in self.objectives
        )
        return Tally([Line(*kind, count) for kind, count in alike.items()])

    def exceptions(self, level: str, kinds: Sequence[Pace], most: int) -> list[tuple[Objective, Standing]]:
        """The worst of each of these kinds, so many in all."""
        active = [(one, self.standing(one)) for one in self.objectives if one.is_active and one.level == level]
        active.sort(key=lambda each: (-self.gap(each[0]), each[0].pk))
        kinds = kinds[:most]
        return [each for kind in kinds for each in [one for one in active if one[1].pace == kind][: most // len(kinds)]]

    def team_lines(self, cycle: Cycle, teams: "Teams", most: int | None = None) -> list[TeamLine]:
        """A line for each team with active objectives in the cycle, by name; `most`: those that have come least far."""
        active: dict[int, list[Objective]] = {}
        for objective in self.objectives:
            for team in teams.of(objective) if objective.is_active else ():
                active.setdefault(team, []).append(objective)
        lines = [self._team_line(team, found, cycle, teams) for team, found in active.items()]
        lines.sort(key=lambda line: (line.standing.progress is None, line.standing.progress, line.name))
        return sorted(lines[:most], key=lambda line: line.name)

    def _team_line(self, team: int, active: Sequence[Objective], cycle: Cycle, teams: "Teams") -> TeamLine:
        name, rhythm = teams.facts[team]
        walked = [counted(one.progress) for one in active if one.progress is not None]
        parts = [(part, one) for one in active for part in self.parts.get(one.pk, ())]
        return TeamLine(
            pk=team,
            name=name,
            objectives=len(active),
            cross_team=sum(teams.is_cross_team(one) for one in active),
            standing=progress.standing(
                math.fsum(walked) / len(walked) if walked else None,
                start=cycle.starts,
                end=cycle.ends,
                today=self.day,
                last_check_in=max((one.checked_in_on for one in active if one.checked_in_on), default=None),
                rhythm_days=RHYTHM_DAYS[rhythm or cycle.rhythm],
                behind_until=self.threshold,
            ),
            confidence=progress.confidence(one.confidence for one in active),
            key_results=len(parts),
            fresh=sum(self._is_fresh(part, one) for part, one in parts),
        )

    def _is_fresh(self, part: Part, objective: Objective) -> bool:
        last = part.checked_in_on
        return last is not None and last > self.day - timedelta(days=objective.rhythm_days or 7)

    def key_results(self) -> KeyResultQuerySet:
        """The key results that were there, as rows need them."""
        return KeyResult.objects.exclude(added_on__gt=self.day).select_related("owner").with_planned()

    def rows(self, objectives: Sequence[Objective], *, person: Person) -> list[ObjectiveRow]:
        """The rows of some of them with those of their key results. Four queries."""
        prefetch_related_objects(objectives, "owner", "teams", Prefetch("key_results", self.key_results()))
        key_results = [key_result for objective in objectives for key_result in objective.key_results.all()]
        rows = self.key_result_rows(key_results, person=person)
        own: dict[int, list[KeyResultRow]] = {objective.pk: [] for objective in objectives}
        for row in rows:
            own[row.key_result.objective_id].append(row)
        for objective in objectives:
            before = (row.key_result.confidence_before for row in own[objective.pk])
            objective.previous_confidence = progress.confidence(before)
        return [ObjectiveRow(one, self.standing(one), own[one.pk], self.day) for one in objectives]

    def objective_rows(self, objectives: Sequence[Objective]) -> list[ObjectiveRow]:
        """The rows of some of them without those of their key results. Two queries."""
        prefetch_related_objects(objectives, "owner", "teams")
        return [ObjectiveRow(one, self.standing(one), (), self.day) for one in objectives]

    def key_result_rows(self, key_results: Sequence[KeyResult], *, person: Person) -> list[KeyResultRow]:
        """The rows of key results of its objectives. One query."""
        said = CheckIn.objects.standing().filter(at__lt=moment_after(self.day)).order_by("at", "pk")
        prefetch_related_objects(key_results, Prefetch("check_ins", said, to_attr="said"))
        rows = []
        for key_result in key_results:
            later, steps = self.roads.later.get(key_result.pk), self.roads.steps.get(key_result.pk, ())
            for name in ROAD if later else ():
                setattr(key_result, name, getattr(later, name))
            vars(key_result).setdefault("_prefetched_objects_cache", {})["steps"] = steps
            weights = [step.weight for step in steps]
            key_result.follow(key_result.said, weights)
            rows.append(
                KeyResultRow(
                    key_result=key_result,
                    standing=key_result.standing(self.day, self.threshold, weights),
                    readings=key_result.readings,
                    previous_target=self.roads.earlier.get(key_result.pk),
                    is_mine=key_result.owner_id == person.pk,
                    today=self.day,
                )
            )
        return rows


@dataclass(frozen=True)
class Roads:
    """What changed about the ways of key results, and their steps, by key result."""

    later: Mapping[int, TargetChange]  # the first change after the day: it holds the road until then
    earlier: Mapping[int, TargetChange]  # the last change by the end of the day
    steps: Mapping[int, Sequence[Step]]

    @classmethod
    def of(cls, key_results: KeyResultQuerySet, until: datetime) -> "Roads":
        """Two queries."""
        later: dict[int, TargetChange] = {}
        earlier: dict[int, TargetChange] = {}
        changes = TargetChange.objects.filter(key_result__in=key_results.values("pk"))
        for change in changes.order_by("at", "pk"):
            if change.at < until:
                earlier[change.key_result_id] = change
            else:
                later.setdefault(change.key_result_id, change)
        steps: dict[int, list[Step]] = {}
        in_steps = key_results.filter(kind=KeyResult.Kind.STEPS)
        for step in Step.objects.filter(key_result__in=in_steps.values("pk")):
            steps.setdefault(step.key_result_id, []).append(step)
        return cls(later, earlier, steps)


@dataclass(frozen=True)
class Teams:
    """Which teams objectives belong to."""

    by_objective: Mapping[int, Sequence[int]]
    facts: Mapping[int, tuple[str, str]]  # name, and own rhythm if there is one

    @classmethod
    def of_all(cls, objectives: ObjectiveQuerySet) -> "Teams":
        """One query."""
        links = Objective.teams.through.objects.filter(objective__in=objectives.order_by().values("pk"))
        by_objective: dict[int, list[int]] = {}
        facts: dict[int, tuple[str, str]] = {}
        for objective, team, name, rhythm in links.values_list(
            "objective", "team", "team__name", "team__check_in_time__rhythm"
        ):
            by_objective.setdefault(objective, []).append(team)
            facts[team] = (name, rhythm or "")
        return cls(by_objective, facts)

    def of(self, objective: Objective) -> Sequence[int]:
        return self.by_objective.get(objective.pk, ())

    def is_cross_team(self, objective: Objective) -> bool:
        return len(self.of(objective)) > 1


def moment_after(day: date) -> datetime:
    """The first moment of the next day: what is earlier belongs to this day or to those before."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def cycle_on(cycle: Cycle, day: date) -> Cycle:
    """The cycle as it stood: one that was closed later was open still."""
    stood = copy(cycle)
    if stood.closed_at and stood.closed_at >= moment_after(day):
        stood.closed_at = None
    return stood


def on(day: date, objectives: ObjectiveQuerySet, *, cycles: Iterable[Cycle], threshold: float) -> Past:
    """These objectives as they stood. Six queries, whatever there is. `cycles`: all that they may be in."""
    until = moment_after(day)
    there = list(objectives.filter(created_at__lt=until).defer(*NOT_LOADED).order_by("pk"))
    states = _states(until)
    key_results = KeyResult.objects.filter(objective__in=objectives.order_by().values("pk")).order_by()
    roads = Roads.of(key_results, until)
    parts: dict[int, list[Part]] = {}
    for part in _parts(day, key_results, roads):
        parts.setdefault(part.objective, []).append(part)
    stood = {cycle.pk: cycle_on(cycle, day) for cycle in cycles}
    for objective in there:
        objective.cycle = stood[objective.cycle_id]
        put_back(objective, states.get(objective.pk, objective.state), parts.get(objective.pk, ()))
    return Past(day, there, parts, roads, threshold)


def now(objectives: ObjectiveQuerySet, *, cycles: Iterable[Cycle], threshold: float) -> Past:
    """The same of today, as it is stored: what a past day is compared with. Two queries."""
    there = list(objectives.defer("why", "reality", "closing_note", "search_text").order_by("pk"))
    known = {cycle.pk: cycle for cycle in cycles}
    for objective in there:
        objective.cycle = known[objective.cycle_id]
    parts: dict[int, list[Part]] = {}
    key_results = KeyResult.objects.filter(objective__in=objectives.order_by().values("pk")).order_by()
    for part in key_results.values_list("pk", "objective", "progress", "weight", "confidence", "checked_in_on"):
        parts.setdefault(part[1], []).append(Part(*part))
    return Past(timezone.localdate(), there, parts, Roads({}, {}, {}), threshold)


def put_back(objective: Objective, state: str, parts: Sequence[Part]) -> None:
    """Let the objective stand in that state, rolled up from these parts."""
    objective.state = state
    if state != Objective.State.CLOSED:
        objective.score = None
    way = progress.RollUp(objective.cycle.roll_up)
    objective.progress = progress.roll_up((progress.Part(part.progress, part.weight) for part in parts), way)
    objective.confidence = progress.confidence(part.confidence for part in parts)
    objective.previous_confidence = None  # until its row is made
    objective.checked_in_on = max((part.checked_in_on for part in parts if part.checked_in_on), default=None)


def _states(until: datetime) -> dict[int, str]:
    """The states of objectives that have moved since: the first move says from where."""
    moves = Event.objects.filter(verb__in=list(STATE_VERBS.values()), at__gte=until).order_by("-at", "-pk")
    states: dict[int, str] = {}
    for subject, before in moves.values_list("subject", KT("changes__state__0")):
        states[int(subject.partition("/")[2])] = before
    return states


def _parts(day: date, key_results: KeyResultQuerySet, roads: Roads) -> Iterator[Part]:
    """What these key results stood at. Two queries.

    The database looks up the last word of each in the index of its check-ins; only what is kept needs all its readings.
    """
    until = moment_after(day)
    said = CheckIn.objects.standing().filter(at__lt=until)
    last = said.filter(key_result=OuterRef("pk")).order_by("-at", "-pk")
    found = key_results.exclude(added_on__gt=day).annotate(
        value=Subquery(last.exclude(value=None).values("value")[:1]),
        belief=Subquery(last.exclude(confidence=None).values("confidence")[:1]),
        last=Subquery(last.values("at")[:1]),
    )
    kept: dict[int, list[float]] = {}
    of_kept = said.filter(key_result__in=key_results.filter(kind=KeyResult.Kind.KEEP).values("pk"))
    for pk, value in of_kept.order_by().values_list("key_result", "value"):
        if value is not None:
            kept.setdefault(pk, []).append(value)
    zone = timezone.get_current_timezone()
    rows = found.values_list("pk", "objective", "kind", "weight", *ROAD, "value", "belief", "last")
    for pk, objective, kind, weight, start, target, low, high, value, belief, at in rows:
        if pk in roads.later:
            start, target, low, high = (getattr(roads.later[pk], name) for name in ROAD)
        readings = kept.get(pk, ()) if kind == "keep" else () if value is None else (value,)
        weights = [step.weight for step in roads.steps.get(pk, ())]
        walked = progress.walked(kind, readings, start=start, target=target, low=low, high=high, step_weights=weights)
        yield Part(pk, objective, walked, weight, belief, at and at.astimezone(zone).date())
