"""Tables as text: CSV with any separator, TSV."""

import csv
import io
from itertools import islice

from vekha.coach.reading.encoding import decoded
from vekha.coach.reading.files.limits import limits
from vekha.coach.reading.files.page import Cell, Page, Row, Writer
from vekha.coach.reading.files.unreadable import Unreadable, Why

_SEPARATORS = ";\t,|"
_SAMPLE = 20  # lines that tell the separator
_NAMES_SEPARATOR = "sep="  # what Excel may put into the first line


def page_of(data: bytes) -> Page:
    """The page of a table as text; rows without any value divide it. Lines that are no table stay lines."""
    text = decoded(data)
    separator = ""
    if text.lower().startswith(_NAMES_SEPARATOR):
        first, _, text = text.partition("\n")
        separator = first[len(_NAMES_SEPARATOR) :].strip("\r\"'")[:1]
    csv.field_size_limit(limits().characters)
    separator = separator or _separator(text)
    if not separator:
        return Page(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    if sum(map(len, rows)) > limits().cells:
        raise Unreadable(Why.TOO_MANY_CELLS, most=limits().cells)
    writer = Writer()
    table: list[Row] = []
    for row in [*rows, []]:
        if any(cell.strip() for cell in row):
            table.append(Row(tuple(map(Cell, row))))
        elif table:
            writer.gap()
            writer.table(_with_banners(table))
            table = []
    return writer.page()


def _separator(text: str) -> str:
    """The sign that divides more than two in three of the first lines into as many cells; empty where none does."""

    def agreement(sign: str) -> tuple[int, int]:
        rows = [row for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), _SAMPLE) if row]
        widths = [len(row) for row in rows if len(row) > 1]
        common = max(set(widths), key=widths.count, default=0)
        count = widths.count(common)
        return (count, common) if 3 * count > 2 * len(rows) else (0, 0)

    best = max(_SEPARATORS, key=agreement)
    return best if agreement(best) > (0, 0) else ""


def _with_banners(rows: list[Row]) -> list[Row]:
    """Lines with one value above the header are captions."""
    begins = next((at for at, row in enumerate(rows) if sum(bool(cell.text.strip()) for cell in row.cells) > 1), 0)
    return [Row(row.cells, is_banner=True) for row in rows[:begins]] + rows[begins:]
