"""From text to blocks: headings, list items, paragraphs and rows of tables, with wrapped lines joined again."""

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from vekha.coach.reading import labels, notes
from vekha.coach.reading.columns import Row
from vekha.coach.reading.labels import MAIN, Part
from vekha.coach.reading.lines import lines_of
from vekha.coach.reading.markup import plain_text
from vekha.coach.reading.passage import BLANK, Passage, joined, space_after


class Kind(Enum):
    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """One unit of the page. `level` is the depth of a heading (1–6) or the indentation of anything else, in columns."""

    kind: Kind
    passage: Passage
    level: int = 0
    marker: str = ""
    gap: bool = False  # an empty line stands before it
    emphasis: tuple[tuple[int, int], ...] = ()  # places in bold or italics
    cells: tuple[Passage, ...] = ()  # of a row
    told: bool = False  # somebody says it, in a transcript

    @property
    def plain(self) -> str:
        return self.passage.plain

    @property
    def list_style(self) -> str:
        """The way the list of an item is marked: items of one list share it."""
        marker = self.marker
        if marker[:1] in "(（":
            return "()"
        if numbers := re.findall(r"\d+", marker):
            return "1" * len(numbers)
        return marker[-1:] if marker[:1].isalpha() else "-"

    @property
    def is_strong(self) -> bool:
        """Whether the whole text is emphasised, as a heading is where headings are not marked."""
        if not self.passage:
            return False
        first, last = self.passage.places[0], self.passage.places[-1]
        return any(start <= first and last < end for start, end in self.emphasis)


def blocks_of(page: Passage) -> list[Block]:
    """The blocks of a page, in order."""
    read: list[Block] = []
    lines: list[Block] = []  # of the block being read
    bare_marker = ""  # a marker alone on its line belongs to the next line
    gap = False
    in_small_list = False  # lines in small letters below «key results:» are its members
    marks = _Marks(_outline_numbers(page), bool(_WIKI_HEADING.search(page.text)), bool(_DIALOGUE.search(page.plain)))
    for line in lines_of(page):
        block = _block(line, gap, marks)
        if block is None:
            gap = True
            continue
        if not block.passage and not block.cells:
            bare_marker = block.marker
            continue
        if bare_marker and block.kind is Kind.PARAGRAPH:
            block = replace(block, kind=Kind.ITEM, marker=bare_marker)
        bare_marker = ""
        if lines and not gap and _continues(lines, block, in_small_list=in_small_list):
            lines.append(block)
            continue
        if lines:
            read.append(_as_one(lines))
            in_small_list = not gap and _begins_small(block) and (in_small_list or _announces_list(read[-1].plain))
        lines = [block]
        gap = False
    if lines:
        read.append(_as_one(lines))
    return _with_indented_items(read)


# --- lines -----------------------------------------------------------------------------------------------------------

_FENCE_OR_RULE = re.compile(r"\s*(?:```|~~~|(?:[-*_=─—]\s?){3,}\s*$)")
_PAGE = re.compile(
    r"\s*(?:page|стр\.?|страница|p\.|第)\s?\d{1,4}\s?(?:页|(?:of|из|/)\s?\d{1,4})?(?:\s?,?\s?共\s?\d+\s?页)?\s*$"
)
_SENDER = re.compile(
    r"\s*[^\W\d][\w.’'-]{0,20}(?: [^\W\d][\w.’'-]{0,20})?,?\s+[\[(]?\d{1,2}:\d{2}(?:\s?[apAP][mM])?[\])]?\s*$"
)
_ASKED = re.compile(r"\s*(?:q|question|вопрос|问|问题)\s?\d{0,2}\s?[:.]\s*(?=.*\?\s*$)")
_ANSWERED = re.compile(r"\s*(?:a|answer|ответ|答|回答)\s?\d{0,2}\s?[:.]\s*(?=\S)")
_DIALOGUE = re.compile(r"(?:^|[\n ])(?:q|question|вопрос|问|问题)\s?\d{0,2}\s?[:.][^\n]{0,200}?\?\s")
_COPY_TO = re.compile(r"\s*(?:/?cc|fyi|копия)\s?:?\s+@")
_QUOTE = re.compile(r"(?:\s{0,3}>\s?)+")
_TIMESTAMP = re.compile(
    r"\s*(?:[-–—]\s*)?[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:\s?[ap]m)?[\])]?\s*[-–—]?\s*"
    r"(?:[^\W\d_][\w.’' -]{0,38}[:：]\s*)?",
    re.IGNORECASE,
)


class _Marks(NamedTuple):
    """What signs mean in this page."""

    numbers: frozenset[str]  # count its parts
    is_wiki: bool  # «h2.» marks a heading, «#» an item of a list
    is_dialogue: bool  # «Q:» asks and «A:» answers


def _block(line: Passage | Row, gap: bool, marks: _Marks) -> Block | None:
    """What one line is by itself; None for an empty line, a rule or a page number."""
    if isinstance(line, Row):
        return Block(Kind.ROW, line.whole, gap=gap, cells=line.cells)
    if quote := _QUOTE.match(line.text):
        line = line[quote.end() :]
    if (
        not line.text.strip(BLANK)
        or _FENCE_OR_RULE.match(line.text)
        or _PAGE.match(line.plain)
        or _SENDER.match(line.text)
        or _COPY_TO.match(line.plain)
    ):
        return None
    if (spoken := _TIMESTAMP.match(line.text)) and spoken.end() < len(line.text):
        passage, emphasis = plain_text(line[spoken.end() :].strip())
        return Block(Kind.PARAGRAPH, passage, gap=gap, emphasis=emphasis, told=True)
    if marks.is_dialogue and (said := _ASKED.match(line.plain) or _ANSWERED.match(line.plain)):
        passage, emphasis = plain_text(line[said.end() :].strip(BLANK))
        return Block(Kind.PARAGRAPH, passage, gap=gap, emphasis=emphasis)
    indent = _indent(line.text)
    if branch := _BRANCH.match(line.text):
        line, indent = line[branch.end() :], branch.end()
    passage, emphasis = plain_text(line.strip(BLANK))
    if heading := (_WIKI_HEADING if marks.is_wiki else _HEADING).match(passage.text):
        level = int(heading[1]) if marks.is_wiki else len(heading[1])
        passage = passage[heading.end() : len(passage.plain.rstrip("# \t"))]
        marker, passage = _marker(passage, marks)
        return Block(Kind.HEADING, passage, level, marker, gap, emphasis)
    marker, passage = _marker(passage, marks)
    marker = marker or ("└" if branch else "")
    return Block(Kind.ITEM if marker else Kind.PARAGRAPH, passage, indent, marker, gap, emphasis)


INDENT = "›"  # the marker of an item that only stands deeper
_BRANCH = re.compile(r"[\s│┃┆┊|]*(?:[├└┣┗╰╚┝┕][─━═╴-]*|[|`+]-{1,3}(?=\s))[>▶►]?\s*|[\s│┃┆┊]*[│┃┆┊]\s*")
_HEADING = re.compile(r"(#{1,6})(?:\s+|(?<=##)(?=\S))")
_WIKI_HEADING = re.compile(r"^h([1-6])\.\s+", re.MULTILINE)
_WIKI_ITEM = re.compile(r"#+\s+")
_BULLET = re.compile(
    r":[a-z][a-z0-9_+-]{1,30}:\s+|![A-Za-z]{2,12}!\s+"
    r"|[-*+–—]\s*\[[ xXхХ✓✔]?\]\s+|[-*+–—−]\s+|[-–—−](?=[^\W\d_])|»\s+|[=-]+>\s*|[oо]\s{2,}"
    r"|(?:[•●○◦▪▫■□◆◇◎►▶▸➤➢→·∙‣⁃※♦\u2190-\u21ff\u25a0-\u25ff\u2b00-\u2bff\u2600-\u27bf\u2b50\U0001f300-\U0001faff]\ufe0f?\s*)+"
)
_ENUMERATOR = re.compile(
    r"[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zа-я])[)）]\s*|\d{1,2}\.[a-zа-я][.)]?\s+|\d{1,3}(?:\.\d{1,2}){0,3}[.)、．）](?!\d)\s*"
    r"|(?P<bare>\d{1,2}(?:\.\d{1,2}){0,3})\s+(?=[^\W\d_])|[IVX]{1,4}[.)]\s+(?=\S)|[①-⑳]\s*|\d\ufe0f?\u20e3\s*|[一二三四五六七八九十]{1,3}[、.．]\s*|[a-zа-я]\)\s+|[a-hа-з]\.\s+(?=\w)"
)


def _outline_numbers(page: Passage) -> frozenset[str]:
    """The numbers with dots that count the parts of the page: 4.2 does where 4.1 stands before another line."""
    first = set(_FIRST_NUMBER.findall(page.text))
    counted = set()
    for number in first:
        above, _, last = number.rpartition(".")
        others = (f"{above}.{int(last) - 1}", f"{above}.{int(last) + 1}", above if last == "1" else "")
        if above and any(other in first for other in others):
            counted |= {number, above}
    return frozenset(counted)


_FIRST_NUMBER = re.compile(
    r"^[^\w\n]{0,20}(?:[oо] ?|[kк][rр] ?|ц\w* )?(\d{1,2}(?:\.\d{1,2}){0,3})(?![\d%])", re.MULTILINE | re.IGNORECASE
)


def _marker(passage: Passage, marks: _Marks) -> tuple[str, Passage]:
    """The list marker (the innermost of several) and what follows it."""
    marker = ""
    for _ in range(3):
        if passage.is_verbatim:
            break
        found = _BULLET.match(passage.text) or _ENUMERATOR.match(passage.text)
        if not found and marks.is_wiki:
            found = _WIKI_ITEM.match(passage.text)
        if not found and passage.text in ("-", "*", "+", "–", "—"):
            return passage.text, passage[1:]
        bare = found["bare"] if found and found.re is _ENUMERATOR else None
        is_decimal = bare and (bare not in marks.numbers or (bare.isdigit() and marker))
        if not found or is_decimal or (found.end() == len(passage.text) and marker):
            break
        marker = found.group().strip()
        passage = passage[found.end() :].lstrip(BLANK)
    return marker, passage


def _indent(text: str) -> int:
    columns = 0
    for character in text:
        if character == "\t":
            columns += 4
        elif character == "\u3000":
            columns += 2
        elif character in BLANK:
            columns += 1
        else:
            break
    return columns


# --- outlines by indentation -----------------------------------------------------------------------------------------

_LONGEST_ITEM = 160  # characters


def _with_indented_items(blocks: list[Block]) -> list[Block]:
    """The blocks, where short lines that stand deeper than the line above them are the items of a list."""
    marked: list[Block] = []
    for block in blocks:
        before = marked[-1] if marked else None
        if before and _is_indented_item(block, before):
            block = replace(block, kind=Kind.ITEM, marker=INDENT)
        marked.append(block)
    return marked


def _is_indented_item(block: Block, before: Block) -> bool:
    if block.kind is not Kind.PARAGRAPH or block.level < 2 or block.told or len(block.passage.text) > _LONGEST_ITEM:
        return False
    if labels.label(block.plain) or notes.line(block.plain) or block.plain[-1] in ".:?!。":
        return False
    is_below = before.kind is Kind.PARAGRAPH and block.level > before.level + 1 and not block.gap
    return is_below or (before.marker == INDENT and block.level >= 2)


# --- wrapped lines ---------------------------------------------------------------------------------------------------

_ENDED = re.compile(r"[.!?:;。！？：；…»”)\]）】]\s*$")
_OPEN_ENDED = re.compile(
    r"[,，、(（«“-]\s*$"
    r"|(?<![^\W\d_])(?:a|an|the|of|in|on|at|to|for|from|with|by|and|or|than|в|во|на|с|со|из|до|от|к|ко|по|за|для|и|или|о|об|не|без|при|над|под)$"
)
_NARROW = 24  # characters in the narrowest column that wraps
_WIDE = 60  # characters in a line that is not broken off early
_HYPHENATED = re.compile(r"[a-zа-яё]{2}-$")


def _announces_list(plain: str) -> bool:
    """Whether a line is nothing but the label of a list."""
    label = labels.label(plain)
    return label is not None and label.part in MAIN and label.end == len(plain) and not label.number


def _begins_small(block: Block) -> bool:
    return block.kind is Kind.PARAGRAPH and (block.passage.text[0].islower() or block.passage.text[0].isdigit())


def _continues(lines: list[Block], block: Block, *, in_small_list: bool) -> bool:
    """Whether the block is the next line of what these lines say."""
    first, last = lines[0], lines[-1]
    if block.kind is not Kind.PARAGRAPH or block.told or first.kind not in (Kind.ITEM, Kind.PARAGRAPH):
        return False
    if labels.label(block.plain) or notes.line(block.plain):
        return False
    label = labels.label(first.plain)
    is_list = label and (label.part is not Part.OBJECTIVE or label.mark is not labels.Mark.END)
    is_bare = label and label.end == len(first.plain) and (is_list or label.number or label.is_loose)
    if is_bare and len(lines) == 1:
        return False
    is_indented = first.kind is Kind.ITEM and block.level > first.level
    if is_indented and block.passage.text[0].isupper() and last.plain[-1] in "0123456789%" and block.plain[-1] == ".":
        return False
    if _OPEN_ENDED.search(last.plain):
        return True
    if _ENDED.search(last.passage.text):
        return is_indented and not label
    if in_small_list and len(last.passage.text) < _WIDE:
        return False
    begins = block.passage.text[0]
    is_cut = first.kind is Kind.ITEM and begins.isdigit() and len(last.passage.text) > _NARROW
    return is_indented or is_cut or begins.islower()


def _as_one(lines: list[Block]) -> Block:
    if len(lines) == 1:
        return lines[0]
    parts: list[Passage] = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        passage = line.passage
        if following is None:
            parts.append(passage)
        elif _HYPHENATED.search(passage.plain[-3:]) and following.passage.text[0].islower():
            parts.append(passage[:-1])
        elif _is_cjk(passage.text[-1]) and _is_cjk(following.passage.text[0]):
            parts.append(passage)
        else:
            parts += [passage, space_after(passage)]
    return replace(lines[0], passage=joined(parts), emphasis=tuple(each for line in lines for each in line.emphasis))


def _is_cjk(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
