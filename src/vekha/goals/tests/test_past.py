"""What `past` derives is held against what was stored on that day, and against a history that is really cut off."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from vekha.goals import ledger, past
from vekha.goals.actions import check_ins, key_results, objectives
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective, Step, TargetChange
from vekha.goals.past import Past
from vekha.people.models import Organisation, Person, Team

State = Objective.State
THRESHOLD = 0.25
FIRST = date(2026, 10, 1)
ROADS: dict[str, dict[str, Any]] = {
    "reach": {"start": 27, "target": 9},
    "keep": {"low": 2, "high": 6},
    "steps": {},
    "done": {},
}


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def on(day: date) -> Past:
    return past.on(day, Objective.objects.all(), cycles=Cycle.objects.all(), threshold=THRESHOLD)


def facts(objective: Objective, day: date) -> tuple[object, ...]:
    standing = objective.standing(day, THRESHOLD)
    return (objective.pk, objective.state, objective.confidence, objective.checked_in_on, standing)


@dataclass
class History:
    """A company of which something happens every day, by the verbs that pages call."""

    anna: Person
    product: Team
    chance: random.Random

    def begin(self, cycle: Cycle) -> None:
        for number in range(4):
            state = State.ACTIVE if number else State.DRAFT
            objective = objectives.write(
                by=self.anna, cycle=cycle, title=f"Objective {number}", level="company", owner=self.anna, state=state
            )
            for kind in ROADS:
                self.add(objective, kind)

    def add(self, objective: Objective, kind: str) -> None:
        steps = ["one", "two", "three"] if kind == "steps" else []
        weight = self.chance.choice([0, 1, 1, 2.5])
        key_results.add(
            objective, by=self.anna, text=kind, kind=kind, steps=steps, weight=weight, reason="found", **ROADS[kind]
        )

    def go_on(self) -> None:
        objective = self.chance.choice(list(Objective.objects.all()))
        if self.chance.random() < 0.1:
            to = self.chance.choice(sorted(objectives.NEXT[State(objective.state)]))
            objectives.move(objective, by=self.anna, to=to)
        elif objective.is_active and self.chance.random() < 0.1:
            self.add(objective, self.chance.choice(list(ROADS)))
        for key_result in objective.key_results.all() if objective.is_active else ():
            if self.chance.random() < 0.2:
                self.change_road(key_result)
            if self.chance.random() < 0.5:
                self.check_in(key_result)

    def change_road(self, key_result: KeyResult) -> None:
        road = {name: value + self.chance.choice([-1, 1, 2]) for name, value in ROADS[key_result.kind].items()}
        key_results.edit(key_result, by=self.anna, reason="found out more", **road)

    def check_in(self, key_result: KeyResult, at: datetime | None = None) -> CheckIn:
        most = {"steps": 3, "done": 1}.get(key_result.kind, 30)
        value = self.chance.choice([None, *([float(self.chance.randint(0, most))] * 3)])
        belief = self.chance.choice([None, self.chance.randint(0, 10)])
        return check_ins.record(key_result, by=self.anna, value=value, confidence=belief, note="counted", at=at)


@pytest.fixture(params=range(2))
def history(
    request: pytest.FixtureRequest, organisation: Organisation, cycle: Cycle, anna: Person, product: Team
) -> History:
    history = History(anna, product, random.Random(request.param))
    with time_machine.travel(noon(FIRST), tick=False):
        history.begin(cycle)
    return history


def test_a_past_day_looks_as_it_looked_that_day(history: History) -> None:
    looked: dict[date, list[tuple[object, ...]]] = {}
    for day in (FIRST + timedelta(days=number) for number in range(40)):
        with time_machine.travel(noon(day), tick=False):
            history.go_on()
            looked[day] = [facts(objective, day) for objective in Objective.objects.all()]

    for day, then in looked.items():
        assert [facts(objective, day) for objective in on(day).objectives] == then, day
    assert len({state for then in looked.values() for _pk, state, *_rest in then}) > 2


def test_of_today_it_is_what_is_stored(history: History) -> None:
    day = FIRST + timedelta(days=20)
    with time_machine.travel(noon(day), tick=False):
        for _ in range(20):
            history.go_on()
        stood = on(day)
        stored = list(Objective.objects.select_related("cycle", "owner"))

        assert [facts(objective, day) for objective in stood.objectives] == [facts(one, day) for one in stored]
        rows = stood.rows(stood.objectives, person=history.anna)
        now = ledger.rows_of(stored, person=history.anna, today=day, threshold=THRESHOLD)
        assert [row.standing for row in rows] == [row.standing for row in now]
        for row, stored_row in zip(rows, now, strict=True):
            assert row.objective.previous_confidence == stored_row.objective.previous_confidence
            for part, stored_part in zip(row.key_results, stored_row.key_results, strict=True):
                assert (part.key_result, part.standing) == (stored_part.key_result, stored_part.standing)
                assert part.previous_target == stored_part.previous_target
                assert part.forecast == stored_part.forecast
                if part.key_result.kind == KeyResult.Kind.KEEP:
                    assert part.readings == stored_part.readings
                assert (part.key_result.current, part.key_result.confidence) == (
                    stored_part.key_result.current,
                    stored_part.key_result.confidence,
                )


def test_late_words_count_on_their_day_and_what_was_taken_back_never(history: History) -> None:
    days = [FIRST + timedelta(days=number) for number in range(30)]
    for day in days:
        with time_machine.travel(noon(day), tick=False):
            history.go_on()
            for key_result in KeyResult.objects.filter(objective__state=State.ACTIVE):
                if history.chance.random() < 0.2:
                    at = noon(history.chance.choice([one for one in days if key_result.starts <= one <= day]))
                    said = history.check_in(key_result, at)
                    if history.chance.random() < 0.6 and noon(day) - said.at < timedelta(days=7):
                        check_ins.undo(said, by=history.anna)
    assert CheckIn.objects.exclude(undone_at=None).count() > 2
    assert TargetChange.objects.count() > 2

    for day in days[::5]:
        stood = on(day)
        rows = stood.rows(stood.objectives, person=history.anna)
        with transaction.atomic():
            cut_off(past.moment_after(day))
            stored = list(Objective.objects.select_related("cycle", "owner"))
            for objective in stored:
                objective.state = next(one.state for one in stood.objectives if one.pk == objective.pk)
            expected = ledger.rows_of(stored, person=history.anna, today=day, threshold=THRESHOLD)
            transaction.set_rollback(True)
        assert [facts(row.objective, day) for row in rows] == [facts(row.objective, day) for row in expected], day
        for row, other in zip(rows, expected, strict=True):
            assert [part.standing for part in row.key_results] == [part.standing for part in other.key_results]
            assert [part.previous_target for part in row.key_results] == [
                part.previous_target for part in other.key_results
            ]


def cut_off(until: datetime) -> None:
    """Let nothing of what happened from that moment on have happened, and derive all that is stored again."""
    CheckIn.objects.filter(at__gte=until).delete()
    KeyResult.objects.filter(added_on__gte=until.date()).delete()
    for change in TargetChange.objects.filter(at__gte=until).order_by("-at", "-pk"):
        road = {name: getattr(change, name) for name in past.ROAD}
        KeyResult.objects.filter(pk=change.key_result_id).update(**road)
        change.delete()
    for key_result in KeyResult.objects.all():
        key_result.recompute()
    for objective in Objective.objects.select_related("cycle"):
        objective.recompute()


def test_what_was_written_later_was_not_there(objective: Objective, today: date) -> None:
    Objective.objects.update(created_at=noon(today))

    assert on(today - timedelta(days=1)).objectives == []
    assert on(today).objectives == [objective]


def test_a_cycle_closed_later_was_open_still(cycle: Cycle, today: date) -> None:
    cycle.closed_at = noon(today)

    assert past.cycle_on(cycle, today).is_closed
    assert not past.cycle_on(cycle, today - timedelta(days=1)).is_closed
    assert cycle.is_closed


def test_as_many_queries_however_much_there_was(
    key_result: KeyResult, dora: Person, today: date, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        other = Objective.objects.create(cycle=key_result.objective.cycle, title=f"More {number}", state=State.ACTIVE)
        for kind, road in ROADS.items():
            made = KeyResult.objects.create(objective=other, text=kind, kind=kind, owner=dora, **road)
            Step.objects.bulk_create(Step(key_result=made, text=word) for word in "ab")
            CheckIn.objects.create(key_result=made, value=1, at=noon(today))
            TargetChange.objects.create(key_result=made, at=noon(today))

    with django_assert_max_num_queries(6):
        cycles = [key_result.objective.cycle]
        stood = past.on(today, Objective.objects.all(), cycles=cycles, threshold=THRESHOLD)
    with django_assert_max_num_queries(4):
        stood.rows(stood.objectives, person=dora)
