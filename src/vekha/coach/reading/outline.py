"""From blocks to objectives: labels first, then the columns of tables, then lists and headings, then wording."""

import re
from dataclasses import replace
from itertools import pairwise

from vekha.coach.normalise import normalise
from vekha.coach.reading import labels, structure, tables
from vekha.coach.reading.blocks import Block, Kind
from vekha.coach.reading.drafts import Draft, Drafts
from vekha.coach.reading.labels import MAIN, Label, Mark, Part
from vekha.coach.reading.passage import Passage
from vekha.coach.reading.statements import is_quantified, listed, sentences

_BARE_QUANTITY = re.compile(r"[<>≥≤~≈=+-]*\s?[$€£₽¥]?\d[\d\s.,/]*\S{0,3}(?:\s?\S{1,12}\.?)?$")
_BOTH = re.compile(r"\s(?:и|and)\s")
_QUOTED_IN_PASSING = re.compile(r"[\"'][^\"']+[\"']\s*[,-]")
_OTHER_PART = re.compile(r"(?<![^\W_])(?:[oо]|[kк][rр])\s?\d")
_STATEMENT_ENDS = 240  # characters; what is longer is prose


def objectives(blocks: list[Block]) -> Drafts:
    """Read the blocks of a document."""
    outline = _Outline(blocks)
    outline.read()
    return outline.drafts


class _Outline:
    """Walks over the blocks and keeps in mind what the next one may belong to."""

    def __init__(self, blocks: list[Block]) -> None:
        self.drafts = Drafts()
        self.blocks = blocks
        self.titles, self.header = structure.unlabelled_objectives(blocks)
        self.has_labelled = not self.titles and any(_names_objective(block) for block in blocks)
        self.section: Part | None = None  # what the items of the list that follows are
        self.section_level = -1  # indentation of its items, -1 before the first
        self.section_items = 0
        self.section_style = ""  # how its items are marked
        self.is_one_sentence = False  # its items end with semicolons, the last one with the sentence's full stop
        self.is_implied = False  # nothing said yet what a list below the objective is: it is its key results
        self.waiting: Label | None = None  # a label stood alone: its words come next
        self.many = -1  # indentation of the list of objectives that «Objectives» opened
        self.is_open = False  # the last objective may still get statements without labels
        self.is_shut = False  # a heading or a comment ended it: only sure labels add to it
        self.in_commentary = False
        self.heading = 0  # level of the heading that is the last objective
        self.level = ""
        self.beside: list[tuple[Part, str]] = []  # reality and reasons that came before their objective

    def read(self) -> None:
        at = 0
        while at < len(self.blocks):
            block = self.blocks[at]
            if block.kind is Kind.ROW:
                end = at + 1
                while end < len(self.blocks) and self.blocks[end].kind is Kind.ROW and not self.blocks[end].gap:
                    end += 1
                self._table(self.blocks[at:end])
                at = end
                continue
            if at in self.titles:
                self._objective(block, block.passage, Label(Part.OBJECTIVE, 0, Mark.END))
            elif at not in self.header:
                self._block(block, at)
            at += 1
        self.drafts.all = [draft for draft in self.drafts.all if draft.key_results or self._stands_alone(draft)]

    def _stands_alone(self, draft: Draft) -> bool:
        """Whether an objective without key results is one at all, and not the aim of a meeting or an article."""
        if not draft.is_sure:
            return False
        return len(self.blocks) <= 4 or any(other.key_results for other in self.drafts.all) or self._speaks_of_okr()

    def _speaks_of_okr(self) -> bool:
        return any(labels.mentions_okr(block.plain) for block in self.blocks)

    # --- one block ---------------------------------------------------------------------------------------------------

    def _block(self, block: Block, at: int) -> None:
        plain = block.plain
        label = labels.label(plain)
        if label and label.part in MAIN and label.mark in (Mark.DASH, Mark.DOT, Mark.SPACE) and self._runs_on(at):
            label = None
        if label and label.mark is Mark.SPACE and block.kind is Kind.PARAGRAPH and _names_others(plain[label.end :]):
            label = None
        if label and self._is_target(label, plain):
            label = None
        elif label:
            self._labelled(block, label, plain)
            return
        if found := labels.fields(plain):
            self._fields(block, found)
        elif self._formula(block, plain) or self._suffixed(block, plain):
            return
        elif not self._sentences(block, plain):
            self._text(block, plain, at)

    def _runs_on(self, at: int) -> bool:
        """Whether the block goes on with the sentence of the block before it, as lines of narrow slides do."""
        block = self.blocks[at]
        if block.kind is not Kind.PARAGRAPH or block.gap or at == 0:
            return False
        previous = self.blocks[at - 1]
        is_text = previous.kind is Kind.PARAGRAPH and not labels.label(previous.plain)
        return is_text and not previous.is_strong and previous.passage.text[-1] not in ".!?:;。！？：；"

    def _is_target(self, label: Label, plain: str) -> bool:
        """Whether «goal: 80%» names the target value of a key result."""
        if label.part is not Part.OBJECTIVE or label.number or label.mark is not Mark.COLON or not self.drafts.current:
            return False
        fields = labels.fields(plain)
        if not fields or not self.drafts.current.key_results:
            return False
        _, start, end = fields[0]
        return bool(_BARE_QUANTITY.match(plain[start:end].strip(" ,;|")))

    def _labelled(self, block: Block, label: Label, plain: str) -> None:
        content = block.passage[label.end :]
        self.waiting = None
        starts = labels.inner_labels(plain[label.end :]) if label.part in MAIN else []
        first = content[: starts[0]].strip() if starts else content
        if label.part is Part.OBJECTIVE:
            self._objective(block, first, label)
        elif label.part in (Part.KEY_RESULT, Part.INITIATIVE):
            self._member(block, first, label)
        elif label.part is Part.COMMENTARY:
            self._close(commentary=True)
        elif label.part in (Part.WHY, Part.REALITY):
            self._beside(content, label)
        for start, end in pairwise([*starts, len(content.text)]):
            inner = replace(block, passage=content[start:end].strip(), kind=Kind.ITEM)
            if found := labels.label(inner.plain):
                self._labelled(inner, found, inner.plain)

    # --- objectives --------------------------------------------------------------------------------------------------

    def _objective(self, block: Block, content: Passage, label: Label) -> None:
        plain = normalise(content.text)
        if label.mark in (Mark.DASH, Mark.COLON) and labels.is_definition(plain):
            return
        if self.in_commentary and _QUOTED_IN_PASSING.match(plain):
            return
        if not content:
            self.waiting = label
            return
        self.begin(content, block, number=label.number, level=label.level, is_sure=not label.spoken)
        self.heading = block.level if block.kind is Kind.HEADING else 0

    def begin(self, content: Passage, block: Block, *, number: str = "", level: str = "", is_sure: bool = True) -> None:
        """Begin an objective, with what stood before it."""
        draft = self.drafts.objective(
            content, block.emphasis, number=number, level=level or self.level, is_sure=is_sure
        )
        if draft is None:
            return
        for part, words in self.beside:
            self._put_beside(draft, part, words)
        self.beside = []
        self.section, self.section_level, self.section_items = None, -1, 0
        self.is_one_sentence = False
        self.many = -1
        self.is_open, self.is_shut, self.in_commentary = True, False, False
        self.is_implied = True

    def _beside(self, content: Passage, label: Label) -> None:
        """Reasons and reality: of the objective that follows where the document puts them first, else of the last."""
        if not content:
            self.waiting = label
            return
        words = re.sub(r"\s+", " ", content.text).strip()
        first = not self.drafts.all or (self.drafts.current is not None and self._precedes(label.part))
        if first or self.drafts.current is None:
            self.beside = [*self.beside, (label.part, words)]
        else:
            self._put_beside(self.drafts.current, label.part, words)

    def _precedes(self, part: Part) -> bool:
        """Whether this document puts such a line before its objective: the first objective has one from before."""
        first = self.drafts.all[0]
        return bool(self.drafts.current and self.drafts.current.key_results) and bool(
            first.reality if part is Part.REALITY else first.why
        )

    @staticmethod
    def _put_beside(draft: Draft, part: Part, words: str) -> None:
        if part is Part.REALITY:
            draft.reality = draft.reality or words
        else:
            draft.why = draft.why or words

    # --- key results and initiatives ---------------------------------------------------------------------------------

    def _member(self, block: Block, content: Passage, label: Label) -> None:
        draft = self.drafts.current
        if draft is None or (label.mark is Mark.DASH and labels.is_definition(normalise(content.text))):
            return
        if not content:
            if label.number and label.part is Part.KEY_RESULT and label.coded:
                self.waiting = label
            elif not (self.is_shut and label.part is Part.INITIATIVE and self.in_commentary):
                self._open_section(label.part)
            return
        self.is_implied = False
        if label.part is Part.INITIATIVE:
            if self.in_commentary or (self.is_shut and not label.coded):
                return
            self._open_section(Part.INITIATIVE)
            for each in listed(content):
                self.drafts.initiative(each, block.emphasis)
            return
        is_known = bool(label.number) and draft.has_number(label.number)
        if is_known and self.section is Part.INITIATIVE:
            self.drafts.initiative(content, block.emphasis)
            return
        if self.is_shut or not self.is_open:
            is_sure = label.mark is Mark.COLON and not is_known and (label.number or not self.in_commentary)
            if not is_sure:
                return
        if label.mark is Mark.SPACE and is_known:
            return
        self.section, self.section_level = (None if label.number else self.section), -1
        if label.coded or label.number:
            self.drafts.key_result(content, block.emphasis, number=label.number)
            return
        members = listed(content)
        for each in members:
            self.drafts.key_result(each, block.emphasis)
        if len(members) > 1:
            self._open_section(Part.KEY_RESULT)

    def _open_section(self, part: Part) -> None:
        self.section, self.section_level, self.section_items = part, -1, 0
        self.is_one_sentence = False
        self.is_implied = False
        self.is_open, self.is_shut, self.in_commentary = True, False, False

    def _add(self, part: Part, block: Block, content: Passage) -> None:
        if content.text.endswith((";", "；")):
            self.is_one_sentence = True
        elif self.is_one_sentence:
            content = content.rstrip(".")
        if part is Part.KEY_RESULT:
            self.drafts.key_result(content, block.emphasis)
        else:
            self.drafts.initiative(content, block.emphasis)
        self.section_items += 1

    def _fields(self, block: Block, found: list[tuple[Part, int, int]]) -> None:
        if self.waiting or not self.drafts.last_item or self.is_shut:
            return
        for part, start, end in found:
            self.drafts.last_item.add(part, block.passage.text[start:end].strip(" \t\u00a0,;|·，；"))

    def _close(self, *, commentary: bool = False, heading: bool = False) -> None:
        self.section, self.section_level, self.many = None, -1, -1
        self.is_open = self.is_implied = False
        self.is_shut = self.is_shut or heading or commentary
        self.in_commentary = self.in_commentary or commentary
        self.waiting = None

    # --- sentences ---------------------------------------------------------------------------------------------------

    def _formula(self, block: Block, plain: str) -> bool:
        """«We will … as measured by: …»"""
        if block.kind is Kind.HEADING or not (found := labels.formula(plain)):
            return False
        start, end, rest = found
        self.begin(block.passage[start:end], block)
        self._open_section(Part.KEY_RESULT)
        if content := block.passage[rest:].strip():
            starts = labels.inner_labels(plain[rest:])
            for each in listed(content[: starts[0]] if starts else content):
                self._add(Part.KEY_RESULT, block, each)
            for begin, stop in pairwise([*starts, len(content.text)]):
                inner = replace(block, passage=content[begin:stop].strip(), kind=Kind.ITEM)
                if label := labels.label(inner.plain):
                    self._labelled(inner, label, inner.plain)
        return True

    def _suffixed(self, block: Block, plain: str) -> bool:
        """«…(KR1)»"""
        if not self.drafts.current or self.in_commentary or not (found := labels.suffix(plain)):
            return False
        start, part, number = found
        self.section, self.is_implied = None, False
        content = block.passage[:start]
        if part is Part.OBJECTIVE:
            self.begin(content, block, number=number)
        elif part is Part.INITIATIVE:
            self.drafts.initiative(content, block.emphasis)
        elif not self.drafts.current.has_number(number):
            self.drafts.key_result(content, block.emphasis, number=number)
        return True

    def _sentences(self, block: Block, plain: str) -> bool:
        """Read what people say or write in sentences; True where one of them named a part."""
        if self.in_commentary and not block.told:
            return False
        part = labels.caption(plain) if self.is_open and block.kind is not Kind.ITEM else None
        if part and self.drafts.current and not (part is Part.KEY_RESULT and self.drafts.current.key_results):
            self._open_section(part)
            return True
        named = False
        for sentence in sentences(block.passage) if block.kind is not Kind.ITEM else [block.passage]:
            own = normalise(sentence.text)
            label = labels.spoken(own)
            if label is None:
                continue
            content = sentence[label.end :].strip()
            if self._said(block, label, content):
                named = True
        return named

    def _said(self, block: Block, label: Label, content: Passage) -> bool:
        draft = self.drafts.current
        if label.part is Part.OBJECTIVE:
            if self.has_labelled or not content or labels.is_definition(normalise(content.text)):
                return False
            self._objective(block, content.rstrip("."), label)
            return True
        if draft is None or not self.is_open:
            return False
        if not content:
            return False
        if label.part is Part.KEY_RESULT and (draft.is_sure or block.kind is not Kind.PARAGRAPH):
            return False
        if label.part is Part.INITIATIVE and block.kind is not Kind.PARAGRAPH:
            return False
        for each in _several(content.rstrip(".")) if label.part is Part.INITIATIVE else [content.rstrip(".")]:
            self._add(label.part, block, each)
        return True

    # --- text without labels -----------------------------------------------------------------------------------------

    def _text(self, block: Block, plain: str, at: int) -> None:
        if self.waiting and self._awaited(block, plain):
            return
        if block.kind is Kind.HEADING:
            self._heading(block, plain)
        elif block.kind is Kind.ITEM:
            self._item(block, plain)
        else:
            self._paragraph(block, plain)

    def _awaited(self, block: Block, plain: str) -> bool:
        """Take the block as the words of the label that stood alone before it."""
        label, self.waiting = self.waiting, None
        if label is None or plain.endswith(":") or len(plain) > _STATEMENT_ENDS:
            return False
        if label.part is Part.OBJECTIVE:
            in_list = block.kind is Kind.ITEM
            self.begin(block.passage, block, number=label.number, level=label.level, is_sure=not in_list)
            self.many = block.level if in_list else -1
        elif label.part is Part.KEY_RESULT:
            self._member(block, block.passage, label)
        else:
            self._beside(block.passage, label)
        return True

    def _heading(self, block: Block, plain: str) -> None:
        self.level = labels.level(plain) or ("" if block.level <= 2 else self.level)
        is_below = 0 < self.heading < block.level
        self._close(heading=not is_below)

    def _item(self, block: Block, plain: str) -> None:
        draft = self.drafts.current
        if draft is None or not self.is_open or self.in_commentary or labels.is_verdict(plain):
            return
        if self.many >= 0 and self.section is None and block.level <= self.many:
            many = self.many
            self.begin(block.passage, block, is_sure=False)
            self.many = many
            return
        part = Part.KEY_RESULT if self.is_implied else self.section
        if part is None or plain.endswith(":"):
            return
        if self.section_level < 0:
            self.section_level, self.section_style = block.level, block.list_style
        if block.level > self.section_level + 1:
            return
        if block.level < self.section_level - 1 or block.list_style != self.section_style:
            self._close()
            return
        self._add(part, block, block.passage)

    def _paragraph(self, block: Block, plain: str) -> None:
        draft = self.drafts.current
        level = labels.level(plain) if len(plain) < 80 else ""
        if level:
            self.level = level
        if draft is None or not self.is_open or block.told:
            return
        if block.is_strong and not plain.endswith(":") and self.section_items:
            self._close(heading=True)
            return
        is_first = self.section is not None and self.section_items == 0
        runs = self.section is not None and self.section_level == -2
        if (
            self.section
            and (is_first or runs)
            and self._is_statement(plain)
            and (is_quantified(plain) or not block.gap)
        ):
            self._add(self.section, block, block.passage)
            self.section_level = -2
            return
        if self.section or draft.key_results:
            self._close()

    @staticmethod
    def _is_statement(plain: str) -> bool:
        return 4 < len(plain) < _STATEMENT_ENDS and plain[-1] not in ":?" and not labels.is_advice(plain)

    # --- tables ------------------------------------------------------------------------------------------------------

    def _table(self, rows: list[Block]) -> None:
        tables.read(rows, self)


def _names_others(plain: str) -> bool:
    """Whether words behind «KR1 » speak of other parts or make a sentence: prose about OKRs."""
    return plain.endswith(".") or bool(_OTHER_PART.search(plain))


def _names_objective(block: Block) -> bool:
    found = labels.label(block.plain) if block.kind is not Kind.ROW else None
    return found is not None and found.part is Part.OBJECTIVE and found.end < len(block.passage.text)


def _several(content: Passage) -> list[Passage]:
    """The members of a spoken list: «a, b and c», where each says enough to stand alone."""
    members = listed(content)
    if len(members) > 1:
        return members
    found = list(_BOTH.finditer(content.text))
    if len(found) == 1 and "," not in content.text:
        start, end = found[0].span()
        both = [content[:start].strip(), content[end:].strip()]
        if all(len(each.text.split()) > 2 for each in both):
            return both
    return members
