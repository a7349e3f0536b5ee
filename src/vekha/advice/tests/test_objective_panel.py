"""What the coach says beside an objective."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from vekha.conftest import ClientOf
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Person


def address(objective: Objective) -> str:
    return reverse("advice:objective", args=[objective.pk])


def fragment(client: Client, objective: Objective) -> str:
    response = client.get(address(objective), headers={"hx-request": "true"})
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.fixture
def task(objective: Objective) -> KeyResult:
    return KeyResult.objects.create(objective=objective, text="Launch a mobile app", kind="done")


def test_a_finding_quotes_its_statement_with_the_words_marked(
    client_of: type[ClientOf], dora: Person, objective: Objective, key_result: KeyResult, task: KeyResult
) -> None:
    page = fragment(client_of(dora), objective)
    assert '<mark class="error">Launch</mark> a mobile app' in page
    assert "K-TASK" in page
    assert page.strip().startswith("<section")


def test_who_may_change_it_finds_the_way_to_the_statement(
    client_of: type[ClientOf], boris: Person, emil: Person, objective: Objective, task: KeyResult
) -> None:
    edit = reverse("goals:edit-key-result", args=[task.pk])
    assert edit in fragment(client_of(boris), objective)
    assert edit not in fragment(client_of(emil), objective)


def test_it_follows_what_is_edited(
    client_of: type[ClientOf], boris: Person, objective: Objective, key_result: KeyResult, task: KeyResult
) -> None:
    client = client_of(boris)
    assert "K-TASK" in fragment(client, objective)
    task.text = "Orders from the app from 0 to 400 a week"
    task.save()
    assert "K-TASK" not in fragment(client, objective)


def test_without_javascript_it_is_a_page_of_its_own(
    client_of: type[ClientOf], dora: Person, objective: Objective, task: KeyResult
) -> None:
    response = client_of(dora).get(address(objective))
    assert "advice/objective.html" in [template.name for template in response.templates]
    assert "K-TASK" in response.content.decode()


def test_what_is_measured_in_its_fields_is_not_blamed_for_its_sentence(
    client_of: type[ClientOf], dora: Person, objective: Objective
) -> None:
    KeyResult.objects.create(objective=objective, text="Guests who come back", start=9, target=25, unit="%")
    KeyResult.objects.create(objective=objective, text="Breakfast rating", kind="keep", low=4.5)
    steps = KeyResult.objects.create(objective=objective, text="The way to the first hotel", kind="steps")
    for number in range(3):
        steps.steps.create(text=f"Step {number}", position=number)
    assert "K-NOMETRIC" not in fragment(client_of(dora), objective)


def test_the_organisations_milestone_holds_back_what_is_for_later(
    client_of: type[ClientOf], dora: Person, objective: Objective, key_result: KeyResult
) -> None:
    assert "kept for a later milestone" in fragment(client_of(dora), objective)


def test_somebody_who_may_not_see_it_finds_nothing(
    client_of: type[ClientOf], frida: Person, objective: Objective
) -> None:
    objective.visibility = "teams"
    objective.save()
    client = client_of(frida)
    for headers in ({}, {"hx-request": "true"}):
        assert client.get(address(objective), headers=headers).status_code == 404
    assert client.get(reverse("advice:objective", args=[999_999])).status_code == 404


def test_signed_out_one_is_asked_to_sign_in(client: Client, objective: Objective) -> None:
    assert client.get(address(objective)).status_code == 302


def test_it_needs_few_queries_whatever_the_size(
    client_of: type[ClientOf], dora: Person, boris: Person, objective: Objective, django_assert_max_num_queries: Any
) -> None:
    client = client_of(dora)
    for number in range(20):
        KeyResult.objects.create(objective=objective, text=f"Launch app {number}", owner=boris)
        Initiative.objects.create(objective=objective, text=f"Call guest {number}", owner=boris)
    with django_assert_max_num_queries(15):
        fragment(client, objective)


def test_the_panel_counts_the_remarks_that_speak(objective: Objective, key_result: KeyResult, boris: Person) -> None:
    KeyResult.objects.update(text="Launch a mobile app", start=None, target=None)
    response = ClientOf(boris).get(reverse("advice:objective", args=[objective.pk]))
    speaking = len(response.context["notes"]) + len(response.context["further"])
    assert speaking
    assert response.context["remarks"] == speaking
    assert f"{speaking} remark" in response.content.decode()
