import logging
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from vekha.conftest import PASSWORD, ClientOf
from vekha.people.models import Organisation, Person

DOOR = "/sign-in/"
RESET = "/sign-in/password/reset/"
PHRASE = "winter road to the north"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> tuple[int, str]:
    answer = client.post(DOOR, {"login": email, "password": password, **more})
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def without_tokens(page: str) -> str:
    """The page without what differs each time: the tokens of its forms."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", page)


def link_in_mail() -> str:
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_signing_in_leads_to_the_first_page_with_a_new_session(dora: Person) -> None:
    client = Client()
    client.post("/settings/teams/new/", {"name": "kept"})  # an anonymous session exists
    before = client.session.session_key

    assert sign_in(client, dora.email) == (302, "/settings/")

    assert client.session.session_key != before
    assert client.get("/settings/").status_code == 200


def test_an_address_is_known_in_any_case(dora: Person) -> None:
    assert sign_in(Client(), "DORA@Northlight.Example")[0] == 302


def test_signing_in_greets_with_the_page_not_with_a_message(dora: Person) -> None:
    answer = Client().post(DOOR, {"login": dora.email, "password": PASSWORD}, follow=True)

    assert list(answer.context["messages"]) == []


def test_a_wrong_password_and_an_unknown_address_look_the_same(dora: Person) -> None:
    def answer(email: str, password: str) -> str:
        page = sign_in(Client(), email, password)[1]
        return without_tokens(page).replace(email, "")

    wrong = answer(dora.email, "not the password")
    assert "E-mail and password do not belong together." in wrong
    assert wrong == answer("nobody@northlight.example", "not the password")


def test_who_has_left_gets_no_further_than_a_page_that_says_so(gleb: Person) -> None:
    client = Client()
    assert sign_in(client, gleb.email) == (302, "/sign-in/left/")
    assert "This account is closed" in client.get("/sign-in/left/").content.decode()
    assert client.get("/settings/").status_code == 302

    # and without the right password there is nothing to see at all
    assert "do not belong together" in sign_in(Client(), gleb.email, "a guess")[1]


def test_guessing_is_limited_per_address(dora: Person) -> None:
    client = Client()
    for _attempt in range(5):
        sign_in(client, dora.email, "a guess")

    assert "Too many attempts" in sign_in(client, dora.email)[1]
    assert client.get("/settings/").status_code == 302


def test_guessing_is_limited_per_browser_too(dora: Person) -> None:
    for number in range(10):
        sign_in(Client(), f"p{number}@northlight.example", "a guess")

    assert "Too many attempts" in sign_in(Client(), dora.email)[1]


@pytest.mark.parametrize(
    "evil",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example"],
)
def test_signing_in_leads_nowhere_else(dora: Person, evil: str) -> None:
    assert sign_in(Client(), dora.email, next=evil) == (302, "/settings/")


def test_signing_in_leads_back_to_the_page_asked_for(dora: Person) -> None:
    client = Client()

    door = client.get("/settings/people/?words=%D0%B1%D0%BE%D1%80")["Location"]
    assert client.get(door).content.decode().count('name="next"') == 2  # the form's and the language choice's
    answer = client.post(door, {"login": dora.email, "password": PASSWORD})

    assert answer["Location"] == "/settings/people/?words=%D0%B1%D0%BE%D1%80"


def test_signing_out_asks_and_then_ends_the_session(dora: Person) -> None:
    client = ClientOf(dora)
    assert "Sign out?" in client.get("/sign-in/out/").content.decode()
    assert client.get("/settings/").status_code == 200

    client.post("/sign-in/out/")

    assert client.get("/settings/").status_code == 302


def test_a_forgotten_password_is_set_anew_by_a_mailed_link(dora: Person) -> None:
    Person.objects.filter(pk=dora.pk).update(language="ru")
    elsewhere = ClientOf(dora)
    client = Client()

    assert client.post(RESET, {"email": "Dora@northlight.example"})["Location"] == "/sign-in/password/reset/sent/"
    assert mail.outbox[0].to == [dora.email]
    assert "парол" in mail.outbox[0].subject  # the mail speaks her language, not the page's
    form = client.get(link_in_mail())["Location"]
    assert "set-password" in form  # the key stands in no address that could leak
    client.post(form, {"password1": PHRASE, "password2": PHRASE})

    assert sign_in(Client(), dora.email, PHRASE)[0] == 302
    assert sign_in(Client(), dora.email, PASSWORD)[0] == 200
    assert elsewhere.get("/settings/").status_code == 302
    assert len(mail.outbox) == 2  # she is told that it was changed


def test_a_reset_link_works_once(dora: Person) -> None:
    client = Client()
    client.post(RESET, {"email": dora.email})
    link = link_in_mail()
    client.post(client.get(link)["Location"], {"password1": PHRASE, "password2": PHRASE})

    assert "This link does not work any more" in client.get(link).content.decode()


def test_a_weak_new_password_is_refused(dora: Person) -> None:
    client = Client()
    client.post(RESET, {"email": dora.email})
    form = client.get(link_in_mail())["Location"]

    for password in ("short", "password123", "dora@northlight"):
        assert client.post(form, {"password1": password, "password2": password}).status_code == 200
    assert sign_in(Client(), dora.email)[0] == 302


def test_asking_for_a_new_password_says_the_same_to_known_and_unknown(dora: Person, gleb: Person) -> None:
    answers = {
        without_tokens(Client().post(RESET, {"email": email}, follow=True).content.decode())
        for email in (dora.email, gleb.email, "nobody@northlight.example")
    }

    assert len(answers) == 1
    assert [message.to[0] for message in mail.outbox] == [dora.email, gleb.email, "nobody@northlight.example"]
    assert "Nobody signs in there with it." in mail.outbox[1].body
    assert "Nobody signs in there with it." in mail.outbox[2].body


def test_mails_about_one_address_are_limited(dora: Person) -> None:
    answers = [Client().post(RESET, {"email": dora.email}) for _attempt in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Wait a minute and try once more." in answers[-1].content.decode()
    assert len(mail.outbox) == 5


def test_the_password_is_changed_in_the_profile(dora: Person) -> None:
    client, elsewhere = ClientOf(dora), ClientOf(dora)
    new = {"oldpassword": PASSWORD, "password1": PHRASE, "password2": PHRASE}

    wrong = client.post("/sign-in/password/", new | {"oldpassword": "a guess"}).content.decode()
    assert "This is not your current password." in wrong
    assert PHRASE not in wrong
    assert client.post("/sign-in/password/", new)["Location"] == "/settings/"

    assert client.get("/settings/").status_code == 200
    assert elsewhere.get("/settings/").status_code == 302
    assert sign_in(Client(), dora.email, PHRASE)[0] == 302
    assert "changed" in mail.outbox[0].subject


def test_no_password_or_key_is_ever_logged(dora: Person, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    with caplog.at_level(logging.DEBUG):
        sign_in(client, dora.email, "a secret guess")
        client.post(RESET, {"email": dora.email})
        key = link_in_mail()
        form = client.get(key)["Location"]
        client.post(form, {"password1": "short secret", "password2": "other"})
        client.post(form, {"password1": PHRASE, "password2": PHRASE})

    for secret in ("a secret guess", "short secret", PHRASE, key.split("-")[-1].strip("/")):
        assert secret not in caplog.text


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_set_password", "account_reauthenticate"])
def test_pages_of_allauth_that_we_do_not_use_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["signup/", "email/", "confirm-email/x/", "login/", "reauthenticate/"])
def test_nor_do_their_addresses(page: str) -> None:
    assert Client().get(DOOR + page).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["", "left/", "password/reset/", "password/reset/sent/", "password/reset/1-abc/"])
def test_every_page_before_sign_in_offers_the_languages(page: str) -> None:
    content = Client().get(DOOR + page).content.decode()

    assert 'action="/settings/language/"' in content
    assert content.count('name="language"') == 3


@pytest.mark.parametrize("is_open", [True, False])
def test_the_door_shows_the_way_to_the_coach_where_strangers_may_ask_it(
    client: Client, db: None, is_open: bool
) -> None:
    organisation = Organisation.current()
    organisation.coach_is_open = is_open
    organisation.save()

    assert (f'href="{reverse("advice:coach")}"' in client.get(DOOR).content.decode()) is is_open


def test_pages_of_those_who_are_signed_in_are_not_kept_by_the_browser(dora: Person) -> None:
    answer = ClientOf(dora).get("/settings/")

    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
