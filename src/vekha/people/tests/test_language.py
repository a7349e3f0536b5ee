import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.conftest import ClientOf
from vekha.people.models import Organisation, Person

SWITCH = "/settings/language/"


def spoken(client: Client, **headers: str) -> str:
    answer = client.get("/sign-in/left/", headers=headers)
    assert f'<html lang="{answer["Content-Language"]}"'.lower() in answer.content.decode().lower()
    return answer["Content-Language"]


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("de,fr;q=0.9,en;q=0.2", "en"),
        ("de,en;q=0.1,ru;q=0.7", "ru"),
    ],
)
def test_the_browser_s_wish_is_heard(organisation: Organisation, wanted: str, language: str) -> None:
    assert spoken(Client(), **{"Accept-Language": wanted}) == language


@pytest.mark.parametrize("wanted", ["de-DE,fr;q=0.9", "*", "", "<nonsense>"])
def test_who_wishes_nothing_we_speak_hears_the_organisation_s_language(organisation: Organisation, wanted: str) -> None:
    Organisation.objects.update(language="zh-hans")

    assert spoken(Client(), **{"Accept-Language": wanted}) == "zh-hans"
    assert spoken(Client()) == "zh-hans"


def test_the_language_chosen_in_this_browser_goes_before_its_wish(organisation: Organisation) -> None:
    client = Client()
    client.post(SWITCH, {"language": "ru", "next": "/"})

    assert spoken(client, **{"Accept-Language": "zh-CN"}) == "ru"


def test_a_cookie_that_nobody_speaks_is_ignored(organisation: Organisation) -> None:
    client = Client()
    client.cookies["language"] = "klingon"

    assert spoken(client, **{"Accept-Language": "ru"}) == "ru"


def test_after_signing_in_the_person_s_own_language_is_spoken(dora: Person) -> None:
    client = ClientOf(dora)
    client.cookies["language"] = "ru"

    assert spoken(client, **{"Accept-Language": "zh-CN"}) == "en"


def test_switching_is_remembered_with_the_person(dora: Person) -> None:
    ClientOf(dora).post(SWITCH, {"language": "zh-hans", "next": "/settings/"})

    assert spoken(ClientOf(dora)) == "zh-hans"


def test_switching_leads_back_to_the_same_page(dora: Person) -> None:
    page = "/settings/people/?words=%D0%B1&page=2"

    assert ClientOf(dora).post(SWITCH, {"language": "ru", "next": page})["Location"] == page


@pytest.mark.django_db
@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""])
def test_switching_leads_nowhere_else(evil: str) -> None:
    assert Client().post(SWITCH, {"language": "ru", "next": evil})["Location"] == "/"


@pytest.mark.django_db
def test_a_language_nobody_speaks_is_a_bad_request_and_opening_the_address_does_nothing() -> None:
    assert Client().post(SWITCH, {"language": "klingon"}).status_code == 400
    assert Client().get(SWITCH).status_code == 405


@pytest.mark.django_db
def test_choosing_a_language_needs_the_form_of_the_page() -> None:
    assert Client(enforce_csrf_checks=True).post(SWITCH, {"language": "ru"}).status_code == 403


def test_the_language_costs_no_query_where_the_browser_says_it(
    organisation: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        spoken(Client(), **{"Accept-Language": "ru"})
    with django_assert_num_queries(1):
        spoken(Client(), **{"Accept-Language": "de"})


def test_a_static_file_costs_no_query_even_for_somebody(
    dora: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = ClientOf(dora)

    with django_assert_num_queries(0):
        answer = client.get("/static/ui/css/tokens.css")
    assert answer.status_code == 200


def test_caches_are_told_that_the_page_depends_on_the_language(organisation: Organisation) -> None:
    assert "Accept-Language" in Client().get("/sign-in/left/").headers["Vary"]
