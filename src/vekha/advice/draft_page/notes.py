"""What the coach says about a draft while it is written: notes beside each statement, marks in its words."""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from vekha.advice import coaching, dialogue
from vekha.advice.dialogue import Remark
from vekha.advice.good_marks import ShownMark, marks_on
from vekha.advice.marking import WEIGHT, Numbered, Piece, pieces
from vekha.advice.models import Reply
from vekha.advice.notes import shown_at_once
from vekha.coach import report
from vekha.coach.document import Language
from vekha.coach.review import THE_SET
from vekha.coach.settings import Severity
from vekha.goals.models import Objective
from vekha.people.models import Organisation

_WHY = "O-WHY"  # the one rule that asks about the why, and stands beside it

PartOf = Callable[[str, int], str]


@dataclass(frozen=True)
class SaidTo:
    """What somebody wrote to a remark that could not be kept, and why."""

    what: str
    problems: Sequence[str]
    blanks: Sequence[str] = ()
    answer: str = ""
    reason: str = ""
    because: str = ""


@dataclass(frozen=True)
class DraftNote:
    """A remark as it stands beside its statement. `key` names it on the page as long as it is asked there."""

    key: str
    part: str
    number: int
    remark: Remark
    word: str
    question: str
    message: str
    reply: Reply | None
    said: SaidTo | None = None

    @property
    def severity(self) -> str:
        return self.remark.finding.severity.value

    @property
    def code(self) -> str:
        return self.remark.finding.code

    @property
    def about(self) -> str:
        """The page of its rule."""
        return reverse("advice:rule", args=[self.code])

    @property
    def rewrite(self) -> str:
        """A wording that can take the place of the statement; empty where there is none."""
        return "" if self.remark.is_on_set else self.remark.finding.rewrite or ""

    @property
    def hint(self) -> str:
        """A wording for something other than one statement."""
        return self.remark.finding.rewrite or "" if self.remark.is_on_set else ""

    @property
    def blank(self) -> str:
        """The name of the gaps in its rewrite."""
        return f"blank-{self.key}"

    @property
    def asked(self) -> str:
        """Tells whether a reply was meant for the words as they stand."""
        return words_asked(self.remark)


@dataclass
class Margin:
    """What stands beside one part of the page."""

    notes: list[DraftNote] = field(default_factory=list)
    settled: list[DraftNote] = field(default_factory=list)
    is_clear: bool = False  # something is written there, and there is nothing to say about it


@dataclass(frozen=True)
class DraftNotes:
    """All that the coach says about a draft, by the parts of the page."""

    margins: Mapping[str, Margin]
    mirrors: Mapping[str, Sequence[Piece]]  # the statements with their marks, by their part
    further: Sequence[DraftNote]  # questions that wait, folded
    held_back: Sequence[DraftNote]  # for a later milestone
    marks: Sequence[tuple[str, Sequence[ShownMark]]]
    errors: int
    warnings: int
    questions: int
    is_proposed: bool

    @property
    def answer(self) -> str:
        """What is to be done, in one sentence."""
        if self.is_proposed:
            settle = ngettext(
                "%d thing to settle before others agree to it",
                "%d things to settle before others agree to it",
                self.errors,
            )
        else:
            settle = ngettext(
                "%d thing to settle before you propose it", "%d things to settle before you propose it", self.errors
            )
        worth = ngettext("%d worth a word", "%d worth a word", self.warnings)
        ask = ngettext("%d question to think about", "%d questions to think about", self.questions)
        if self.errors:
            said = [settle % self.errors, *([worth % self.warnings] if self.warnings else [])]
        elif self.warnings:
            said = [gettext("Nothing stands in the way"), worth % self.warnings]
        elif self.questions:
            said = [gettext("Nothing stands in the way"), ask % self.questions]
        else:
            return gettext("The coach has nothing to object to.")
        return pgettext("end of a sentence", "%s.") % pgettext("between the parts of a list", ", ").join(said)

    @property
    def count(self) -> str:
        """The same in a few words."""
        said = []
        if self.errors:
            said.append(ngettext("%d must be settled", "%d must be settled", self.errors) % self.errors)
        if self.warnings:
            said.append(ngettext("%d worth a word", "%d worth a word", self.warnings) % self.warnings)
        return " · ".join(said)


def words_asked(remark: Remark) -> str:
    return f"{zlib.crc32(remark.statement.encode()):x}"


def notes_on_draft(
    objective: Objective,
    part_of: PartOf,
    section_of: Mapping[str, str],
    language: Language,
    said: Mapping[str, SaidTo] = MappingProxyType({}),
) -> DraftNotes:
    """The notes on an objective with all that belongs to it at hand. `part_of`: how the page names its members;
    `section_of`: in which margin the notes on an initiative stand. `language` is the reader's. `said`: by note.
    """
    organisation = Organisation.current()
    review = coaching.of_objective(objective, language=organisation.language, stage=organisation.stage)
    (reviewed,) = review.objectives
    replies = dialogue.replies_to(objective)
    found = [
        _note(remark, part, replies.get(remark.question), said.get(key_of(remark, part)), language)
        for remark, part in placed(dialogue.remarks_on(objective, reviewed.findings), part_of)
    ]
    parts = ["title", "why", "reality"]
    parts += [part_of("kr", key_result.pk) for key_result in objective.key_results.all()]
    parts += [part_of("in", initiative.pk) for initiative in objective.initiatives.all()]
    parts.append(THE_SET)
    places = {part: place for place, part in enumerate(parts)}
    speaking = [note for note in found if not note.reply and not note.remark.finding.held_back]
    by_weight = sorted(speaking, key=lambda note: -WEIGHT[note.remark.finding.severity])
    shown = by_weight[: shown_at_once(note.remark.finding.severity for note in speaking)]
    shown = [
        replace(note, number=number) for number, note in enumerate(sorted(shown, key=lambda note: places[note.part]), 1)
    ]
    margins = {section_of.get(part, part): Margin() for part in parts} | {"loose": Margin()}
    for note in shown:
        margins[section_of.get(note.part, note.part)].notes.append(note)
    for note in found:
        if note.reply:
            margins[section_of.get(note.part, note.part)].settled.append(note)
    texts = _texts(objective, part_of)
    spoken_of = {note.part for note in found}
    for part, text in texts.items():
        if part not in section_of:
            margins[part].is_clear = bool(text.strip()) and part not in spoken_of
    standing = tuple(note.remark.finding for note in found if not note.reply)
    return DraftNotes(
        margins=margins,
        mirrors={part: _mirror(text, [note for note in shown if note.part == part]) for part, text in texts.items()},
        further=[note for note in by_weight if note.key not in {each.key for each in shown}],
        held_back=[note for note in found if not note.reply and note.remark.finding.held_back],
        marks=marks_on(replace(reviewed, findings=standing), language),
        errors=_count(speaking, Severity.ERROR),
        warnings=_count(speaking, Severity.WARNING),
        questions=_count(speaking, Severity.HINT),
        is_proposed=objective.state == Objective.State.PROPOSED,
    )


def placed(remarks: Iterable[Remark], part_of: PartOf) -> list[tuple[Remark, str]]:
    """The remarks with the parts of the page that they stand beside."""
    found = []
    for remark in remarks:
        name, _index = coaching.place_of(remark.finding.target)
        if name == "key_results":
            part = part_of("kr", remark.thing.pk)
        elif name == "initiatives":
            part = part_of("in", remark.thing.pk)
        elif remark.is_on_set:
            part = THE_SET
        else:
            part = "why" if remark.finding.code == _WHY else "title"
        found.append((remark, part))
    return found


def key_of(remark: Remark, part: str) -> str:
    """How the page names a remark."""
    return f"{part}.{remark.finding.code}.{remark.place}"


def _note(remark: Remark, part: str, reply: Reply | None, said: SaidTo | None, language: Language) -> DraftNote:
    words = remark.finding.said(language)
    return DraftNote(
        key=key_of(remark, part),
        part=part,
        number=0,
        remark=remark,
        word=report.severity_words(remark.finding, language),
        question=words.question,
        message=words.message,
        reply=reply,
        said=said,
    )


def _count(notes: Iterable[DraftNote], severity: Severity) -> int:
    return sum(note.remark.finding.severity is severity for note in notes)


def _texts(objective: Objective, part_of: PartOf) -> dict[str, str]:
    """The statements that can hold marks, by their part."""
    texts = {"title": objective.title}
    texts |= {part_of("kr", key_result.pk): key_result.text for key_result in objective.key_results.all()}
    texts |= {part_of("in", initiative.pk): initiative.text for initiative in objective.initiatives.all()}
    return texts


def _mirror(text: str, notes: Sequence[DraftNote]) -> list[Piece]:
    return pieces(text, [Numbered(note.number, note.remark.finding) for note in notes])
