"""The conversation beside an objective, with htmx and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from vekha.activity.models import Event
from vekha.goals.actions import conversation
from vekha.goals.models import Comment, Initiative, KeyResult, Objective, Reaction, ReviewRequest
from vekha.goals.views.conversation import unclear_names
from vekha.people.models import Person

ClientOf = Callable[[Person], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def shown(client: Client, objective: Objective, **headers: str) -> str:
    response = client.get(f"/objectives/{objective.pk}/conversation/", **headers)  # type: ignore[arg-type]
    assert response.status_code == 200
    return response.content.decode()


def test_it_is_a_fragment_of_the_objective_and_a_page_of_its_own(
    objective: Objective, dora: Person, client_of: ClientOf
) -> None:
    client = client_of(dora)
    address = f"/objectives/{objective.pk}/conversation/"

    page = client.get(f"/objectives/{objective.pk}/").content.decode()
    assert f'hx-get="{address}" hx-trigger="load"' in page
    assert f'<a href="{address}">' in page  # without JavaScript
    assert "<html" in shown(client, objective)
    fragment = shown(client, objective, **HTMX)
    assert fragment.startswith('<div class="conversation" id="conversation">')
    assert "Nothing has been said yet." in words(fragment)


def test_a_comment_without_javascript_leads_back_to_itself(
    objective: Objective, key_result: KeyResult, dora: Person, boris: Person, client_of: ClientOf
) -> None:
    client = client_of(dora)
    typed = {
        "place": f"keyresult/{key_result.pk}",
        "text": "Which <b>warehouses</b>, @Boris?\n\nSee https://example.com/a",
    }

    response = client.post(f"/objectives/{objective.pk}/conversation/", typed)

    said = Comment.objects.get()
    assert response["Location"] == f"/objectives/{objective.pk}/conversation/#comment-{said.pk}"
    html = shown(client, objective)
    assert f"Key result: {key_result.text}" in words(html)
    assert "Which &lt;b&gt;warehouses&lt;/b&gt;" in html
    assert f'<a class="mention" href="/people/{boris.pk}/">@Boris</a>' in html
    assert '<a href="https://example.com/a" rel="nofollow">' in html


def test_a_comment_by_htmx_comes_back_with_the_conversation(
    objective: Objective, dora: Person, client_of: ClientOf
) -> None:
    address = f"/objectives/{objective.pk}/conversation/"

    response = client_of(dora).post(address, {"place": "why", "text": "And next year? @Zoe"}, **HTMX)  # type: ignore[arg-type]

    said = words(response.content.decode())
    assert response.status_code == 200
    assert "conversation-changed" in response["HX-Trigger"]
    assert "And next year?" in said
    assert "Nobody who sees this objective is called “Zoe”" in said


def test_a_name_of_several_people_is_told_without_javascript_too(
    objective: Objective, dora: Person, client_of: ClientOf
) -> None:
    for number in (1, 2):
        Person.objects.create_user(f"lee{number}@northlight.example", None, name=f"Lee {number}", language="en")

    response = client_of(dora).post(f"/objectives/{objective.pk}/conversation/", {"text": "@Lee: agreed?"}, follow=True)

    assert "“Lee”, so nobody was asked in" in words(response.content.decode())
    assert "lee1@northlight.example, lee2@northlight.example" in words(response.content.decode())
    assert not Comment.objects.get().mentions.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_refused_keeps_what_was_typed(
    headers: dict[str, str], objective: Objective, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    Objective.objects.update(visibility=Objective.Visibility.TEAMS)
    client = client_of(boris)
    home = f"/objectives/{objective.pk}/"

    long = client.post(f"{home}conversation/", {"place": "why", "text": "long " * 1001}, **headers)  # type: ignore[arg-type]
    strange = client.post(f"{home}conversation/", {"place": "keyresult/0", "text": "kept"}, **headers)  # type: ignore[arg-type]
    unseen = client.post(f"{home}ask-to-read/", {"people": "Frida", "note": "kept note"}, **headers)  # type: ignore[arg-type]
    nobody = client.post(f"{home}ask-to-read/", {"people": "Chen, Nobody", "note": ""}, **headers)  # type: ignore[arg-type]

    assert [each.status_code for each in (long, strange, unseen, nobody)] == [422] * 4
    assert long.content.decode().count("long long") > 400
    assert "kept</textarea>" in strange.content.decode()
    assert "kept note</textarea>" in unseen.content.decode()
    assert "Frida does not see this objective" in words(unseen.content.decode())
    assert 'value="Chen, Nobody"' in nobody.content.decode()
    assert not Comment.objects.exists()
    assert not ReviewRequest.objects.exists()


def test_a_settled_thread_is_folded_and_opens_again(
    objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    said = conversation.comment(objective, by=dora, place="why", text="Says who?")
    client = client_of(boris)

    response = client.post(f"/comments/{said.pk}/settle/")
    assert response["Location"].endswith(f"#comment-{said.pk}")
    assert "Settled: Why · 1 comment" in words(shown(client, objective))

    by_htmx = client.post(f"/comments/{said.pk}/reopen/", **HTMX)  # type: ignore[arg-type]
    assert "Settled: Why" not in words(by_htmx.content.decode())
    assert "Says who?" in words(by_htmx.content.decode())


def test_a_reaction_shows_how_many_and_who_and_is_taken_back(
    objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    said = conversation.comment(objective, by=boris, text="Nine is too few")
    client = client_of(dora)

    once = client.post(f"/comments/{said.pk}/react/", {"react": "agree"}, **HTMX)  # type: ignore[arg-type]
    assert "I agree 1 Dora" in words(once.content.decode())
    assert 'name="unreact" value="agree" aria-pressed="true"' in once.content.decode()

    client.post(f"/comments/{said.pk}/react/", {"unreact": "agree"})
    assert not Reaction.objects.exists()
    assert client.post(f"/comments/{said.pk}/react/", {"react": "love"}).status_code == 400


def test_several_are_asked_to_read_and_answer(
    objective: Objective, boris: Person, chen: Person, emil: Person, client_of: ClientOf
) -> None:
    asked = {"people": "Chen, emil@northlight.example", "note": "Is nine right?"}
    client_of(boris).post(f"/objectives/{objective.pk}/ask-to-read/", asked)
    of_chen = ReviewRequest.objects.get(person=chen)
    client = client_of(chen)
    assert "Boris asks you to read this" in words(shown(client, objective))

    assert client_of(boris).post(f"/review-requests/{of_chen.pk}/acknowledge/").status_code == 404
    client.post(f"/review-requests/{of_chen.pk}/acknowledge/", {"answer": "Ten is"})
    late = client.post(f"/review-requests/{of_chen.pk}/acknowledge/", {"answer": "And more"})

    assert late.status_code == 422
    html = words(shown(client_of(emil), objective))
    assert "Chen “Is nine right?” Ten is has read it, today" in html
    assert "Emil “Is nine right?” asked today" in html
    assert "Boris asks you to read this" in html
    assert "Ask somebody to read it" not in html  # who only looks asks nobody


def test_names_are_offered_of_those_only_who_see_it(
    objective: Objective, boris: Person, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    Objective.objects.update(visibility=Objective.Visibility.TEAMS)
    client = client_of(boris)
    address = f"/objectives/{objective.pk}/readers/"

    assert 'value="dora@northlight.example" data-name="Dora"' in client.get(address, {"people": "do"}).content.decode()
    behind = client.get(address, {"people": "Chen, do"}).content.decode()
    assert 'value="Chen, dora@northlight.example"' in behind
    assert "frida" not in client.get(address, {"people": "fri"}).content.decode()
    assert client_of(frida).get(address).status_code == 404


def test_every_deed_has_its_sentence_on_the_objective(
    objective: Objective, key_result: KeyResult, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    work = Initiative.objects.create(objective=objective, text="Import wizard")
    for place in ("", "title", "why", "reality", f"keyresult/{key_result.pk}", f"initiative/{work.pk}"):
        said = conversation.comment(objective, by=dora, place=place, text="Here")
    conversation.react(said, by=boris, kind="agree")
    conversation.settle(said, by=boris)
    conversation.reopen(said, by=boris)
    (request,) = conversation.ask_to_read(objective, by=dora, people=[boris])
    conversation.acknowledge(request, by=boris, answer="Good")

    html = client_of(dora).get(f"/objectives/{objective.pk}/").content.decode()

    assert html.count("<time") == Event.objects.count() == 11


@pytest.mark.parametrize("comments", [2, 60])
def test_its_queries_do_not_grow_with_what_was_said(
    comments: int,
    objective: Objective,
    key_result: KeyResult,
    boris: Person,
    dora: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(comments):
        place = ("", "why", f"keyresult/{key_result.pk}")[number % 3]
        said = conversation.comment(objective, by=dora, place=place, text=f"@Boris, {number}")
        conversation.react(said, by=boris, kind="thanks")
    client = client_of(boris)

    with django_assert_max_num_queries(15):
        shown(client, objective, **HTMX)


def test_several_people_of_one_name_are_counted_up_in_the_reader_s_language(
    objective: Objective, boris: Person, dora: Person, frida: Person
) -> None:
    Person.objects.filter(pk__in=[dora.pk, frida.pk]).update(name="Robin", search_text="robin")
    said = conversation.comment(objective, by=boris, text="@Robin?")

    with translation.override("zh-hans"):
        (told,) = unclear_names(said)

    assert f"{dora.email}、{frida.email}" in told
