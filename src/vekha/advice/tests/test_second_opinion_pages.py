"""Asking for a second opinion, beside an objective and on the Coach page."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vekha.advice import rewriting
from vekha.advice.tests import model_server
from vekha.advice.tests.model_server import KEY, ModelServer, fails, remark, remarks, serving
from vekha.conftest import ClientOf
from vekha.goals.models import KeyResult, Objective
from vekha.people.models import Organisation, Person

HTMX = {"hx-request": "true"}
TEXT = "O: Guests come back to us by themselves\nKR1: Guests who book again within a year from 20 to 35 %\n"


def of(objective: Objective) -> str:
    return reverse("advice:second-opinion", args=[objective.pk])


@pytest.fixture
def model(settings: Settings) -> Iterator[ModelServer]:
    """A model that asks one question about the first key result."""
    said = remark(question="Which <clients>?", reason="Large ones ship last.", rewrite="90 % of clients ship in 9 days")
    with serving(remarks(said)) as server:
        settings.SECOND_OPINION_URL, settings.SECOND_OPINION_MODEL = server.url, "wise-7b"
        settings.SECOND_OPINION_KEY = KEY
        yield server


def text_of(response: object) -> str:
    return str(response.content.decode())  # type: ignore[attr-defined]


def test_the_offer_says_before_anything_is_sent_what_goes_where(
    client_of: type[ClientOf], dora: Person, key_result: KeyResult, model: ModelServer
) -> None:
    page = text_of(client_of(dora).get(reverse("advice:objective", args=[key_result.objective_id])))
    assert f"the model wise-7b at 127.0.0.1:{model.server_port}" in page
    assert "Owners, teams, values and check-ins stay here." in page
    assert model.requests == []
    assert KEY not in page


def test_there_is_no_offer_where_no_model_is_set(
    client_of: type[ClientOf], dora: Person, key_result: KeyResult
) -> None:
    client = client_of(dora)
    panel = text_of(client.get(reverse("advice:objective", args=[key_result.objective_id])))
    coach = text_of(client.post(reverse("advice:coach"), {"text": TEXT}))
    for page in (panel, coach):
        assert "second opinion" not in page.casefold()
    assert "the text goes nowhere and is forgotten" in coach


def test_who_asks_all_the_same_is_told_that_there_is_none(
    client_of: type[ClientOf], dora: Person, key_result: KeyResult
) -> None:
    assert "No second opinion is set up here" in text_of(client_of(dora).post(of(key_result.objective), headers=HTMX))


def test_the_models_remarks_are_marked_as_its_own_and_escaped(
    client_of: type[ClientOf], dora: Person, key_result: KeyResult, model: ModelServer
) -> None:
    response = client_of(dora).post(of(key_result.objective), headers=HTMX)
    page = text_of(response)
    assert response.status_code == 200
    assert page.startswith("<section")
    assert "The model wise-7b says" in page
    assert "Which &lt;clients&gt;?" in page
    assert "90 % of clients ship in 9 days" in page
    assert str(key_result) in page


def test_without_javascript_it_is_a_page(
    client_of: type[ClientOf], dora: Person, key_result: KeyResult, model: ModelServer
) -> None:
    response = client_of(dora).post(of(key_result.objective))
    assert "advice/second_opinion.html" in [template.name for template in response.templates]
    assert "Large ones ship last." in text_of(response)
    assert reverse("goals:objective", args=[key_result.objective_id]) in text_of(response)


def test_neither_people_nor_values_leave_the_machine(
    client_of: type[ClientOf], dora: Person, key_result: KeyResult, model: ModelServer
) -> None:
    key_result.objective.reality = "Clients wait a month."
    key_result.objective.save()
    client_of(dora).post(of(key_result.objective))
    sent = model.requests[0]["body"]["messages"][1]["content"]
    assert "Every third contract dies" in sent
    assert "Clients wait a month." in sent
    for own in ("Boris", "Dora", "Product", "northlight"):
        assert own not in sent


def test_what_one_may_not_see_is_not_sent_for_one(
    client_of: type[ClientOf], frida: Person, client: Client, objective: Objective, model: ModelServer
) -> None:
    objective.visibility = "teams"
    objective.save()
    assert client_of(frida).post(of(objective)).status_code == 404
    assert client.post(of(objective)).status_code == 302
    assert client_of(frida).get(of(objective)).status_code == 405
    assert model.requests == []


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (fails(500), "answers with an error; the coach’s remarks stand without it."),
        (fails(401), "does not accept this installation’s key"),
        (fails(503, Retry_After="600"), "has too much to do now"),
        (model_server.says("no JSON"), "answer could not be used"),
        (model_server.says(None, refusal="no"), "declined to answer"),
        (model_server.hangs, "did not answer within 1 second;"),
    ],
)
def test_whatever_goes_wrong_is_one_calm_sentence(
    client_of: type[ClientOf],
    dora: Person,
    key_result: KeyResult,
    settings: Settings,
    behaviour: model_server.Behaviour,
    words: str,
) -> None:
    with serving(behaviour) as server:
        settings.SECOND_OPINION_URL, settings.SECOND_OPINION_KEY = server.url, KEY
        settings.SECOND_OPINION_TIMEOUT = 0.5
        response = client_of(dora).post(of(key_result.objective), headers=HTMX)
    assert response.status_code == 200
    assert words in text_of(response)
    assert KEY not in text_of(response)
    assert "Send it and ask" in text_of(response)


def test_nobody_at_home_is_said_in_the_readers_language(
    client_of: type[ClientOf], dora: Person, key_result: KeyResult, settings: Settings
) -> None:
    settings.SECOND_OPINION_URL = "http://127.0.0.1:9/v1"
    for language, words in (("ru", "сейчас недоступен"), ("zh-hans", "目前连不上")):
        dora.language = language
        dora.save()
        assert words in text_of(client_of(dora).post(of(key_result.objective), headers=HTMX))


def asked_on_text(client: Client, text: str = TEXT, reviewed: str | None = None, okr: str = "1", **headers: str) -> str:
    fields = {"text": text, "okr": okr, "reviewed": reviewed or rewriting.fingerprint(text, None), "stage": ""}
    return text_of(client.post(reverse("advice:second-opinion-on-text"), fields, headers=headers))


def test_an_objective_of_a_pasted_text_is_asked_about(
    client_of: type[ClientOf], dora: Person, organisation: Organisation, model: ModelServer
) -> None:
    client = client_of(dora)
    offered = text_of(client.post(reverse("advice:coach"), {"text": TEXT}))
    assert "unless you ask for a second opinion, the text goes nowhere" in offered
    assert reverse("advice:second-opinion-on-text") in offered
    page = asked_on_text(client)
    assert "Which &lt;clients&gt;?" in page
    assert "Guests come back to us by themselves" in model.requests[0]["body"]["messages"][1]["content"]
    assert f'name="text" value="{TEXT}"' in page  # the way back loses nothing


def test_what_was_typed_since_the_review_is_not_sent(
    client_of: type[ClientOf], dora: Person, organisation: Organisation, model: ModelServer
) -> None:
    page = asked_on_text(client_of(dora), TEXT + "KR2: a secret\n", reviewed=rewriting.fingerprint(TEXT, None))
    assert "nothing was sent" in page
    assert model.requests == []


def test_a_text_without_that_objective_is_not_found(
    client_of: type[ClientOf], dora: Person, organisation: Organisation, model: ModelServer
) -> None:
    client = client_of(dora)
    fields = {"text": TEXT, "reviewed": rewriting.fingerprint(TEXT, None), "stage": ""}
    address = reverse("advice:second-opinion-on-text")
    assert client.post(address, fields | {"okr": "9"}).status_code == 404
    assert client.post(address, fields | {"okr": "first"}).status_code == 302
    assert client.post(address, {}).status_code == 302
    assert model.requests == []


def test_visitors_of_an_open_coach_spend_nothing(
    client: Client, organisation: Organisation, model: ModelServer
) -> None:
    offered = text_of(client.post(reverse("advice:coach"), {"text": TEXT}))
    assert "Guests come back" in offered
    assert "second opinion" not in offered.casefold()
    response = client.post(reverse("advice:second-opinion-on-text"), {"text": TEXT, "okr": "1"})
    assert response.status_code == 302
    assert model.requests == []


def test_nothing_that_is_typed_moves_the_address(
    client_of: type[ClientOf], dora: Person, organisation: Organisation, model: ModelServer
) -> None:
    text = "O: http://elsewhere.invalid/v1 is the endpoint\nKR1: ../../admin from 1 to 2 %\n"
    asked_on_text(client_of(dora), text, url="http://elsewhere.invalid", model="other")
    (request,) = model.requests
    assert (request["path"], request["body"]["model"]) == ("/v1/chat/completions", "wise-7b")
