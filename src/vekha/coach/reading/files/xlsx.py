"""Excel workbooks: values as people see them on the sheets that people see."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from vekha.coach.document import Unit
from vekha.coach.reading.files.limits import limits
from vekha.coach.reading.files.page import Cell, Page, Row, Writer
from vekha.coach.reading.files.unreadable import Unreadable, Why

_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]{0,100}?ref\s*=\s*["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|([$€£₽¥￥%])')
_DECIMALS = re.compile(r"0\.(0+)")
_GROUPED = re.compile(r"#[, ]##0")
_GROUP_FROM = 10_000


def page_of(data: bytes) -> Page:
    """The page of a workbook."""
    has_formulas = _has_formulas(data)
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    formulas = _formulas(data) if has_formulas else {}
    writer = Writer()
    read = 0
    for sheet in sheets:
        read += len(sheet._cells)
        if read > limits().cells:
            raise Unreadable(Why.TOO_MANY_CELLS, most=limits().cells)
        tables = list(_tables(sheet, formulas.get(sheet.title, {})))
        if tables and len(sheets) > 1:
            writer.place(Unit.CELL, f"{sheet.title}!A1")
            writer.heading(1, sheet.title)
        for rows in tables:
            writer.gap()
            writer.table(rows)
    return writer.page()


def _has_formulas(data: bytes) -> bool:
    """Whether any sheet has formulas. Refuses merged areas so vast that opening the workbook would take for ever."""
    has_formulas = False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                xml = archive.read(name)
                has_formulas = has_formulas or bool(_FORMULA.search(xml))
                if sum(map(_area, _MERGED.findall(xml))) > limits().cells:
                    raise Unreadable(Why.TOO_MANY_CELLS, most=limits().cells)
    return has_formulas


def _area(reference: bytes) -> int:
    area = CellRange(reference.decode())
    return area.size["columns"] * area.size["rows"]


def _formulas(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """The formulas of each sheet by row and column. Excel keeps their values beside them, other programs may not."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: {at: str(cell.value) for at, cell in sheet._cells.items() if cell.data_type == "f"}
        for sheet in book.worksheets
    }


def _tables(sheet: Worksheet, formulas: dict[tuple[int, int], str]) -> Iterator[list[Row]]:
    """What stands on a sheet, cut at empty rows. Only filled cells are looked at, however far they lie apart."""
    texts: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        if not _is_hidden(sheet, row, column) and isinstance(cell, SheetCell):
            text = _shown(cell) or (formulas.get((row, column), "") if cell.value is None else "")
            if text.strip():
                texts.setdefault(row, {})[column] = text
    if not texts:
        return
    columns = sorted({column for cells in texts.values() for column in cells})
    if len(columns) * len(texts) > limits().cells:
        raise Unreadable(Why.TOO_MANY_CELLS, most=limits().cells)
    widths = {
        (area.min_row, area.min_col): sum(area.min_col <= column <= area.max_col for column in columns)
        for area in sheet.merged_cells.ranges
    }
    for _, numbers in groupby(enumerate(sorted(texts)), key=lambda numbered: numbered[1] - numbered[0]):
        rows = [number for _, number in numbers]
        used = [column for column in columns if any(column in texts[row] for row in rows)]
        yield [_row(sheet.title, row, texts[row], used, widths) for row in rows]


def _row(sheet: str, row: int, texts: dict[int, str], columns: list[int], widths: dict[tuple[int, int], int]) -> Row:
    def cell(column: int) -> Cell:
        return Cell(texts.get(column, ""), f"{sheet}!{get_column_letter(column)}{row}")

    if len(texts) == 1:
        (column,) = texts
        if widths.get((row, column), 1) >= max(len(columns), 2):
            return Row((cell(column),), is_banner=True)
    return Row(tuple(map(cell, columns)))


def _is_hidden(sheet: Worksheet, row: int, column: int) -> bool:
    return bool(
        (row in sheet.row_dimensions and sheet.row_dimensions[row].hidden)
        or any(
            dimension.hidden and dimension.min and dimension.max and dimension.min <= column <= dimension.max
            for dimension in sheet.column_dimensions.values()
        )
    )


# --- values ----------------------------------------------------------------------------------------------------------


def _shown(cell: Any) -> str:
    """The value of a cell as its number format shows it."""
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "✓" if value else ""
        case int() | float():
            return _number(value, str(cell.number_format or "General").split(";")[0])
        case datetime.datetime():
            return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
        case datetime.date():
            return value.isoformat()
        case datetime.time():
            return value.isoformat("minutes")
        case datetime.timedelta():
            return str(value)
    return "" if cell.data_type == "e" else str(value)


def _number(value: float, form: str) -> str:
    decimals = _DECIMALS.search(form)
    is_percent = "%" in re.sub(r'"[^"]*"', "", form)
    value = value * 100 if is_percent else value
    if form in ("General", "@"):
        shown = f"{value:.10g}"
        shown = shown if "e" not in shown else f"{value:f}".rstrip("0").rstrip(".")
    else:
        shown = f"{value:.{len(decimals[1])}f}".rstrip("0").rstrip(".") if decimals else f"{value:.0f}"
    if _GROUPED.search(form) and abs(value) >= _GROUP_FROM:
        whole, dot, rest = shown.partition(".")
        shown = f"{int(whole):,}".replace(",", " ") + dot + rest
    before, after = _around(form)
    return f"{before}{shown}{after}"


def _around(form: str) -> tuple[str, str]:
    """What a number format prints before and behind the digits: signs of currency, per cent, units."""
    digits = re.search(r"[0#?][0#?.,\s]*", re.sub(r'"[^"]*"', lambda quoted: "\0" * len(quoted[0]), form))
    if not digits:
        return "", ""
    return _literal(form[: digits.start()]), _literal(form[digits.end() :], is_behind=True)


def _literal(part: str, *, is_behind: bool = False) -> str:
    said = "".join("".join(filter(None, found.groups())) for found in _LITERAL.finditer(part))
    is_apart = is_behind and said.strip() and said.strip() != "%" and not said.startswith(" ")
    return f" {said.strip()}" if is_apart else said.rstrip()
