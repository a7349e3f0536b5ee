import logging
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from vekha.activity.models import Event
from vekha.conftest import ClientOf
from vekha.people.actions import invitations
from vekha.people.models import Invitation, Organisation, Person, Team

PAGE = "/settings/invitations/"
JOIN = "/settings/join/"
PHRASE = "winter road to the north"
FACTS = {"email": "ines@northlight.example", "name": "", "role": "member", "team": "", "language": "ru"}
MYSELF = {"name": "Ines", "password": PHRASE, "language": "ru"}


class DeadServer(BaseEmailBackend):
    def send_messages(self, messages: object) -> int:
        raise SMTPServerDisconnected("gone")


@pytest.fixture
def invitation(organisation: Organisation, boris: Person, product: Team) -> Invitation:
    return invitations.invite(by=boris, email="ines@northlight.example", language="ru", team=product)


@pytest.fixture
def guest(invitation: Invitation) -> Client:
    """A browser in which the link was opened."""
    client = Client()
    assert client.get(f"{JOIN}{invitation.token}/")["Location"] == JOIN
    return client


def test_the_link_is_mailed_in_the_language_of_the_invited_and_stands_on_the_page(
    organisation: Organisation, anna: Person
) -> None:
    client = ClientOf(anna)

    answer = client.post(PAGE, FACTS, follow=True).content.decode()

    link = f"http://testserver{JOIN}{Invitation.objects.get().token}/"
    assert link in answer
    [message] = mail.outbox
    assert message.to == ["ines@northlight.example"]
    assert link in message.body
    assert "Northlight" in message.subject
    assert "Выберите" in message.body or "пароль" in message.body


def test_a_dead_mail_server_loses_no_invitation(
    organisation: Organisation, anna: Person, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"

    answer = ClientOf(anna).post(PAGE, FACTS, follow=True).content.decode()

    assert "Copy the link below" in answer
    token = Invitation.objects.get().token
    assert token in answer
    assert token not in caplog.text


def test_a_lead_may_invite_into_the_own_team_only(boris: Person, product: Team, sales: Team) -> None:
    client = ClientOf(boris)
    page = client.get(PAGE).content.decode()
    assert "Sales" not in page
    assert 'value="administrator"' not in page

    assert client.post(PAGE, FACTS | {"team": sales.pk}).status_code == 422
    assert client.post(PAGE, FACTS | {"team": product.pk, "role": "administrator"}).status_code == 422
    assert client.post(PAGE, FACTS | {"team": ""}).status_code == 422
    assert not Invitation.objects.exists()

    assert client.post(PAGE, FACTS | {"team": product.pk}).status_code == 302


def test_members_have_no_such_page(dora: Person, invitation: Invitation) -> None:
    client = ClientOf(dora)

    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, FACTS).status_code == 404
    assert client.post(f"{PAGE}{invitation.pk}/withdraw/").status_code == 404
    assert Invitation.objects.get().is_open


def test_a_long_list_costs_no_more_queries(
    anna: Person, product: Team, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        invitations.invite(by=anna, email=f"p{number}@northlight.example", language="en", team=product)
    client = ClientOf(anna)

    with django_assert_max_num_queries(8):
        page = client.get(PAGE).content.decode()
    assert page.count(JOIN) == 50


def test_an_address_somebody_has_is_refused_at_its_field(anna: Person, dora: Person) -> None:
    answer = ClientOf(anna).post(PAGE, FACTS | {"email": dora.email, "name": "Another Dora"})

    assert answer.status_code == 422
    assert "Dora already works here with this e-mail." in answer.content.decode()
    assert "Another Dora" in answer.content.decode()


def test_a_withdrawn_invitation_leaves_the_list(invitation: Invitation, boris: Person) -> None:
    client = ClientOf(boris)

    answer = client.post(f"{PAGE}{invitation.pk}/withdraw/", follow=True).content.decode()

    assert "is withdrawn" in answer
    assert invitation.token not in answer
    assert client.post(f"{PAGE}{invitation.pk}/withdraw/").status_code == 302


def test_the_guest_reads_the_invitation_in_its_language(guest: Client) -> None:
    assert '<html lang="ru"' in guest.get(JOIN).content.decode()

    guest.post("/settings/language/", {"language": "zh-hans", "next": JOIN})
    assert '<html lang="zh-Hans"' in guest.get(JOIN).content.decode()


def test_the_guest_joins_is_signed_in_and_sees_the_own_profile(guest: Client, product: Team) -> None:
    before = guest.session.session_key

    answer = guest.post(JOIN, MYSELF, follow=True)

    ines = Person.objects.get(email="ines@northlight.example")
    assert answer.redirect_chain == [("/settings/", 302)]
    assert answer.context["request"].user == ines
    assert guest.session.session_key != before
    assert list(ines.teams.all()) == [product]


def test_a_weak_password_is_refused_and_the_rest_stays_typed(guest: Client) -> None:
    answer = guest.post(JOIN, MYSELF | {"name": "Inés Navarro", "password": "12345"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Inés Navarro" in page
    assert "12345" not in page
    assert not Person.objects.filter(email="ines@northlight.example").exists()


def test_the_address_comes_from_the_invitation_not_from_the_form(guest: Client) -> None:
    guest.post(JOIN, MYSELF | {"email": "boss@northlight.example", "role": "administrator"})

    ines = Person.objects.get(name="Ines")
    assert (ines.email, ines.role) == ("ines@northlight.example", "member")


def test_two_browsers_with_one_link_bring_in_one_person(invitation: Invitation) -> None:
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.get(f"{JOIN}{invitation.token}/")

    answers = [browser.post(JOIN, MYSELF).status_code for browser in browsers]

    assert answers == [302, 410]
    assert Person.objects.filter(email="ines@northlight.example").count() == 1


@pytest.mark.parametrize(("state", "words"), [("accepted", "использ"), ("withdrawn", "отозва"), ("expired", "устарел")])
def test_a_closed_invitation_says_what_became_of_it(
    invitation: Invitation, boris: Person, state: str, words: str
) -> None:
    if state == "accepted":
        invitations.accept(invitation, name="Ines", password=PHRASE, language="ru")
    elif state == "withdrawn":
        invitations.withdraw(invitation, by=boris)
    else:
        Invitation.objects.update(invited_at="2020-01-01T00:00Z")

    answer = Client().get(f"{JOIN}{invitation.token}/", follow=True)

    assert answer.status_code == 410
    assert words in answer.content.decode()


@pytest.mark.parametrize("address", [JOIN, f"{JOIN}no-such-token/"])
@pytest.mark.django_db
def test_a_link_that_never_was_is_explained(address: str) -> None:
    answer = Client().get(address, follow=True)

    assert answer.status_code == 404
    assert "There is no such invitation" in answer.content.decode()


def test_whoever_is_signed_in_is_asked_to_sign_out_first(invitation: Invitation, frida: Person) -> None:
    client = ClientOf(frida)
    page = client.get(f"{JOIN}{invitation.token}/", follow=True).content.decode()
    assert "You are signed in as Frida" in page

    assert client.post(JOIN, MYSELF).status_code == 422
    assert not Person.objects.filter(email="ines@northlight.example").exists()

    out = client.post("/sign-in/out/", {"next": f"{JOIN}{invitation.token}/"}, follow=True)
    assert 'name="password"' in out.content.decode()


def test_neither_log_nor_activity_ever_holds_the_token(
    invitation: Invitation, guest: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        guest.get(JOIN)
        guest.post(JOIN, MYSELF | {"password": "12345"})
        Client(enforce_csrf_checks=True).post(JOIN, MYSELF)
        guest.post(JOIN, MYSELF)
        guest.get(f"{JOIN}{invitation.token}/", follow=True)

    assert "Unprocessable" in caplog.text  # the refusal was logged, the secrets in it were not
    assert invitation.token not in caplog.text
    assert "12345" not in caplog.text
    assert invitation.token not in str(list(Event.objects.values()))
