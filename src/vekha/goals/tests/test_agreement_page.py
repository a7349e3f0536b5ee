"""Who has agreed, to which words, and what waits before the others do."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.goals.actions import alignments, key_results, objectives, ownership
from vekha.goals.models import Agreement, Alignment, Cycle, KeyResult, Objective, ReviewRequest
from vekha.people.models import Membership, Person, Team

ClientOf = Callable[[Person], Client]


@pytest.fixture
def proposed(objective: Objective) -> Objective:
    objective.state = Objective.State.PROPOSED
    objective.save()
    return objective


def line(client: Client, objective: Objective) -> str:
    response = client.get(f"/objectives/{objective.pk}/agree/", headers={"HX-Request": "true"})
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_page_of_the_objective_brings_the_line_and_links_to_it_without_scripts(
    proposed: Objective, dora: Person, client_of: ClientOf
) -> None:
    client, address = client_of(dora), f"/objectives/{proposed.pk}/agree/"
    page = client.get(f"/objectives/{proposed.pk}/").content.decode()

    assert f'hx-get="{address}"' in page
    assert f'href="{address}"' in page
    assert "<html" in client.get(address).content.decode()
    assert "<html" not in line(client, proposed)
    Objective.objects.update(state="draft")
    assert address not in client.get(f"/objectives/{proposed.pk}/").content.decode()


@pytest.mark.parametrize("is_htmx", [False, True])
def test_from_the_inbox_nobody_agrees_to_other_words_than_those_that_stood_there(
    proposed: Objective, key_result: KeyResult, boris: Person, dora: Person, client_of: ClientOf, is_htmx: bool
) -> None:
    client = client_of(dora)
    shown = client.get("/inbox/").content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(words|inbox)" value="([^"]*)">', shown))
    key_results.edit(key_result, by=boris, target=3)

    headers = {"HX-Request": "true"} if is_htmx else {}
    refused = client.post(f"/objectives/{proposed.pk}/agree/", sent, headers=headers)

    assert refused.status_code == 422
    assert "The words have changed meanwhile." in refused.content.decode()
    assert f'<a href="/objectives/{proposed.pk}/">Read it as it stands now</a>' in refused.content.decode()
    assert "I agree" not in refused.content.decode()
    assert not Agreement.objects.exists()


def test_from_the_inbox_one_agrees_to_the_words_as_they_stood_there(
    proposed: Objective, key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    client = client_of(dora)
    shown = client.get("/inbox/").content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(words|inbox)" value="([^"]*)">', shown))

    assert client.post(f"/objectives/{proposed.pk}/agree/", sent)["Location"] == "/inbox/"
    assert Agreement.objects.get().words == sent["words"]


@pytest.mark.parametrize("is_htmx", [False, True])
def test_whoever_sees_it_agrees_with_team_and_day(
    proposed: Objective, dora: Person, client_of: ClientOf, is_htmx: bool
) -> None:
    client, address = client_of(dora), f"/objectives/{proposed.pk}/agree/"
    assert "I agree" in line(client, proposed)

    answered = client.post(address, headers={"HX-Request": "true"} if is_htmx else {})

    if is_htmx:
        assert "objective-changed" in answered["HX-Trigger"]
    else:
        assert answered["Location"] == f"/objectives/{proposed.pk}/"
    assert "Dora Product · 20 November" in words(line(client, proposed))
    assert "I agree" not in line(client, proposed)


def test_an_agreement_to_earlier_words_says_so_and_may_be_given_again(
    proposed: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    client = client_of(dora)
    objectives.agree(proposed, by=dora)
    objectives.edit(proposed, by=boris, title="Clients ship within three days")

    assert "to earlier words" in line(client, proposed)
    assert "I agree to the new words, too" in line(client, proposed)
    client.post(f"/objectives/{proposed.pk}/agree/")

    assert "to earlier words" not in line(client, proposed)
    assert Agreement.objects.count() == 1


def test_those_who_only_look_are_not_asked(proposed: Objective, emil: Person, client_of: ClientOf) -> None:
    assert "I agree" not in line(client_of(emil), proposed)
    assert client_of(emil).post(f"/objectives/{proposed.pk}/agree/").status_code == 403


def test_what_runs_already_asks_nobody_new(
    objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    objectives.agree(objective, by=boris)
    objectives.edit(objective, by=boris, title="Another", reason="The market has moved")

    assert "I agree" not in line(client_of(dora), objective)
    assert "I agree to the new words, too" in line(client_of(boris), objective)


def test_a_draft_that_one_agrees_to_from_an_old_page_is_refused_in_words(
    proposed: Objective, dora: Person, client_of: ClientOf
) -> None:
    Objective.objects.update(state="draft")

    refused = client_of(dora).post(f"/objectives/{proposed.pk}/agree/")

    assert refused.status_code == 422
    assert "Nobody is asked to agree now: the objective is draft." in refused.content.decode()


def test_what_is_still_open_is_listed_with_links_and_stops_nobody(
    proposed: Objective,
    key_result: KeyResult,
    cycle: Cycle,
    sales: Team,
    boris: Person,
    dora: Person,
    frida: Person,
    client_of: ClientOf,
) -> None:
    other = Objective.objects.create(cycle=cycle, title="Clean stock data", level="team", owner=frida)
    hidden = Objective.objects.create(cycle=cycle, title="A secret", level="team", owner=frida, visibility="private")
    alignments.request(proposed, by=boris, to=other)
    Alignment.objects.create(objective=hidden, to_objective=proposed)
    open_one = key_results.add(proposed, by=boris, text="Returns stay below 2 %", kind="keep", high=2)
    ownership.hand(key_result, by=boris, to=frida)
    ReviewRequest.objects.create(objective=proposed, person=dora, by=boris)

    said = line(client_of(boris), proposed)

    page = f"/objectives/{proposed.pk}/"
    for address, words_of in (
        (f"{page}#alignments", "Alignment without an answer: Clean stock data"),
        (f"{page}#key-result-{open_one.pk}", "Nobody owns the key result: Returns stay below 2 %"),
        (f"{page}#key-result-{key_result.pk}", "Frida has not said whether they will own the key result"),
        (f"{page}#talk", "Dora was asked to read it and has not answered"),
    ):
        assert f'<a href="{address}">{words_of}' in said, words_of
    assert "A secret" not in said
    assert "Not yet: Boris" in words(said)
    assert client_of(boris).post(f"{page}move/", {"to": "agreed"}).status_code == 302
    assert "Still open" not in line(client_of(boris), proposed)


def test_fifteen_queries_are_enough_for_many_who_agreed(
    proposed: Objective,
    boris: Person,
    product: Team,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(15):
        person = Person.objects.create_user(f"p{number}@northlight.example", None, name=f"P {number}", language="en")
        Membership.objects.create(person=person, team=product)
        objectives.agree(proposed, by=person)
        ReviewRequest.objects.create(objective=proposed, person=person, by=boris)
        key_results.add(proposed, by=boris, text=f"Key result {number}", start=0, target=10)
    client = client_of(boris)

    with django_assert_max_num_queries(15):
        line(client, proposed)
