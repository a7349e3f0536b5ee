"""Statements in doubt: asked about, and read as a person says."""

from dataclasses import replace

from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from vekha.advice import unsure
from vekha.advice.rewriting import fingerprint
from vekha.coach.document import Document, Initiative, KeyResult, Language, Objective, Span
from vekha.goals.models import Cycle
from vekha.goals.models import Objective as StoredObjective
from vekha.people.models import Organisation, Person

OURS = Objective(
    "Guests come back",
    Span(0, 16),
    (KeyResult("Bookings from 9 to 25", Span(20, 41)), KeyResult("Call the guests", Span(50, 65), certainty=0.4)),
    (Initiative("Ratings from 3 to 4", Span(70, 89), certainty=0.5),),
)
NOTE = Objective("Lunch at noon", Span(100, 113), (KeyResult("Meals from 3 to 4", Span(120, 137)),), certainty=0.3)
READ = Document("-", "", Language.EN, (OURS, NOTE))


def name(text: str) -> str:
    return next(question.name for question in unsure.questions(READ, {}) if question.text == text)


def test_only_what_is_in_doubt_is_asked_about_in_the_order_of_the_text() -> None:
    asked = [(question.text, question.read_as) for question in unsure.questions(READ, {})]
    assert asked == [
        ("Call the guests", "key_result"),
        ("Ratings from 3 to 4", "initiative"),
        ("Lunch at noon", "objective"),
    ]
    assert unsure.questions(replace(READ, objectives=(replace(OURS, key_results=(), initiatives=()),)), {}) == []


def test_answers_move_statements_to_where_they_belong() -> None:
    answers = {name("Call the guests"): "initiative", name("Ratings from 3 to 4"): "key_result"}
    (ours, note) = unsure.answered(READ, answers).objectives
    assert [item.text for item in ours.key_results] == ["Bookings from 9 to 25", "Ratings from 3 to 4"]
    assert [item.text for item in ours.initiatives] == ["Call the guests"]
    assert note.title == "Lunch at noon"


def test_what_is_left_out_is_gone_and_its_members_belong_to_the_one_before() -> None:
    answers = {name("Call the guests"): "nothing", name("Lunch at noon"): "nothing"}
    (ours,) = unsure.answered(READ, answers).objectives
    assert [item.text for item in ours.key_results] == ["Bookings from 9 to 25", "Meals from 3 to 4"]


def test_answers_about_words_that_were_read_surely_change_nothing() -> None:
    sure = replace(READ, objectives=(replace(NOTE, certainty=1.0),))
    assert unsure.answered(sure, {name("Lunch at noon"): "nothing"}) == sure


def test_a_form_keeps_only_answers_that_mean_something() -> None:
    posted = {"read-as-1": "initiative", "read-as-2": "moon", "text": "nothing"}
    assert unsure.answers_in(posted) == {"read-as-1": "initiative"}


def test_notes_on_other_answers_are_other_notes() -> None:
    assert fingerprint("text", None, {"read-as-1": "nothing"}) != fingerprint("text", None)


def test_the_page_asks_with_what_was_said_before_chosen() -> None:
    answers = {name("Call the guests"): "initiative"}
    questions = unsure.questions(READ, answers)
    shown = render_to_string("advice/_unsure.html", {"questions": questions, "open_questions": 2})
    assert "2 statements are in doubt" in shown
    assert shown.count('type="radio" form="paste"') == 8
    assert f'name="{name("Call the guests")}" value="initiative" checked' in shown


# --- on the page ---

PAGE = reverse("advice:coach")
DRAFTS = reverse("advice:make-drafts")
DOUBTFUL = "Objective: Guests who stay once come back\n- repeat bookings from 9% to 25%\n- guests smile\n"


def asked_about(client: Client) -> str:
    """The name of the question about the one statement in doubt."""
    (question,) = client.post(PAGE, {"text": DOUBTFUL}).context["questions"]
    assert question.text == "guests smile"
    return str(question.name)


def test_somebody_is_asked_whether_it_is_a_key_result(client: Client, organisation: Organisation) -> None:
    response = client.post(PAGE, {"text": DOUBTFUL})
    assert "Is this read rightly? 1 statement is in doubt." in response.content.decode()
    assert response.content.decode().count('type="radio" form="paste"') == 3


def test_the_answer_counts_for_the_remarks_and_stays_in_the_form(client: Client, organisation: Organisation) -> None:
    asked = {"text": DOUBTFUL, asked_about(client): "nothing"}
    response = client.post(PAGE, asked)
    (okr,) = response.context["notes"].objectives
    assert [statement.text for statement in okr.key_results] == ["repeat bookings from 9% to 25%"]
    assert 'value="nothing" checked' in response.content.decode()
    assert "What you said of doubtful statements" in response.content.decode()


def test_the_answer_counts_for_drafts_too(
    client: Client, organisation: Organisation, dora: Person, cycle: Cycle
) -> None:
    client.force_login(dora)
    asked = {"text": DOUBTFUL, asked_about(client): "initiative", "cycle": cycle.pk, "level": "person"}
    client.post(DRAFTS, asked)
    written = StoredObjective.objects.get()
    assert [item.text for item in written.key_results.all()] == ["repeat bookings from 9% to 25%"]
    assert [item.text for item in written.initiatives.all()] == ["guests smile"]


def test_a_rewrite_is_put_in_by_the_numbers_that_the_answers_make(client: Client, organisation: Organisation) -> None:
    asked = {"text": DOUBTFUL, asked_about(client): "nothing"}
    page = client.post(PAGE, asked).context
    late = client.post(PAGE, {"text": DOUBTFUL, "reviewed": page["reviewed"], "apply": "1"})
    assert "nothing was put in" in late.content.decode()
