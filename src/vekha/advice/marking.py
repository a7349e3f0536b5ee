"""Findings drawn into the text that they concern: marked words with the numbers of the notes beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vekha.coach.document import Span
from vekha.coach.review import Finding
from vekha.coach.settings import Severity

WEIGHT = {Severity.ERROR: 3, Severity.WARNING: 2, Severity.HINT: 1}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with the number by which the text and the margin refer to each other."""

    number: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `severity` is empty for plain words; `ends` are the findings whose marks end here."""

    text: str
    severity: str = ""
    ends: tuple[Numbered, ...] = ()


def pieces(text: str, findings: Sequence[Numbered], within: Span | None = None) -> list[Piece]:
    """The text (or the part of it `within`) cut where marks begin and end. The pieces joined are the text.

    Where marks overlap, the heavier one is drawn.
    """
    whole = within or Span(0, len(text))
    marks = [
        (Span(max(span.start, whole.start), min(span.end, whole.end)), numbered)
        for numbered in findings
        if (span := numbered.finding.span) and max(span.start, whole.start) < min(span.end, whole.end)
    ]
    cuts = sorted({*whole, *(edge for span, _ in marks for edge in span)})
    open_marks: list[tuple[Span, Numbered]] = []
    waiting = sorted(marks, key=lambda mark: (mark[0].start, mark[1].number), reverse=True)
    cut = []
    for start, end in pairwise(cuts):
        while waiting and waiting[-1][0].start <= start:
            open_marks.append(waiting.pop())
        severities = [numbered.finding.severity for _, numbered in open_marks]
        heaviest = max(severities, key=WEIGHT.__getitem__, default=None)
        ends = tuple(numbered for span, numbered in open_marks if span.end == end)
        open_marks = [mark for mark in open_marks if mark[0].end > end]
        cut.append(Piece(text[start:end], heaviest.value if heaviest else "", ends))
    return cut
