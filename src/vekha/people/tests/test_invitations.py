from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from vekha.activity.models import Event
from vekha.conftest import NOW
from vekha.people.actions import invitations, people
from vekha.people.models import Invitation, Person, Role, Team
from vekha.people.models.invitation import VALID_FOR

PHRASE = "winter road to the north"


@pytest.fixture
def invitation(boris: Person, product: Team) -> Invitation:
    return invitations.invite(by=boris, email="ines@northlight.example", language="ru", team=product)


def accept(invitation: Invitation, **facts: str) -> Person:
    return invitations.accept(invitation, **{"name": "Ines", "password": PHRASE, "language": "ru"} | facts)


def test_an_administrator_invites_anybody_as_anything(anna: Person) -> None:
    invitation = invitations.invite(by=anna, email="Hugo@Northlight.example", language="en", role=Role.ADMINISTRATOR)

    assert (invitation.email, invitation.state) == ("hugo@northlight.example", "open")


def test_a_lead_invites_into_the_own_team_as_member_or_viewer(boris: Person, product: Team, sales: Team) -> None:
    invitations.invite(by=boris, email="a@northlight.example", language="en", team=product, role=Role.VIEWER)

    for team, role in [(product, Role.COACH), (sales, Role.MEMBER), (None, Role.MEMBER)]:
        with pytest.raises(PermissionDenied):
            invitations.invite(by=boris, email="b@northlight.example", language="en", team=team, role=role)


def test_members_invite_nobody(dora: Person, product: Team) -> None:
    with pytest.raises(PermissionDenied):
        invitations.invite(by=dora, email="a@northlight.example", language="en", team=product)


def test_an_address_that_somebody_has_is_not_invited(anna: Person, dora: Person, gleb: Person) -> None:
    with pytest.raises(ValidationError, match="Dora already works here"):
        invitations.invite(by=anna, email="DORA@northlight.example", language="en")
    with pytest.raises(ValidationError, match="Gleb left"):
        invitations.invite(by=anna, email=gleb.email, language="en")


def test_an_address_has_one_open_invitation(anna: Person, invitation: Invitation) -> None:
    with pytest.raises(ValidationError, match="open invitation"):
        invitations.invite(by=anna, email=invitation.email, language="en")

    invitations.withdraw(invitation, by=anna)
    invitations.invite(by=anna, email=invitation.email, language="en")


def test_accepting_brings_in_a_person_with_role_team_and_language(invitation: Invitation, product: Team) -> None:
    person = accept(invitation)

    person.refresh_from_db()
    assert (person.name, person.role, person.language) == ("Ines", "member", "ru")
    assert person.email == "ines@northlight.example"
    assert person.check_password(PHRASE)
    assert list(person.teams.all()) == [product]
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == ("accepted", person)


def test_an_invitation_works_once(invitation: Invitation) -> None:
    accept(invitation)

    with pytest.raises(ValidationError, match="closed already"):
        accept(Invitation.objects.get(), name="Somebody else")
    assert not Person.objects.filter(name="Somebody else").exists()


def test_a_used_invitation_stays_used_when_its_person_is_gone(invitation: Invitation) -> None:
    accept(invitation).delete()

    assert not Invitation.objects.get().is_open


def test_a_withdrawn_invitation_does_not_work(invitation: Invitation, boris: Person) -> None:
    invitations.withdraw(invitation, by=boris)

    with pytest.raises(ValidationError, match="closed already"):
        accept(invitation)
    with pytest.raises(ValidationError, match="closed already"):
        invitations.withdraw(invitation, by=boris)
    assert Invitation.objects.get().state == "withdrawn"


def test_an_invitation_works_for_two_weeks(boris: Person, product: Team) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        invitation = invitations.invite(by=boris, email="ines@northlight.example", language="ru", team=product)
        clock.move_to(NOW + VALID_FOR)
        assert invitation.state == "expired"
        with pytest.raises(ValidationError, match="closed already"):
            accept(invitation)
        clock.move_to(NOW + VALID_FOR - timedelta(seconds=1))
        accept(invitation)


def test_an_invitation_of_somebody_who_left_does_not_work(invitation: Invitation, anna: Person, boris: Person) -> None:
    people.leave(boris, by=anna)

    invitation = Invitation.objects.get()
    assert not invitation.is_open
    with pytest.raises(ValidationError, match="closed already"):
        accept(invitation)


@pytest.mark.parametrize("password", ["short", "password123", "ines@northlight", "InesNavarro1"])
def test_a_weak_password_is_refused_and_the_invitation_stays_open(invitation: Invitation, password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        accept(invitation, name="Ines Navarro", password=password)

    assert list(refused.value.message_dict) == ["password"]
    assert Invitation.objects.get().is_open


def test_a_lead_withdraws_only_the_invitations_of_own_teams(
    invitation: Invitation, frida: Person, boris: Person, anna: Person
) -> None:
    of_company = invitations.invite(by=anna, email="hugo@northlight.example", language="en")

    with pytest.raises(PermissionDenied):
        invitations.withdraw(invitation, by=frida)
    with pytest.raises(PermissionDenied):
        invitations.withdraw(of_company, by=boris)
    assert list(Invitation.objects.visible_to(boris)) == [invitation]
    assert list(Invitation.objects.visible_to(frida)) == []


def test_the_log_knows_the_address_and_never_the_token_or_password(invitation: Invitation) -> None:
    accept(invitation)

    written = str(list(Event.objects.values()))
    assert "ines@northlight.example" in written
    assert invitation.token not in written
    assert PHRASE not in written


def test_tokens_cannot_be_guessed(anna: Person) -> None:
    tokens = {
        invitations.invite(by=anna, email=f"p{number}@northlight.example", language="en").token for number in range(20)
    }

    assert len(tokens) == 20
    assert all(len(token) >= 32 for token in tokens)
