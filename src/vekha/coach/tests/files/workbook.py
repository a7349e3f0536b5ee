"""Excel workbooks in the layouts that people use."""

import io
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from vekha.coach.tests.files.contents import Content

Layout = Callable[[Content], Workbook]


def merged_objectives(content: Content) -> Workbook:
    """A title over the table, objectives merged over their key results, shares as numbers shown in per cent."""
    book, sheet = _book(content)
    words = content.words
    sheet.append([content.heading])
    sheet.merge_cells("A1:F1")
    sheet.append([words.objective, words.key_results, words.start, words.target, words.owner, words.initiatives])
    for goal in content.goals:
        first = sheet.max_row + 1
        for each in goal.key_results:
            sheet.append(["", each.text, None, None, each.owner])
            for column, said in ((3, each.start), (4, each.target)):
                _put_number(sheet, sheet.max_row, column, said)
        sheet.cell(first, 1, goal.title)
        sheet.cell(first, 6, "\n".join(goal.initiatives))
        if len(goal.key_results) > 1:
            sheet.merge_cells(start_row=first, end_row=sheet.max_row, start_column=1, end_column=1)
            sheet.merge_cells(start_row=first, end_row=sheet.max_row, start_column=6, end_column=6)
    return book


def two_sheets(content: Content) -> Workbook:
    """A sheet for each objective, an old version hidden, a note below the table."""
    book = Workbook()
    words = content.words
    for number, goal in enumerate(content.goals, 1):
        sheet = book.active if number == 1 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = f"{words.objective} {number}"
        sheet.append([words.objective, goal.title])
        for place, each in enumerate(goal.key_results, 1):
            sheet.append([f"{words.key_result}{place}", each.text])
        if goal.initiatives:
            sheet.append([words.initiatives, "\n".join(goal.initiatives)])
    old = book.create_sheet("old")
    old.append([words.objective, "…"])
    old.append([f"{words.key_result}1", "100"])
    old.sheet_state = "hidden"
    return book


def rows_with_kind(content: Content) -> Workbook:
    """One column of text with labels in it, a hidden row, numbers of rows at the side."""
    book, sheet = _book(content)
    words = content.words
    for number, goal in enumerate(content.goals, 1):
        sheet.append([f"{words.objective} {number}{words.colon}{goal.title}"])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
        for place, each in enumerate(goal.key_results, 1):
            sheet.append([f"{words.key_result}{number}.{place}{words.colon}{each.text}"])
        sheet.append([f"{words.key_result}{number}.9{words.colon}99"])
        sheet.row_dimensions[sheet.max_row].hidden = True
        if goal.initiatives:
            sheet.append([words.initiatives + words.colon.strip()])
            for initiative in goal.initiatives:
                sheet.append([f"- {initiative}"])
        sheet.append([])
    return book


def register(content: Content) -> Workbook:
    """A list to be filtered: the objective in each row, far from the corner, a hidden column, initiatives in words."""
    book, sheet = _book(content)
    words = content.words
    header = [words.objective, words.key_results, "id", words.owner, words.start, words.target, words.initiatives]
    for column, name in enumerate(header, 3):
        sheet.cell(5, column, name)
    row = 6
    for goal in content.goals:
        for place, each in enumerate(goal.key_results):
            initiatives = "\n".join(goal.initiatives) if place == 0 else None
            told: list[str | int | None] = [
                goal.title,
                each.text,
                row,
                each.owner,
                each.start,
                each.target,
                initiatives,
            ]
            for column, said in enumerate(told, 3):
                sheet.cell(row, column, said)
            row += 1
    sheet.column_dimensions["E"].hidden = True
    return book


LAYOUTS: list[Layout] = [merged_objectives, two_sheets, rows_with_kind, register]


def built(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _book(content: Content) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return book, sheet


def _put_number(sheet: Worksheet, row: int, column: int, said: str) -> None:
    plain = said.replace("\u00a0", " ").replace(",", "")
    cell = sheet.cell(row, column)
    if plain.endswith("%"):
        cell.value = float(plain.rstrip("% ")) / 100
        cell.number_format = "0.0%" if "." in plain else "0%"
    else:
        cell.value = float(plain)
        cell.number_format = "#,##0.0" if "." in plain else "#,##0"
