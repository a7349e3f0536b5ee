"""An objective among those of others: copied from above, doubled, contradicted."""

from typing import Any

import pytest
from django.urls import reverse

from vekha.advice import alignment
from vekha.conftest import ClientOf
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.people.models import Person

COPIED = "Median time from contract to first shipment from 27 to 9 days"


@pytest.fixture
def above(objective: Objective, cycle: Cycle) -> Objective:
    """The company's objective, one of whose key results Product has copied."""
    found = Objective.objects.create(cycle=cycle, title="Clients recommend us", level="company", state="active")
    KeyResult.objects.create(objective=found, text=COPIED, start=27, target=9)
    return found


def panel(person: Person, objective: Objective) -> str:
    return str(ClientOf(person).get(reverse("advice:objective", args=[objective.pk])).content.decode())


def test_a_key_result_copied_from_above_is_asked_about(
    objective: Objective, key_result: KeyResult, above: Objective, dora: Person
) -> None:
    assert "S-ALIGN" in panel(dora, objective)


def test_what_not_everybody_sees_is_compared_with_nothing(
    objective: Objective, key_result: KeyResult, above: Objective, dora: Person, anna: Person
) -> None:
    Objective.objects.filter(pk=above.pk).update(visibility="private")
    assert "S-ALIGN" not in panel(dora, objective)
    assert "S-ALIGN" not in panel(anna, objective)


def test_those_above_count_first_then_those_of_the_same_words(
    objective: Objective, above: Objective, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def team_objective(title: str, **fields: Any) -> Objective:
        return Objective.objects.create(cycle=cycle, title=title, level="team", **fields)

    near = team_objective("Signing takes clients a week")
    nearer = team_objective("Clients ship within a week of signing, no month later")
    team_objective("Lunch is warm")
    team_objective("Clients ship a week after signing", state="dropped")
    titles = [other.title for other in alignment.others(objective)]
    assert titles == [above.title, near.title, nearer.title]
    monkeypatch.setattr(alignment, "MOST", 2)
    assert [other.title for other in alignment.others(objective)] == [above.title, nearer.title]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Клиенты возвращаются к нам", "Возвращение клиентов стало привычкой"),
        ("客户愿意再次下单", "老客户再次光顾"),
    ],
)
def test_words_are_found_in_their_other_forms(objective: Objective, cycle: Cycle, ours: str, theirs: str) -> None:
    other = Objective.objects.create(cycle=cycle, title=theirs, level="team")
    objective.title = ours
    assert [found.title for found in alignment.others(objective)] == [other.title]


def test_the_others_are_few_and_cost_one_query_whatever_the_company(
    objective: Objective, key_result: KeyResult, cycle: Cycle, dora: Person, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        other = Objective.objects.create(cycle=cycle, title=f"Clients ship after signing {number}", level="team")
        KeyResult.objects.create(objective=other, text=f"Shipments from {number} to 50")
    client = ClientOf(dora)
    with django_assert_max_num_queries(1):
        assert len(alignment.others(objective)) == alignment.MOST
    with django_assert_max_num_queries(15):
        client.get(reverse("advice:objective", args=[objective.pk]), headers={"hx-request": "true"})


def test_a_title_without_words_has_only_those_above(objective: Objective, above: Objective) -> None:
    objective.title = "NPS 9"
    assert [other.title for other in alignment.others(objective)] == [above.title]
