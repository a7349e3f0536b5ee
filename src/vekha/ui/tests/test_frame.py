"""The frame of every page, the door and the error pages, in three languages."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path, resolve
from django.utils import translation

from vekha.ui.views import parts

LANGUAGES = ["ru", "en", "zh-hans"]


def page(request: HttpRequest, **_values: str) -> HttpResponse:
    return HttpResponse()


# A product in which two of the three places are installed.
urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", page, name="my-week"),
                    path("o/1/", page, name="objective"),
                    path("c/", page, name="company"),
                ],
                "goals",
            )
        ),
    ),
    path("language/", include(([path("", page, name="language")], "people"))),
    path("parts/", include("vekha.ui.urls")),
]


def render(template: str, address: str = "/", *, signed_in: bool = False, role: str = "member") -> str:
    request = RequestFactory().get(address)
    request.resolver_match = resolve(request.path)
    request.user = get_user_model()(pk=7, name="Анна <Ли>", role=role) if signed_in else AnonymousUser()
    return render_to_string(template, request=request)


pytestmark = pytest.mark.usefixtures("_small_product")


@pytest.fixture
def _small_product() -> object:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [
        ("ru", "ru", ["К содержанию", "Моя неделя", "Компания"]),
        ("en", "en", ["Skip to content", "My week", "Company"]),
        ("zh-hans", "zh-Hans", ["跳到正文", "我的一周", "公司"]),
    ],
)
def test_the_frame_speaks_the_language_it_declares(language: str, lang: str, words: list[str]) -> None:
    with translation.override(language):
        text = render("ui/base.html", signed_in=True)
    assert f'<html lang="{lang}"' in text
    assert all(word in text for word in words)


def test_only_installed_places_are_linked_and_the_present_one_is_marked() -> None:
    text = render("ui/base.html", "/c/", signed_in=True)
    nav = text.partition('<nav class="nav"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"(?: aria-current="(\w+)")?', nav) == [("/", ""), ("/c/", "page")]


def test_a_page_below_a_place_marks_that_place() -> None:
    assert '<a href="/c/" aria-current="true">' in render("ui/base.html", "/o/1/", signed_in=True)


def test_a_stranger_sees_no_places_but_may_choose_a_language() -> None:
    text = render("ui/base.html", "/c/?level=team")
    assert "<nav" not in text
    assert re.findall(r'<button name="language" value="([\w-]+)"', text) == LANGUAGES
    assert 'name="next" value="/c/?level=team"' in text


def test_the_name_of_a_person_is_escaped() -> None:
    assert "Анна &lt;Ли&gt;" in render("ui/base.html", signed_in=True)


def test_the_chosen_theme_is_drawn_by_the_server() -> None:
    request = RequestFactory().get("/")
    request.resolver_match, request.user = resolve("/"), AnonymousUser()
    for cookie, attribute in (("dark", ' data-theme="dark">'), ("light", ' data-theme="light">'), ('"><b', ">")):
        request.COOKIES["theme"] = cookie
        assert f'<html lang="en"{attribute}' in render_to_string("ui/base.html", request=request)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "413", "500"])
def test_an_error_page_needs_neither_request_nor_database_and_says_what_to_do(code: str, language: str) -> None:
    with translation.override(language):
        text = render_to_string(f"{code}.html")
    assert re.search(r"<h1>[^<]{5,}</h1>\s*<p>[^<]{20,}</p>", text)
    assert 'href="/"' in text
    assert "<body data-not-arrived>" in text  # what a form sent here is still kept in the browser


def test_the_door_keeps_the_language_choice_and_leaves_the_places_out() -> None:
    text = render("ui/auth.html", signed_in=True)
    assert "<nav" not in text
    assert 'name="language"' in text
    assert "data-not-arrived" in text


@pytest.mark.parametrize("language", LANGUAGES)
@override_settings(DEBUG=True)
def test_the_page_of_parts_is_drawn_in_every_language(language: str) -> None:
    request = RequestFactory().get("/parts/", {"why": ""})
    request.resolver_match, request.user = resolve("/parts/"), AnonymousUser()
    with translation.override(language):
        text = parts(request).content.decode()
    assert text.count('class="road') > 10
    assert 'class="explanation"' in text
    assert "<c-" not in text


def test_the_page_of_parts_is_for_administrators_only(db: None) -> None:
    assert Client().get("/parts/").status_code == 404
    for role, status in (("member", 404), ("administrator", 200)):
        person = get_user_model().objects.create_user(f"{role}@example.org", name=role, role=role, language="en")
        client = Client()
        client.force_login(person)
        assert client.get("/parts/").status_code == status
