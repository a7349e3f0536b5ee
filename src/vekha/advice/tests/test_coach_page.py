"""The Coach page: signed out and in, with and without JavaScript, with every kind of text."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document as DocxDocument
from openpyxl import Workbook
from pytest_django.fixtures import Settings

from vekha.advice import examples
from vekha.advice.rewriting import fingerprint
from vekha.conftest import PASSWORD, ClientOf
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.people.models import Organisation, Person, Team

TEXT = """Objective: Guests who stay once come back within the year
KR1: Repeat bookings from 9% to 25%
KR2: Launch a mobile app
"""
PAGE = reverse("advice:coach")
DRAFTS = reverse("advice:make-drafts")


@pytest.fixture(autouse=True)
def company(organisation: Organisation) -> None:
    """The organisation stands; its coach is open."""


@pytest.fixture
def closed(organisation: Organisation) -> None:
    """The coach asks for sign-in."""
    organisation.coach_is_open = False
    organisation.save()


def page(response: Any) -> str:
    return str(response.content.decode())


def test_somebody_signed_out_finds_a_field_and_examples(client: Client) -> None:
    response = client.get(PAGE)
    assert response.status_code == 200
    assert 'name="text"' in page(response)
    assert "?example=1" in page(response)


def test_the_notes_stand_beside_the_words_they_are_about(client: Client) -> None:
    response = client.post(PAGE, {"text": TEXT})
    assert response.status_code == 200
    assert '<mark class="error">Launch</mark>' in page(response)
    assert "K-TASK" in page(response)
    assert "1 objective and 2 key results were read." in page(response)
    assert TEXT.splitlines()[2] in page(response)


def test_nobody_signed_out_is_offered_a_cycle(client: Client, cycle: Cycle) -> None:
    response = client.post(PAGE, {"text": TEXT})
    assert "Sign in and keep them" in page(response)
    assert cycle.name not in page(response)


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("language", ["ru", "en", "zh-hans"])
def test_every_example_holds_okrs_and_gives_the_coach_something_to_say(
    client: Client, language: str, number: int
) -> None:
    client.cookies["language"] = language
    response = client.get(PAGE, {"example": number})
    assert response.status_code == 200
    notes = response.context["notes"]
    assert len(notes.objectives) == 2
    assert any(note.severity in {"error", "warning"} for note in notes)
    assert examples.in_language(language)[number - 1].text.splitlines()[-1] in page(response)


def test_an_example_that_does_not_exist_is_the_empty_page(client: Client) -> None:
    for number in ("0", "99", "x", "²"):
        assert client.get(PAGE, {"example": number}).context.get("notes") is None


# --- bad input ---


def test_an_empty_text_is_named(client: Client) -> None:
    response = client.post(PAGE, {"text": " \n"})
    assert response.status_code == 422
    assert "Paste a text with OKRs, or take an example." in page(response)


def test_a_text_of_five_megabytes_comes_back_with_the_reason(client: Client) -> None:
    response = client.post(PAGE, {"text": "word " * 1_000_000})
    assert response.status_code == 422
    assert "The text has 5,000,000 characters; the coach reads up to 200,000 at once." in page(response)
    assert page(response).count("word ") == 1_000_000


def test_a_text_without_okrs_teaches_how_they_are_recognised(client: Client) -> None:
    response = client.post(PAGE, {"text": "Lunch is at noon on Friday."})
    assert response.status_code == 200
    assert "no OKR in this text" in page(response)
    assert "KR1: … from … to …" in page(response)
    assert "Lunch is at noon on Friday." in page(response)


def test_two_hundred_key_results_are_read_and_answered(client: Client) -> None:
    lines = [f"- Launch app {number}" for number in range(1, 201)]
    response = client.post(PAGE, {"text": "\n".join(["Objective: Guests come back", *lines])})
    assert "1 objective and 200 key results were read." in page(response)
    assert page(response).count('name="apply"') >= 200


def test_markup_in_a_text_stays_text(client: Client) -> None:
    response = client.post(
        PAGE, {"text": "Objective: Guests <script>alert(1)</script> come back\nKR1: Launch <b>it</b>"}
    )
    assert "<script>alert" not in page(response)
    assert "<b>it" not in page(response)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251"])
def test_a_text_file_is_read_in_its_encoding(client: Client, encoding: str) -> None:
    file = SimpleUploadedFile("цели.txt", "Цель: Гости возвращаются\nKR1: Брони с 9 до 25 %\n".encode(encoding))
    response = client.post(PAGE, {"text": "", "file": file})
    assert response.status_code == 200
    assert [okr.title.text for okr in response.context["notes"].objectives] == ["Гости возвращаются"]
    assert "KR1: Брони с 9 до 25 %" in page(response)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("plan.pdf", b"%PDF-1.7 \x00", "Cannot read plan.pdf: it is damaged or cut short."),
        ("plan.txt", b"\xff\xff\x81\x20\xfe", "Cannot read plan.txt: its encoding is unknown."),
        ("plan.png", b"\x89PNG\x00", "Cannot read plan.png: "),
        ("plan.txt", b"a" * 20_000_001, "Cannot read plan.txt: it is larger than 2 MB."),
        ("plan.txt", b"", "Paste a text with OKRs, or take an example."),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_the_typed_text_stays(
    client: Client, name: str, data: bytes, reason: str
) -> None:
    response = client.post(PAGE, {"text": TEXT if data else "", "file": SimpleUploadedFile(name, data)})
    assert response.status_code == 422
    assert reason in page(response)
    assert not data or "Launch a mobile app" in page(response)


def workbook() -> SimpleUploadedFile:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet")
    for row in (
        ["Objective", "Key result", "Owner"],
        ["Guests who stay once come back within the year", "Repeat bookings from 9% to 25%", "Dora"],
        ["", "Launch a mobile app", "Boris"],
    ):
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("plan.xlsx", file.getvalue())


def test_a_workbook_becomes_the_text_and_findings_know_their_cells(client: Client) -> None:
    response = client.post(PAGE, {"text": "", "file": workbook()})
    assert response.status_code == 200
    assert "1 objective and 2 key results were read." in page(response)
    assert "Launch a mobile app" in response.context["form"]["text"].value()
    assert "cell Sheet!B3" in page(response)


def test_the_cells_stay_known_while_the_text_is_worked_on(client: Client) -> None:
    form = client.post(PAGE, {"text": "", "file": workbook()}).context["form"]
    changed = form["text"].value().replace("9% to 25%", "9% to 30%")
    response = client.post(PAGE, {"text": changed, "places": form["places"].value()})
    (okr,) = response.context["notes"].objectives
    assert okr.title.where == "cell Sheet!A2"
    assert [statement.where for statement in okr.key_results] == ["", "cell Sheet!B3"]


@pytest.mark.parametrize("places", ["x", "[]", '{"Launch a mobile app":["moon","1"]}', '{"a":1}'])
def test_places_that_make_no_sense_are_none(client: Client, places: str) -> None:
    assert client.post(PAGE, {"text": TEXT, "places": places}).status_code == 200


def test_a_document_becomes_the_text(client: Client) -> None:
    document = DocxDocument()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    response = client.post(PAGE, {"text": "", "file": SimpleUploadedFile("план.docx", file.getvalue())})
    assert [okr.title.text for okr in response.context["notes"].objectives] == [
        "Guests who stay once come back within the year"
    ]


def test_a_file_becomes_drafts(client_of: type[ClientOf], dora: Person, cycle: Cycle) -> None:
    client = client_of(dora)
    text = client.post(PAGE, {"text": "", "file": workbook()}).context["form"]["text"].value()
    client.post(DRAFTS, {"text": text, "cycle": cycle.pk, "level": "person"})
    assert Objective.objects.get().key_results.count() == 2


def test_a_remark_dismissed_in_the_text_is_folded_with_its_reason(client: Client) -> None:
    text = TEXT.rstrip("\n") + " <!-- vekha: K-TASK: the board asked for it -->\n"
    response = client.post(PAGE, {"text": text})
    (okr,) = response.context["notes"].objectives
    assert [note.finding.code for note in okr.dismissed] == ["K-TASK"]
    assert "“the board asked for it”" in page(response)
    assert "K-TASK" not in [note.finding.code for note in okr.notes]


def test_an_impossible_milestone_is_refused(client: Client) -> None:
    response = client.post(PAGE, {"text": TEXT, "stage": "9"})
    assert response.status_code == 422
    assert "Launch a mobile app" in page(response)


# --- milestone ---


def test_what_belongs_to_a_later_milestone_is_folded(client: Client) -> None:
    text = "Objective: Guests who stay once come back within the year\nKR1: Repeat bookings from 9% to 25%"
    every, first = client.post(PAGE, {"text": text}), client.post(PAGE, {"text": text, "stage": "1"})
    assert "kept for a later milestone" not in page(every)
    assert "1 remark is kept for a later milestone" in page(first)


def test_people_of_the_company_begin_at_its_milestone_and_others_at_none(
    client: Client, client_of: type[ClientOf], dora: Person
) -> None:
    assert client.get(PAGE).context["form"]["stage"].value() is None
    assert client_of(dora).get(PAGE).context["form"]["stage"].value() == 2


# --- rewrites ---


def put_in(client: Client, text: str, number: int, *blanks: str, reviewed: str = TEXT) -> Any:
    asked = {"text": text, "apply": number, "blank": blanks, "reviewed": fingerprint(reviewed, None)}
    return client.post(PAGE, asked)


def note_on(client: Client, code: str) -> Any:
    return next(note for note in client.post(PAGE, {"text": TEXT}).context["notes"] if note.finding.code == code)


def test_a_rewrite_takes_the_place_of_its_statement_and_the_coach_is_asked_again(client: Client) -> None:
    number = note_on(client, "K-TASK").number
    response = put_in(client, TEXT, number, "Orders by phone", "40%", "10%")
    text = response.context["form"]["text"].value()
    assert text.startswith(TEXT.split("KR2")[0] + "KR2: Orders by phone from 40% to 10%")
    assert "K-TASK" not in [note.finding.code for note in response.context["notes"]]


def test_without_javascript_the_gaps_stay_gaps_in_the_text(client: Client) -> None:
    response = put_in(client, TEXT, note_on(client, "K-TASK").number)
    assert "KR2: __ from __ to __" in response.context["form"]["text"].value()


def test_a_text_changed_meanwhile_is_not_touched(client: Client) -> None:
    number, changed = note_on(client, "K-TASK").number, TEXT.replace("mobile", "shiny")
    response = put_in(client, changed, number)
    assert response.context["form"]["text"].value() == changed
    assert "nothing was put in" in page(response)


def test_line_ends_of_any_system_keep_the_places(client: Client) -> None:
    number = note_on(client, "K-TASK").number
    response = put_in(client, TEXT.replace("\n", "\r\n"), number, "Orders", "1", "2")
    assert "KR2: Orders from 1 to 2" in response.context["form"]["text"].value()


def test_a_number_of_no_note_puts_in_nothing(client: Client) -> None:
    assert put_in(client, TEXT, 99).context["form"]["text"].value() == TEXT


# --- downloads ---


def test_the_review_is_downloaded_as_json(client: Client) -> None:
    response = client.post(f"{PAGE}?format=json", {"text": TEXT, "stage": "1"})
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="okr-review.json"'
    (document,) = json.loads(response.content)["documents"]
    assert document["objectives"][0]["title"] == "Guests who stay once come back within the year"
    assert document["stage"] == 1


def test_the_review_is_downloaded_as_sarif(client: Client) -> None:
    response = client.post(f"{PAGE}?format=sarif", {"text": TEXT})
    assert response["Content-Type"] == "application/sarif+json"
    (run,) = json.loads(response.content)["runs"]
    assert "K-TASK" in [result["ruleId"] for result in run["results"]]


def test_a_download_of_nothing_is_the_page_that_says_so(client: Client) -> None:
    assert client.post(f"{PAGE}?format=json", {"text": ""}).status_code == 422


# --- a closed coach, an ended session ---


def signed_in_from(client: Client, response: Any, person: Person) -> Any:
    """The page that opens after signing in."""
    assert response["Location"].startswith(reverse("account_login"))
    opened = client.post(response["Location"], {"login": person.email, "password": PASSWORD})
    return client.get(opened["Location"])


@pytest.mark.usefixtures("closed")
def test_a_closed_coach_asks_for_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"{reverse('account_login')}?next={PAGE}"


@pytest.mark.usefixtures("closed")
def test_a_closed_coach_gives_the_text_back_after_sign_in(client: Client, dora: Person) -> None:
    response = client.post(PAGE, {"text": TEXT}, headers={"referer": f"http://testserver{PAGE}"})
    back = signed_in_from(client, response, dora)
    assert back.context["form"]["text"].value() == TEXT
    assert [okr.title.text for okr in back.context["notes"].objectives]


@pytest.mark.usefixtures("closed")
def test_the_longest_text_the_coach_reads_comes_back_too(client: Client, dora: Person) -> None:
    text = TEXT + "老朋友常来。" * 33_000
    response = client.post(PAGE, {"text": text}, headers={"referer": f"http://testserver{PAGE}"})
    assert signed_in_from(client, response, dora).context["form"]["text"].value() == text


def test_the_rules_are_open_where_the_coach_is_closed(client: Client, closed: None) -> None:
    assert client.get(reverse("advice:rules")).status_code == 200


@pytest.mark.parametrize("from_page", [PAGE, DRAFTS])
def test_a_session_that_ends_while_drafts_are_made_loses_nothing(
    client: Client, dora: Person, product: Team, cycle: Cycle, from_page: str
) -> None:
    asked = {"text": TEXT, "stage": "1", "cycle": cycle.pk, "level": "person", "team": product.pk}
    response = client.post(DRAFTS, asked, headers={"referer": f"http://testserver{from_page}"})
    back = signed_in_from(client, response, dora)
    if back.status_code == 302:
        back = client.get(back["Location"])
    assert back.context["form"]["text"].value() == TEXT
    assert back.context["form"]["stage"].value() == 1
    assert back.context["drafts_form"]["level"].value() == "person"
    assert not Objective.objects.exists()


# --- drafts ---


def test_drafts_are_made_and_told(client_of: type[ClientOf], dora: Person, product: Team, cycle: Cycle) -> None:
    asked = {"text": TEXT, "cycle": cycle.pk, "level": "team", "team": product.pk}
    response = client_of(dora).post(DRAFTS, asked, follow=True)
    objective = Objective.objects.get()
    assert response.redirect_chain == [(reverse("advice:draft", args=[objective.pk]), 302)]
    assert "1 draft made in “Q4 2026”, 2 key results, 1 of them with its number understood." in page(response)
    assert list(objective.teams.all()) == [product]
    assert KeyResult.objects.get(text="Repeat bookings from 9% to 25%").target == 25


def test_several_drafts_lead_to_all_that_one_owns(client_of: type[ClientOf], dora: Person, cycle: Cycle) -> None:
    text = f"{TEXT}\nObjective: Families find a room in August\nKR1: Nights in August from 60 to 140\n"
    response = client_of(dora).post(DRAFTS, {"text": text, "cycle": cycle.pk, "level": "person"}, follow=True)
    assert response.redirect_chain == [(reverse("goals:person", args=[dora.pk]), 302)]
    assert "2 drafts made in “Q4 2026”, 3 key results, 2 of them with their numbers understood." in page(response)
    assert not Objective.objects.filter(teams__isnull=False).exists()


def test_a_team_level_draft_without_a_team_comes_back_with_the_reason(
    client_of: type[ClientOf], dora: Person, cycle: Cycle
) -> None:
    response = client_of(dora).post(DRAFTS, {"text": TEXT, "cycle": cycle.pk, "level": "team", "team": ""})
    assert response.status_code == 422
    assert response.context["drafts_form"].errors == {"team": ["A draft of this level needs a team."]}
    assert response.context["form"]["text"].value() == TEXT
    assert not Objective.objects.exists()


@pytest.mark.parametrize(("level", "field"), [("company", "level"), ("team", "team")])
def test_a_member_cannot_reach_beyond_their_own(
    client_of: type[ClientOf], dora: Person, sales: Team, cycle: Cycle, level: str, field: str
) -> None:
    response = client_of(dora).post(DRAFTS, {"text": TEXT, "cycle": cycle.pk, "level": level, "team": sales.pk})
    assert response.status_code == 422
    assert field in response.context["drafts_form"].errors
    assert not Objective.objects.exists()


def test_a_viewer_is_told_and_makes_no_drafts(client_of: type[ClientOf], emil: Person, cycle: Cycle) -> None:
    client = client_of(emil)
    assert "do not write objectives" in page(client.post(PAGE, {"text": TEXT}))
    assert client.post(DRAFTS, {"text": TEXT, "cycle": cycle.pk, "level": "person"}).status_code == 422
    assert not Objective.objects.exists()


def test_a_closed_cycle_takes_no_drafts(client_of: type[ClientOf], dora: Person, cycle: Cycle) -> None:
    cycle.closed_at = "2026-11-01T00:00Z"
    cycle.save()
    client = client_of(dora)
    assert "none is open" in page(client.post(PAGE, {"text": TEXT}))
    assert client.post(DRAFTS, {"text": TEXT, "cycle": cycle.pk, "level": "person"}).status_code == 422


def test_drafts_of_a_text_without_okrs_are_no_drafts(client_of: type[ClientOf], dora: Person, cycle: Cycle) -> None:
    response = client_of(dora).post(DRAFTS, {"text": "Lunch at noon.", "cycle": cycle.pk, "level": "person"})
    assert response.status_code == 422
    assert "no OKR in this text" in page(response)


def test_the_address_of_the_drafts_form_leads_to_the_coach(client_of: type[ClientOf], dora: Person) -> None:
    assert client_of(dora).get(DRAFTS)["Location"] == PAGE


# --- whatever the size ---


def test_the_page_needs_few_queries_whatever_the_text(
    client_of: type[ClientOf], chen: Person, cycle: Cycle, product: Team, django_assert_max_num_queries: Any
) -> None:
    client = client_of(chen)
    client.get(PAGE)
    text = "\n".join(f"Objective: Guests of house {number} come back\nKR1: Launch app {number}" for number in range(60))
    with django_assert_max_num_queries(15):
        client.post(PAGE, {"text": text})


def test_the_limit_of_characters_is_a_setting(client: Client, settings: Settings) -> None:
    settings.COACH_MAX_CHARACTERS = 20
    assert client.post(PAGE, {"text": TEXT}).status_code == 422
