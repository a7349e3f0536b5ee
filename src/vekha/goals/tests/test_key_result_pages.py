import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.goals.actions import check_ins, key_results
from vekha.goals.models import KeyResult, Objective
from vekha.people.models import Person

ClientOf = Callable[[Person], Client]

FIELDS = {
    "text": "Share of launches without an engineer",
    "kind": "reach",
    "start": "12 %",
    "target": "60",
    "unit": "%",
    "owner": "Dora",
    "is_leading": "true",
    "weight": "2",
    "definition": "Of the last 28 days",
    "source": "Launch log",
    "reason": "Nobody could tell without it",
}


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_page_shows_definition_formula_and_all_that_was_said(
    key_result: KeyResult, dora: Person, boris: Person, client_of: ClientOf
) -> None:
    check_ins.undo(check_ins.record(key_result, by=dora, value=3, note="A slip"), by=dora)
    check_ins.record(key_result, by=dora, value=18, confidence=7, note="Manual checks are gone", blocker="The sandbox")
    key_results.edit(key_result, by=boris, target=6, definition="Days, median", source="CRM", reason="Too easy")

    said = words(client_of(dora).get(f"/key-results/{key_result.pk}/").content.decode())

    assert "Definition Days, median Source CRM Formula (18 − 27) ÷ (6 − 27) = 43%" in said
    assert "3 days taken back on 20 November Dora A slip" in said
    assert "18 days 7 Dora Manual checks are gone Blocker: The sandbox" in said
    assert "Before, the road went from 27 to 9 Boris “Too easy”" in said


def test_it_opens_in_place_too(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    html = client_of(dora).get(f"/key-results/{key_result.pk}/", HTTP_HX_REQUEST="true").content.decode()

    assert html.lstrip().startswith(f'<div class="key-result-more" id="key-result-more-{key_result.pk}">')


def test_outsiders_get_404(key_result: KeyResult, frida: Person, client_of: ClientOf) -> None:
    Objective.objects.update(visibility=Objective.Visibility.PRIVATE)
    client = client_of(frida)

    assert client.get(f"/key-results/{key_result.pk}/").status_code == 404
    assert client.get(f"/key-results/{key_result.pk}/edit/").status_code == 404
    assert client.post(f"/key-results/{key_result.pk}/remove/").status_code == 404


def test_the_owner_of_the_objective_adds_a_key_result(
    objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    response = client_of(boris).post(f"/objectives/{objective.pk}/key-results/new/", FIELDS)

    added = objective.key_results.get()
    assert response["Location"] == f"/objectives/{objective.pk}/"
    assert (added.start, added.target, added.unit, added.owner, added.is_leading) == (12, 60, "%", None, True)
    assert added.offers.get().person == dora  # she is asked
    assert (added.weight, added.definition, added.source) == (2, "Of the last 28 days", "Launch log")


def test_several_are_written_in_a_row(objective: Objective, boris: Person, dora: Person, client_of: ClientOf) -> None:
    address = f"/objectives/{objective.pk}/key-results/new/"

    assert client_of(boris).post(address, FIELDS | {"another": ""})["Location"] == address


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("ru", "3,5 млн", 3_500_000),
        ("ru", "1 200", 1200),
        ("en", "3.5M", 3_500_000),
        ("en", "12,000.5", 12000.5),
        ("zh-hans", "350万", 3_500_000),
        ("zh-hans", "1,5", 1.5),
        ("en", "60 %", 60),
    ],
)
def test_a_number_may_be_spelled_in_any_of_the_languages(
    language: str, typed: str, value: float, objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    boris.language = language
    boris.save()

    client_of(boris).post(f"/objectives/{objective.pk}/key-results/new/", FIELDS | {"start": "0", "target": typed})

    assert objective.key_results.get().target == value


@pytest.mark.parametrize(("language", "typed"), [("ru", "1.200"), ("en", "1,200"), ("zh-hans", "1,200")])
def test_a_number_that_can_be_two_is_asked_about(
    language: str, typed: str, objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    boris.language = language
    boris.save()

    response = client_of(boris).post(f"/objectives/{objective.pk}/key-results/new/", FIELDS | {"target": typed})

    html = response.content.decode()
    assert response.status_code == 422
    assert "1200" in html
    assert re.search(r"1[.,]2[^0]", html)
    assert f'value="{typed}"' in html
    assert not objective.key_results.exists()


@pytest.mark.parametrize(
    ("typed", "objection"),
    [
        ({"target": "12"}, "Start and target are the same"),
        ({"target": "a lot"}, "“a lot” is not a number."),
        ({"kind": "keep"}, "A corridor needs at least one kerb"),
        ({"kind": "keep", "low": "5", "high": "4"}, "The upper kerb lies below the lower one."),
        ({"kind": "steps", "steps": "Only one\n\n"}, "Write at least two steps, one a line."),
        ({"due": "2027-02-01"}, "This day lies outside the objective’s time."),
        ({"owner": "gleb@northlight.example"}, "Gleb has left."),
        ({"weight": "-1"}, "greater than or equal to 0"),
        ({"text": ""}, "Fill this in."),
    ],
)
def test_what_cannot_be_is_said_under_its_field_and_nothing_typed_is_lost(
    typed: dict[str, str],
    objection: str,
    objective: Objective,
    boris: Person,
    dora: Person,
    gleb: Person,
    client_of: ClientOf,
) -> None:
    response = client_of(boris).post(f"/objectives/{objective.pk}/key-results/new/", FIELDS | typed)

    html = response.content.decode()
    assert response.status_code == 422
    assert objection in html
    assert "Of the last 28 days</textarea>" in html
    assert not objective.key_results.exists()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"kind": "keep", "low": "4,5"}, {"low": 4.5, "high": None, "start": None, "target": None, "unit": "%"}),
        ({"kind": "done"}, {"start": None, "target": None, "unit": ""}),
    ],
)
def test_what_the_kind_has_no_use_for_is_left_out(
    typed: dict[str, str],
    expected: dict[str, Any],
    objective: Objective,
    boris: Person,
    dora: Person,
    client_of: ClientOf,
) -> None:
    client_of(boris).post(f"/objectives/{objective.pk}/key-results/new/", FIELDS | typed)

    added = objective.key_results.get()
    assert {name: getattr(added, name) for name in expected} == expected


def test_steps_are_written_one_a_line(objective: Objective, boris: Person, dora: Person, client_of: ClientOf) -> None:
    typed = FIELDS | {"kind": "steps", "steps": "Prototype\r\n  Ten clients \r\n\r\nEverywhere"}
    client_of(boris).post(f"/objectives/{objective.pk}/key-results/new/", typed)

    added = objective.key_results.get()
    assert [step.text for step in added.steps.all()] == ["Prototype", "Ten clients", "Everywhere"]
    assert "Prototype\nTen clients\nEverywhere</textarea>" in (
        client_of(boris).get(f"/key-results/{added.pk}/edit/").content.decode()
    )


def test_what_the_form_shows_can_be_sent_back_unchanged(
    key_result: KeyResult, boris: Person, client_of: ClientOf
) -> None:
    for language, start in (("ru", 1234567.25), ("en", 1234567.25), ("zh-hans", 0.125)):
        KeyResult.objects.filter(pk=key_result.pk).update(start=start)
        boris.language = language
        boris.save()
        html = client_of(boris).get(f"/key-results/{key_result.pk}/edit/").content.decode()
        shown = dict(re.findall(r'<input type="text" name="(\w+)" value="([^"]*)"', html))

        response = client_of(boris).post(
            f"/key-results/{key_result.pk}/edit/", shown | {"text": key_result.text, "kind": "reach"}
        )

        key_result.refresh_from_db()
        assert (response.status_code, key_result.start) == (302, start), shown


def test_a_changed_target_keeps_the_old_one_with_its_reason(
    key_result: KeyResult, boris: Person, client_of: ClientOf
) -> None:
    typed = {"text": key_result.text, "kind": "reach", "start": "27", "target": "6", "unit": "days", "owner": "Dora"}
    client_of(boris).post(f"/key-results/{key_result.pk}/edit/", typed | {"reason": "Nine would be met anyway"})

    change = key_result.target_changes.get()
    assert (change.target, change.reason) == (9, "Nine would be met anyway")


def test_an_owner_who_left_may_stay_for_now_and_it_is_said(
    key_result: KeyResult, dora: Person, boris: Person, client_of: ClientOf
) -> None:
    dora.is_active = False
    dora.save()
    client = client_of(boris)

    assert "Dora has left." in client.get(f"/key-results/{key_result.pk}/edit/").content.decode()
    typed = {"text": "Sharper", "kind": "reach", "start": "27", "target": "9", "unit": "days", "owner": "Dora"}
    typed["reason"] = "Clearer"
    assert client.post(f"/key-results/{key_result.pk}/edit/", typed).status_code == 302
    key_result.refresh_from_db()
    assert (key_result.text, key_result.owner) == ("Sharper", dora)


def test_one_without_check_ins_can_be_removed(
    key_result: KeyResult, objective: Objective, boris: Person, client_of: ClientOf
) -> None:
    client = client_of(boris)
    assert 'name="reason"' in client.get(f"/key-results/{key_result.pk}/").content.decode()
    refused = client.post(f"/key-results/{key_result.pk}/remove/", {"reason": " "})
    assert refused.status_code == 422
    assert "Say why it changes" in refused.content.decode()
    client.post(f"/key-results/{key_result.pk}/remove/", {"reason": "It counts the same twice"})

    assert not objective.key_results.exists()


def test_one_with_a_history_cannot(key_result: KeyResult, boris: Person, dora: Person, client_of: ClientOf) -> None:
    check_ins.record(key_result, by=dora, value=18)

    response = client_of(boris).post(f"/key-results/{key_result.pk}/remove/")

    assert response.status_code == 422
    assert "is part of the history" in response.content.decode()


def test_those_who_may_not_change_it_have_no_form(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    client = client_of(dora)

    assert client.get(f"/key-results/{key_result.pk}/edit/").status_code == 404
    assert client.get(f"/objectives/{key_result.objective_id}/key-results/new/").status_code == 404
    assert client.post(f"/key-results/{key_result.pk}/remove/").status_code == 404


def test_fifteen_queries_are_enough_for_a_long_history(
    key_result: KeyResult, dora: Person, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for value in range(30):
        check_ins.record(key_result, by=dora, value=value)

    client = client_of(dora)

    with django_assert_max_num_queries(15):
        client.get(f"/key-results/{key_result.pk}/")
