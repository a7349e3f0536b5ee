"""Nobody owns anything without having said yes."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from vekha.activity.models import Event, Notice
from vekha.goals.actions import key_results, objectives, ownership
from vekha.goals.models import KeyResult, Objective, Offer
from vekha.people.models import Person


@pytest.fixture
def open_one(key_result: KeyResult) -> KeyResult:
    """A key result that nobody owns."""
    key_result.owner = None
    key_result.save()
    return key_result


def test_a_member_claims_what_stands_open_and_the_owner_of_the_objective_hears_of_it(
    open_one: KeyResult, dora: Person, boris: Person
) -> None:
    ownership.claim(open_one, by=dora)

    assert KeyResult.objects.get().owner == dora
    assert Notice.objects.get(event__verb="key_result.claimed").person == boris


def test_of_two_who_claim_the_second_is_told_who_has_it(open_one: KeyResult, dora: Person, boris: Person) -> None:
    ownership.claim(KeyResult.objects.get(), by=boris)

    with pytest.raises(ValidationError, match="Boris has taken it"):
        ownership.claim(open_one, by=dora)


def test_those_outside_its_teams_cannot_claim(open_one: KeyResult, frida: Person, emil: Person) -> None:
    for person in (frida, emil):
        with pytest.raises(PermissionDenied):
            ownership.claim(open_one, by=person)


def test_another_owner_is_asked_and_owns_it_after_a_yes(open_one: KeyResult, boris: Person, dora: Person) -> None:
    key_results.edit(open_one, by=boris, owner=dora)
    offer = Offer.objects.get()
    assert KeyResult.objects.get().owner is None
    assert Notice.objects.get(event__verb="offer.made").person == dora

    ownership.accept(offer, by=dora)

    assert KeyResult.objects.get().owner == dora
    assert Notice.objects.get(event__verb="offer.accepted").person == boris


def test_a_no_gives_its_reason_and_leaves_the_owner_as_it_was(
    key_result: KeyResult, boris: Person, dora: Person, frida: Person
) -> None:
    ownership.hand(key_result, by=boris, to=frida)
    offer = Offer.objects.get()

    with pytest.raises(ValidationError, match="Say why"):
        ownership.decline(offer, by=frida, reason=" ")
    ownership.decline(offer, by=frida, reason="I am away in December")

    assert KeyResult.objects.get().owner == dora
    assert Offer.objects.get().reason == "I am away in December"
    assert Event.objects.get(verb="offer.declined").changes["reason"] == "I am away in December"


def test_only_the_person_asked_answers_and_only_once(key_result: KeyResult, boris: Person, frida: Person) -> None:
    offer = ownership.hand(key_result, by=boris, to=frida)
    assert offer

    with pytest.raises(PermissionDenied):
        ownership.accept(offer, by=boris)
    ownership.accept(offer, by=frida)
    with pytest.raises(ValidationError, match="answered already"):
        ownership.decline(offer, by=frida, reason="Too late")


def test_an_administrator_assigns_at_once_and_visibly(key_result: KeyResult, anna: Person, frida: Person) -> None:
    ownership.hand(key_result, by=anna, to=frida)

    assert KeyResult.objects.get().owner == frida
    assert Event.objects.get(verb="key_result.assigned").changes["person"] == "Frida"
    assert {notice.person.name for notice in Notice.objects.all()} == {"Frida", "Dora"}  # the one before her hears, too


def test_asking_somebody_else_takes_the_first_question_back(
    key_result: KeyResult, boris: Person, frida: Person, chen: Person
) -> None:
    ownership.hand(key_result, by=boris, to=frida)
    ownership.hand(key_result, by=boris, to=chen)

    assert [(offer.person, offer.answer) for offer in Offer.objects.all()] == [(frida, "withdrawn"), (chen, "")]
    assert Notice.objects.get(event__verb="offer.withdrawn").person == frida


def test_a_question_is_over_once_a_colleague_has_taken_what_was_offered(
    open_one: KeyResult, boris: Person, dora: Person, chen: Person, client_of: Callable[[Person], Client]
) -> None:
    ownership.hand(open_one, by=boris, to=chen)
    ownership.claim(KeyResult.objects.get(), by=dora)

    assert Notice.objects.get(event__verb="offer.withdrawn").person == chen
    assert "No longer asks Chen to own it" in client_of(chen).get("/inbox/").content.decode()


def test_whoever_takes_what_they_were_asked_to_own_takes_no_question_back(
    open_one: KeyResult, boris: Person, dora: Person
) -> None:
    ownership.hand(open_one, by=boris, to=dora)
    ownership.claim(KeyResult.objects.get(), by=dora)

    assert Offer.objects.get().answer == "withdrawn"
    assert not Event.objects.filter(verb="offer.withdrawn").exists()


def test_one_gives_a_key_result_back_and_says_why(key_result: KeyResult, dora: Person) -> None:
    with pytest.raises(ValidationError):
        ownership.release(key_result, by=dora, reason="")
    ownership.release(key_result, by=dora, reason="I change teams")

    assert KeyResult.objects.get().owner is None


def test_whoever_has_left_or_only_reads_is_not_asked(
    key_result: KeyResult, boris: Person, gleb: Person, emil: Person
) -> None:
    for person, words in ((gleb, "has left"), (emil, "only reads along")):
        with pytest.raises(ValidationError, match=words):
            ownership.hand(key_result, by=boris, to=person)


def test_the_owner_of_an_objective_is_asked_too(objective: Objective, boris: Person, dora: Person) -> None:
    objectives.edit(objective, by=boris, owner=dora)
    assert Objective.objects.get().owner == boris

    ownership.accept(Offer.objects.get(), by=dora)

    assert Objective.objects.get().owner == dora


def test_a_member_does_not_make_a_colleagues_draft_their_own(
    objective: Objective, key_result: KeyResult, boris: Person, dora: Person
) -> None:
    Objective.objects.update(state=Objective.State.DRAFT)
    KeyResult.objects.update(owner=boris)

    with pytest.raises(PermissionDenied):
        objectives.edit(Objective.objects.get(), by=dora, owner=dora)
    with pytest.raises(PermissionDenied):
        key_results.edit(KeyResult.objects.get(), by=dora, owner=dora)


def test_whoever_owned_it_before_hears_of_the_change(
    key_result: KeyResult, anna: Person, dora: Person, boris: Person, frida: Person
) -> None:
    ownership.hand(key_result, by=anna, to=frida)
    ownership.hand(KeyResult.objects.get(), by=boris, to=dora)
    ownership.accept(Offer.objects.get(), by=dora)
    ownership.release(KeyResult.objects.get(), by=boris, reason="It moves to another team")

    def heard(person: Person) -> set[str]:
        return set(Notice.objects.filter(person=person).values_list("event__verb", flat=True))

    assert {"key_result.assigned", "key_result.released"} <= heard(dora)
    assert "offer.accepted" in heard(frida)
