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

Row = Sequence[Any]


def found_in(data: bytes, *, value: str, day: str) -> list[Found]:
    """The readings in the column `value`: with a column `day` one a row, without it the last value that stands there.

    The header is among the first rows. How a CSV is encoded and separated is told by where the column is found.
    """
    seen: list[str] = []
    for rows in _readings_of(data):
        begin = rows[:HEADER_WITHIN]
        header = next((place for place, row in enumerate(begin) if _column(row, value) is not None), None)
        if header is None:
            seen = seen or [str(cell).strip() for cell in rows[0] if str(cell or "").strip()] if rows else seen
            continue
        at = _column(rows[header], value)
        if day:
            on = _column(rows[header], day)
            if on is None:
                raise NoReading(Trouble.NO_COLUMN, _listed(rows[header]))
            return pairs((_cell(row, on), _cell(row, at)) for row in rows[header + 1 :])
        values = [_cell(row, at) for row in rows[header + 1 :]]
        last = next((said for said in reversed(values) if said is not None and str(said).strip()), None)
        return [] if last is None else [Found(number(last))]
    raise NoReading(Trouble.NO_COLUMN, ", ".join(seen)[:200])


def _readings_of(data: bytes) -> Iterator[list[Row]]:
    """The rows of a table, in each way in which they may be read."""
    if data.startswith(b"PK\x03\x04"):
        yield _workbook(data)
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
            try:
                rows: list[Row] = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
            except csv.Error:
                continue
            if sum(map(len, rows)) > MOST_CELLS:
                raise NoReading(Trouble.TOO_LARGE)
            yield rows


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
