"""The lines of a page, and the rows of its tables with their cells."""

import re
from collections.abc import Iterable, Iterator

from vekha.coach.reading import columns
from vekha.coach.reading.columns import Row
from vekha.coach.reading.markup import plain_text
from vekha.coach.reading.passage import BLANK, SOFT_BREAK, Passage, joined

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2029]")
_MOST_CELLS = 200
_MOST_LINES_IN_A_CELL = 40
_MOST_COLUMNS = 20
_VALUES = (",", ";")  # divide the values of an exported table
_WIKI_HEADER = re.compile(r"\|\|")
_DIVIDERS = {"|": re.compile(r"(?<!\\)\|"), "\t": re.compile("\t"), ",": re.compile(","), ";": re.compile(";")}
_MARKER_AND_TAB = re.compile(r"\s*(?:[^\w\s]|\d{1,2}[.)]|\(\d{1,2}\))\t+[^\t]+$")
_BRANCH = re.compile(r"[\s|`+]*[|`+]-{1,3}\s")  # of a tree drawn with pipes


def lines_of(page: Passage) -> Iterator[Passage | Row]:
    """The lines in reading order, rows of tables already divided."""
    divider = ""  # of the row before
    for line in columns.aligned(columns.in_turn(_whole_rows(_split(page)))):
        if isinstance(line, Row):
            yield line
            continue
        if divider in _VALUES and not line.text.strip(BLANK):
            divider = ""
        divider = divider if divider in _VALUES else _divider(line, divider)
        if divider:
            yield Row(line, _divided(line, divider))
        elif SOFT_BREAK in line.text:
            yield from _split_at(line, re.compile(SOFT_BREAK))
        else:
            yield line


def _split(page: Passage) -> Iterator[Passage]:
    return _split_at(page, _LINE_END)


def _split_at(passage: Passage, separator: re.Pattern[str]) -> Iterator[Passage]:
    start = 0
    for found in separator.finditer(passage.text):
        yield passage[start : found.start()]
        start = found.end()
    yield passage[start:]


# --- rows ------------------------------------------------------------------------------------------------------------


def _whole_rows(lines: Iterable[Passage]) -> Iterator[Passage]:
    """Lines, where a quoted cell of a copied table goes on over several of them: these as one."""
    opened: list[Passage] = []
    for line in lines:
        if opened:
            opened += [Passage(SOFT_BREAK, " ", opened[-1].places[-1:] or line.places[:1]), line]
            is_closed = line.text.count('"') % 2 == 1
            if is_closed or len(opened) > 2 * _MOST_LINES_IN_A_CELL or not line:
                yield from [joined(opened)] if is_closed else opened[::2]
                opened = []
        elif _opens_cell(line):
            opened = [line]
        else:
            yield line
    yield from opened[::2]


def _opens_cell(line: Passage) -> bool:
    text = line.text
    return '"' in text and text.count('"') % 2 == 1 and ('\t"' in text or (text.startswith('"') and "\t" in text))


def _divider(line: Passage, before: str) -> str:
    """What divides the line into cells; empty where it is no row. `before`: what divided the line before it."""
    text = line.text
    if _BRANCH.match(text) or "`` " in text:
        return ""
    if 0 < text.count("|") < _MOST_CELLS:
        edges = text.strip(BLANK)
        is_framed = before == "|" or edges.startswith("|") or edges.endswith("|")
        if is_framed or columns.is_header_or_row(line.plain.split("|")):
            return "|"
    elif 0 < text.count("\t") < _MOST_CELLS and ("\t" in text.strip() or (before == "\t" and text.startswith("\t"))):
        return "" if _MARKER_AND_TAB.match(text) else "\t"
    likely = (sign for sign in _VALUES if 0 < text.count(sign) < _MOST_COLUMNS)
    return next((sign for sign in likely if columns.is_header(line.plain.split(sign))), "")


def _divided(line: Passage, divider: str) -> tuple[Passage, ...]:
    """The cells without the quotes and the markup around them; a divider inside quotes divides nothing."""
    sign = _DIVIDERS[divider]
    if divider == "|":
        line = line.strip(BLANK)
        if line.text.startswith("||") and line.text.endswith("||"):
            line, sign = line[1:-1], _WIKI_HEADER
        line = line[1:] if line.text.startswith("|") else line
        line = line[:-1] if line.text.endswith("|") and not line.text.endswith("\\|") else line
    cells: list[Passage] = []
    start = 0
    for found in sign.finditer(line.text):
        cell = line[start : found.start()].strip(BLANK)
        if cell.text.startswith('"') and cell.text.count('"') % 2 == 1:
            continue
        cells.append(cell)
        start = found.end()
    cells.append(line[start:].strip(BLANK))
    return tuple(plain_text(_unquoted(cell))[0] for cell in cells)


def _unquoted(cell: Passage) -> Passage:
    if len(cell.text) > 1 and cell.text.startswith('"') and cell.text.endswith('"'):
        return cell[1:-1].without((found.start(), found.start() + 1) for found in re.finditer('""', cell.text[1:-1]))
    return cell
