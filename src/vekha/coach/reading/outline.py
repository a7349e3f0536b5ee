"""What has been read so far, and what the next words may belong to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from vekha.coach.reading import labels, wording
from vekha.coach.reading.blocks import Block, Kind
from vekha.coach.reading.drafts import Draft, Drafts
from vekha.coach.reading.labels import MAIN, Label, Mark, Part
from vekha.coach.reading.passage import Passage
from vekha.coach.reading.statements import begins_list, listed, works

_QUOTED_IN_PASSING = re.compile(r"[\"'][^\"']+[\"']\s*[,-]")


@dataclass(slots=True)
class Section:
    """A list that a label announced, or that stands right below an objective."""

    part: Part
    is_announced: bool = True
    level: int | None = None  # indentation of its items, from the first one
    style: str = ""  # how its items are marked
    count: int = 0
    is_unmarked: bool = False  # its members are lines without markers
    has_gaps: bool = False  # empty lines stand between these
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
        self.level = ""  # whose objectives follow
        self._before: list[tuple[Part, str]] = []  # reality and reasons that stood before their objective

    def labelled(self, block: Block, label: Label, content: Passage) -> None:
        """Take words with their label; further labels among the words begin parts of their own."""
        self.waiting = None
        if label.part in MAIN and (brackets := labels.in_brackets(content.plain)):
            content = content.without((place, place + 1) for place in brackets)
        starts = labels.inner_labels(content.plain) if label.part in MAIN else []
        if label.is_led and self.in_commentary:
            return
        first = content[: starts[0]].rstrip(" .-–—") if starts else content
        if label.part is Part.OBJECTIVE:
            self.objective(block, first, label)
        elif label.part in (Part.KEY_RESULT, Part.INITIATIVE):
            self.member(block, first, label)
        elif label.part is Part.COMMENTARY:
            self.close(commentary=True)
        elif label.part in (Part.WHY, Part.REALITY):
            self.beside(content, label)
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
        if label.mark in (Mark.DASH, Mark.COLON) and wording.is_definition(content.plain):
            return
        if self.in_commentary and _QUOTED_IN_PASSING.match(content.plain):
            return
        if content:
            self.begin(content, block, number=label.number, level=label.level, is_sure=not label.is_loose)
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
    ) -> None:
        """Begin an objective, with what stood before it; nothing begins where the words state nothing."""
        draft = self.drafts.objective(content, block.emphasis, number=number)
        if draft is None:
            return
        draft.is_sure, draft.is_implied = is_sure, is_implied
        draft.level = level or self.level
        draft.heading = block.level if block.kind is Kind.HEADING else 0
        for part, words in self._before:
            _put_beside(draft, part, words)
        self._before = []
        self.section = Section(Part.KEY_RESULT, is_announced=False)
        self.is_open, self.is_shut, self.in_commentary = True, False, False

    def beside(self, content: Passage, label: Label) -> None:
        """Reasons and reality: of the objective that follows where the document puts them first, else of the last."""
        draft = self.drafts.current
        if not content:
            self.waiting = label
            return
        words = re.sub(r"\s+", " ", content.text).strip()
        if draft is None or (draft.key_results and _has_beside(self.drafts.all[0], label.part)):
            self._before.append((label.part, words))
        else:
            _put_beside(draft, label.part, words)

    # --- key results and initiatives ---------------------------------------------------------------------------------

    def member(self, block: Block, content: Passage, label: Label) -> None:
        """Take a key result or initiatives with their label, or open the list that the label announces."""
        draft = self.drafts.current
        if draft is None or (label.mark is Mark.DASH and wording.is_definition(content.plain)):
            return
        if label.is_weak and (draft.key_results or not self.is_open):
            return
        draft.is_weak = draft.is_weak or label.is_weak
        if not content:
            if label.number and label.part is Part.KEY_RESULT:
                self.waiting = label
            elif not (self.in_commentary and label.part is Part.INITIATIVE):
                self.announce(label.part)
        elif label.part is Part.INITIATIVE:
            if not self.in_commentary and (label.coded or not self.is_shut):
                self.announce(Part.INITIATIVE)
                for each in works(content) if label.is_loose else listed(content):
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
            self.drafts.key_result(content, block.emphasis, number=label.number)
            return
        self.announce(Part.KEY_RESULT)
        members = listed(content, by_commas=True)
        for each in members:
            self.add(Part.KEY_RESULT, block, each)
        if len(members) == 1 and not begins_list(content):
            self.section = None

    def announce(self, part: Part) -> None:
        """Expect a list of these."""
        self.section = Section(part)
        self.is_open, self.is_shut, self.in_commentary = True, False, False

    def add(self, part: Part, block: Block, content: Passage) -> None:
        """Take a member of the list that is open."""
        if section := self.section:
            section.count += 1
            if content.text.endswith((";", "；")):
                section.is_one_sentence = True
            elif section.is_one_sentence:
                content = content.rstrip(".")
        if part is Part.KEY_RESULT:
            self.drafts.key_result(content, block.emphasis)
        else:
            self.drafts.initiative(content, block.emphasis)

    # --- what else ---------------------------------------------------------------------------------------------------

    def fields(self, passage: Passage, found: Iterable[tuple[Part, int, int]]) -> None:
        """Take fields of the last statement."""
        if self.drafts.last_item and not self.is_shut:
            for part, start, end in found:
                self.drafts.last_item.add(part, passage.text[start:end])

    def close(self, *, commentary: bool = False, heading: bool = False) -> None:
        """End the list, and with it what has no label."""
        self.section = self.waiting = None
        self.is_open = False
        self.is_shut = self.is_shut or heading or commentary
        self.in_commentary = self.in_commentary or commentary


def _has_beside(draft: Draft, part: Part) -> bool:
    return bool(draft.reality if part is Part.REALITY else draft.why)


def _put_beside(draft: Draft, part: Part, words: str) -> None:
    if part is Part.REALITY:
        draft.reality = draft.reality or words
    else:
        draft.why = draft.why or words
