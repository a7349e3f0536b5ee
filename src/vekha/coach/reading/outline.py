"""What has been read so far, and what the next words may belong to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from vekha.coach.reading import labels, notes, wording
from vekha.coach.reading.blocks import Block, Kind
from vekha.coach.reading.certainty import (
    BELOW_LABEL,
    DIVIDED,
    LABELLED,
    LISTED,
    PLACED,
    SPOKEN,
    WEAKLY_LABELLED,
)
from vekha.coach.reading.drafts import Draft, Drafts, Item
from vekha.coach.reading.labels import GUIDANCE, MAIN, Label, Mark, Part
from vekha.coach.reading.passage import Passage
from vekha.coach.reading.statements import begins_list, listed, works

_SHORT_REMARK = 90  # characters: a word on the line above, not the end of the OKR
_QUOTED_IN_PASSING = re.compile(r"[\"'][^\"']+[\"']\s*[,-]")


@dataclass(slots=True)
class Section:
    """A list that a label announced, or that stands right below an objective."""

    part: Part
    is_announced: bool = True
    certainty: float = LABELLED  # of its members
    level: int | None = None  # indentation of its items, from the first one
    style: str = ""  # how its items are marked
    count: int = 0
    is_unmarked: bool = False  # its members are lines without markers
    has_gaps: bool = False  # empty lines stand between these
    is_single: bool = False  # a line without a marker is all of it: «Key result», and what stands beside it below
    is_one_sentence: bool = False  # its items end with semicolons, the last one with the sentence's full stop


class Outline:
    """Takes the parts of a document in order and puts each where it belongs."""

    def __init__(self) -> None:
        self.drafts = Drafts()
        self.section: Section | None = None
        self.waiting: Label | None = None  # a label stood alone: its words come next
        self.is_open = False  # the last objective may still get statements without labels
        self.is_shut = False  # a heading or a comment ended it: only sure labels add to it
        self.in_commentary = False
        self.in_form = False  # an objective left blank for the reader to fill in: what follows is of the form
        self.level = ""  # whose objectives follow
        self.team = ""
        self.guidance: dict[Part, str] = {}
        self.awaited_field: Part | None = None  # its name stood alone: its value comes next
        self._last: Block | None = None  # of the statement read last
        self._field_owner: Item | None = None  # whose fields stood on the line before
        self._before: list[tuple[Part, str]] = []  # reality and reasons that stood before their objective

    def labelled(self, block: Block, label: Label, content: Passage) -> None:
        """Take words with their label; further labels among the words begin parts of their own."""
        self.waiting = self._field_owner = None
        if label.part in MAIN and (brackets := labels.in_brackets(content.plain)):
            content = content.without((place, place + 1) for place in brackets)
        starts = labels.inner_labels(content.plain) if label.part in MAIN else []
        if label.is_led and self.in_commentary:
            return
        first = content[: starts[0]].rstrip(" .-–—") if starts else content
        if notes.label_alone(first.plain):
            first = content[:0]  # the heading of a column: «OBJECTIVE 1      SCORE»
        before = self.drafts.last_item
        if label.part is Part.OBJECTIVE:
            self.objective(block, first, label)
        elif label.part in (Part.KEY_RESULT, Part.INITIATIVE):
            self.member(block, first, label)
        elif label.part is Part.COMMENTARY:
            if not 0 < len(content.text) < _SHORT_REMARK:
                self.close(commentary=True)
        elif label.part is Part.CONTEXT:
            self.section = self.waiting = None
        elif label.part in (Part.WHY, Part.REALITY, *GUIDANCE):
            self.beside(content, label)
        item = self.drafts.last_item
        if label.note[1] and item and item is not before:
            note = block.passage[slice(*label.note)]
            for part, start, end in notes.of_label(note.plain):
                item.add(part, note.text[start:end])
        self.inner(block, content, starts)

    def inner(self, block: Block, content: Passage, starts: list[int]) -> None:
        """Take the parts that begin inside a line."""
        for start, end in pairwise([*starts, len(content.text)]):
            part = content[start:end].strip()
            part = part if end == len(content.text) else part.rstrip(".")
            if label := labels.label(part.plain):
                self.labelled(replace(block, passage=part, kind=Kind.ITEM), label, part[label.end :])

    # --- objectives --------------------------------------------------------------------------------------------------

    def objective(self, block: Block, content: Passage, label: Label) -> None:
        """Take the words behind a label of an objective, unless they only explain what one is."""
        if label.mark in (Mark.DASH, Mark.COLON, Mark.DOT) and wording.is_definition(content.plain):
            return
        if self.in_commentary and _QUOTED_IN_PASSING.match(content.plain):
            return
        if content:
            certainty = SPOKEN if label.is_loose else LABELLED
            self.begin(
                content, block, number=label.number, level=label.level, is_sure=not label.is_loose, certainty=certainty
            )
            if draft := self.drafts.current:
                draft.is_spoken = label.is_loose
        else:
            self.waiting = label

    def begin(
        self,
        content: Passage,
        block: Block,
        *,
        number: str = "",
        level: str = "",
        is_sure: bool = True,
        is_implied: bool = False,
        certainty: float = LABELLED,
    ) -> None:
        """Begin an objective, with what stood before it; nothing begins where the words state nothing."""
        draft = self.drafts.objective(content, block.emphasis, number=number, certainty=certainty)
        self.in_form = draft is None
        if draft is None:
            self.close(heading=True)
            return
        self._last = block
        draft.is_sure, draft.is_implied = is_sure, is_implied
        draft.level = level or self.level or ("team" if self.team else "")
        draft.team = self.team
        draft.heading = block.level if block.kind is Kind.HEADING else 0
        for part, words in self._before:
            _put_beside(draft, part, words)
        self._before = []
        self.section = Section(Part.KEY_RESULT, is_announced=False)
        self.is_open, self.is_shut, self.in_commentary = True, False, False

    def beside(self, content: Passage, label: Label) -> None:
        """Guidance of the document; reasons and reality of the last objective, or of the next where they come first."""
        draft = self.drafts.current
        if not content:
            self.waiting = label
            return
        words = re.sub(r"\s+", " ", content.text).strip()
        if label.part in GUIDANCE:
            self.guidance.setdefault(label.part, words)
        elif draft is None or (draft.key_results and _has_beside(self.drafts.all[0], label.part)):
            self._before.append((label.part, words))
        else:
            _put_beside(draft, label.part, words)

    # --- key results and initiatives ---------------------------------------------------------------------------------

    def member(self, block: Block, content: Passage, label: Label) -> None:
        """Take a key result or initiatives with their label, or open the list that the label announces."""
        draft = self.drafts.current
        if draft is None or self.in_form or _explains(label, content):
            return
        is_work = label.part is Part.INITIATIVE
        if label.is_weak and not (self.is_open and (is_work or not draft.key_results)):
            return
        draft.is_weak = draft.is_weak or (label.is_weak and not is_work)
        if not content:
            if label.number and label.part is Part.KEY_RESULT:
                self.waiting = label
            elif not (self.in_commentary and label.part is Part.INITIATIVE):
                self.announce(label.part, _of_label(label), is_single=label.is_single and not label.coded)
        elif label.part is Part.INITIATIVE:
            if not self.in_commentary and (label.coded or not self.is_shut):
                self.announce(Part.INITIATIVE, _of_label(label))
                members = listed(content) if label.is_single else works(content)
                if self.section and len(members) > len(listed(content)):
                    self.section.certainty = DIVIDED
                for each in members:
                    self.add(Part.INITIATIVE, block, each)
        else:
            self._key_result(block, content, label, draft)

    def _key_result(self, block: Block, content: Passage, label: Label, draft: Draft) -> None:
        is_known = bool(label.number) and draft.has_number(label.number)
        if is_known and self.section and self.section.part is Part.INITIATIVE:
            self.add(Part.INITIATIVE, block, content)  # initiatives listed by the key result they serve
            return
        is_sure = label.mark is Mark.COLON and not is_known and (label.number or not self.in_commentary)
        if (self.is_shut or not self.is_open) and not is_sure:
            return
        if label.mark is Mark.SPACE and is_known:
            return
        if label.number or (label.coded and len(members := listed(content, by_commas=True)) == 1):
            self.section = self.section if self.section and self.section.is_announced and not label.number else None
            draft.drop_implied()
            self.drafts.key_result(content, block.emphasis, number=label.number, certainty=_of_label(label))
            self._last = block
            return
        self.announce(Part.KEY_RESULT, _of_label(label))
        members = listed(content, by_commas=True)
        if self.section and len(members) > len(listed(content)):
            self.section.certainty = DIVIDED
        for each in members:
            self.add(Part.KEY_RESULT, block, each)
        if len(members) == 1 and not begins_list(content):
            self.section = None

    def announce(self, part: Part, certainty: float = LABELLED, *, is_single: bool = False) -> None:
        """Expect a list of these."""
        if part is Part.KEY_RESULT and self.drafts.current:
            self.drafts.current.drop_implied()
        self.section = Section(part, certainty=certainty, is_single=is_single)
        self.is_open, self.is_shut, self.in_commentary = True, False, False

    def add(self, part: Part, block: Block, content: Passage) -> None:
        """Take a member of the list that is open."""
        self._field_owner = None
        certainty = LABELLED
        if section := self.section:
            section.count += 1
            certainty = section.certainty
            if not section.is_announced:
                certainty = LISTED if wording.is_quantified(content.text) else PLACED
            elif section.is_unmarked:
                certainty = min(certainty, BELOW_LABEL)
            if content.is_verbatim:
                pass
            elif content.text.endswith((";", "；")):
                section.is_one_sentence = True
            elif section.is_one_sentence:
                content = content.rstrip(".")
        if part is Part.KEY_RESULT:
            self.drafts.key_result(content, block.emphasis, certainty=certainty)
        else:
            self.drafts.initiative(content, block.emphasis, certainty=certainty)
        self._last = block

    # --- what else ---------------------------------------------------------------------------------------------------

    def fields(self, block: Block, found: Iterable[notes.Field]) -> None:
        """Take fields of the last statement, or of the objective where they stand outside the list of its results."""
        if not self.drafts.last_item:
            self.team = next(
                (block.passage.text[start:end] for part, start, end in found if part is Part.TEAM), self.team
            )
        follows = self._field_owner is not None and not block.gap
        if (item := self._field_owner if follows else self._owner_of(block)) and not self.is_shut:
            self._field_owner = item
            for part, start, end in found:
                self._field(item, part, block.passage[start:end])

    def _field(self, item: Item, part: Part, value: Passage) -> None:
        if part is Part.TEAM:
            if self.drafts.current:
                self.drafts.current.team = self.drafts.current.team or value.text
        else:
            item.add(part, value.text, is_verbatim=value.is_verbatim)

    def _owner_of(self, block: Block) -> Item | None:
        last, draft = self._last, self.drafts.current
        if draft is None or last is None or last.kind is not Kind.ITEM or block.kind is Kind.ROW:
            return self.drafts.last_item
        is_below_list = block.kind is Kind.PARAGRAPH and block.gap and block.level <= last.level
        is_of_upper_list = block.kind is Kind.ITEM and len(block.list_style) < len(last.list_style)
        return draft.title if is_below_list or is_of_upper_list else self.drafts.last_item

    def is_work(self, block: Block) -> bool:
        """Whether an item stands below a heading that is a key result, and tells no change: work for it."""
        last, item, draft = self._last, self.drafts.last_item, self.drafts.current
        if not last or not draft or not draft.key_results or self.is_shut or last.kind is not Kind.HEADING:
            return False
        is_below = item is draft.key_results[-1] or item in draft.initiatives
        return is_below and draft.key_results[-1].number != "" and _may_be_work(block)

    def ends_list(self, block: Block) -> bool:
        """Whether a numbered item stands higher than the key results read last: the next point of an agenda."""
        last = self._last
        is_higher = last is not None and last.kind is Kind.ITEM and block.level < last.level
        return (
            is_higher and bool(self.drafts.current and self.drafts.current.key_results) and block.list_style[0] == "1"
        )

    def close(self, *, commentary: bool = False, heading: bool = False) -> None:
        """End the list, and with it what has no label."""
        self.section = self.waiting = self.awaited_field = self._field_owner = None
        self.is_open = False
        self.is_shut = self.is_shut or heading or commentary
        self.in_commentary = self.in_commentary or commentary


def _may_be_work(block: Block) -> bool:
    """Whether an item neither tells a change nor the value of something («Metric: …»)."""
    return not wording.tells_change(block.passage.text) and ":" not in block.plain


def _explains(label: Label, content: Passage) -> bool:
    """Whether the words behind a label say what it means."""
    if label.mark is Mark.DASH:
        return wording.is_definition(content.plain)
    return not label.number and wording.tells_of_wording(content.plain)


def _of_label(label: Label) -> float:
    if label.is_loose:
        return WEAKLY_LABELLED if label.mark is Mark.COLON else SPOKEN
    return WEAKLY_LABELLED if label.is_weak else LABELLED


def _has_beside(draft: Draft, part: Part) -> bool:
    return bool(draft.reality if part is Part.REALITY else draft.why)


def _put_beside(draft: Draft, part: Part, words: str) -> None:
    if part is Part.REALITY:
        draft.reality = draft.reality or words
    else:
        draft.why = draft.why or words
