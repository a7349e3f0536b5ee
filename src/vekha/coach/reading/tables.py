"""Tables: which column holds what, and the OKRs row by row."""

import re
from typing import Protocol

from vekha.coach.normalise import normalise
from vekha.coach.reading import labels
from vekha.coach.reading.blocks import Block
from vekha.coach.reading.drafts import Drafts, Item
from vekha.coach.reading.labels import FIELDS, MAIN, Mark, Part
from vekha.coach.reading.passage import Passage
from vekha.coach.reading.statements import listed

_RULE = re.compile(r"[\s:=+-]*")
_ONLY_NUMBER = re.compile(r"(?:[a-zа-я]{0,3}[-\s]?)?\d{0,2}(?:\.\d{1,2})*[.)]?")


class Outline(Protocol):
    """Where the statements of a table go."""

    drafts: Drafts
    is_open: bool

    def begin(
        self, content: Passage, block: Block, *, number: str = "", level: str = "", is_sure: bool = True
    ) -> None: ...


def read(rows: list[Block], outline: Outline) -> None:
    """Add what a table holds to the outline."""
    rows = [row for row in rows if not all(_RULE.fullmatch(cell.text) for cell in row.cells)]
    if not rows:
        return
    columns = _columns(rows[0])
    if columns:
        _Table(rows[1:], columns, outline).read()
    else:
        _labelled_rows(rows, outline)


def _columns(header: Block) -> list[Part | None]:
    """What each column holds; empty where the row is no header of a table of OKRs."""
    columns = [labels.column(normalise(cell.text)) if cell.text else None for cell in header.cells]
    known = [column for column in columns if column]
    if len(header.cells) < 2 or 2 * len(known) < len([cell for cell in header.cells if cell]):
        return []
    main = {Part.OBJECTIVE, Part.KEY_RESULT, Part.INITIATIVE}
    if Part.KEY_RESULT not in columns and Part.MEASURE in columns:
        columns[columns.index(Part.MEASURE)] = Part.KEY_RESULT
    if Part.KEY_RESULT in columns:
        at = columns.index(Part.KEY_RESULT)
        # «Goal» behind the key result is its target value.
        columns = [
            Part.TARGET if column is Part.OBJECTIVE and place > at else column for place, column in enumerate(columns)
        ]
    if Part.LEVEL in columns and (Part.WORDING in columns or main & set(columns)):
        if Part.WORDING not in columns:
            columns = [Part.WORDING if column in MAIN else column for column in columns]
        return columns
    return columns if main & set(columns) else []


class _Table:
    def __init__(self, rows: list[Block], columns: list[Part | None], outline: Outline) -> None:
        self.rows = rows
        self.columns = columns
        self.outline = outline
        self.drafts = outline.drafts
        self.is_register = Part.OBJECTIVE in columns
        self.objective = ""  # of the row before

    def read(self) -> None:
        if Part.LEVEL in self.columns and Part.WORDING in self.columns:
            for row in self.rows:
                self._levelled(row)
            return
        self._put_wording_in_place()
        for row in self.rows:
            self._row(row, self._aligned(row))

    def _put_wording_in_place(self) -> None:
        """Where the column «KR» holds only numbers, the key result stands in the next column of text."""
        if Part.KEY_RESULT not in self.columns:
            return
        at = self.columns.index(Part.KEY_RESULT)
        cells = [row.cells[at].text for row in self.rows if at < len(row.cells)]
        if cells and all(_ONLY_NUMBER.fullmatch(normalise(cell)) for cell in cells):
            texts = [place for place in range(at + 1, len(self.columns)) if self.columns[place] in (None, Part.WORDING)]
            if texts:
                self.columns[at], self.columns[texts[0]] = Part.NUMBER, Part.KEY_RESULT

    def _aligned(self, row: Block) -> list[tuple[Part | None, Passage]]:
        """The cells under their columns; a short row that begins with a key result lacks the merged cells before it."""
        cells = list(row.cells)
        missing = len(self.columns) - len(cells)
        if missing > 0 and Part.KEY_RESULT in self.columns:
            first = normalise(cells[0].text)
            label = labels.label(first)
            is_key_result = (label and label.part is Part.KEY_RESULT) or re.match(r"\(?\d{1,2}[.)、](?!\d)", first)
            if is_key_result:
                shift = self.columns.index(Part.KEY_RESULT)
                return list(zip(self.columns[shift:], cells, strict=False))
        return list(zip(self.columns, cells, strict=False))

    def _levelled(self, row: Block) -> None:
        """A row that says itself what it is."""
        cells = list(zip(self.columns, row.cells, strict=False))
        level = next((cell for column, cell in cells if column is Part.LEVEL), None)
        wording = next((cell for column, cell in cells if column is Part.WORDING), None)
        if not level or not wording:
            return
        label = labels.label(normalise(level.text))
        if not label or label.part not in MAIN:
            return
        self._add(label.part, wording, row, number=label.number)
        self._add_fields(cells, self.drafts.last_item)

    def _row(self, row: Block, cells: list[tuple[Part | None, Passage]]) -> None:
        for column, cell in cells:
            if column is Part.OBJECTIVE and cell and cell.text != self.objective:
                self.objective = cell.text
                self._add(Part.OBJECTIVE, cell, row)
        added = None
        for column, cell in cells:
            if column is Part.KEY_RESULT and cell:
                found = labels.label(normalise(cell.text))
                if found and found.part is Part.OBJECTIVE:
                    self._add(Part.OBJECTIVE, cell, row)
                    continue
                for each in _members(cell):
                    added = self._add(Part.KEY_RESULT, each, row)
        fields = self._add_fields(
            cells, added or (self.drafts.last_item if Part.KEY_RESULT not in self.columns else None)
        )
        if added and not self.is_register:
            self._say_numbers(added, fields)
        for column, cell in cells:
            if column is Part.INITIATIVE and cell:
                for each in _members(cell):
                    self._add(Part.INITIATIVE, each, row)
            if column in (Part.WHY, Part.REALITY) and cell and self.drafts.current:
                if column is Part.WHY:
                    self.drafts.current.why = self.drafts.current.why or cell.text
                else:
                    self.drafts.current.reality = self.drafts.current.reality or cell.text

    def _add(self, part: Part, cell: Passage, row: Block, number: str = "") -> Item | None:
        label = labels.label(normalise(cell.text))
        if label and label.part is part and label.end < len(cell.text):
            cell, number = cell[label.end :], label.number
        if part is Part.OBJECTIVE:
            self.outline.begin(cell, row, number=number)
            return self.drafts.last_item
        if not self.outline.is_open:
            return None
        if part is Part.KEY_RESULT:
            return self.drafts.key_result(cell, row.emphasis, number=number)
        return self.drafts.initiative(cell, row.emphasis)

    def _add_fields(self, cells: list[tuple[Part | None, Passage]], item: Item | None) -> dict[Part, Passage]:
        found = {column: cell for column, cell in cells if column in FIELDS and cell}
        for part, cell in found.items():
            if item:
                item.add(part, cell.text)
        return {part: cell for part, cell in found.items() if part}

    def _say_numbers(self, item: Item, fields: dict[Part, Passage]) -> None:
        """Below its objective a table of metrics says in cells what a key result says in words."""
        start = fields.get(Part.START) or fields.get(Part.CURRENT)
        target = fields.get(Part.TARGET)
        if not target or re.search(r"→|->", item.passage.text):
            return
        words = item.passage.text + (f" {start.text} →" if start else " →") + f" {target.text}"
        due = fields.get(Part.DUE)
        if due:
            words += f"（{due.text}）" if re.search("[\u4e00-\u9fff]", words) else f" ({due.text})"
        item.wording = re.sub(r"\s+", " ", words)
        last = max((target, due) if due else (target,), key=lambda cell: cell.places[-1])
        item.passage = Passage(item.passage.text + last.text, [*item.passage.places, *last.places])


def _members(cell: Passage) -> list[Passage]:
    """The statements of one cell."""
    plain = normalise(cell.text)
    starts = labels.inner_labels(plain)
    label = labels.label(plain)
    if starts and label and label.part in MAIN:
        ends = [*starts, len(cell.text)]
        return [cell[start:end].strip() for start, end in zip([0, *starts], ends, strict=True)]
    return [each for each in listed(cell) if each] if not label else [cell]


def _labelled_rows(rows: list[Block], outline: Outline) -> None:
    """A table without a header whose first column says what a row is: «Objective | …», «KR1 | …»."""
    drafts = outline.drafts
    for row in rows:
        cells = [cell for cell in row.cells if cell]
        if len(cells) < 2:
            continue
        label = labels.label(normalise(cells[0].text))
        if (
            not label
            or label.part not in MAIN
            or label.mark not in (Mark.END, Mark.COLON)
            or label.end < len(cells[0].text)
        ):
            continue
        if label.part is Part.OBJECTIVE:
            outline.begin(cells[1], row, number=label.number)
        elif label.part is Part.KEY_RESULT and outline.is_open:
            for each in _members(cells[1]):
                drafts.key_result(each, row.emphasis, number=label.number)
        elif outline.is_open:
            for each in _members(cells[1]):
                drafts.initiative(each, row.emphasis)
