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
    """The page of a table as text; rows without any value divide it."""
    text = decoded(data)
    separator = ""
    if text.lower().startswith(_NAMES_SEPARATOR):
        first, _, text = text.partition("\n")
        separator = first[len(_NAMES_SEPARATOR) :].strip("\r\"'")[:1]
    csv.field_size_limit(limits().characters)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator or _separator(text)))
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
    """The sign that divides the first lines into the same number of cells most often."""

    def agreement(sign: str) -> tuple[int, int]:
        rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), _SAMPLE)
        widths = [len(row) for row in rows if len(row) > 1]
        common = max(set(widths), key=widths.count, default=0)
        return widths.count(common), common

    return max(_SEPARATORS, key=agreement)


def _with_banners(rows: list[Row]) -> list[Row]:
    """Lines with one value above the header are captions."""
    begins = next((at for at, row in enumerate(rows) if sum(bool(cell.text.strip()) for cell in row.cells) > 1), 0)
    return [Row(row.cells, is_banner=True) for row in rows[:begins]] + rows[begins:]
