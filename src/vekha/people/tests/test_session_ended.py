"""A session ends while somebody types: the text comes back after signing in."""

import pytest
from django.test import Client

from vekha.activity.models import Event
from vekha.conftest import PASSWORD, ClientOf
from vekha.people import typed
from vekha.people.models import Person, Team

NEW = "/settings/teams/new/"
TEXT = "Отдел, у которого клиенты ждут меньше суток"
HTMX = {"HX-Request": "true"}
HERE = "http://testserver"


def send(client: Client, fields: dict[str, str]) -> str:
    """Send the form of a new team from its page; returns where the answer leads."""
    return client.post(NEW, fields, headers={"Referer": HERE + NEW})["Location"]


def through_the_door(client: Client, door: str, person: Person) -> str:
    """Sign in where the door says and return the page behind it."""
    assert door.startswith("/sign-in/?next=")
    assert "What you typed is kept" in client.get(door).content.decode()
    return client.post(door, {"login": person.email, "password": PASSWORD}, follow=True).content.decode()


def test_without_javascript_the_text_is_back_in_the_form(anna: Person) -> None:
    client = Client()

    door = send(client, {"name": "Delivery", "parent": "", "purpose": TEXT})
    page = through_the_door(client, door, anna)

    assert TEXT in page
    assert 'value="Delivery"' in page
    assert "What you typed before signing in is back. It is not saved yet." in page
    assert not Team.objects.exists()
    assert not Event.objects.exists()


def test_with_htmx_the_browser_goes_to_the_door_and_the_text_is_back(anna: Person) -> None:
    client = Client()

    answer = client.post(
        NEW, {"name": "Delivery", "purpose": TEXT}, headers=HTMX | {"HX-Current-URL": f"{HERE}{NEW}?from=tree"}
    )
    assert answer.status_code == 200
    page = through_the_door(client, answer["HX-Redirect"], anna)

    assert TEXT in page


def test_a_browser_that_hides_where_it_was_finds_its_text_when_it_is_there_again(anna: Person) -> None:
    client = Client()

    answer = client.post(NEW, {"name": "Delivery", "purpose": TEXT})
    assert TEXT not in through_the_door(client, answer["Location"], anna)

    assert TEXT in client.get(NEW).content.decode()


def test_the_text_comes_back_once(anna: Person) -> None:
    client = Client()
    assert TEXT in through_the_door(client, send(client, {"name": "D", "purpose": TEXT}), anna)

    assert TEXT not in client.get(NEW).content.decode()


def test_the_text_comes_back_only_where_it_was_typed(anna: Person) -> None:
    client = Client()
    client.post(NEW, {"name": "Delivery", "purpose": TEXT})
    client.post("/sign-in/", {"login": anna.email, "password": PASSWORD})

    assert TEXT not in client.get("/settings/").content.decode()
    assert TEXT in client.get(NEW).content.decode()


def test_who_may_not_open_the_page_gets_no_form_of_it(dora: Person) -> None:
    client = Client()
    door = send(client, {"name": "Delivery", "purpose": TEXT})

    assert client.post(door, {"login": dora.email, "password": PASSWORD}, follow=True).status_code == 404


def test_passwords_and_form_tokens_are_not_kept(anna: Person) -> None:
    client = Client()

    client.post(NEW, {"name": "D", "password": "secret 1", "oldpassword": "secret 2", "csrfmiddlewaretoken": "t" * 64})

    kept = str(dict(client.session))
    assert "name=D" in kept
    assert "secret" not in kept
    assert "t" * 64 not in kept


@pytest.mark.django_db
def test_a_text_larger_than_a_session_carries_is_not_kept() -> None:
    client = Client()

    client.post(NEW, {"name": "D", "purpose": "x" * typed.MOST_CHARACTERS})

    assert typed.KEY not in client.session


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/settings/",
        "//evil.example/settings/",
        f"{HERE}@evil.example/",
        f"{HERE}.evil.example/",
        "javascript:alert(1)",
        f"{HERE}//evil.example/",
        "",
    ],
)
@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL"])
def test_the_door_never_leads_to_another_site(anna: Person, page: str, header: str) -> None:
    client = Client()
    headers = {header: page} | (HTMX if header == "HX-Current-URL" else {})
    answer = client.post(NEW, {"name": "D"}, headers=headers)
    door = answer.headers.get("HX-Redirect") or answer["Location"]

    behind = client.post(door, {"login": anna.email, "password": PASSWORD})["Location"]

    assert behind.startswith("/")
    assert not behind.startswith(("//", "/\\"))


def test_a_page_that_is_only_looked_at_keeps_nothing(anna: Person) -> None:
    client = Client()

    assert client.get("/settings/people/?words=x")["Location"] == "/sign-in/?next=/settings/people/%3Fwords%3Dx"
    assert typed.KEY not in client.session


def test_a_signed_in_person_posts_as_ever(anna: Person) -> None:
    assert ClientOf(anna).post(NEW, {"name": "Delivery", "parent": "", "purpose": TEXT}).status_code == 302
