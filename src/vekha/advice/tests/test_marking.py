"""Findings drawn into text."""

from hypothesis import given
from hypothesis import strategies as st

from vekha.advice.marking import Numbered, Piece, pieces
from vekha.coach.document import Language, Span
from vekha.coach.review import Finding
from vekha.coach.settings import Severity

TEXT = "Hold two meetings every week"


def finding(start: int, end: int, severity: Severity = Severity.ERROR) -> Finding:
    return Finding("K-TASK", severity, "key_results[0]", Span(start, end), TEXT[start:end], Language.EN)


def numbered(*findings: Finding) -> list[Numbered]:
    return [Numbered(number, finding) for number, finding in enumerate(findings, 1)]


def drawn(cut: list[Piece]) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(piece.text, piece.severity, tuple(item.number for item in piece.ends)) for piece in cut]


def test_the_marked_words_stand_between_plain_ones_and_carry_their_number_at_the_end() -> None:
    assert drawn(pieces(TEXT, numbered(finding(5, 17)))) == [
        ("Hold ", "", ()),
        ("two meetings", "error", (1,)),
        (" every week", "", ()),
    ]


def test_where_marks_overlap_the_heavier_one_is_drawn() -> None:
    marks = numbered(finding(0, 17, Severity.HINT), finding(5, 8, Severity.ERROR), finding(5, 28, Severity.WARNING))
    assert drawn(pieces(TEXT, marks)) == [
        ("Hold ", "hint", ()),
        ("two", "error", (2,)),
        (" meetings", "warning", (1,)),
        (" every week", "warning", (3,)),
    ]


def test_marks_of_the_same_words_stand_once_with_both_numbers() -> None:
    marks = numbered(finding(5, 8), finding(5, 8, Severity.HINT))
    assert drawn(pieces(TEXT, marks))[1] == ("two", "error", (1, 2))


def test_a_part_of_the_text_has_only_the_marks_within_it() -> None:
    marks = numbered(finding(0, 4), finding(5, 17), finding(18, 28))
    assert drawn(pieces(TEXT, marks, Span(5, 20))) == [
        ("two meetings", "error", (2,)),
        (" ", "", ()),
        ("ev", "error", (3,)),
    ]


def test_a_finding_without_words_of_its_own_marks_nothing() -> None:
    nowhere = Finding("S-MANY", Severity.WARNING, "list", None, "", Language.EN)
    assert drawn(pieces(TEXT, numbered(nowhere, finding(5, 5)))) == [(TEXT, "", ())]


spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: Span(*sorted(pair)))
findings = st.lists(st.builds(finding, st.integers(0, 40), st.integers(0, 40), st.sampled_from(Severity)), max_size=8)


@given(st.text(max_size=30), findings, st.none() | spans)
def test_the_pieces_joined_are_the_text(text: str, found: list[Finding], within: Span | None) -> None:
    whole = text if within is None else text[within.start : within.end]
    cut = pieces(text, numbered(*found), within)
    assert "".join(piece.text for piece in cut) == whole
    numbers = [item.number for piece in cut for item in piece.ends]
    assert len(numbers) == len(set(numbers))
