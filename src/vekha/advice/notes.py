"""A review as the screens show it: numbered notes beside marked words, in the reader's language."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from types import MappingProxyType

from django.utils.translation import gettext, ngettext, pgettext

from vekha.advice import coaching
from vekha.advice.coaching import Statement
from vekha.advice.good_marks import ShownMark, marks_on
from vekha.advice.marking import WEIGHT, Numbered, Piece, pieces
from vekha.advice.places import Places, in_words
from vekha.coach import report
from vekha.coach.document import Document, Language, Span
from vekha.coach.review import THE_SET, Finding, Review, ReviewedObjective
from vekha.coach.settings import Severity

MOST_AT_ONCE = 5  # remarks on an objective; further questions wait, folded


def shown_at_once(severities: Iterable[Severity]) -> int:
    """How many of the remarks, the heaviest first, stand open: whatever is objected to, and questions up to a few."""
    objections = sum(severity is not Severity.HINT for severity in severities)
    return max(objections, MOST_AT_ONCE)


@dataclass(frozen=True, slots=True)
class NotedStatement:
    """An objective, a key result or an initiative with its marks. `is_clear`: there is nothing to say about it."""

    text: str
    pieces: Sequence[Piece]
    is_clear: bool
    where: str = ""  # in the file that it comes from: "page 3"


@dataclass(frozen=True, slots=True)
class Note:
    """One remark of the coach in words."""

    number: int
    finding: Finding
    word: str
    question: str
    message: str
    about: NotedStatement | None  # with the words of this remark alone; None: about all objectives together
    place: Span | None  # of that statement in the text, where a rewrite can take its place

    @property
    def severity(self) -> str:
        return self.finding.severity.value


@dataclass(frozen=True, slots=True)
class NotedObjective:
    """An objective with its marks, its members and the notes on all of them."""

    number: int
    title: NotedStatement
    key_results: Sequence[NotedStatement]
    initiatives: Sequence[NotedStatement]
    notes: Sequence[Note]  # the heaviest first
    held_back: Sequence[Note]  # for a later milestone: shown folded
    dismissed: Sequence[Note]  # in the text itself, with a reason: shown folded
    marks: Sequence[tuple[str, Sequence[ShownMark]]]  # of the objective, then of its key results

    @property
    def at_once(self) -> Sequence[Note]:
        return self.notes[: self._shown]

    @property
    def further(self) -> Sequence[Note]:
        """Questions that wait, folded."""
        return self.notes[self._shown :]

    @property
    def _shown(self) -> int:
        return shown_at_once(note.finding.severity for note in self.notes)

    @property
    def is_clear(self) -> bool:
        return not self.notes and not self.held_back and not self.dismissed

    @property
    def clear_statements(self) -> int:
        """How many of the objective and its key results are clear."""
        return sum(statement.is_clear for statement in (self.title, *self.key_results))


@dataclass(frozen=True, slots=True)
class Notes:
    """All that a page says about a text."""

    review: Review
    objectives: Sequence[NotedObjective]
    on_the_list: Sequence[Note]  # about the objectives taken together
    text: Sequence[Piece]

    def __iter__(self) -> Iterator[Note]:
        for objective in self.objectives:
            yield from objective.notes
            yield from objective.held_back
            yield from objective.dismissed
        yield from self.on_the_list

    @property
    def found_nothing(self) -> bool:
        return not self.objectives

    @property
    def summary(self) -> str:
        """What was read, and how much there is to do, in two sentences."""
        objectives = len(self.objectives)
        key_results = sum(len(objective.key_results) for objective in self.objectives)
        read = gettext("%(objectives)s and %(key_results)s were read.") % {
            "objectives": ngettext("%d objective", "%d objectives", objectives) % objectives,
            "key_results": ngettext("%d key result", "%d key results", key_results) % key_results,
        }
        remarks = [remark for severity in Severity if (remark := self._count(severity))]
        if not remarks:
            return _and_then(read, gettext("Nothing to object to."))
        clear = sum(objective.clear_statements for objective in self.objectives)
        if clear:
            remarks.append(ngettext("%d statement is clear", "%d statements are clear", clear) % clear)
        listed = pgettext("between the parts of a list", ", ").join(remarks)
        return _and_then(read, pgettext("end of a sentence", "%s.") % listed)

    def _count(self, severity: Severity) -> str:
        count = sum(note.finding.severity is severity and _speaks(note.finding) for note in self)
        if not count:
            return ""
        match severity:
            case Severity.ERROR:
                return ngettext("%d place to rewrite", "%d places to rewrite", count) % count
            case Severity.WARNING:
                return ngettext("%d worth a second thought", "%d worth a second thought", count) % count
            case _:
                return ngettext("%d question", "%d questions", count) % count


def notes_on(review: Review, language: Language, places: Places = MappingProxyType({})) -> Notes:
    """The review in words. `language` is the reader's; rewrites stay in the author's. `places`: in a file."""
    # What speaks is numbered first, so that the numbers one sees have no gaps.
    ahead, behind = count(1), count(sum(map(_speaks, review.findings)) + 1)

    def numbered_by_weight(findings: Iterable[Finding]) -> list[Numbered]:
        ordered = sorted(findings, key=lambda finding: (not _speaks(finding), -WEIGHT[finding.severity]))
        return [Numbered(next(ahead if _speaks(finding) else behind), finding) for finding in ordered]

    objectives: list[NotedObjective] = []
    speaking: list[Numbered] = []
    for reviewed in review.objectives:
        numbered = numbered_by_weight(reviewed.findings)
        speaking += [item for item in numbered if _is_marked(item.finding)]
        objectives.append(_objective(len(objectives) + 1, review.document, reviewed, numbered, language, places))
    on_the_list = [_note(item, None, None, language) for item in numbered_by_weight(review.list_findings)]
    return Notes(review, objectives, on_the_list, pieces(review.document.text, speaking))


def _objective(
    number: int,
    document: Document,
    reviewed: ReviewedObjective,
    numbered: list[Numbered],
    language: Language,
    places: Places,
) -> NotedObjective:
    objective = reviewed.objective

    def noted(statement: Statement, target: str) -> NotedStatement:
        here = [item for item in numbered if item.finding.target == target]
        marked = [item for item in here if _is_marked(item.finding)]
        text = coaching.text_of(statement)
        where = in_words(places, text, language)
        return NotedStatement(text, _marked(document, statement, marked), is_clear=not here, where=where)

    def note(item: Numbered) -> Note:
        statement = coaching.judged(item.finding, objective)
        text = coaching.text_of(statement)
        marks = [item] if item.finding.target != THE_SET else []
        about = NotedStatement(text, _marked(document, statement, marks, with_numbers=False), is_clear=False)
        place = statement.span if marks and _stands_as_written(document, statement) else None
        return _note(item, about, place, language)

    notes = [note(item) for item in numbered]
    return NotedObjective(
        number=number,
        title=noted(objective, "objective"),
        key_results=[noted(item, f"key_results[{i}]") for i, item in enumerate(objective.key_results)],
        initiatives=[noted(item, f"initiatives[{i}]") for i, item in enumerate(objective.initiatives)],
        notes=[note for note in notes if _speaks(note.finding)],
        held_back=[note for note in notes if note.finding.held_back and not note.finding.dismissed],
        dismissed=[note for note in notes if note.finding.dismissed],
        marks=marks_on(reviewed, language),
    )


def _note(item: Numbered, about: NotedStatement | None, place: Span | None, language: Language) -> Note:
    said = item.finding.said(language)
    return Note(
        number=item.number,
        finding=item.finding,
        word=report.severity_words(item.finding, language),
        question=said.question,
        message=said.message,
        about=about,
        place=place,
    )


def _and_then(first: str, second: str) -> str:
    """Two sentences, with a space between them where the language has one."""
    return pgettext("two sentences", "%(first)s %(second)s") % {"first": first, "second": second}


def _is_marked(finding: Finding) -> bool:
    """What is said of the set points at no words, and what is held back marks none."""
    return finding.target != THE_SET and _speaks(finding)


def _speaks(finding: Finding) -> bool:
    """Whether it is neither kept for a later milestone nor dismissed in the text."""
    return not finding.held_back and not finding.dismissed


def _marked(
    document: Document, statement: Statement, here: Sequence[Numbered], *, with_numbers: bool = True
) -> list[Piece]:
    """The statement with its marks; as a whole where its words were joined from several places of the text."""
    text = coaching.text_of(statement)
    if statement.span is None:  # offsets count from the statement's own beginning
        cut = pieces(text, here)
    elif _stands_as_written(document, statement):
        cut = pieces(document.text, here, statement.span)
    else:
        whole = Span(0, len(text))
        cut = pieces(text, [replace(item, finding=replace(item.finding, span=whole)) for item in here])
    return cut if with_numbers else [replace(piece, ends=()) for piece in cut]


def _stands_as_written(document: Document, statement: Statement) -> bool:
    span = statement.span
    return span is not None and document.text[span.start : span.end] == coaching.text_of(statement)
