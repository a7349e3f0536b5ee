"""Tables: which column holds what, and the OKRs row by row."""

import re
from dataclasses import replace

from vekha.coach.normalise import HAN
from vekha.coach.reading import labels
from vekha.coach.reading.blocks import Block, Kind
from vekha.coach.reading.drafts import Item
from vekha.coach.reading.labels import FIELDS, MAIN, Label, Mark, Part
from vekha.coach.reading.outline import Outline
from vekha.coach.reading.passage import Passage, joined, space_after
from vekha.coach.reading.statements import listed, without_number, works
from vekha.coach.reading.teams import team_of
from vekha.coach.reading.wording import is_quantified

_RULE = re.compile(r"[\s:=+-]*")
_OUTLINE_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,2}\.?")
_TEXTS = (Part.WORDING, Part.MEASURE, None)  # columns that may hold the words of a key result, the likeliest first
_ONLY_NUMBER = re.compile(r"(?:[a-zа-я]{0,3}[-\s]?)?\d{0,2}(?:\.\d{1,2})*[.)]?")


def read(rows: list[Block], outline: Outline) -> None:
    """Add what a table holds to the outline."""
    rows = [row for row in rows if not all(_RULE.fullmatch(cell.text) for cell in row.cells)]
    if not rows:
        return
    if _is_objective_above(rows):
        _labelled_rows(rows[:1], outline)
        rows = rows[1:]
    columns = _columns(rows[0])
    if columns and not _labels_rows(rows):
        is_framed = rows[0].passage.text.lstrip().startswith("|")
        _Table(rows[1:], columns, outline, is_framed=is_framed).read()
    else:
        _labelled_rows(rows, outline)


def _is_objective_above(rows: list[Block]) -> bool:
    """Whether the first row is nothing but an objective, and the header of its key results stands below."""
    filled = [cell for cell in rows[0].cells if cell]
    label = labels.label(filled[0].plain) if len(filled) == 1 < len(rows) else None
    is_objective = label is not None and label.part is Part.OBJECTIVE and label.end < len(filled[0].plain)
    return is_objective and Part.OBJECTIVE not in (columns := _columns(rows[1])) and bool(columns)


def main_columns(header: Block) -> set[Part]:
    """Which parts of an OKR have a column, if the row is the header of a table."""
    return set(MAIN) & set(_columns(header))


def _columns(header: Block) -> list[Part | None]:
    """What each column holds; empty where the row is no header of a table of OKRs."""
    columns = [labels.column(cell.plain) if cell.text else None for cell in header.cells]
    known = [column for column in columns if column]
    if len(header.cells) < 2 or 2 * len(known) < len([cell for cell in header.cells if cell]):
        return []
    if Part.REALITY in columns and (Part.TARGET in columns or Part.MEASURE in columns or Part.KEY_RESULT in columns):
        columns[columns.index(Part.REALITY)] = Part.START  # «Now» beside a target is a value
    main = {Part.OBJECTIVE, Part.KEY_RESULT, Part.INITIATIVE}
    if Part.KEY_RESULT not in columns and Part.MEASURE in columns:
        columns[columns.index(Part.MEASURE)] = Part.KEY_RESULT
    if Part.KEY_RESULT in columns:
        at = columns.index(Part.KEY_RESULT)
        # «Goal» behind the key result is its target value.
        columns = [
            Part.TARGET if column is Part.OBJECTIVE and place > at else column for place, column in enumerate(columns)
        ]
    if Part.WORDING in columns and Part.NUMBER in columns and not main & set(columns):
        columns[columns.index(Part.NUMBER)] = Part.LEVEL  # «O1», «1.1»
    if Part.LEVEL in columns and len(main & set(columns)) < 2:
        if Part.WORDING not in columns:
            columns = [Part.WORDING if column in MAIN else column for column in columns]
        return columns if Part.WORDING in columns else []
    return columns if main & set(columns) else []


class _Table:
    def __init__(self, rows: list[Block], columns: list[Part | None], outline: Outline, *, is_framed: bool) -> None:
        self.is_framed = is_framed  # pipes stand at the left edge
        self.rows = rows
        self.columns = columns
        self.outline = outline
        self.drafts = outline.drafts
        self.is_register = Part.OBJECTIVE in columns
        self.objective = ""  # of the row before

    def read(self) -> None:
        if Part.LEVEL in self.columns and not set(MAIN) & set(self.columns):
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
        cells = [row.cells[at].plain for row in self.rows if at < len(row.cells)]
        if cells and all(_ONLY_NUMBER.fullmatch(cell) for cell in cells):
            behind = range(at + 1, len(self.columns))
            texts = [place for part in _TEXTS for place in behind if self.columns[place] is part]
            if texts:
                self.columns[at], self.columns[texts[0]] = Part.NUMBER, Part.KEY_RESULT

    def _aligned(self, row: Block) -> list[tuple[Part | None, Passage]]:
        """The cells under their columns; a short row that begins with a key result lacks the merged cells before it."""
        cells = list(row.cells)
        if row.passage.text.lstrip().startswith("|") and not self.is_framed:
            cells.insert(0, row.passage[:0])  # the pipe stands behind an empty cell, not at the edge
        missing = len(self.columns) - len(cells)
        if missing > 0 and Part.KEY_RESULT in self.columns:
            first = cells[0].plain
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
        label = labels.label(level.plain)
        if label and label.part in MAIN:
            self._add(label.part, wording, row, number=label.number)
        elif number := _OUTLINE_NUMBER.fullmatch(level.plain):
            self._add(MAIN[min(number[0].rstrip(".").count("."), 2)], wording, row)
        else:
            return
        self._add_fields(cells, *filter(None, [self.drafts.last_item]))

    def _row(self, row: Block, cells: list[tuple[Part | None, Passage]]) -> None:
        filled = [(column, cell) for column, cell in cells if cell]
        if len(filled) == 1 and self._continued(*filled[0]):
            return
        for column, cell in cells:
            if column is Part.OBJECTIVE and cell and cell.text != self.objective:
                if self._wrapped(cell):
                    continue
                self.objective = cell.text
                self._whose(cells)
                self._add(Part.OBJECTIVE, cell, row)
        added: list[Item] = []
        for column, cell in cells:
            if column is Part.KEY_RESULT and cell:
                found = labels.label(cell.plain)
                if found and found.part is Part.OBJECTIVE:
                    self._add(Part.OBJECTIVE, cell, row)
                    continue
                added += [item for each in _members(cell) if (item := self._add(Part.KEY_RESULT, each, row))]
        last = self.drafts.last_item if Part.KEY_RESULT not in self.columns else None
        fields = self._add_fields(cells, *(added or filter(None, [last])))
        if added and not self.is_register:
            self._say_numbers(added[-1], fields)
        for column, cell in cells:
            if column is Part.INITIATIVE and cell:
                members = _members(cell)
                for each in members if len(members) > 1 or labels.label(cell.plain) else works(cell):
                    self._add(Part.INITIATIVE, each, row)
            if column in (Part.WHY, Part.REALITY) and cell and self.drafts.current:
                if column is Part.WHY:
                    self.drafts.current.why = self.drafts.current.why or cell.text
                else:
                    self.drafts.current.reality = self.drafts.current.reality or cell.text

    def _whose(self, cells: list[tuple[Part | None, Passage]]) -> None:
        """Take the level and the team from the cells of a row."""
        for column, cell in cells:
            if column in (Part.LEVEL, Part.TEAM) and cell:
                level = labels.level(cell.plain)
                self.outline.level = level
                self.outline.team = team_of(cell) or ("" if level else cell.text)

    def _wrapped(self, cell: Passage) -> bool:
        """The end of a long title, in the next row of a table without lines."""
        draft = self.drafts.current
        if not draft or not self.objective or not cell.text[0].islower() or self.objective[0].islower():
            return False
        draft.title.passage = joined([draft.title.passage, space_after(draft.title.passage), cell])
        return True

    def _continued(self, column: Part | None, cell: Passage) -> bool:
        """A row with one cell that goes on with the words of the key result above."""
        item = self.drafts.last_item
        draft = self.drafts.current
        if column is not Part.KEY_RESULT or not item or not draft or item not in draft.key_results or item.wording:
            return False
        if not cell.text[0].islower() or item.passage.text[0].islower():
            return False
        item.passage = joined([item.passage, space_after(item.passage), cell])
        return True

    def _add(self, part: Part, cell: Passage, row: Block, number: str = "") -> Item | None:
        label = labels.label(cell.plain)
        if label and label.part is part and label.end < len(cell.text):
            cell, number = cell[label.end :], label.number
        if part is Part.OBJECTIVE:
            self.outline.begin(without_number(cell), row, number=number)
            return self.drafts.last_item
        if not self.outline.is_open:
            return None
        if part is Part.KEY_RESULT:
            return self.drafts.key_result(cell, row.emphasis, number=number)
        return self.drafts.initiative(cell, row.emphasis)

    def _add_fields(self, cells: list[tuple[Part | None, Passage]], *items: Item) -> dict[Part, Passage]:
        found = {column: cell for column, cell in cells if column in FIELDS and cell}
        for item in items:
            for part, cell in found.items():
                item.add(part, cell.text)
        return {part: cell for part, cell in found.items() if part}

    def _say_numbers(self, item: Item, fields: dict[Part, Passage]) -> None:
        """Below its objective a table of metrics says in cells what a key result says in words."""
        start = fields.get(Part.START) or fields.get(Part.CURRENT)
        target = fields.get(Part.TARGET)
        if not target or re.search(r"→|->", item.passage.text) or target.text in item.passage.text:
            return
        words = item.passage.text + (f" {start.text} →" if start else " →") + f" {target.text}"
        due = fields.get(Part.DUE)
        if due:
            words += f"（{due.text}）" if re.search(HAN, words) else f" ({due.text})"
        item.wording = re.sub(r"\s+", " ", words)
        said = [cell for cell in (item.passage, start, target, due) if cell]
        item.passage = joined(sorted(said, key=lambda cell: cell.places[0]))


def _members(cell: Passage) -> list[Passage]:
    """The statements of one cell."""
    plain = cell.plain
    starts = labels.inner_labels(plain)
    label = labels.label(plain)
    if starts and label and label.part in MAIN:
        ends = [*starts, len(cell.text)]
        return [cell[start:end].strip() for start, end in zip([0, *starts], ends, strict=True)]
    return [each for each in listed(cell) if each] if not label else [cell]


def _label_alone(cell: Passage) -> Label | None:
    """The label that is all a cell holds."""
    label = labels.label(cell.plain)
    is_alone = label and label.part in MAIN and label.mark in (Mark.END, Mark.COLON) and label.end >= len(cell.plain)
    return label if is_alone else None


def _names_row(cell: Passage) -> bool:
    return _label_alone(cell) is not None or labels.column(cell.plain) in (*FIELDS, Part.WHY, Part.REALITY)


def _labels_rows(rows: list[Block]) -> bool:
    """Whether the first column says what each row is, already in the first row: «Objective | …», «KR1 | …»."""
    first = [cell for cell in rows[0].cells if cell]
    if len(first) < 2 or not _names_row(first[0]) or any(labels.column(cell.plain) for cell in first[1:]):
        return False
    return len(rows) == 1 or any(row.cells[0] and _names_row(row.cells[0]) for row in rows[1:])


def _labelled_rows(rows: list[Block], outline: Outline) -> None:
    """A table without a header: labels stand in the first column or in the cells themselves."""
    across = _objectives_across(rows)
    if not across and len(rows) > 1 and not any(labels.label(cell.plain) for cell in rows[0].cells):
        across = _objectives_across(rows[1:])  # below headings like «Bad» and «Good»
        rows = rows[1:] if across else rows
    if across:
        for column in range(across[0], across[1]):
            for row in rows:
                if column < len(row.cells) and row.cells[column]:
                    _labelled_row(row.cells[0] if across[0] else None, row.cells[column], row, outline)
        return
    name: Passage | None = None  # of the rows that follow with an empty first cell
    for row in rows:
        cells = [cell for cell in row.cells if cell]
        if len(cells) > 1 and _names_row(cells[0]):
            name = cells[0]
            _labelled_row(name, cells[1], row, outline)
        elif name and len(cells) == 1 and len(row.cells) > 1 and not row.cells[0] and not labels.label(cells[0].plain):
            _labelled_row(name, cells[0], row, outline)
        else:
            for cell in cells:
                _labelled_row(None, cell, row, outline)


def _objectives_across(rows: list[Block]) -> tuple[int, int] | None:
    """The columns that hold one objective each, where the table is turned: first and behind the last."""
    cells = rows[0].cells
    labelled = [label for cell in cells if (label := labels.label(cell.plain)) and label.part is Part.OBJECTIVE]
    if len(labelled) == len(cells) > 1 and all(
        label.end < len(cell.plain) for label, cell in zip(labelled, cells, strict=True)
    ):
        return 0, len(cells)
    label = _label_alone(cells[0]) if len(cells) > 2 and cells[0] else None
    if not label or label.part is not Part.OBJECTIVE or len(rows) < 2:
        return None
    below = rows[1].cells[1:]
    titles_are_long = all(len(cell.plain.encode("utf-16")) > 12 for cell in cells[1:])
    if titles_are_long and len(below) == len(cells) - 1 and all(is_quantified(cell.text) for cell in below):
        return 1, len(cells)
    return None


def _labelled_row(name: Passage | None, words: Passage, row: Block, outline: Outline) -> None:
    """A cell with the label before it or inside it."""
    label = _label_alone(name) if name else None
    if label:
        outline.labelled(_as_item(words, row), label, words)
    elif inside := labels.label(words.plain):
        outline.labelled(_as_item(words, row), inside, words[inside.end :])
    elif name and (part := labels.column(name.plain)):
        if part in FIELDS and outline.drafts.current:
            outline.drafts.current.title.add(part, words.text)
        elif (beside := labels.label(name.plain)) and part in (Part.WHY, Part.REALITY):
            outline.beside(words, beside)


def _as_item(words: Passage, row: Block) -> Block:
    return replace(row, kind=Kind.ITEM, passage=words, cells=())
