"""What a person owes this week: which key results are checked in, which are left, which are silent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from vekha.goals.ledger import KeyResultRow
from vekha.goals.models import Cycle, KeyResult, Objective, Rhythm
from vekha.people.models import Person


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def counts_from(objective: Objective, today: date) -> date:
    """The first day whose check-in still counts today: Monday, or as far back as a longer rhythm reaches."""
    days = objective.rhythm_days
    if objective.rhythm == Rhythm.WEEKLY or days is None:
        return monday(today)
    return today - timedelta(days=days - 1)


def is_said(key_result: KeyResult, today: date | None = None) -> bool:
    """Whether the key result is checked in for the current period of its rhythm."""
    today = today or timezone.localdate()
    last = key_result.checked_in_on
    return last is not None and last >= counts_from(key_result.objective, today) and not lacks_belief(key_result)


def lacks_belief(key_result: KeyResult) -> bool:
    """Whether its value comes from a KPI while nobody has said yet how sure they are: that no KPI knows."""
    return key_result.kpi_id is not None and key_result.confidence is None


def is_owed(key_result: KeyResult, today: date | None = None) -> bool:
    """Whether a check-in is due. Without a rhythm none ever is, and none before the first day."""
    today = today or timezone.localdate()
    has_rhythm = key_result.objective.rhythm_days is not None
    return has_rhythm and key_result.starts <= today and not is_said(key_result, today)


def due_again(key_result: KeyResult, today: date) -> date | None:
    """The first day on which the next check-in is due, for one that is checked in now."""
    objective = key_result.objective
    if objective.rhythm_days is None or key_result.checked_in_on is None:
        return None
    if objective.rhythm == Rhythm.WEEKLY:
        return monday(today) + timedelta(days=7)
    return key_result.checked_in_on + timedelta(days=objective.rhythm_days)


@dataclass(frozen=True, slots=True)
class CycleWeek:
    """Which week of a cycle it is."""

    cycle: Cycle
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Week:
    """A person's week: the key results they check in, counted. Loads nothing by itself."""

    key_results: Sequence[KeyResult]
    today: date = field(default_factory=timezone.localdate)

    @property
    def first_day(self) -> date:
        return monday(self.today)

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=6)

    @property
    def left(self) -> int:
        """How many check-ins are due."""
        return sum(is_owed(key_result, self.today) for key_result in self.key_results)

    @property
    def said(self) -> int:
        """How many key results are checked in."""
        return sum(is_said(key_result, self.today) for key_result in self.key_results)

    @property
    def total(self) -> int:
        return self.left + self.said

    @property
    def silent(self) -> list[tuple[KeyResult, int]]:
        """Those without news for two rhythms, with the days; the longest silent first."""
        found = []
        for key_result in self.key_results:
            if key_result.is_stale(self.today):
                last = key_result.checked_in_on or key_result.starts
                found.append((key_result, (self.today - last).days))
        return sorted(found, key=lambda pair: -pair[1])

    @property
    def next_due(self) -> date | None:
        """When check-ins are due again, once all are done."""
        days = (due_again(key_result, self.today) for key_result in self.key_results)
        return min((day for day in days if day is not None), default=None)

    @property
    def cycles(self) -> list[CycleWeek]:
        """The week's number in each cycle that runs now and has an end, the one with most key results first."""
        counts: dict[Cycle, int] = {}
        for key_result in self.key_results:
            cycle = key_result.objective.cycle
            counts[cycle] = counts.get(cycle, 0) + 1
        return [
            CycleWeek(cycle, _weeks(cycle.starts, self.today), _weeks(cycle.starts, cycle.ends))
            for cycle in sorted(counts, key=lambda cycle: -counts[cycle])
            if cycle.ends and cycle.starts <= self.today <= cycle.ends
        ]


def week_of(person: Person) -> Week:
    """The person's week in one query, without what rows need besides."""
    return Week(list(KeyResult.objects.owed_by(person).select_related("objective__cycle")))


def by_need(rows: Iterable[KeyResultRow], today: date) -> list[tuple[Objective, list[KeyResultRow]]]:
    """The rows by objective, what needs the person first: the silent, what is due, the rest; objectives likewise."""

    def need(row: KeyResultRow) -> tuple[bool, bool]:
        return not is_owed(row.key_result, today), not row.is_stale

    by_objective: dict[int, list[KeyResultRow]] = {}
    for row in rows:
        by_objective.setdefault(row.key_result.objective_id, []).append(row)
    groups = [sorted(group, key=need) for group in by_objective.values()]
    return [(group[0].key_result.objective, group) for group in sorted(groups, key=lambda group: need(group[0]))]


def _weeks(first: date, last: date) -> int:
    return (monday(last) - monday(first)).days // 7 + 1
