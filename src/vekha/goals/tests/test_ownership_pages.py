"""Taking, giving back and answering, on the page of the objective."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from vekha.goals.actions import ownership
from vekha.goals.models import KeyResult, Objective, Offer
from vekha.people.models import Person

ClientOf = Callable[[Person], Client]


@pytest.fixture
def open_one(key_result: KeyResult) -> KeyResult:
    """A key result that nobody owns."""
    key_result.owner = None
    key_result.save()
    return key_result


def page(client: Client, objective: Objective) -> str:
    return client.get(f"/objectives/{objective.pk}/").content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_member_takes_what_nobody_owns(open_one: KeyResult, dora: Person, client_of: ClientOf) -> None:
    client = client_of(dora)
    assert "Take it" in page(client, open_one.objective)

    taken = client.post(f"/key-results/{open_one.pk}/claim/", follow=True)

    assert KeyResult.objects.get().owner == dora
    assert "is yours now" in taken.content.decode()
    assert "Take it" not in page(client, open_one.objective)


def test_those_outside_its_teams_are_not_offered_it_and_cannot_take_it(
    open_one: KeyResult, frida: Person, emil: Person, client_of: ClientOf
) -> None:
    for person in (frida, emil):
        client = client_of(person)
        assert "Take it" not in page(client, open_one.objective)
        assert client.post(f"/key-results/{open_one.pk}/claim/").status_code == 403

    assert KeyResult.objects.get().owner is None


def test_whoever_is_late_is_told_who_has_it(key_result: KeyResult, boris: Person, client_of: ClientOf) -> None:
    late = client_of(boris).post(f"/key-results/{key_result.pk}/claim/")

    assert late.status_code == 422
    assert "Dora has taken it meanwhile" in late.content.decode()


def test_the_person_asked_says_yes(open_one: KeyResult, boris: Person, dora: Person, client_of: ClientOf) -> None:
    offer = ownership.hand(open_one, by=boris, to=dora)
    assert offer
    assert "Boris asks you to own this key result" in page(client_of(dora), open_one.objective)
    assert "Dora was asked to own it on" in words(page(client_of(boris), open_one.objective))

    answered = client_of(dora).post(f"/offers/{offer.pk}/answer/", {"what": "accept"})

    assert answered["Location"] == f"/objectives/{open_one.objective_id}/#key-result-{open_one.pk}"
    assert KeyResult.objects.get().owner == dora


def test_a_no_needs_a_reason_and_comes_back_open_without_one(
    objective: Objective, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    offer = ownership.hand(objective, by=boris, to=frida)
    assert offer
    client = client_of(frida)
    address = f"/offers/{offer.pk}/answer/"
    assert "Boris asks you to own this objective" in page(client, objective)

    refused = client.post(address, {"what": "decline", "reason": " "})
    assert refused.status_code == 422
    assert "Say why, so that they can ask somebody else." in refused.content.decode()
    assert '<details class="reply" open>' in refused.content.decode()

    client.post(address, {"what": "decline", "reason": "I am away in December"})
    assert Offer.objects.get().reason == "I am away in December"
    assert Objective.objects.get().owner == boris
    late = client.post(address, {"what": "accept"})
    assert late.status_code == 422
    assert "This was answered already: declined." in late.content.decode()


def test_only_the_person_asked_finds_the_question(
    key_result: KeyResult, anna: Person, boris: Person, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    offer = ownership.hand(key_result, by=boris, to=frida)
    assert offer

    for person in (anna, boris, dora):
        assert client_of(person).post(f"/offers/{offer.pk}/answer/", {"what": "accept"}).status_code == 404
    assert client_of(frida).post(f"/offers/{offer.pk}/answer/", {"what": "shrug"}).status_code == 400


def test_the_owner_gives_it_back_with_a_reason(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    client = client_of(dora)
    address = f"/key-results/{key_result.pk}/release/"
    assert f'action="{address}"' in client.get(f"/key-results/{key_result.pk}/").content.decode()

    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "Say why, so that whoever takes it next knows." in refused.content.decode()
    client.post(address, {"reason": "I change teams"})

    assert KeyResult.objects.get().owner is None


def test_others_cannot_give_back_what_they_do_not_own(
    key_result: KeyResult, frida: Person, client_of: ClientOf
) -> None:
    client = client_of(frida)

    assert "/release/" not in client.get(f"/key-results/{key_result.pk}/").content.decode()
    assert client.post(f"/key-results/{key_result.pk}/release/", {"reason": "Mine"}).status_code == 403


def test_whoever_gives_back_what_let_them_see_it_is_led_away(
    key_result: KeyResult, frida: Person, client_of: ClientOf
) -> None:
    Objective.objects.update(visibility=Objective.Visibility.PRIVATE)
    KeyResult.objects.update(owner=frida)

    given_back = client_of(frida).post(f"/key-results/{key_result.pk}/release/", {"reason": "I change teams"})

    assert given_back["Location"] == "/company/"


def test_nobody_is_asked_about_what_they_cannot_see(
    key_result: KeyResult, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    Objective.objects.update(visibility=Objective.Visibility.PRIVATE)

    refused = client_of(boris).post(
        f"/key-results/{key_result.pk}/edit/", {"text": key_result.text, "kind": "done", "owner": "Frida"}
    )

    assert refused.status_code == 422
    assert "Frida does not see this objective" in refused.content.decode()
    assert not Offer.objects.exists()
