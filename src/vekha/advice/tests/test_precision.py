"""How often each rule was to the point."""

from typing import Any

import pytest
from django.urls import reverse

from vekha.advice.models import Reply
from vekha.conftest import ClientOf
from vekha.goals.models import Objective
from vekha.people.models import Person

PAGE = reverse("advice:precision")


def said(
    objective: Objective, code: str, question: str, what: str, reason: str = "", text: str = "", **by: Person
) -> None:
    facts = {"about": "set", "statement": "-", "what": what, "reason": reason, "text": text}
    Reply.objects.create(objective=objective, question=question, code=code, **facts, **by)


def test_each_rule_stands_with_what_was_said_to_it(objective: Objective, chen: Person, boris: Person) -> None:
    said(objective, "K-TASK", "1", "answered", text="It is the way")
    said(objective, "K-TASK", "2", "accepted", text="Orders from 1 to 2")
    said(objective, "K-TASK", "3", "dismissed", "not_true", "It is a number", by=boris)
    said(objective, "K-TASK", "4", "dismissed", "on_purpose")
    said(objective, "O-VAGUE", "5", "dismissed", "later")
    response = ClientOf(chen).get(PAGE)
    first, second = response.context["records"]
    assert (first.code, first.replies, first.to_the_point) == ("K-TASK", 4, 0.75)
    assert (first.accepted, first.answered, first.not_true, first.on_purpose, first.later) == (1, 1, 1, 1, 0)
    assert (second.code, second.to_the_point) == ("O-VAGUE", 1)
    page = response.content.decode()
    assert "“It is a number”" in page
    assert "75%" in page


def test_only_the_reply_that_counts_is_counted(objective: Objective, chen: Person) -> None:
    said(objective, "K-TASK", "1", "dismissed", "not_true")
    said(objective, "K-TASK", "1", "answered", text="On second thoughts")
    said(objective, "O-VAGUE", "2", "dismissed", "not_true")
    said(objective, "O-VAGUE", "2", "taken_back")
    (record,) = ClientOf(chen).get(PAGE).context["records"]
    assert (record.code, record.replies, record.not_true) == ("K-TASK", 1, 0)


def test_words_said_in_private_are_counted_and_not_shown(objective: Objective, chen: Person, anna: Person) -> None:
    said(objective, "K-TASK", "1", "answered", text="Between us")
    Objective.objects.update(visibility="private")
    for person, shown in ((chen, False), (anna, True)):
        response = ClientOf(person).get(PAGE)
        assert response.context["records"][0].answered == 1
        assert ("Between us" in response.content.decode()) is shown


def test_a_rule_that_is_no_more_keeps_its_code(objective: Objective, chen: Person) -> None:
    said(objective, "K-GONE", "1", "answered", text="Long ago")
    assert "K-GONE" in ClientOf(chen).get(PAGE).content.decode()


def test_nobody_has_replied_yet(objective: Objective, chen: Person) -> None:
    assert "Nobody has replied to the coach yet" in ClientOf(chen).get(PAGE).content.decode()


def test_others_find_nothing(objective: Objective, dora: Person) -> None:
    assert ClientOf(dora).get(PAGE).status_code == 404


def test_it_needs_few_queries_whatever_was_said(
    objective: Objective, chen: Person, boris: Person, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        said(objective, f"K-{number % 9}", str(number), "dismissed", "later", f"Reason {number}", by=boris)
    client = ClientOf(chen)
    with django_assert_max_num_queries(8):
        client.get(PAGE)


@pytest.mark.parametrize("language", ["ru", "zh-hans"])
def test_it_speaks_the_readers_language(objective: Objective, chen: Person, language: str) -> None:
    said(objective, "K-TASK", "1", "dismissed", "not_true")
    Person.objects.filter(pk=chen.pk).update(language=language)
    page = ClientOf(Person.objects.get(pk=chen.pk)).get(PAGE).content.decode()
    assert "How often" not in page
    assert "To the point" not in page
