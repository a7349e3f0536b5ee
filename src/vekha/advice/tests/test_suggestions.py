"""Objectives of other teams, suggested while a draft is written."""

from typing import Any

import pytest
from django.urls import reverse

from vekha.advice.actions import related
from vekha.advice.related import Lexical
from vekha.conftest import ClientOf
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.people.models import Person, Team


@pytest.fixture
def draft(cycle: Cycle, product: Team, boris: Person, organisation: Any) -> Objective:
    found = Objective.objects.create(cycle=cycle, title="Hotel guests choose us again", owner=boris)
    found.teams.add(product)
    return found


@pytest.fixture
def theirs(cycle: Cycle, sales: Team) -> Objective:
    found = Objective.objects.create(cycle=cycle, title="Every guest chooses the hotel for a reason", state="active")
    found.teams.add(sales)
    KeyResult.objects.create(objective=found, text="Repeat bookings from 9 to 25 %", start=9, target=25)
    KeyResult.objects.create(objective=found, text="Complaints from 40 to 5", start=40, target=5)
    KeyResult.objects.create(objective=found, text="Rating at least 4.5", kind="keep", low=4.5)
    KeyResult.objects.create(objective=found, text="Open the second house", kind="done")
    return found


def fragment(person: Person, objective: Objective) -> str:
    address = reverse("advice:suggestions", args=[objective.pk])
    return str(ClientOf(person).get(address, headers={"hx-request": "true"}).content.decode())


def test_a_new_draft_sees_who_speaks_of_the_same_and_where_their_key_results_lead(
    draft: Objective, theirs: Objective, dora: Person
) -> None:
    page = fragment(dora, draft)
    assert theirs.title in page
    assert "Sales" in page
    assert [page.count(word) for word in ("rises:", "falls:", "stays:")] == [1, 1, 1]
    assert f"{reverse('goals:request-alignment', args=[draft.pk])}?to=objective/{theirs.pk}" in page


def test_what_was_found_beforehand_is_taken_where_it_is_there(
    draft: Objective, theirs: Objective, cycle: Cycle, sales: Team, dora: Person
) -> None:
    KeyResult.objects.create(objective=draft, text="Repeat bookings from 9 to 30 %")
    far = Objective.objects.create(cycle=cycle, title="Nobody waits at the door", state="active")
    far.teams.add(sales)
    KeyResult.objects.create(objective=far, text="Repeat bookings from 9 to 25 %")
    assert far.title not in fragment(dora, draft)
    related.refresh(Lexical())
    assert far.title in fragment(dora, draft)


def test_the_own_team_the_finished_and_the_unseen_are_not_suggested(
    draft: Objective, theirs: Objective, cycle: Cycle, product: Team, sales: Team, dora: Person, frida: Person
) -> None:
    for title, team, fields in (
        ("Guests choose hotel one", product, {}),
        ("Guests choose hotel two", sales, {"state": "dropped"}),
        ("Guests choose hotel three", sales, {"visibility": "teams"}),
    ):
        Objective.objects.create(cycle=cycle, title=title, **fields).teams.add(team)
    page = fragment(dora, draft)
    assert all(title not in page for title in ("hotel one", "hotel two", "hotel three"))
    assert "hotel three" in fragment(frida, draft)


def test_where_nobody_speaks_of_it_a_sentence_says_so(draft: Objective, dora: Person) -> None:
    assert "Nobody else speaks of this yet." in fragment(dora, draft)


def test_without_javascript_it_is_a_page(draft: Objective, theirs: Objective, dora: Person) -> None:
    response = ClientOf(dora).get(reverse("advice:suggestions", args=[draft.pk]))
    assert "advice/suggestions.html" in [template.name for template in response.templates]


def test_a_draft_one_may_not_see_suggests_nothing(draft: Objective, frida: Person) -> None:
    draft.visibility = "teams"
    draft.save()
    assert ClientOf(frida).get(reverse("advice:suggestions", args=[draft.pk])).status_code == 404


def test_it_costs_few_queries(
    draft: Objective, theirs: Objective, cycle: Cycle, sales: Team, dora: Person, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        other = Objective.objects.create(cycle=cycle, title=f"Guests choose hotel {number}")
        other.teams.add(sales)
        KeyResult.objects.create(objective=other, text="Repeat bookings from 9 to 25 %")
    client = ClientOf(dora)
    with django_assert_max_num_queries(10):
        client.get(reverse("advice:suggestions", args=[draft.pk]))
