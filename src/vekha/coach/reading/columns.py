"""What blanks set side by side: columns of slides, tables without lines; and which words are the header of a table."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vekha.coach.reading import labels
from vekha.coach.reading.labels import MAIN, Part
from vekha.coach.reading.passage import BLANK, Passage

_LONGEST_HEADER = 300  # characters
_GAP = re.compile(r"\t| {3,}")
_WORDS_APART = re.compile(r"[ \u3000]{2,}")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table."""

    whole: Passage
    cells: tuple[Passage, ...]


def is_header(cells: Sequence[str]) -> bool:
    """Whether every cell is the name of a column, one of them of a part of OKRs."""
    if sum(map(len, cells)) > _LONGEST_HEADER:
        return False
    columns: set[Part] = set()
    for cell in cells:
        if not (column := labels.column(cell.strip(' "'))):
            return False
        columns.add(column)
    says_what_a_row_is = {Part.LEVEL, Part.WORDING} <= columns
    return Part.KEY_RESULT in columns or (len(cells) > 2 and (bool(columns & set(MAIN)) or says_what_a_row_is))


def is_header_or_row(cells: Sequence[str]) -> bool:
    """Whether these are the header of a table, or name their own row."""
    first = cells[0].strip()
    label = labels.label(first)
    known = sum(bool(labels.column(cell.strip())) for cell in cells)
    return (label is not None and label.end == len(first)) or known > 1


# --- tables without lines --------------------------------------------------------------------------------------------


def aligned(lines: Iterable[Passage]) -> Iterator[Passage | Row]:
    """Lines, where a header in columns of blanks begins a table: its rows up to the next empty line."""
    starts: list[int] = []
    for line in lines:
        cells = _set_apart(line) if "  " in line.text or "\u3000\u3000" in line.text else []
        if not starts and len(cells) > 1 and is_header([cell.plain for _, cell in cells]):
            starts = [start for start, _ in cells]
            yield Row(line, tuple(cell for _, cell in cells))
        elif starts and line.text.strip(BLANK) and not labels.label(line.plain.strip()):
            yield Row(line, _in_columns(cells or _set_apart(line), starts))
        else:
            starts = []
            yield line


def _set_apart(line: Passage) -> list[tuple[int, Passage]]:
    """The words of a line between blanks, with the column in which they begin."""
    if len(line.text) > _LONGEST_HEADER:
        return []
    found = []
    start = 0
    for gap in [*_WORDS_APART.finditer(line.text), None]:
        end = gap.start() if gap else len(line.text)
        if words := line[start:end].strip(BLANK):
            found.append((_width(line.text[:start]), words))
        start = gap.end() if gap else end
    return found


def _in_columns(cells: Sequence[tuple[int, Passage]], starts: Sequence[int]) -> tuple[Passage, ...]:
    if len(cells) == len(starts):
        return tuple(cell for _, cell in cells)
    row = [cells[0][1][:0]] * len(starts)
    for start, cell in cells:
        row[min(range(len(starts)), key=lambda place: abs(starts[place] - start))] = cell
    return tuple(row)


def _width(text: str) -> int:
    """How many places the characters take where each has one, and a Chinese one two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


# --- columns of slides -----------------------------------------------------------------------------------------------


def in_turn(lines: Iterable[Passage]) -> Iterator[Passage]:
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
