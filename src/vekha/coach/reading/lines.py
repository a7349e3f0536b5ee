"""The lines of a page: rows of tables with their cells, columns of slides one after the other."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vekha.coach.reading import labels
from vekha.coach.reading.labels import MAIN, Part
from vekha.coach.reading.markup import plain_text
from vekha.coach.reading.passage import BLANK, SOFT_BREAK, Passage, joined

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2029]")
_MOST_CELLS = 200
_MOST_LINES_IN_A_CELL = 40
_MOST_COLUMNS = 20
_LONGEST_HEADER = 300  # characters
_VALUES = (",", ";")  # divide the values of an exported table
_DIVIDERS = {"|": re.compile(r"(?<!\\)\|"), "\t": re.compile("\t"), ",": re.compile(","), ";": re.compile(";")}
_MARKER_AND_TAB = re.compile(r"\s*(?:[^\w\s]|\d{1,2}[.)]|\(\d{1,2}\))\t+[^\t]+$")
_BRANCH = re.compile(r"[\s|`+]*[|`+]-{1,3}\s")  # of a tree drawn with pipes
_GAP = re.compile(r"\t| {3,}")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table."""

    whole: Passage
    cells: tuple[Passage, ...]


def lines_of(page: Passage) -> Iterator[Passage | Row]:
    """The lines in reading order, rows of tables already divided."""
    divider = ""  # of the row before
    for line in _columns_in_turn(_whole_rows(_split(page))):
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
    if _BRANCH.match(text):
        return ""
    if 0 < text.count("|") < _MOST_CELLS:
        edges = text.strip(BLANK)
        if before == "|" or edges.startswith("|") or edges.endswith("|") or _names_columns(line, "|"):
            return "|"
    elif 0 < text.count("\t") < _MOST_CELLS and ("\t" in text.strip() or (before == "\t" and text.startswith("\t"))):
        return "" if _MARKER_AND_TAB.match(text) else "\t"
    return next(
        (sign for sign in _VALUES if 0 < text.count(sign) < _MOST_COLUMNS and _names_all_columns(line, sign)), ""
    )


def _names_columns(line: Passage, divider: str) -> bool:
    """Whether the line is the header of a table, or names its own row."""
    cells = [cell.strip() for cell in line.plain.split(divider)]
    label = labels.label(cells[0])
    return (label is not None and label.end == len(cells[0])) or sum(map(bool, map(labels.column, cells))) > 1


def _names_all_columns(line: Passage, divider: str) -> bool:
    """Whether every value of the line is the name of a column, one of them of a part of OKRs."""
    if len(line.text) > _LONGEST_HEADER:
        return False
    columns: set[Part] = set()
    cells = line.plain.split(divider)
    for cell in cells:
        if not (column := labels.column(cell.strip(' "'))):
            return False
        columns.add(column)
    return Part.KEY_RESULT in columns or (len(cells) > 2 and bool(columns & set(MAIN)))


def _divided(line: Passage, divider: str) -> tuple[Passage, ...]:
    """The cells without the quotes and the markup around them; a divider inside quotes divides nothing."""
    if divider == "|":
        line = line.strip(BLANK)
        line = line[1:] if line.text.startswith("|") else line
        line = line[:-1] if line.text.endswith("|") and not line.text.endswith("\\|") else line
    cells: list[Passage] = []
    start = 0
    for found in _DIVIDERS[divider].finditer(line.text):
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


# --- columns of slides -----------------------------------------------------------------------------------------------


def _columns_in_turn(lines: Iterable[Passage]) -> Iterator[Passage]:
    """Lines, where objectives stand side by side: the left column first, then the next."""
    starts: list[int] = []
    columns: list[list[Passage]] = []
    after_empty = False
    for line in lines:
        if not columns:
            segments = _segments(line)
            if len(segments) > 1 and all(_is_objective(segment) for _, segment in segments):
                starts, columns = [start for start, _ in segments], [[segment] for _, segment in segments]
            else:
                yield line
            continue
        if not line.text.strip(BLANK):
            after_empty = True
            for column in columns:
                column.append(line)
            continue
        segments = _segments(line)
        if after_empty and len(segments) == 1 and not labels.label(segments[0][1].plain):
            yield from (each for column in columns for each in column)
            columns = []
            yield line
            continue
        after_empty = False
        for start, segment in segments:
            nearest = min(range(len(starts)), key=lambda place: abs(starts[place] - start))
            columns[nearest].append(segment)
    yield from (each for column in columns for each in column)


def _segments(line: Passage) -> list[tuple[int, Passage]]:
    """The parts of a line between wide gaps, each with its column (tabs count as places of their own)."""
    if ("\t" not in line.text and "   " not in line.text) or len(line.text) > _LONGEST_HEADER:
        return [(0, line)]
    by_tabs = "\t" in line.text
    found = [(0, line)] if not line.text.strip(BLANK) else []
    start = place = 0
    for gap in [*_GAP.finditer(line.text), None]:
        end = gap.start() if gap else len(line.text)
        segment = line[start:end].strip(BLANK)
        if segment:
            found.append((place if by_tabs else start, segment))
        start = gap.end() if gap else end
        place += bool(gap and gap.group() == "\t")
    return found


def _is_objective(segment: Passage) -> bool:
    label = labels.label(segment.plain)
    return label is not None and label.part is Part.OBJECTIVE and label.end < len(segment.plain)
