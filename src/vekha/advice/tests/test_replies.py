"""The dialogue with the coach: answers, dismissals, wordings taken, all of it taken back."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation

from vekha.activity.models import Event
from vekha.advice import coaching, dialogue
from vekha.advice.actions import replies
from vekha.advice.dialogue import Remark
from vekha.advice.models import Reply
from vekha.conftest import ClientOf
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Person

HTMX = {"hx-request": "true"}


@pytest.fixture
def task(objective: Objective, dora: Person) -> KeyResult:
    """A task where a result should stand, owned by Dora."""
    return KeyResult.objects.create(objective=objective, text="Launch a mobile app", kind="done", owner=dora)


def remarks(objective: Objective) -> list[Remark]:
    fresh = Objective.objects.get(pk=objective.pk)
    review = coaching.of_objective(fresh, language="en", stage=2)
    return dialogue.remarks_on(fresh, review.objectives[0].findings)


def remark_of(objective: Objective, code: str) -> Remark:
    return next(remark for remark in remarks(objective) if remark.finding.code == code)


def said_to(objective: Objective, code: str) -> Reply | None:
    return dialogue.replies_to(objective).get(remark_of(objective, code).question)


# --- the verbs ---


def test_an_answer_stays_with_the_question(objective: Objective, task: KeyResult, boris: Person) -> None:
    replies.answer(remark_of(objective, "K-TASK"), by=boris, text=" The app is the way, orders are the aim. ")
    said = said_to(objective, "K-TASK")
    assert said
    assert (said.what, said.text, said.by) == ("answered", "The app is the way, orders are the aim.", boris)


def test_the_newest_reply_counts_and_the_older_ones_are_kept(
    objective: Objective, task: KeyResult, boris: Person
) -> None:
    replies.answer(remark_of(objective, "K-TASK"), by=boris, text="First thought")
    replies.dismiss(remark_of(objective, "K-TASK"), by=boris, reason="on_purpose", text="The board asked for it")
    said = said_to(objective, "K-TASK")
    assert said
    assert (said.what, said.reason) == ("dismissed", "on_purpose")
    assert Reply.objects.count() == 2


def test_what_is_taken_back_opens_the_question_again(objective: Objective, task: KeyResult, boris: Person) -> None:
    remark = remark_of(objective, "K-TASK")
    replies.take_back(replies.answer(remark, by=boris, text="Never mind"), remark=remark, by=boris)
    assert said_to(objective, "K-TASK") is None
    assert [reply.what for reply in Reply.objects.all()] == ["taken_back", "answered"]


def test_changed_words_are_asked_about_anew(objective: Objective, task: KeyResult, boris: Person) -> None:
    replies.answer(remark_of(objective, "K-TASK"), by=boris, text="It is the way")
    task.text = "Launch a mobile shop"
    task.save()
    assert said_to(objective, "K-TASK") is None
    task.text = "Launch a mobile app"
    task.save()
    assert said_to(objective, "K-TASK")


def test_a_reply_about_the_whole_set_goes_with_any_of_its_words(
    objective: Objective, task: KeyResult, boris: Person
) -> None:
    on_the_set = next(remark for remark in remarks(objective) if remark.is_on_set)
    replies.dismiss(on_the_set, by=boris, reason="later")
    assert said_to(objective, on_the_set.finding.code)
    KeyResult.objects.filter(pk=task.pk).update(text="Launch a mobile shop")
    assert on_the_set.question not in {remark.question for remark in remarks(objective)}


def test_two_findings_of_one_rule_are_two_questions(objective: Objective, boris: Person) -> None:
    for _number in range(2):
        KeyResult.objects.create(objective=objective, text="Launch a mobile app", kind="done")
    first, second = (remark for remark in remarks(objective) if remark.finding.code == "K-TASK")
    replies.answer(first, by=boris, text="Only this one")
    assert first.question in dialogue.replies_to(objective)
    assert second.question not in dialogue.replies_to(objective)


def test_an_empty_answer_and_a_dismissal_without_a_reason_are_refused(
    objective: Objective, task: KeyResult, boris: Person
) -> None:
    remark = remark_of(objective, "K-TASK")
    with pytest.raises(ValidationError):
        replies.answer(remark, by=boris, text=" ")
    with pytest.raises(ValidationError):
        replies.dismiss(remark, by=boris, reason="")
    assert not Reply.objects.exists()


def test_a_wording_takes_the_place_of_the_statement_with_its_numbers(
    objective: Objective, task: KeyResult, boris: Person
) -> None:
    replies.accept(remark_of(objective, "K-TASK"), by=boris, text="Orders from the app from 0 to 400 a week")
    task.refresh_from_db()
    assert (task.text, task.kind, task.start, task.target) == (
        "Orders from the app from 0 to 400 a week",
        "reach",
        0,
        400,
    )
    assert set(Event.objects.values_list("verb", flat=True)) == {"remark.accepted", "key_result.changed"}


def test_numbers_that_somebody_has_set_stay(objective: Objective, task: KeyResult, boris: Person) -> None:
    remark = remark_of(objective, "K-TASK")
    KeyResult.objects.update(kind="reach", start=3, target=9, unit="shops")
    replies.accept(remark, by=boris, text="Shops in the app from 3 to 12")
    task.refresh_from_db()
    assert (task.start, task.target, task.unit) == (3, 9, "shops")


def test_an_objective_and_an_initiative_take_wordings_too(objective: Objective, boris: Person) -> None:
    Objective.objects.filter(pk=objective.pk).update(title="Improve quality")
    version = objective.version
    remark = next(remark for remark in remarks(objective) if remark.thing == objective and not remark.is_on_set)
    replies.accept(remark, by=boris, text="Clients trust what we ship")
    objective.refresh_from_db()
    assert (objective.title, objective.version) == ("Clients trust what we ship", version + 1)


def test_gaps_left_open_are_asked_for(objective: Objective, task: KeyResult, boris: Person) -> None:
    with pytest.raises(ValidationError, match="only you know"):
        replies.accept(remark_of(objective, "K-TASK"), by=boris, text="Orders from __ to 400")
    assert KeyResult.objects.get().text == "Launch a mobile app"


def test_words_changed_meanwhile_are_not_overwritten(objective: Objective, task: KeyResult, boris: Person) -> None:
    remark = remark_of(objective, "K-TASK")
    KeyResult.objects.update(text="Somebody else's words")
    with pytest.raises(ValidationError) as refused:
        replies.accept(remark, by=boris, text="Orders from 0 to 400")
    assert refused.value.code == "conflict"
    assert KeyResult.objects.get().text == "Somebody else's words"
    assert not Reply.objects.exists()


def test_who_may_reply(
    objective: Objective, task: KeyResult, anna: Person, chen: Person, dora: Person, emil: Person, frida: Person
) -> None:
    KeyResult.objects.create(objective=objective, text="Open a shop", kind="done")
    own, other = (remark for remark in remarks(objective) if remark.finding.code == "K-TASK")
    for person in (anna, chen, dora):
        replies.answer(own, by=person, text="Mine to say")
    for person, remark in ((dora, other), (emil, own), (frida, own)):
        with pytest.raises(PermissionDenied):
            replies.answer(remark, by=person, text="Not mine to say")


def test_the_owner_of_a_key_result_answers_and_does_not_rewrite(
    objective: Objective, task: KeyResult, dora: Person
) -> None:
    with pytest.raises(PermissionDenied):
        replies.accept(remark_of(objective, "K-TASK"), by=dora, text="Orders from 0 to 400")
    assert not Reply.objects.exists()


# --- the page ---


def post(person: Person, objective: Objective, code: str, *, htmx: bool = False, **fields: Any) -> Any:
    asked = {"question": remark_of(objective, code).question, **fields}
    address = reverse("advice:reply", args=[objective.pk])
    return ClientOf(person).post(address, asked, headers=HTMX if htmx else {})


def panel(person: Person, objective: Objective) -> str:
    return str(ClientOf(person).get(reverse("advice:objective", args=[objective.pk])).content.decode())


def test_without_javascript_a_reply_leads_back_to_the_remarks(
    objective: Objective, task: KeyResult, boris: Person
) -> None:
    response = post(boris, objective, "K-TASK", what="answered", text="The app is only the way")
    assert response["Location"] == reverse("advice:objective", args=[objective.pk])
    assert "Boris answered: “The app is only the way”" in panel(boris, objective)


def test_with_htmx_the_remarks_come_back_with_the_reply_folded(
    objective: Objective, task: KeyResult, boris: Person
) -> None:
    response = post(boris, objective, "K-TASK", htmx=True, what="dismissed", reason="on_purpose", text="A contract")
    page = response.content.decode()
    assert page.startswith("<section")
    assert "Dismissed by Boris: True, and chosen on purpose. “A contract”" in page
    assert "remark-replied" in response["HX-Trigger"]
    assert 'value="K-TASK"' not in page


@pytest.mark.parametrize("htmx", [True, False])
def test_what_cannot_be_kept_comes_back_with_the_reason_and_the_words(
    objective: Objective, task: KeyResult, boris: Person, htmx: bool
) -> None:
    response = post(boris, objective, "K-TASK", htmx=htmx, what="dismissed", text="Because we sell by phone")
    assert response.status_code == 422
    assert "Choose a reason" in response.content.decode()
    assert 'value="Because we sell by phone"' in response.content.decode()


def test_an_unfilled_gap_comes_back_with_what_was_filled(objective: Objective, task: KeyResult, boris: Person) -> None:
    response = post(boris, objective, "K-TASK", what="accepted", blank=["Orders by phone", "40", ""])
    assert response.status_code == 422
    assert 'value="Orders by phone"' in response.content.decode()
    assert "only you know what stands there" in response.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_a_wording_is_filled_in_and_saved(objective: Objective, task: KeyResult, boris: Person, htmx: bool) -> None:
    response = post(boris, objective, "K-TASK", htmx=htmx, what="accepted", blank=["Orders by phone", "40", "10"])
    page = reverse("goals:objective", args=[objective.pk])
    assert (response["HX-Redirect"] if htmx else response["Location"]) == page
    assert KeyResult.objects.get().text.startswith("Orders by phone from 40 to 10")


def test_the_work_in_a_wording_becomes_an_initiative(
    objective: Objective, task: KeyResult, boris: Person, dora: Person
) -> None:
    post(boris, objective, "K-TASK", what="accepted", blank=["Orders by phone", "40", "10"])
    assert KeyResult.objects.get().text == "Orders by phone from 40 to 10"
    work = Initiative.objects.get()
    assert (work.text, work.owner, list(work.key_results.all())) == ("Launch a mobile app", dora, [task])


def test_two_results_in_one_line_become_two_key_results_with_their_owners(
    objective: Objective, boris: Person, dora: Person
) -> None:
    text = "Raise the repeat rate from 30% to 45% and cut complaints from 30 to 10 a month"
    KeyResult.objects.create(objective=objective, text=text)
    response = post(boris, objective, "K-COMPOUND", what="accepted", blank=["Dora", "Boris"])
    first, second = KeyResult.objects.order_by("pk")
    assert (first.text, first.offers.get().person) == ("Raise the repeat rate from 30% to 45%", dora)
    assert second.text.casefold() == "cut complaints from 30 to 10 a month"
    assert (second.start, second.target, second.owner) == (30, 10, boris)
    (told,) = get_messages(response.wsgi_request)
    assert str(told) == "The line is two key results now."


@pytest.mark.parametrize("htmx", [True, False])
def test_a_reply_to_words_that_have_changed_is_given_back(
    objective: Objective, task: KeyResult, boris: Person, htmx: bool
) -> None:
    question = remark_of(objective, "K-TASK").question
    KeyResult.objects.update(text="Launch a mobile shop")
    response = ClientOf(boris).post(
        reverse("advice:reply", args=[objective.pk]),
        {"question": question, "what": "answered", "text": "It took me long to write this"},
        headers=HTMX if htmx else {},
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "These words have changed meanwhile" in page
    assert "It took me long to write this" in page
    assert not Reply.objects.exists()


def test_a_reply_is_taken_back_on_the_page(objective: Objective, task: KeyResult, boris: Person) -> None:
    post(boris, objective, "K-TASK", what="answered", text="Never mind")
    address = reverse("advice:take-back-reply", args=[Reply.objects.get().pk])
    assert address in panel(boris, objective)
    assert ClientOf(boris).post(address)["Location"] == reverse("advice:objective", args=[objective.pk])
    assert "Never mind" not in panel(boris, objective)
    assert ClientOf(boris).post(address).status_code == 404


def test_who_may_not_reply_is_offered_nothing(
    objective: Objective, task: KeyResult, emil: Person, dora: Person
) -> None:
    assert "data-reply" not in panel(emil, objective)
    assert 'data-reply="answer"' in panel(dora, objective)
    assert 'data-reply="accept"' not in panel(dora, objective)
    assert post(emil, objective, "K-TASK", what="answered", text="Hello").status_code == 403


def test_outsiders_find_neither_remarks_nor_replies(
    objective: Objective, task: KeyResult, boris: Person, frida: Person
) -> None:
    post(boris, objective, "K-TASK", what="answered", text="Between us")
    Objective.objects.update(visibility="teams")
    assert post(frida, objective, "K-TASK", what="answered", text="Hello").status_code == 404
    address = reverse("advice:take-back-reply", args=[Reply.objects.get().pk])
    assert ClientOf(frida).post(address).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Answered the coach"), ("ru", "Ответ коучу"), ("zh-hans", "回答了教练")],
)
def test_the_feed_tells_it_in_each_language(
    objective: Objective, task: KeyResult, boris: Person, language: str, words: str
) -> None:
    remark = remark_of(objective, "K-TASK")
    replies.take_back(replies.answer(remark, by=boris, text="The app is the way"), remark=remark, by=boris)
    replies.dismiss(remark, by=boris, reason="later", text="After the fair")
    replies.accept(remark, by=boris, text="Orders from 0 to 400 a week")
    Person.objects.update(language=language)
    with translation.override(language):
        page = ClientOf(Person.objects.get(pk=boris.pk)).get(reverse("goals:objective", args=[objective.pk]))
    assert words in page.content.decode()
    assert "After the fair" in page.content.decode()


def test_replies_add_one_query_whatever_their_number(
    objective: Objective, boris: Person, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        KeyResult.objects.create(objective=objective, text=f"Launch app {number}", kind="done", owner=boris)
        Initiative.objects.create(objective=objective, text=f"Call guest {number}", owner=boris)
    for remark in remarks(objective):
        replies.dismiss(remark, by=boris, reason="later")
    client = ClientOf(boris)
    with django_assert_max_num_queries(15):
        client.get(reverse("advice:objective", args=[objective.pk]))


def test_what_has_a_reply_no_longer_counts_against_a_mark(objective: Objective, task: KeyResult, boris: Person) -> None:
    def standing(word: str) -> str:
        response = ClientOf(boris).get(reverse("advice:objective", args=[objective.pk]))
        return next(str(mark.standing) for _name, of in response.context["marks"] for mark in of if mark.word == word)

    assert standing("results") == "missing"
    replies.answer(remark_of(objective, "K-TASK"), by=boris, text="The app is the way")
    for remark in remarks(objective):
        replies.dismiss(remark, by=boris, reason="later")
    assert standing("results") == "seen"
