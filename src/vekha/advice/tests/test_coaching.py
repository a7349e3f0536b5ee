"""Stored objectives as the coach reads them."""

import pytest

from vekha.advice import coaching
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Person


def codes(objective: Objective, target: str = "") -> list[str]:
    review = coaching.of_objective(Objective.objects.get(pk=objective.pk), language="en")
    return [finding.code for finding in review.findings if finding.target.startswith(target)]


def test_all_that_the_product_knows_stands_beside_the_words(
    objective: Objective, key_result: KeyResult, dora: Person, boris: Person
) -> None:
    initiative = Initiative.objects.create(objective=objective, text="Call every client in week one", owner=dora)
    initiative.key_results.add(key_result)
    KeyResult.objects.update(weight=2, due="2026-12-01", progress=0.25, confidence=6)
    Objective.objects.update(progress=0.25, confidence=6, commitment="committed")
    read = coaching.as_read(Objective.objects.get())
    assert (read.level, read.team) == ("team", "Product")
    own = read.fields
    assert (own.owner, own.due, own.progress, own.confidence) == ("Boris", "2026-12-31", "25%", "6/10")
    assert (own.commitment, own.status) == ("committed", "active")
    (beside,) = (item.fields for item in read.key_results)
    assert (beside.owner, beside.start, beside.target, beside.unit) == ("Dora", "27", "9", "days")
    assert (beside.weight, beside.due, beside.progress, beside.confidence) == ("2", "2026-12-01", "25%", "6/10")
    assert read.initiatives[0].fields.owner == "Dora"
    assert read.initiatives[0].fields.supports == key_result.text


@pytest.mark.parametrize(("state", "current"), [("draft", "27"), ("agreed", "27"), ("active", ""), ("closed", "")])
def test_a_target_that_was_reached_on_the_way_is_not_called_easy(
    objective: Objective, key_result: KeyResult, state: str, current: str
) -> None:
    KeyResult.objects.update(current=27)
    Objective.objects.update(state=state)
    assert coaching.as_read(Objective.objects.get()).key_results[0].fields.current == current


def test_belief_near_the_end_says_nothing_of_boldness(objective: Objective) -> None:
    Objective.objects.update(progress=0.9, confidence=10)
    assert coaching.as_read(Objective.objects.get()).fields.confidence == ""


def test_where_some_key_results_have_an_owner_one_without_is_asked_about(
    objective: Objective, key_result: KeyResult
) -> None:
    KeyResult.objects.create(
        objective=objective, text="Complaints in the first month from 40 to 10", start=40, target=10
    )
    assert "K-OWNER" in codes(objective, "key_results[1]")
    assert "K-OWNER" not in codes(objective, "key_results[0]")


@pytest.mark.parametrize(("state", "said"), [("draft", []), ("proposed", ["K-OWNER"]), ("active", ["K-OWNER"])])
def test_key_results_that_nobody_owns_are_asked_about_once_the_draft_is_written(
    objective: Objective, key_result: KeyResult, state: str, said: list[str]
) -> None:
    KeyResult.objects.update(owner=None)
    Objective.objects.update(state=state)
    assert [code for code in codes(objective, "key_results") if code == "K-OWNER"] == said
