"""Objectives with their key results as screens compare them: one row each, put against its expectation.

However many rows there are, building them takes the same small number of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.db.models import Case, Prefetch, QuerySet, TextField, When, prefetch_related_objects
from django.db.models.functions import Cast
from django.utils import timezone

from vekha.goals import forecast
from vekha.goals.forecast import Forecast, Reading, Silence
from vekha.goals.models import CheckIn, KeyResult, Objective, TargetChange
from vekha.goals.models.key_result import KeyResultQuerySet
from vekha.goals.models.objective import behind_until
from vekha.goals.progress import Pace, Standing, counted, planned_steps, reach
from vekha.people.models import Person

SURE, UNSURE = 7, 3  # of 10
MEASURED = (KeyResult.Kind.REACH, KeyResult.Kind.KEEP)  # those with a course to draw


@dataclass(frozen=True, slots=True)
class KeyResultRow:
    """A key result with all that is shown beside it."""

    key_result: KeyResult
    standing: Standing
    readings: Sequence[
        float
    ]  # values of the check-ins that stand, oldest first; in a ledger only where a course is drawn
    previous_target: TargetChange | None  # the road as it was before its last change, if there was one
    is_mine: bool
    today: date
    course: Sequence[Reading] | None = None  # the readings with their days, where the check-ins are not loaded

    @property
    def last(self) -> CheckIn | None:
        """The newest check-in that stands."""
        said = self.key_result.said
        return said[-1] if said else None

    @property
    def before(self) -> CheckIn | None:
        """The check-in before the last one."""
        said = self.key_result.said
        return said[-2] if len(said) > 1 else None

    @property
    def value_before(self) -> float | None:
        """The value before the last check-in; where that has none, as it was then."""
        said = [check_in.value for check_in in self.key_result.said[:-1] if check_in.value is not None]
        return said[-1] if said else None

    @property
    def against_previous_target(self) -> float | None:
        """Where the current value would stand against the previous target."""
        change, current = self.previous_target, self.key_result.current
        if change is None or current is None or change.start is None or change.target is None:
            return None
        return counted(reach(change.start, change.target, current))

    @property
    def step_count(self) -> int:
        return len(self.key_result.steps.all())

    @property
    def expected_steps(self) -> int | None:
        """How many steps should be done by now: as many as their weight fits into the time that has gone."""
        if self.standing.expected is None:
            return None
        return planned_steps([step.weight for step in self.key_result.steps.all()], self.standing.expected)

    @property
    def forecast(self) -> Forecast | Silence:
        """Where it leads by its last day if it goes on as it has gone, or why that cannot be said."""
        key_result, end = self.key_result, self.key_result.ends
        is_steps = key_result.kind == KeyResult.Kind.STEPS
        start, target = (0.0, 1.0) if is_steps else (key_result.start, key_result.target)
        has_road = key_result.kind in {KeyResult.Kind.REACH, KeyResult.Kind.STEPS} and start != target
        if not has_road or start is None or target is None:
            return Silence.NO_ROAD
        if not key_result.objective.takes_check_ins:
            return Silence.NOT_ACTIVE
        if end is None:
            return Silence.NO_END
        if self.today > end:
            return Silence.OVER
        if self.is_stale:
            return Silence.STALE
        if self.course is None:
            said = key_result.said
            readings = [(timezone.localdate(each.at), each.value) for each in said if each.value is not None]
        else:
            readings = list(self.course)
        if not readings or readings[0][0] > key_result.starts:
            readings.insert(0, (key_result.starts, start))
        if is_steps:
            return forecast.from_steps(readings, [step.weight for step in key_result.steps.all()], end=end)
        least, most = forecast.limits([start, target, *(value for _, value in readings)], key_result.unit)
        upwards = target > start
        return forecast.from_readings(readings, target=target, upwards=upwards, end=end, least=least, most=most)

    @property
    def readings_inside(self) -> int:
        """How many readings lie in the corridor of a key result that keeps a value."""
        return round((self.key_result.progress or 0) * len(self.readings))

    @property
    def is_stale(self) -> bool:
        return self.standing.pace == Pace.STALE


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An objective with the rows of its key results."""

    objective: Objective
    standing: Standing
    key_results: Sequence[KeyResultRow]
    today: date

    @property
    def is_stale(self) -> bool:
        return self.standing.pace == Pace.STALE

    @property
    def weight(self) -> float:
        """The weight of all its key results together."""
        return sum(row.key_result.weight for row in self.key_results)

    @property
    def shares(self) -> list[tuple[KeyResultRow, float]]:
        """What each key result adds to the weighted mean, as a share of one."""
        whole = self.weight or 1
        return [(row, counted(row.key_result.progress) * row.key_result.weight / whole) for row in self.key_results]


def rows(
    objectives: QuerySet[Objective], *, person: Person, today: date | None = None, threshold: float | None = None
) -> list[ObjectiveRow]:
    """The rows of these objectives, in their order. `threshold`: the organisation's, if it is at hand already."""
    loaded = list(objectives.select_related("cycle", "owner"))
    return rows_of(loaded, person=person, today=today, threshold=threshold)


def rows_of(
    objectives: Sequence[Objective], *, person: Person, today: date | None = None, threshold: float | None = None
) -> list[ObjectiveRow]:
    """The rows of objectives that are loaded already, with cycle and owner."""
    today = today or timezone.localdate()
    threshold = behind_until() if threshold is None else threshold
    measured = Prefetch("key_results", KeyResult.objects.select_related("owner").with_planned())
    prefetch_related_objects(objectives, "teams", measured)
    key_results = [key_result for objective in objectives for key_result in objective.key_results.all()]
    parts: dict[int, list[KeyResultRow]] = {objective.pk: [] for objective in objectives}
    for row in _key_result_rows(key_results, None, person, today, threshold):
        parts[row.key_result.objective_id].append(row)
    return [ObjectiveRow(one, one.standing(today, threshold), parts[one.pk], today) for one in objectives]


def objective_rows(
    objectives: QuerySet[Objective], *, today: date | None = None, threshold: float | None = None
) -> list[ObjectiveRow]:
    """The rows of these objectives without those of their key results."""
    today = today or timezone.localdate()
    threshold = behind_until() if threshold is None else threshold
    loaded = objectives.select_related("cycle", "owner").prefetch_related("teams")
    return [ObjectiveRow(objective, objective.standing(today, threshold), (), today) for objective in loaded]


def row(
    key_result: KeyResult, *, person: Person, today: date | None = None, threshold: float | None = None
) -> KeyResultRow:
    """The row of one key result."""
    today = today or timezone.localdate()
    threshold = behind_until() if threshold is None else threshold
    return _key_result_rows([key_result], {key_result.pk: key_result.readings}, person, today, threshold)[0]


def row_after(row: KeyResultRow, value: float) -> KeyResultRow:
    """The row as it would be after a check-in of this value today. Nothing is stored."""
    today = timezone.localdate()
    key_result = copy(row.key_result)
    readings = [*row.readings, value]
    weights = [step.weight for step in key_result.steps.all()]
    key_result.current, key_result.progress = value, key_result.progress_at(readings, weights)
    key_result.checked_in_on = today
    return replace(row, key_result=key_result, readings=readings, standing=key_result.standing(today, behind_until()))


def key_result_rows(
    key_results: KeyResultQuerySet, *, person: Person, today: date | None = None, threshold: float | None = None
) -> list[KeyResultRow]:
    """The rows of these key results, in their order, with what was said of each."""
    today = today or timezone.localdate()
    threshold = behind_until() if threshold is None else threshold
    loaded = list(key_results.with_objective())
    load_said(loaded)
    readings = {key_result.pk: key_result.readings for key_result in loaded}
    return _key_result_rows(loaded, readings, person, today, threshold)


def load_said(key_results: Sequence[KeyResult]) -> None:
    """Load what was `said` of the key results, where it is not at hand already. One query."""
    said = Prefetch("check_ins", CheckIn.objects.standing().order_by("at", "pk"), to_attr="said")
    prefetch_related_objects(key_results, said)


def load_authors(rows: Iterable[KeyResultRow]) -> None:
    """Load who said the last two check-ins of each row. One query."""
    prefetch_related_objects([said for row in rows for said in row.key_result.said[-2:]], "author")


def _key_result_rows(
    key_results: Sequence[KeyResult],
    readings: Mapping[int, Sequence[float]] | None,
    person: Person,
    today: date,
    threshold: float,
) -> list[KeyResultRow]:
    """The rows of key results that know their objectives. Two queries: steps and previous targets.

    A third one for the readings, where they are not at hand: it makes no objects and reads only what the line of a key
    result shows: the course of a value, and, with their days, where an owner doubts what the numbers say.
    """
    prefetch_related_objects([one for one in key_results if one.kind == KeyResult.Kind.STEPS], "steps")
    changes = TargetChange.objects.filter(key_result__in=[key_result.pk for key_result in key_results])
    previous = {change.key_result_id: change for change in changes.order_by("at", "pk")}
    standings = {key_result.pk: key_result.standing(today, threshold) for key_result in key_results}
    courses: dict[int, list[Reading]] = {}
    if readings is None:
        courses = {one.pk: [] for one in key_results if is_doubted(one.confidence, standings[one.pk])}
        readings = _readings_of([one for one in key_results if one.kind in MEASURED], courses)
    me = person.pk
    return [
        KeyResultRow(
            key_result=key_result,
            standing=standings[key_result.pk],
            readings=readings[key_result.pk],
            previous_target=previous.get(key_result.pk),
            is_mine=key_result.owner_id == me,
            today=today,
            course=courses.get(key_result.pk),
        )
        for key_result in key_results
    ]


def _readings_of(drawn: Iterable[KeyResult], courses: Mapping[int, list[Reading]]) -> Mapping[int, Sequence[float]]:
    """The readings of key results whose course is drawn; those of the `courses` are added there, with their days."""
    readings: dict[int, list[float]] = defaultdict(list)
    asked = [key_result.pk for key_result in drawn]
    stored = CheckIn.objects.standing().filter(key_result__in=[*asked, *courses])
    # As text, which is not read as a moment in every row.
    written = Case(When(key_result__in=list(courses), then=Cast("at", TextField())))
    for pk, value, at in stored.order_by("at", "pk").values_list("key_result_id", "value", written):
        if value is not None:
            readings[pk].append(value)
            if at is not None:
                courses[pk].append((timezone.localdate(datetime.fromisoformat(at).replace(tzinfo=UTC)), value))
    return readings


def is_doubted(confidence: int | None, standing: Standing) -> bool:
    """Whether the owner believes in what lags, or doubts what is on pace: worth holding against the forecast."""
    if confidence is None:
        return False
    lags = standing.pace in {Pace.BEHIND, Pace.AT_RISK}
    return (lags and confidence >= SURE) or (standing.pace is Pace.ON_PACE and confidence <= UNSURE)
