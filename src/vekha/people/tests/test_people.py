import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from vekha.activity.models import Event
from vekha.conftest import PASSWORD, ClientOf
from vekha.goals.models import KeyResult
from vekha.people.actions import people
from vekha.people.models import Membership, Person, Role


def test_people_change_their_own_name_job_and_language(dora: Person) -> None:
    people.edit(dora, by=dora, name="Dora Marsh", job="Engineer", language="ru")

    dora.refresh_from_db()
    assert (dora.name, dora.job, dora.language) == ("Dora Marsh", "Engineer", "ru")
    assert Event.objects.get().changes["name"] == ["Dora", "Dora Marsh"]


def test_nobody_changes_a_colleague(dora: Person, boris: Person) -> None:
    with pytest.raises(PermissionDenied):
        people.edit(dora, by=boris, name="Renamed")


def test_only_an_administrator_changes_the_address_one_signs_in_with(dora: Person, anna: Person) -> None:
    with pytest.raises(PermissionDenied):
        people.edit(dora, by=dora, email="dora@elsewhere.example")

    people.edit(dora, by=anna, email="Dora.Marsh@Northlight.example")
    dora.refresh_from_db()
    assert dora.email == "dora.marsh@northlight.example"


def test_the_old_address_opens_no_door_any_more(dora: Person, anna: Person) -> None:
    EmailAddress.objects.create(user=dora, email=dora.email, primary=True)  # allauth does so at a password reset

    people.edit(dora, by=anna, email="dora.marsh@northlight.example")

    client = Client()
    assert client.post("/sign-in/", {"login": "dora@northlight.example", "password": PASSWORD}).status_code == 200
    new = client.post("/sign-in/", {"login": "dora.marsh@northlight.example", "password": PASSWORD})
    assert new.status_code == 302


def test_an_address_belongs_to_one_person_whatever_its_case(dora: Person, boris: Person, anna: Person) -> None:
    with pytest.raises(ValidationError) as refused:
        people.edit(dora, by=anna, email="BORIS@northlight.example")

    assert refused.value.message_dict == {"email": ["Somebody has this e-mail already."]}


def test_an_administrator_gives_roles(dora: Person, anna: Person) -> None:
    people.set_role(dora, by=anna, role=Role.COACH)

    dora.refresh_from_db()
    assert dora.is_coach
    assert (Event.objects.get().verb, Event.objects.get().changes) == (
        "person.role_changed",
        {"role": ["member", "coach"]},
    )


def test_others_give_no_roles(dora: Person, chen: Person) -> None:
    with pytest.raises(PermissionDenied):
        people.set_role(chen, by=chen, role=Role.ADMINISTRATOR)


def test_a_role_that_does_not_exist_is_refused(dora: Person, anna: Person) -> None:
    with pytest.raises(ValidationError):
        people.set_role(dora, by=anna, role="emperor")


def test_the_last_administrator_keeps_the_role(anna: Person) -> None:
    with pytest.raises(ValidationError, match="only administrator"):
        people.set_role(anna, by=anna, role=Role.MEMBER)


def test_the_last_administrator_does_not_leave(anna: Person, gleb: Person) -> None:
    Person.objects.filter(pk=gleb.pk).update(role=Role.ADMINISTRATOR)  # gleb has left, so he does not count

    with pytest.raises(ValidationError, match="only administrator"):
        people.leave(anna, by=anna)


def test_one_of_two_administrators_may_go(anna: Person, dora: Person) -> None:
    people.set_role(dora, by=anna, role=Role.ADMINISTRATOR)

    people.leave(anna, by=dora)

    anna.refresh_from_db()
    assert not anna.is_active


def test_what_a_leaver_owns_stays_and_is_visible(key_result: KeyResult, dora: Person, anna: Person) -> None:
    people.leave(dora, by=anna)

    key_result.refresh_from_db()
    assert key_result.owner == dora
    assert Membership.objects.filter(person=dora).exists()


def test_a_leaver_is_signed_out_at_once(dora: Person, anna: Person) -> None:
    client = ClientOf(dora)
    assert client.get("/settings/").status_code == 200

    people.leave(dora, by=anna)

    assert client.get("/settings/").status_code == 302


def test_nobody_leaves_twice(gleb: Person, anna: Person) -> None:
    with pytest.raises(ValidationError, match="left already"):
        people.leave(gleb, by=anna)


def test_coming_back_restores_the_way_in(gleb: Person, anna: Person) -> None:
    people.come_back(gleb, by=anna)

    answer = Client().post("/sign-in/", {"login": gleb.email, "password": PASSWORD})
    assert answer.status_code == 302
    with pytest.raises(ValidationError, match="works here already"):
        people.come_back(gleb, by=anna)


def test_only_administrators_let_go_and_let_in(boris: Person, dora: Person, gleb: Person) -> None:
    with pytest.raises(PermissionDenied):
        people.leave(dora, by=boris)
    with pytest.raises(PermissionDenied):
        people.come_back(gleb, by=boris)
