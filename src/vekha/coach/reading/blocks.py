"""From text to blocks: headings, list items, paragraphs and rows of tables, with wrapped lines joined again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from vekha.coach.normalise import normalise
from vekha.coach.reading import labels
from vekha.coach.reading.passage import SOFT_BREAK, Passage, joined


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
        return normalise(self.passage.text)

    @property
    def list_style(self) -> str:
        """The way the list of an item is marked: items of one list share it."""
        marker = self.marker
        if marker[:1] in "(（":
            return "()"
        if any(character.isdigit() for character in marker):
            return "1"
        return marker[-1:] if marker[:1].isalpha() else "-"

    @property
    def is_strong(self) -> bool:
        """Whether the whole text is emphasised, as a heading is where headings are not marked."""
        if not self.passage:
            return False
        first, last = self.passage.places[0], self.passage.places[-1]
        return any(start <= first and last < end for start, end in self.emphasis)


def blocks(text: str) -> list[Block]:
    """The blocks of a decoded text, in order."""
    read: list[Block] = []
    bare_marker = ""  # a marker alone on its line belongs to the next line
    gap = False
    for line in _lines(text):
        block = _block(line)
        if block is None:
            gap = True
            continue
        if not block.passage and not block.cells:
            bare_marker = block.marker
            continue
        if bare_marker and block.kind is Kind.PARAGRAPH:
            block = replace(block, kind=Kind.ITEM, marker=bare_marker)
        bare_marker = ""
        block = replace(block, gap=gap)
        if read and _continues(read[-1], block):
            read[-1] = _with_next_line(read[-1], block)
        else:
            read.append(block)
        gap = False
    return read


# --- lines -----------------------------------------------------------------------------------------------------------

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2029]")
_FENCE_OR_RULE = re.compile(r"\s*(?:```|~~~|(?:[-*_=─—]\s?){3,}\s*$)")
_QUOTE = re.compile(r"(?:\s{0,3}>\s?)+")
_TIMESTAMP = re.compile(
    r"\s*(?:[-–—]\s*)?[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:\s?[ap]m)?[\])]?\s*[-–—]?\s*"
    r"(?:[^\W\d_][\w.’' -]{0,38}[:：]\s*)?",
    re.IGNORECASE,
)


def _lines(text: str) -> Iterator[Passage]:
    start = 0
    for found in _LINE_END.finditer(text):
        yield Passage(text[start : found.start()], range(start, found.start()))
        start = found.end()
    yield Passage(text[start:], range(start, len(text)))


def _block(line: Passage) -> Block | None:
    """What one line is by itself; None for an empty line or a rule."""
    if quote := _QUOTE.match(line.text):
        line = line[quote.end() :]
    if not line.text.strip("\u200b\ufeff \t\u00a0\u3000") or _FENCE_OR_RULE.match(line.text):
        return None
    if cells := _cells(line):
        return Block(Kind.ROW, line, cells=cells)
    if (spoken := _TIMESTAMP.match(line.text)) and spoken.end() < len(line.text):
        passage, emphasis = plain_text(line[spoken.end() :].strip())
        return Block(Kind.PARAGRAPH, passage, emphasis=emphasis, told=True)
    indent = _indent(line.text)
    passage, emphasis = plain_text(line.strip(_BLANK))
    if heading := _HEADING.match(passage.text):
        passage = passage[heading.end() :].rstrip("# \t")
        marker, passage = _marker(passage)
        return Block(Kind.HEADING, passage, level=len(heading[1]), marker=marker, emphasis=emphasis)
    marker, passage = _marker(passage)
    return Block(Kind.ITEM if marker else Kind.PARAGRAPH, passage, level=indent, marker=marker, emphasis=emphasis)


_BLANK = " \t\u00a0\u3000\u200b\ufeff\u2060" + SOFT_BREAK
_HEADING = re.compile(r"(#{1,6})(?:\s+|(?<=##)(?=\S))")
_BULLET = re.compile(
    r"[-*+–—]\s*\[[ xXхХ✓✔]?\]\s+|[-*+–—−]\s+|[•●○◦▪▫■□◆◇◎►▶▸➤➢✓✔✅☑☐→·∙‣⁃※♦★☆⭐📌👉🎯✨🔹🔸]\ufe0f?\s*|[oо]\s{2,}"
)
_ENUMERATOR = re.compile(
    r"[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zа-я])[)）]\s*|\d{1,3}(?:\.\d{1,2}){0,3}[.)、．）](?!\d)\s*"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}\s+(?=[^\W\d_])|[①-⑳]\s*|[一二三四五六七八九十]{1,3}[、.．]\s*|[a-zа-я]\)\s+"
)


def _marker(passage: Passage) -> tuple[str, Passage]:
    """The list marker (the innermost of several) and what follows it."""
    marker = ""
    for _ in range(3):
        found = _BULLET.match(passage.text) or _ENUMERATOR.match(passage.text)
        if not found and passage.text in ("-", "*", "+", "–", "—"):
            return passage.text, passage[1:]
        if not found or (found.end() == len(passage.text) and marker):
            break
        marker = found.group().strip()
        passage = passage[found.end() :].lstrip(_BLANK)
    return marker, passage


def _indent(text: str) -> int:
    columns = 0
    for character in text:
        if character == "\t":
            columns += 4
        elif character == "\u3000":
            columns += 2
        elif character in _BLANK:
            columns += 1
        else:
            break
    return columns


_PIPE = re.compile(r"(?<!\\)\|")


def _cells(line: Passage) -> tuple[Passage, ...]:
    """The cells of a row of a table: a line divided by pipes or, after its first words, by tabs."""
    text = line.text
    if "|" in text:
        outer = line.strip(_BLANK)
        framed = outer.text.startswith("|") or outer.text.endswith("|") or text.count("|") > 1 or " | " in text
        if framed:
            outer = outer[1:] if outer.text.startswith("|") else outer
            outer = outer[:-1] if outer.text.endswith("|") and not outer.text.endswith("\\|") else outer
            return _divided(outer, _PIPE)
    elif "\t" in text.strip() or (text.startswith("\t") and "\t" in text[1:].strip()):
        return _divided(line.rstrip("\n"), re.compile("\t"))
    return ()


def _divided(line: Passage, separator: re.Pattern[str]) -> tuple[Passage, ...]:
    cells = []
    start = 0
    for found in separator.finditer(line.text):
        cells.append(line[start : found.start()].strip(_BLANK))
        start = found.end()
    cells.append(line[start:].strip(_BLANK))
    return tuple(plain_text(cell)[0] for cell in cells)


# --- markup inside a line --------------------------------------------------------------------------------------------

_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}(?:\s\"[^\"]{0,200}\")?\)")
_RUN = re.compile(r"\*+|_+|~~|`+|\\(?=[\\`*_{}\[\]()#+\-.!|>~])")


def plain_text(passage: Passage) -> tuple[Passage, tuple[tuple[int, int], ...]]:
    """The passage without Markdown's emphasis, code marks, links and escapes, and the places that were emphasised."""
    text = passage.text
    if not any(sign in text for sign in "*_`~\\["):
        return passage, ()
    gaps: list[tuple[int, int]] = []
    if "](" in text:
        for link in _LINK.finditer(text):
            shown = link.span(1) if text[link.start()] == "[" else (link.end(), link.end())
            gaps += [(link.start(), shown[0]), (shown[1], link.end())]
    emphasis: list[tuple[int, int]] = []
    opened: dict[str, tuple[int, int]] = {}
    for run in _RUN.finditer(text):
        start, end = run.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        sign = run.group()
        if sign == "\\":
            gaps.append((start, end))
            continue
        inside_word = sign[0] == "_" and before.isalnum() and after.isalnum()
        if sign in opened and before and not before.isspace() and not inside_word:
            opening = opened.pop(sign)
            gaps += [opening, (start, end)]
            if sign[0] in "*_":
                emphasis.append((passage.places[opening[1]], passage.places[start]))
        elif after and not after.isspace() and not inside_word:
            opened[sign] = (start, end)
        elif len(sign) == 2 and sign[0] == "*":
            gaps.append((start, end))
    gaps += [place for sign, place in opened.items() if sign == "**"]
    if not gaps:
        return passage, ()
    return passage.without(_apart(sorted(gaps))).strip(_BLANK), tuple(emphasis)


def _apart(gaps: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The gaps without those that lie inside an earlier one."""
    done = 0
    for start, end in gaps:
        if start >= done:
            yield start, end
            done = end


# --- wrapped lines ---------------------------------------------------------------------------------------------------

_ENDED = re.compile(r"[.!?:;。！？：；…»”)\]）】]\s*$")
_OPEN_ENDED = re.compile(r"[,，、(（«“-]\s*$")
_HYPHENATED = re.compile(r"[a-zа-яё]{2}-$")


def _continues(previous: Block, block: Block) -> bool:
    """Whether the block is the next line of what the previous one says."""
    if block.gap or block.kind is not Kind.PARAGRAPH or block.told or previous.kind not in (Kind.ITEM, Kind.PARAGRAPH):
        return False
    plain = block.plain
    if labels.label(plain) or labels.fields(plain) or (labels.label(previous.plain) and _is_bare_label(previous)):
        return False
    if _OPEN_ENDED.search(previous.passage.text):
        return True
    if _ENDED.search(previous.passage.text):
        return previous.kind is Kind.ITEM and block.level > previous.level and not labels.label(previous.plain)
    if previous.kind is Kind.ITEM and block.level > previous.level:
        return True
    return block.passage.text[0].islower()


def _is_bare_label(block: Block) -> bool:
    found = labels.label(block.plain)
    return found is not None and found.end >= len(block.passage.text) and found.mark is not labels.Mark.END


def _with_next_line(previous: Block, block: Block) -> Block:
    text = previous.passage
    if _HYPHENATED.search(text.text) and block.passage.text[0].islower():
        passage = joined(text[:-1], "", block.passage)
    else:
        sticks = _is_cjk(text.text[-1]) and _is_cjk(block.passage.text[0])
        passage = joined(text, "" if sticks else " ", block.passage)
    return replace(previous, passage=passage, emphasis=previous.emphasis + block.emphasis)


def _is_cjk(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
