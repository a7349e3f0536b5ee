"""The number in a table: CSV or Excel. Pure: it runs in the limited process."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import Found, number, pairs

MOST_CELLS = 500_000
MOST_UNPACKED = 100_000_000  # bytes of a workbook
HEADER_WITHIN = 20  # rows
ENCODINGS = ("utf-8-sig", "utf-16", "gb18030", "cp1251")
SEPARATORS = ",;\t|"
RIVALS = SEPARATORS.replace(",", "")  # a comma also stands within numbers and headings

Row = Sequence[Any]


def found_in(data: bytes, *, value: str, day: str) -> list[Found]:
    """The readings in the column `value`: with a column `day` one a row, without it the last value there."""
    header, below = _table(data, value)
    at = _column(header, value)
    if day:
        on = _column(header, day)
        if on is None:
            raise NoReading(Trouble.NO_COLUMN, _listed(header))
        return pairs((_cell(row, on), _cell(row, at)) for row in below)
    values = [_cell(row, at) for row in below]
    last = next((said for said in reversed(values) if said is not None and str(said).strip()), None)
    return [] if last is None else [Found(number(last))]


def _table(data: bytes, value: str) -> tuple[Row, list[Row]]:
    """The header, which is among the first rows, and the rows below it.

    How a CSV is encoded and separated is told by where the column is found and the rows are divided like the header.
    """
    seen = ""
    is_doubtful = False
    for rows, rivals in _readings_of(data):
        begin = rows[:HEADER_WITHIN]
        place = next((place for place, row in enumerate(begin) if _column(row, value) is not None), None)
        if place is None:
            seen = seen or (_listed(rows[0]) if rows else "")
        elif rivals is None or _is_divided_well(rows[place:], (rival[place:] for rival in rivals)):
            return rows[place], rows[place + 1 :]
        else:
            is_doubtful = True
    raise NoReading(Trouble.NOT_A_TABLE) if is_doubtful else NoReading(Trouble.NO_COLUMN, seen)


def _is_divided_well(rows: list[Row], rivals: Iterator[list[Row]]) -> bool:
    """Whether no row goes on where the header has ended, and no other separator would do as well or better."""
    width = len(rows[0])
    if any(cell.strip() for row in rows for cell in row[width:]):
        return False
    for rival in rivals:
        widths = {len(row) for row in rival if any(cell.strip() for cell in row)}
        if len(widths) == 1 and max(widths) >= max(2, width):
            return False
    return True


def _readings_of(data: bytes) -> Iterator[tuple[list[Row], Iterator[list[Row]] | None]]:
    """The rows of a table, in each way in which they may be read; of a CSV also what other separators make of it."""
    if data.startswith(b"PK\x03\x04"):
        yield _workbook(data), None
        return
    if data.lstrip()[:15].lower().startswith((b"<!doctype", b"<html")):
        raise NoReading(Trouble.WEB_PAGE)
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NoReading(Trouble.NOT_A_TABLE)
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        for separator in SEPARATORS:
            rows = _divided(text, separator)
            if sum(map(len, rows)) > MOST_CELLS:
                raise NoReading(Trouble.TOO_LARGE)
            yield rows, (_divided(text, rival) for rival in RIVALS if rival != separator)


def _divided(text: str, separator: str) -> list[Row]:
    """The rows that a separator makes of a text; none where it makes no sense."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return []


def _workbook(data: bytes) -> list[Row]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise NoReading(Trouble.TOO_LARGE)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        rows: list[Row] = []
        cells = 0
        for row in sheet.iter_rows(values_only=True):
            cells += len(row)
            if cells > MOST_CELLS:
                raise NoReading(Trouble.TOO_LARGE)
            rows.append(row)
    except NoReading:
        raise
    except Exception:  # whatever the parser stumbles over, it is no workbook
        raise NoReading(Trouble.NOT_A_TABLE) from None
    return rows


def _column(row: Row, name: str) -> int | None:
    wanted = " ".join(name.split()).casefold()
    return next((at for at, cell in enumerate(row) if " ".join(str(cell or "").split()).casefold() == wanted), None)


def _cell(row: Row, at: int | None) -> Any:
    return row[at] if at is not None and at < len(row) else None


def _listed(row: Row) -> str:
    return ", ".join(str(cell).strip() for cell in row if str(cell or "").strip())[:200]
