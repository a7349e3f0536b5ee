from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from vekha.activity.models import Event
from vekha.conftest import NOW
from vekha.goals.actions import check_ins, cycles, key_results, objectives
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective
from vekha.people.models import Person


def test_a_check_in_moves_the_key_result_and_its_objective(key_result: KeyResult, dora: Person) -> None:
    check_ins.record(key_result, by=dora, value=18, confidence=7, note="Removed the manual stock check")

    key_result.refresh_from_db()
    assert (key_result.current, key_result.progress, key_result.confidence) == (18, 0.5, 7)
    assert key_result.objective.progress == 0.5
    assert Event.objects.get().verb == "check_in.recorded"


def test_undoing_restores_what_was_before(key_result: KeyResult, dora: Person) -> None:
    check_ins.record(key_result, by=dora, value=18, confidence=7)
    later = check_ins.record(key_result, by=dora, value=9, confidence=9)

    check_ins.undo(later, by=dora)

    key_result.refresh_from_db()
    assert (key_result.current, key_result.progress, key_result.confidence) == (18, 0.5, 7)
    assert key_result.check_ins.count() == 2


def test_one_for_a_day_long_gone_can_be_taken_back_for_a_week_from_now(key_result: KeyResult, dora: Person) -> None:
    late = check_ins.record(key_result, by=dora, value=18, at=NOW - timedelta(days=9))
    other = check_ins.record(key_result, by=dora, value=17, at=NOW - timedelta(days=9))

    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        check_ins.undo(late, by=dora)
    with time_machine.travel(NOW + timedelta(days=8), tick=False), pytest.raises(PermissionDenied):
        check_ins.undo(other, by=dora)


@pytest.mark.parametrize(
    ("closed", "why"),
    [
        (lambda it, by: objectives.move(it, by=by, to="closed", score=0.8), "not active"),
        (lambda it, by: cycles.close(it.cycle, by=by), "“Q4 2026” is closed"),
    ],
)
def test_what_is_closed_keeps_its_check_ins(
    closed: Callable[[Objective, Person], object], why: str, key_result: KeyResult, dora: Person, anna: Person
) -> None:
    said = check_ins.record(key_result, by=dora, value=18)
    closed(key_result.objective, anna)

    with pytest.raises(ValidationError, match=why):
        check_ins.undo(said, by=dora)

    key_result.refresh_from_db()
    assert (key_result.current, key_result.objective.progress) == (18, 0.5)


def test_who_does_not_see_it_any_more_takes_nothing_back(key_result: KeyResult, dora: Person, boris: Person) -> None:
    said = check_ins.record(key_result, by=dora, value=18)
    KeyResult.objects.update(owner=boris)
    Objective.objects.update(visibility=Objective.Visibility.PRIVATE)

    with pytest.raises(PermissionDenied):
        check_ins.undo(CheckIn.objects.get(pk=said.pk), by=dora)


def test_a_change_adds_to_the_last_value_as_people_reckon(key_result: KeyResult, dora: Person) -> None:
    check_ins.record(key_result, by=dora, value=0.1)

    assert check_ins.record(key_result, by=dora, change=0.2).value == 0.3
    assert check_ins.record(key_result, by=dora, change=0).value == 0.3


def test_a_change_of_nothing_needs_a_value_to_go_on_from(key_result: KeyResult, dora: Person) -> None:
    with pytest.raises(ValidationError, match="no value yet"):
        check_ins.record(key_result, by=dora, change=0)


def test_a_word_alone_leaves_the_value(key_result: KeyResult, dora: Person) -> None:
    assert check_ins.record(key_result, by=dora, note="Not measured yet").value is None
    check_ins.record(key_result, by=dora, value=18)

    assert check_ins.record(key_result, by=dora, confidence=7).value == 18


def test_nothing_at_all_is_no_check_in(key_result: KeyResult, dora: Person) -> None:
    with pytest.raises(ValidationError, match="Write a value"):
        check_ins.record(key_result, by=dora)


def test_two_who_loaded_the_same_moment_are_both_kept(key_result: KeyResult, dora: Person, boris: Person) -> None:
    mine, yours = KeyResult.objects.get(pk=key_result.pk), KeyResult.objects.get(pk=key_result.pk)

    check_ins.record(mine, by=dora, value=18)
    check_ins.record(yours, by=boris, change=-1)

    key_result.refresh_from_db()
    assert [said.value for said in key_result.check_ins.order_by("pk")] == [18, 17]
    assert key_result.current == 17


def test_a_target_changed_a_moment_before_is_the_one_that_counts(
    key_result: KeyResult, dora: Person, boris: Person
) -> None:
    mine = KeyResult.objects.get(pk=key_result.pk)
    key_results.edit(key_result, by=boris, target=18, reason="Too easy")

    check_ins.record(mine, by=dora, value=18)

    assert (mine.progress, mine.objective.progress) == (1, 1)


def test_an_edit_keeps_what_was_checked_in_a_moment_before(key_result: KeyResult, dora: Person, boris: Person) -> None:
    yours = KeyResult.objects.get(pk=key_result.pk)
    check_ins.record(key_result, by=dora, value=18, confidence=7)

    key_results.edit(yours, by=boris, text="Said better", reason="Clearer")

    key_result.refresh_from_db()
    assert (key_result.text, key_result.current, key_result.confidence) == ("Said better", 18, 7)


def test_an_objective_closed_a_moment_before_takes_none(key_result: KeyResult, dora: Person, boris: Person) -> None:
    mine = KeyResult.objects.select_related("objective").get(pk=key_result.pk)
    objectives.move(key_result.objective, by=boris, to=Objective.State.CLOSED)

    with pytest.raises(ValidationError, match="not active"):
        check_ins.record(mine, by=dora, value=18)


def test_a_closed_cycle_takes_none(key_result: KeyResult, dora: Person) -> None:
    Cycle.objects.update(closed_at=key_result.objective.created_at)

    with pytest.raises(ValidationError, match="is closed"):
        check_ins.record(KeyResult.objects.get(pk=key_result.pk), by=dora, value=18)


@pytest.mark.parametrize("confidence", [-1, 11])
def test_confidence_lies_between_0_and_10(key_result: KeyResult, dora: Person, confidence: int) -> None:
    with pytest.raises(ValidationError):
        check_ins.record(key_result, by=dora, value=18, confidence=confidence)

    assert not key_result.check_ins.exists()


def test_one_who_only_looks_may_not(key_result: KeyResult, emil: Person) -> None:
    with pytest.raises(PermissionDenied):
        check_ins.record(key_result, by=emil, value=18)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one after the other by itself")
@pytest.mark.django_db(transaction=True)
def test_many_at_once_wait_for_each_other_and_none_is_lost(key_result: KeyResult, dora: Person) -> None:
    check_ins.record(key_result, by=dora, value=0)

    def add_one(_number: int) -> None:
        try:
            check_ins.record(KeyResult.objects.get(pk=key_result.pk), by=dora, change=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        list(people.map(add_one, range(12)))

    key_result.refresh_from_db()
    assert key_result.current == 12
    assert key_result.check_ins.count() == 13


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one after the other by itself")
@pytest.mark.django_db(transaction=True)
def test_check_ins_edits_and_additions_at_once_leave_what_would_be_recomputed(
    key_result: KeyResult, objective: Objective, dora: Person, boris: Person
) -> None:
    other = KeyResult.objects.create(objective=objective, text="Other", start=0, target=10, owner=dora)

    def change(number: int) -> None:
        try:
            one, another = KeyResult.objects.get(pk=key_result.pk), KeyResult.objects.get(pk=other.pk)
            match number % 4:
                case 0:
                    check_ins.record(one, by=dora, value=27 - number)
                case 1:
                    check_ins.record(another, by=dora, value=number / 2)
                case 2:
                    key_results.edit(another, by=boris, target=10 + number, reason="Too easy")
                case _:
                    same = Objective.objects.get(pk=objective.pk)
                    key_results.add(same, by=boris, text=f"New {number}", target=number, reason="More")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        list(people.map(change, range(24)))

    for stored in [*objective.key_results.all(), Objective.objects.get(pk=objective.pk)]:
        before = (stored.progress, stored.confidence, stored.checked_in_on)
        stored.recompute()
        assert (stored.progress, stored.confidence, stored.checked_in_on) == before
    assert objective.key_results.count() == 8
