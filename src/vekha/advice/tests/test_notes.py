"""What the screens say about a review."""

import pytest
from django.utils import translation

from vekha.advice.notes import Note, notes_on
from vekha.coach.document import Document, KeyResult, Language, Objective, Span
from vekha.coach.review import Finding, Review, ReviewedObjective
from vekha.coach.settings import Severity

TEXT = "O: Guests come back\nKR1: Launch an app\nKR2: Return rate from 9% to 25%"
TITLE, APP, RATE = Span(3, 19), Span(25, 38), Span(44, 71)


def finding(target: str, span: Span | None, severity: Severity = Severity.ERROR, *, held_back: bool = False) -> Finding:
    values = dict.fromkeys(("verb", "short", "text"), "an app")
    words = TEXT[span.start : span.end] if span else ""
    return Finding(
        "K-TASK", severity, target, span, words, Language.EN, values, rewrite="__ to __", held_back=held_back
    )


def review(*findings: Finding, app: str = "Launch an app") -> Review:
    objective = Objective(
        "Guests come back",
        TITLE,
        (KeyResult(app, APP), KeyResult("Return rate from 9% to 25%", RATE)),
    )
    return Review(Document("-", TEXT, Language.EN, (objective,)), (ReviewedObjective(objective, findings),), ())


def test_text_cards_and_notes_share_their_numbers() -> None:
    notes = notes_on(review(finding("objective", TITLE), finding("key_results[0]", Span(25, 31))), Language.EN)
    assert [note.number for note in notes] == [1, 2]
    assert [item.number for piece in notes.text for item in piece.ends] == [1, 2]
    (okr,) = notes.objectives
    assert [(piece.text, piece.severity) for piece in okr.key_results[0].pieces] == [
        ("Launch", "error"),
        (" an app", ""),
    ]
    assert [statement.is_clear for statement in (okr.title, *okr.key_results)] == [False, False, True]


def test_a_note_knows_where_its_statement_stands() -> None:
    (note,) = notes_on(review(finding("key_results[0]", Span(25, 31))), Language.EN)
    assert note.place == APP
    assert note.about
    assert note.about.text == "Launch an app"


def test_a_statement_joined_from_several_places_is_marked_whole_and_not_replaced() -> None:
    notes = notes_on(review(finding("key_results[0]", APP), app="Launch … an app"), Language.EN)
    (note,) = notes
    assert note.place is None
    assert [(piece.text, piece.severity) for piece in notes.objectives[0].key_results[0].pieces] == [
        ("Launch … an app", "error")
    ]


def test_what_concerns_the_set_marks_no_words() -> None:
    notes = notes_on(review(finding("set", TITLE)), Language.EN)
    assert not [piece for piece in notes.text if piece.severity]
    assert [(note.number, note.place) for note in notes] == [(1, None)]


def test_the_heaviest_comes_first_and_many_questions_wait_folded() -> None:
    questions = [finding("objective", TITLE, Severity.HINT) for _ in range(6)]
    notes = notes_on(review(*questions, finding("key_results[0]", APP)), Language.EN)
    (okr,) = notes.objectives
    assert [note.severity for note in okr.notes[:2]] == ["error", "hint"]
    assert [note.number for note in okr.notes] == [1, 2, 3, 4, 5, 6, 7]
    assert (len(okr.at_once), len(okr.further)) == (5, 2)


def test_no_objection_is_folded() -> None:
    objections = [finding("key_results[0]", APP) for _ in range(8)]
    (okr,) = notes_on(review(finding("objective", TITLE, Severity.HINT), *objections), Language.EN).objectives
    assert (len(okr.at_once), [note.severity for note in okr.further]) == (8, ["hint"])


def test_what_is_held_back_comes_last_and_unmarked() -> None:
    late = finding("objective", TITLE, Severity.HINT, held_back=True)
    notes = notes_on(review(late, finding("key_results[0]", APP)), Language.EN)
    (okr,) = notes.objectives
    assert [note.number for note in okr.notes] == [1]
    assert [note.number for note in okr.held_back] == [2]
    assert [piece.text for piece in notes.text if piece.severity] == ["Launch an app"]


def test_a_stored_objective_is_marked_by_offsets_into_its_own_words() -> None:
    objective = Objective("Guests come back", key_results=(KeyResult("Launch an app"),))
    read = Document("", "", Language.EN, (objective,))
    found = finding("key_results[0]", Span(0, 6))
    (note,) = notes_on(Review(read, (ReviewedObjective(objective, (found,)),), ()), Language.EN)
    assert note.about
    assert [(piece.text, piece.severity, piece.ends) for piece in note.about.pieces] == [
        ("Launch", "error", ()),
        (" an app", "", ()),
    ]


def test_each_weight_has_its_word_in_the_language_of_the_reader() -> None:
    def word(severity: Severity, target: str, language: Language) -> str:
        notes: list[Note] = list(notes_on(review(finding(target, None, severity)), language))
        return notes[0].word

    assert word(Severity.ERROR, "objective", Language.EN) == "Not an objective yet"
    assert word(Severity.ERROR, "key_results[0]", Language.RU) == "Ещё не ключевой результат"
    assert word(Severity.HINT, "set", Language.ZH) == "追问"


def test_the_marks_say_what_is_missing_and_give_no_score() -> None:
    (okr,) = notes_on(review(finding("key_results[0]", APP)), Language.EN).objectives
    standings = {mark.word: (mark.sign, mark.standing_word) for _name, of in okr.marks for mark in of}
    assert standings["results"] == ("✗", "no")
    assert standings["owned"] == ("–", "the text does not say")
    assert [name for name, _of in okr.marks] == ["Objective", "Key results"]


@pytest.mark.parametrize(
    ("language", "nothing", "much"),
    [
        (
            "en",
            "1 objective and 2 key results were read. Nothing to object to.",
            "1 objective and 2 key results were read. 2 places to rewrite, 1 question, 1 statement is clear.",
        ),
        (
            "ru",
            "Прочитано: 1 цель и 2 ключевых результата. Замечаний нет.",
            "Прочитано: 1 цель и 2 ключевых результата. 2 места стоит переписать, 1 вопрос, 1 строка ясна.",
        ),
        (
            "zh-hans",
            "读到 1 个目标、2 条关键结果。没有意见。",
            "读到 1 个目标、2 条关键结果。2 处需要改写，1 处追问，1 条写得清楚。",
        ),
    ],
)
def test_the_summary_agrees_with_its_numbers(language: str, nothing: str, much: str) -> None:
    late = finding("objective", TITLE, Severity.HINT, held_back=True)
    found = [finding("key_results[0]", APP), finding("key_results[0]", APP), finding("set", None, Severity.HINT), late]
    with translation.override(language):
        assert notes_on(review(), Language.EN).summary == nothing
        assert notes_on(review(*found), Language.EN).summary == much
