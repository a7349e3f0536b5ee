"""Objectives and their key results as a table to take away: what each column says, as CSV and as a workbook.

Lines are loaded a part at a time, so that six thousand key results need no more memory than a few hundred.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from vekha.goals import ledger
from vekha.goals.ledger import KeyResultRow, ObjectiveRow
from vekha.goals.models import CheckIn, KeyResult, Objective
from vekha.goals.past import Past
from vekha.goals.templatetags import okr
from vekha.people.models import Person
from vekha.ui import formats

A_PART = 200  # objectives
# What a spreadsheet takes for the beginning of a formula; the wide signs are those of East Asian keyboards.
FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_SHEET_NAME = 31

Value = str | float | int | date | None


@dataclass(frozen=True, slots=True)
class Line:
    """A key result with its objective, or an objective that has none."""

    objective: ObjectiveRow
    key_result: KeyResultRow | None
    last: CheckIn | None  # the newest check-in that stands


@dataclass(frozen=True, slots=True)
class Column:
    """`value` is asked of each line; `of_key_result` only of those that have one."""

    heading: Promise
    width: int  # characters
    value: Callable[[Line], Value] | None = None
    of_key_result: Callable[[KeyResultRow], Value] | None = None

    def of(self, line: Line) -> Value:
        if self.value:
            return self.value(line)
        return self.of_key_result(line.key_result) if self.of_key_result and line.key_result else None


def in_percent(share: float | None) -> float | None:
    """A share in percent or in points, with one digit."""
    return None if share is None else round(share * 100, 1)


def kind(row: KeyResultRow) -> str:
    return str(row.key_result.get_kind_display())


def owner(thing: Objective | KeyResult) -> str:
    return str(thing.owner or "")


COLUMNS = (
    Column(_("Objective"), 50, lambda line: line.objective.objective.title),
    Column(_("Level"), 10, lambda line: str(line.objective.objective.get_level_display())),
    Column(_("Teams"), 24, lambda line: formats.names(line.objective.objective.teams.all())),
    Column(_("Owner of the objective"), 22, lambda line: owner(line.objective.objective)),
    Column(_("Key result"), 50, of_key_result=lambda row: row.key_result.text),
    Column(_("Owner of the key result"), 22, of_key_result=lambda row: owner(row.key_result)),
    Column(_("Kind"), 20, of_key_result=kind),
    Column(_("Unit"), 10, of_key_result=lambda row: row.key_result.unit),
    Column(_("Start"), 10, of_key_result=lambda row: row.key_result.start),
    Column(_("Target"), 10, of_key_result=lambda row: row.key_result.target),
    Column(_("Not below"), 10, of_key_result=lambda row: row.key_result.low),
    Column(_("Not above"), 10, of_key_result=lambda row: row.key_result.high),
    Column(_("Current value"), 10, of_key_result=lambda row: row.key_result.current),
    Column(_("Progress, %"), 10, of_key_result=lambda row: in_percent(row.standing.progress)),
    Column(_("Expected, %"), 10, of_key_result=lambda row: in_percent(row.standing.expected)),
    Column(_("Gap, points"), 10, of_key_result=lambda row: in_percent(row.standing.gap)),
    Column(_("Pace"), 24, of_key_result=lambda row: okr.pace(row.standing)),
    Column(_("Confidence"), 10, of_key_result=lambda row: row.key_result.confidence),
    Column(_("Last check-in"), 12, of_key_result=lambda row: row.key_result.checked_in_on),
    Column(_("Note"), 50, lambda line: line.last.note if line.last else None),
    Column(_("Blocker"), 40, lambda line: line.last.blocker if line.last else None),
    Column(_("Cycle"), 16, lambda line: str(line.objective.objective.cycle)),
    Column(_("State"), 12, lambda line: str(line.objective.objective.get_state_display())),
)


def lines_now(objectives: QuerySet[Objective], *, person: Person, threshold: float) -> Iterator[Line]:
    """The lines of the objectives, in the order in which they were written. A fixed number of queries for each part."""
    numbers = list(objectives.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(numbers), A_PART):
        part = Objective.objects.filter(pk__in=numbers[first : first + A_PART]).order_by("pk")
        rows = ledger.rows(part, person=person, threshold=threshold)
        yield from lines_of(rows, newest_of(row.key_result.pk for objective in rows for row in objective.key_results))


def lines_then(objectives: Sequence[Objective], stood: Past, *, person: Person) -> Iterator[Line]:
    """The lines of objectives of a past day, as they stood."""
    for first in range(0, len(objectives), A_PART):
        # Copies, so that what a part has loaded goes with it.
        rows = stood.rows([copy(one) for one in objectives[first : first + A_PART]], person=person)
        said = ((row.key_result.pk, row.last) for objective in rows for row in objective.key_results)
        yield from lines_of(rows, {pk: last for pk, last in said if last})


def lines_of(rows: Iterable[ObjectiveRow], newest: Mapping[int, CheckIn]) -> Iterator[Line]:
    for objective in rows:
        if not objective.key_results:
            yield Line(objective, None, None)
        for row in objective.key_results:
            yield Line(objective, row, newest.get(row.key_result.pk))


def newest_of(key_results: Iterable[int]) -> dict[int, CheckIn]:
    """The newest check-in that stands of each key result. One query."""
    standing = CheckIn.objects.standing().filter(key_result=OuterRef("pk")).order_by("-at", "-pk")
    newest = KeyResult.objects.filter(pk__in=list(key_results)).annotate(newest=Subquery(standing.values("pk")[:1]))
    found = CheckIn.objects.filter(pk__in=newest.order_by().values("newest"))
    return {check_in.key_result_id: check_in for check_in in found}


def write_csv(lines: Iterable[Line], file: IO[bytes]) -> None:
    """As UTF-8 with its mark, which Excel needs. A Russian Excel expects semicolons and decimal commas."""
    is_russian = formats.conventions().locale == "ru"
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    table = csv.writer(text, delimiter=";" if is_russian else ",")
    table.writerow([str(column.heading) for column in COLUMNS])
    for line in lines:
        table.writerow([plain(column.of(line), "," if is_russian else ".") for column in COLUMNS])
    text.detach()


def plain(value: Value, decimal_sign: str) -> str:
    """A value as CSV says it. Text that a spreadsheet would compute stands behind an apostrophe."""
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if FORMULA.match(value) else value
        case date():
            return value.isoformat()
        case _:
            return f"{Decimal(f'{value:.15g}'):f}".replace(".", decimal_sign)


def write_xlsx(lines: Iterable[Line], file: IO[bytes], title: str) -> None:
    """As a workbook of one sheet: numbers are numbers, days are days, text is never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(NO_SHEET_NAME.sub(" ", title)[:LONGEST_SHEET_NAME])
    sheet.freeze_panes = "B2"
    for place, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def cell(value: Value, font: Font | None = None) -> Any:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        made.data_type = "s"
        made.quotePrefix = bool(FORMULA.match(value))  # remains text also when somebody edits the cell
        made.alignment = wrapped
        if font:
            made.font = font
        return made

    sheet.append([cell(str(column.heading), bold) for column in COLUMNS])
    count = 1
    for line in lines:
        sheet.append([cell(column.of(line)) for column in COLUMNS])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{count}"
    book.save(file)
