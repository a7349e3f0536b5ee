"""From blocks to objectives: labels first, then the columns of tables, then lists and headings, then wording."""

import re
from functools import cached_property

from vekha.coach.reading import labels, notes, prose, speech, structure, tables, wording
from vekha.coach.reading.blocks import Block, Kind
from vekha.coach.reading.certainty import ABOVE_LABEL, PLACED, SPOKEN
from vekha.coach.reading.drafts import Draft, Drafts
from vekha.coach.reading.labels import MAIN, Label, Mark, Part
from vekha.coach.reading.outline import Outline, Section
from vekha.coach.reading.passage import Passage
from vekha.coach.reading.statements import counted_on, listed, sentences
from vekha.coach.reading.teams import team_of
from vekha.coach.reading.wording import is_quantified

_BARE_QUANTITY = re.compile(r"[<>≥≤~≈=+-]*\s?[$€£₽¥]?\d[\d\s.,/]*\S{0,3}(?:\s?\S{1,12}\.?)?$")
_FIGURE = re.compile(r"\d")
_BEGINS_STATEMENT = re.compile("[^\\W_a-zа-яё的和与及是为已将在被由]")  # behind «Goal 2» and a blank
_FIRST = re.compile(r"[(（]?1[.)、．）]|①")
_OTHER_PART = re.compile(r"(?<![^\W_])(?:[oо]|[kк][rр])\s?\d")
_LONGEST = 240  # characters of a statement; what is longer is prose
_SHORT = 120  # characters of a statement without a number
_LONGEST_VALUE = 60  # characters of a field
_FEW_BLOCKS = 4  # a text that is nothing but an objective


def through(blocks: list[Block]) -> Outline:
    """Read the blocks of a document."""
    walk = _Walk(blocks)
    walk.through()
    drafts = walk.outline.drafts
    drafts.all = [draft for draft in drafts.all if _is_okr(draft, drafts, blocks)]
    return walk.outline


def _is_okr(draft: Draft, drafts: Drafts, blocks: list[Block]) -> bool:
    """Whether what was read is an OKR, and not the aim of a meeting or of an article."""
    if draft.key_results:
        with_figures = sum(bool(_FIGURE.search(item.passage.text)) for item in draft.key_results)
        if draft.is_spoken and draft.is_implied:
            return _speak_of_okr(blocks)
        are_enough = len(draft.key_results) > draft.is_weak or len(drafts.all) > 1
        in_figures = 2 * with_figures >= len(draft.key_results) and are_enough
        return in_figures or not (draft.is_implied or draft.is_weak) or _speak_of_okr(blocks)
    if not draft.is_sure or draft.is_implied:
        return False
    return len(blocks) <= _FEW_BLOCKS or any(other.key_results for other in drafts.all) or _speak_of_okr(blocks)


def _speak_of_okr(blocks: list[Block]) -> bool:
    return any(wording.mentions_okr(block.plain) for block in blocks)


class _Walk:
    """Goes over the blocks one after the other."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.outline = Outline()
        self.labels = structure.labels_of(blocks)
        self.titles, self.header = structure.unlabelled_objectives(blocks, self.labels)
        self.has_labels = any(map(_labels_objective, blocks, self.labels))
        self.list_of_objectives: int | None = None  # its indentation, where «Objectives» stands above a list
        self.headings_of_objectives: int | None = None  # their level, where it stands above headings
        self.is_labelled = any(label and label.part is Part.KEY_RESULT for label in self.labels)
        self.works_below = structure.works_below_key_results(blocks, self.labels)
        self.level_of_team = 0  # of the heading that named it
        self.heading_above = 0  # level of the last heading with a label

    def through(self) -> None:
        at = 0
        while at < len(self.blocks):
            block = self.blocks[at]
            if block.kind is Kind.ROW:
                end = self._end_of_table(at)
                tables.read(self.blocks[at:end], self.outline)
                at = end
                continue
            if at in self.titles:
                certainty = ABOVE_LABEL if self.is_labelled else PLACED
                self.outline.begin(block.passage.rstrip(":："), block, is_implied=True, certainty=certainty)
            elif at in self.works_below and self.outline.drafts.current:
                self.outline.drafts.initiative(block.passage, block.emphasis, certainty=PLACED)
            elif at not in self.header:
                self._block(block, at)
            at += 1

    def _end_of_table(self, start: int) -> int:
        end = start + 1
        while end < len(self.blocks) and self.blocks[end].kind is Kind.ROW and not self.blocks[end].gap:
            end += 1
        return end

    def _block(self, block: Block, at: int) -> None:
        label = self.labels[at]
        if (
            label
            and not self._is_prose(label, block, at)
            and not self._is_target(label, block.plain, is_heading=block.kind is Kind.HEADING)
        ):
            if label.part is Part.OBJECTIVE:
                self.list_of_objectives = self.headings_of_objectives = None
            self.outline.labelled(block, label, block.passage[label.end :])
            self.heading_above = block.level if block.kind is Kind.HEADING else 0
        elif found := notes.line(block.plain):
            self.outline.fields(block, found)
        elif self._wish(block, at):
            pass
        elif not self._suffixed(block) and not prose.read(block, self.outline, has_labels=self.has_labels):
            self._text(block)

    def _wish(self, block: Block, at: int) -> bool:
        """«We want … .», where the next line asks how one will know."""
        label = self.labels[at + 1] if at + 1 < len(self.blocks) else None
        if not label or label.part is not Part.KEY_RESULT or not label.is_loose or block.kind is not Kind.PARAGRAPH:
            return False
        found = speech.formula(f"{block.plain} {self.blocks[at + 1].plain.rstrip(':?')}:")
        if not found or found[1] > len(block.plain):
            return False
        self.outline.begin(block.passage[found[0] : found[1]], block, certainty=SPOKEN)
        return True

    def _is_prose(self, label: Label, block: Block, at: int) -> bool:
        """Whether words that look like a label with a weak mark belong to a sentence: «KR - as a rule a project …»."""
        if label.part not in MAIN or label.mark in (Mark.COLON, Mark.END) or block.kind is not Kind.PARAGRAPH:
            return False
        words = block.plain[label.end :]
        if label.mark is Mark.SPACE and (words.endswith(".") or _OTHER_PART.search(words)):
            return True
        if label.mark is Mark.SPACE and not label.coded and not _BEGINS_STATEMENT.match(block.passage.text, label.end):
            return True
        if block.gap or at == 0 or self._key_result_follows(at):
            return False
        previous = self.blocks[at - 1]
        is_text = previous.kind is Kind.PARAGRAPH and not self.labels[at - 1] and at - 1 not in self.titles
        is_text = is_text and not notes.line(previous.plain)
        return is_text and not previous.is_strong and previous.plain[-1] not in ".!?:;"

    def _key_result_follows(self, at: int) -> bool:
        """Whether the next block is a key result by its number or a figure in it."""
        if at + 1 == len(self.blocks):
            return False
        label, words = self.labels[at + 1], self.blocks[at + 1].plain
        if not label or label.part is not Part.KEY_RESULT:
            return False
        return bool(label.number) or is_quantified(words[label.end :])

    def _is_target(self, label: Label, plain: str, *, is_heading: bool) -> bool:
        """Whether «goal: 80%» names the target value of a key result."""
        draft = self.outline.drafts.current
        if label.part is not Part.OBJECTIVE or label.number or label.mark is not Mark.COLON or is_heading:
            return False
        if not draft or not draft.key_results or not (fields := notes.line(plain)):
            return False
        _, start, end = fields[0]
        return bool(_BARE_QUANTITY.match(plain[start:end].strip(" ,;|")))

    def _suffixed(self, block: Block) -> bool:
        """«…(KR1)»"""
        draft = self.outline.drafts.current
        if not draft or self.outline.in_commentary or not (found := labels.suffix(block.plain)):
            return False
        start, part, number = found
        self.outline.section = None
        content = block.passage[:start]
        if part is Part.OBJECTIVE:
            self.outline.begin(content, block, number=number)
        elif part is Part.INITIATIVE:
            self.outline.drafts.initiative(content, block.emphasis)
        elif not draft.has_number(number):
            self.outline.drafts.key_result(content, block.emphasis, number=number)
        return True

    # --- text without labels -----------------------------------------------------------------------------------------

    def _text(self, block: Block) -> None:
        if self.outline.waiting and self._awaited(self.outline.waiting, block):
            return
        if self._awaited_field(block):
            return
        if block.kind is Kind.HEADING:
            self._heading(block)
        elif block.kind is Kind.ITEM and not self._in_one_item(block):
            self._item(block)
        elif block.kind is Kind.PARAGRAPH:
            self._paragraph(block)

    def _awaited(self, label: Label, block: Block) -> bool:
        """Take the block as the words of the label that stood alone before it."""
        outline, plain = self.outline, block.plain
        outline.waiting = None
        if plain.endswith(":") or len(plain) > _LONGEST:
            return False
        is_of_wording = label.part in MAIN and wording.tells_of_wording(plain)
        if is_of_wording or (block.kind is Kind.PARAGRAPH and label.part in MAIN and wording.speaks_of_parts(plain)):
            return False
        if label.part is Part.OBJECTIVE:
            in_list = block.kind is Kind.ITEM
            content = block.passage[labels.name_of_name(plain) :]
            outline.begin(content, block, number=label.number, level=label.level, is_sure=not in_list)
            self.list_of_objectives = block.level if in_list else None
            is_below = block.kind is Kind.HEADING and 0 < self.heading_above < block.level
            self.headings_of_objectives = block.level if is_below and not label.number else None
        elif label.part is Part.KEY_RESULT:
            outline.member(block, block.passage, label)
        else:
            outline.beside(block.passage, label)
        return True

    def _awaited_field(self, block: Block) -> bool:
        """A line that is nothing but the name of a field, and then the line with its value."""
        outline, part = self.outline, self.outline.awaited_field
        outline.awaited_field = None
        if not outline.is_open or outline.is_shut or block.kind is not Kind.PARAGRAPH:
            return False
        if part and len(block.plain) < _LONGEST_VALUE:
            outline.fields(block, [(part, 0, len(block.plain))])
            return True
        outline.awaited_field = notes.label_alone(block.plain)
        return outline.awaited_field is not None

    def _whose(self, block: Block) -> None:
        """Take from a heading or a short line whose objectives follow."""
        team, level = team_of(block.passage), labels.level(block.plain)
        if block.kind is Kind.HEADING and block.level <= max(self.level_of_team, 2):
            self.outline.team = self.outline.level = ""
        if team or level:
            self.outline.team, self.outline.level = team, level
            self.level_of_team = block.level if block.kind is Kind.HEADING else 0

    def _heading(self, block: Block) -> None:
        draft = self.outline.drafts.current
        if self.headings_of_objectives == block.level:
            self.outline.begin(block.passage, block, is_sure=False)
            return
        if self.headings_of_objectives and block.level < self.headings_of_objectives:
            self.headings_of_objectives = None
        section = self.outline.section
        is_below = draft is not None and 0 < draft.heading < block.level
        if is_below and section and not section.is_announced and wording.tells_change(block.plain):
            self.outline.add(section.part, block, block.passage)
            return
        self._whose(block)
        self.outline.close(heading=draft is None or not 0 < draft.heading < block.level)

    @cached_property
    def _is_list_of_okrs(self) -> bool:
        return structure.is_list_of_okrs(self.blocks)

    def _in_one_item(self, block: Block) -> bool:
        """Take an item that holds a whole OKR without a label."""
        parts = [] if self.has_labels or self.is_labelled else structure.in_one_item(block)
        if not parts or not self._is_list_of_okrs:
            return False
        self.outline.begin(parts[0], block, is_implied=True, certainty=PLACED)
        for each in parts[1:]:
            self.outline.add(Part.KEY_RESULT, block, each)
        self.outline.close()
        return True

    def _item(self, block: Block) -> None:
        outline, section, plain = self.outline, self.outline.section, block.plain
        if not outline.is_open or not outline.drafts.current or wording.is_verdict(plain):
            return
        is_next = self.list_of_objectives is not None and block.level <= self.list_of_objectives
        in_section = section and section.is_announced and _may_belong(block, section)
        if is_next and not in_section:
            outline.begin(block.passage[labels.name_of_name(plain) :], block, is_sure=False)
            return
        if section is None and outline.is_work(block):
            outline.drafts.initiative(block.passage, block.emphasis, certainty=PLACED)
            return
        if section is None and outline.ends_list(block):
            outline.close()
        if section is None or plain.endswith(":"):
            return
        if section.level is None and team_of(block.passage):
            self._whose(block)
            outline.close()
            return
        if section.level is None:
            section.level, section.style = block.level, block.list_style
        if block.level > section.level + 1:
            return  # a detail of the item above
        if section.is_unmarked or block.level < section.level - 1 or block.list_style != section.style:
            outline.close()
            return
        if not section.is_announced:
            outline.drafts.current.is_implied = True
        content = block.passage[labels.name_of_name(plain) :]
        for each in counted_on(content) if _FIRST.fullmatch(block.marker) else [content]:
            outline.add(section.part, block, each)

    def _paragraph(self, block: Block) -> None:
        outline, section, plain = self.outline, self.outline.section, block.plain
        if len(plain) < _SHORT:
            self._whose(block)
        if not outline.is_open or not outline.drafts.current or block.told:
            return
        if section and section.is_announced and _is_unmarked_member(block, section):
            section.is_unmarked, section.has_gaps = True, block.gap
            for each in _told_in_sentences(block.passage):
                outline.add(section.part, block, each)
            return
        if outline.drafts.current.key_results or (section and section.is_announced):
            outline.close(heading=block.is_strong and not plain.endswith(":"))


def _may_belong(block: Block, section: Section) -> bool:
    """Whether an item stands where those of the section do."""
    if section.level is None or block.level > section.level:
        return True
    return block.level == section.level and block.list_style == section.style


def _is_unmarked_member(block: Block, section: Section) -> bool:
    """Whether a line without a marker is one of the list that a label announced: «Key results:» and lines below."""
    plain = block.plain
    if section.count and section.is_single:
        return False
    if section.count and not (section.is_unmarked and (section.count == 1 or section.has_gaps or not block.gap)):
        return False
    if not 4 < len(plain) < _LONGEST or plain[-1] in ":?!" or wording.is_advice(plain):
        return False
    return is_quantified(plain) or (len(plain) < _SHORT and not plain.endswith("."))


def _told_in_sentences(passage: Passage) -> list[Passage]:
    """The sentences of a paragraph, where each of several is a result; else the whole."""
    parts = listed(passage)
    parts = parts if len(parts) > 1 else sentences(passage)
    return parts if all(is_quantified(part.text) for part in parts) else [passage]


def _labels_objective(block: Block, found: Label | None) -> bool:
    return found is not None and found.part is Part.OBJECTIVE and found.end < len(block.plain)
