"""From pieces of text at their places on a sheet to blocks in reading order: tables, columns, wrapped lines.

The origin is at the bottom left; lengths are points.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from vekha.coach.normalise import normalise
from vekha.coach.reading import labels, notes
from vekha.coach.reading.files.page import Cell, Row, Writer

_NEAR = 3.0  # edges nearer than this are one
_THIN = 2.5  # a shape thinner than this is a line
_DOT = 9.0  # a shape smaller than this is a bullet
_GUTTER = 9.0  # the narrowest space between columns of text
_LEAST_LINES = 3  # of a column
_NARROW = 0.2  # of the width of the text: what is narrower holds numbers, not text
_HEADING = 1.15  # times as high as most of the text
_LONGEST_HEADING = 160
_APART = 1.7  # times the height of a line from one to the next: more is an empty line
_BEGINS = re.compile(r"[|#]|\[\d|\*\*|\d{1,2}:\d{2}\b")  # what people type before rows, headings and turns of talk
_WIDE = "[\u2e80-\u9fff\uff00-\uffef]"
_WIDE_SPACE = re.compile(f"(?<={_WIDE}) (?={_WIDE})")  # seen where a sign is narrow, such as 一
_MARKER = re.compile(
    r"([*+](?=\s)|[•●○◦▪▫■□◆◇►▶▸➤➢·∙‣⁃※–—-]|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)）、](?!\d)|\d{1,2}(?:\.\d{1,2}){1,3}(?=\s)|[a-zа-я]\)|[①-⑳])\s*(?=\S)"
)


class Box(NamedTuple):
    """A piece of text on one line."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    size: float  # of its letters, whatever the font
    is_bold: bool = False


class Shape(NamedTuple):
    """The bounds of something drawn."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_upright(self) -> bool:
        return self.right - self.left < _THIN < 2 * _NEAR < self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item or a table."""

    text: str = ""
    heading: int = 0
    marker: str = ""
    depth: int = 0
    is_strong: bool = False
    gap: bool = False
    rows: tuple[Row, ...] = ()

    def joined_with(self, other: "Block") -> "Block":
        return replace(self, text=_joined(self.text, other.text))

    def write(self, writer: Writer) -> None:
        if self.gap:
            writer.gap()
        if self.rows:
            writer.table(self.rows)
        elif self.heading:
            writer.heading(self.heading, f"{self.marker} {self.text}" if self.marker else self.text)
        elif self.marker:
            writer.item(self.depth, self.marker, self.text)
        else:
            writer.paragraph(self.text, is_strong=self.is_strong)


def blocks_of(boxes: Sequence[Box], shapes: Sequence[Shape], width: float) -> list[Block]:
    """The blocks of a sheet of this width in reading order."""
    if not boxes:
        return []
    right = width - min(box.left for box in boxes)  # as wide a margin as on the left
    size = median(box.size for box in boxes for _ in box.text)
    grids = _grids(shapes)
    dots = [shape for shape in shapes if max(_width(shape), _height(shape)) < _DOT and _height(shape) > 1]
    inside = {id(box): grid for box in boxes for grid in grids if grid.holds(box)}
    free = [box for box in boxes if id(box) not in inside]
    tables = [(grid.top, grid, [box for box in boxes if inside.get(id(box)) is grid]) for grid in grids]
    blocks: list[Block] = []
    for top, grid, held in sorted(tables, key=lambda table: -table[0]):
        above = [box for box in free if box.bottom > top - _NEAR]
        free = [box for box in free if box not in above]
        blocks += _flow(above, dots, size, right)
        blocks.append(Block(rows=tuple(grid.rows(held)), gap=True))
    return [*blocks, *_flow(free, dots, size, right)]


def _width(box: Box | Shape) -> float:
    return box.right - box.left


def _height(box: Box | Shape) -> float:
    return box.top - box.bottom


# --- tables with lines -----------------------------------------------------------------------------------------------


class _Grid:
    """A table of drawn lines. Where no line divides two cells, they are one."""

    def __init__(self, across: list[Shape], down: list[Shape]) -> None:
        self.across, self.down = across, down
        self.xs = _merged(edge for line in down for edge in (line.left, line.right))
        self.ys = _merged(edge for line in across for edge in (line.bottom, line.top))[::-1]
        self.top = self.ys[0] if self.ys else 0.0

    @property
    def is_table(self) -> bool:
        return len(self.xs) > 2 and len(self.ys) > 2

    def holds(self, box: Box) -> bool:
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        return self.xs[0] < x < self.xs[-1] and self.ys[-1] < y < self.ys[0]

    def rows(self, boxes: list[Box]) -> list[Row]:
        held: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            held.setdefault(self._cell(box), []).append(box)
        columns = len(self.xs) - 1
        rows = []
        for row in range(len(self.ys) - 1):
            cells = [Cell(_in_lines(held.get((row, column), []), self.xs[column + 1])) for column in range(columns)]
            is_banner = columns > 1 and all(not self._divides_columns(row, column) for column in range(1, columns))
            if any(cell.text for cell in cells):
                rows.append(Row((cells[0],), is_banner=True) if is_banner else Row(tuple(cells)))
        return rows

    def _cell(self, box: Box) -> tuple[int, int]:
        """Row and column; of merged cells the first."""
        x, y = (box.left + min(box.right, box.left + 2 * _height(box))) / 2, (box.bottom + box.top) / 2
        column = sum(x > edge for edge in self.xs[1:-1])
        row = sum(y < edge for edge in self.ys[1:-1])
        while row and not self._divides_rows(row, column):
            row -= 1
        while column and not self._divides_columns(row, column):
            column -= 1
        return row, column

    def _divides_rows(self, row: int, column: int) -> bool:
        x, y = (self.xs[column] + self.xs[column + 1]) / 2, self.ys[row]
        return any(line.left <= x <= line.right and abs(line.bottom - y) < 2 * _NEAR for line in self.across)

    def _divides_columns(self, row: int, column: int) -> bool:
        x, y = self.xs[column], (self.ys[row] + self.ys[row + 1]) / 2
        return any(line.bottom <= y <= line.top and abs(line.left - x) < 2 * _NEAR for line in self.down)


def _grids(shapes: Sequence[Shape]) -> list[_Grid]:
    across = [shape for shape in shapes if _height(shape) < _THIN < 4 * _NEAR < _width(shape)]
    down = [shape for shape in shapes if shape.is_upright]
    for frame in shapes:
        if _width(frame) > 4 * _NEAR and _height(frame) > 4 * _NEAR:
            left, bottom, right, top = frame
            across += [Shape(left, bottom, right, bottom), Shape(left, top, right, top)]
            down += [Shape(left, bottom, left, top), Shape(right, bottom, right, top)]
    found = []
    for group in _touching([*across, *down]):
        members = set(group)
        grid = _Grid([line for line in across if line in members], [line for line in down if line in members])
        if grid.is_table:
            found.append(grid)
    return found


def _touching(lines: list[Shape]) -> list[list[Shape]]:
    """Lines in groups that touch one another."""
    groups: list[tuple[Shape, list[Shape]]] = []  # bounds and members
    for line in sorted(lines, key=lambda line: -line.top):
        bounds, members = line, [line]
        apart = []
        for other, held in groups:
            is_near = (
                other.left - _NEAR <= bounds.right
                and bounds.left - _NEAR <= other.right
                and other.bottom - _NEAR <= bounds.top
                and bounds.bottom - _NEAR <= other.top
            )
            if is_near:
                members += held
                bounds = Shape(
                    min(bounds.left, other.left),
                    min(bounds.bottom, other.bottom),
                    max(bounds.right, other.right),
                    max(bounds.top, other.top),
                )
            else:
                apart.append((other, held))
        groups = [*apart, (bounds, members)]
    return [members for _, members in groups]


def _merged(edges: Iterable[float]) -> list[float]:
    """Edges in order, near ones as one."""
    kept: list[float] = []
    for edge in sorted(edges):
        if not kept or edge - kept[-1] > 2 * _NEAR:
            kept.append(edge)
    return kept


def _in_lines(boxes: list[Box], right: float) -> str:
    """The words of a cell that ends there; lines that were wrapped are joined."""
    return "\n".join(f"{block.marker} {block.text}".strip() for block in _paragraphs(_lines(boxes), [], 0.0, right))


# --- columns and tables without lines --------------------------------------------------------------------------------


class _Line(NamedTuple):
    """Pieces of text beside one another."""

    boxes: tuple[Box, ...]

    @property
    def left(self) -> float:
        return self.boxes[0].left

    @property
    def right(self) -> float:
        return max(box.right for box in self.boxes)

    @property
    def bottom(self) -> float:
        return min(box.bottom for box in self.boxes)

    @property
    def top(self) -> float:
        return max(box.top for box in self.boxes)

    @property
    def height(self) -> float:
        return max(map(_height, self.boxes))

    @property
    def size(self) -> float:
        return max(self.boxes, key=lambda box: len(box.text)).size

    @property
    def text(self) -> str:
        return _WIDE_SPACE.sub("", " ".join(" ".join(box.text for box in self.boxes).split()))

    @property
    def is_bold(self) -> bool:
        return all(box.is_bold for box in self.boxes)


def _lines(boxes: Iterable[Box]) -> list[_Line]:
    """Pieces on the same height as lines, from the top."""
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: -(box.top + box.bottom)):
        middle = (box.top + box.bottom) / 2
        if lines and any(other.bottom < middle < other.top for other in lines[-1][:1]):
            lines[-1].append(box)
        else:
            lines.append([box])
    return [_Line(tuple(sorted(line))) for line in lines]


def _flow(boxes: list[Box], dots: Sequence[Shape], size: float, right: float) -> list[Block]:
    """Text with columns and tables that no lines show."""
    lines = _lines(boxes)
    if not lines:
        return []
    if table := _table_without_lines(lines):
        start, end, rows = table
        above = [box for line in lines[:start] for box in line.boxes]
        below = [box for line in lines[end:] for box in line.boxes]
        return [*_flow(above, dots, size, right), Block(rows=rows, gap=True), *_flow(below, dots, size, right)]
    if columns := _columns(lines):
        start, end, x = columns
        parts = [
            ([box for line in lines[:start] for box in line.boxes], right),
            ([box for line in lines[start:end] for box in line.boxes if box.left < x], x - _GUTTER),
            ([box for line in lines[start:end] for box in line.boxes if box.left >= x], right),
            ([box for line in lines[end:] for box in line.boxes], right),
        ]
        return [block for part, edge in parts for block in _flow(part, dots, size, edge)]
    return _paragraphs(lines, dots, size, right)


def _columns(lines: list[_Line]) -> tuple[int, int, float] | None:
    """First line, line behind the last, and x of a gutter between two columns of text."""
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    width = right - left
    best: tuple[int, int, float] | None = None
    starts = sorted({round(box.left) for line in lines for box in line.boxes})
    for x in (start - 1.0 for start in starts if left + 0.25 * width < start < left + 0.75 * width):
        begun = None
        for at in range(len(lines) + 1):
            is_free = at < len(lines) and not any(box.left < x and box.right > x - _GUTTER for box in lines[at].boxes)
            if is_free and begun is None:
                begun = at
            elif not is_free and begun is not None:
                first, last = _beside(lines, begun, at, x)
                if _are_columns(lines[first:last], x, width) and (best is None or last - first > best[1] - best[0]):
                    best = first, last, x
                begun = None
    return best


def _beside(lines: list[_Line], first: int, last: int, x: float) -> tuple[int, int]:
    """Of lines that do not cross a gutter, those that stand beside what is right of it."""
    on_right = [box for line in lines[first:last] for box in line.boxes if box.left >= x]
    if not on_right:
        return first, first
    top, bottom = max(box.top for box in on_right), min(box.bottom for box in on_right)
    while first < last and lines[first].bottom > top + lines[first].height / 2:
        first += 1
    below = next((at for at in range(first, last) if lines[at].top < bottom), last)
    on_left = _lines(box for line in lines[first:below] for box in line.boxes if box.left < x)
    widest = max((above.bottom - under.bottom for above, under in pairwise(on_left)), default=0.0)
    while below < last and lines[below - 1].bottom - lines[below].bottom <= widest + _NEAR:
        below += 1
    return first, below


def _are_columns(lines: list[_Line], x: float, width: float) -> bool:
    for side in (
        [box for line in lines for box in line.boxes if box.left < x],
        [box for line in lines for box in line.boxes if box.left >= x],
    ):
        if len(_lines(side)) < _LEAST_LINES or max(map(_width, side)) < _NARROW * width:
            return False
    return True


def _table_without_lines(lines: list[_Line]) -> tuple[int, int, tuple[Row, ...]] | None:
    """A line of names of columns, and what stands under it."""
    for start, header in enumerate(lines[:-1]):
        if len(header.boxes) < 2 or not _names_columns(header):
            continue
        lefts = [box.left for box in header.boxes]
        end = start + 1
        while end < len(lines) and not _crosses(lines[end], header.boxes):
            end += 1
        if end > start + 1:
            return start, end, tuple(_rows(header, lines[start + 1 : end], lefts))
    return None


def _names_columns(header: _Line) -> bool:
    named = [part for box in header.boxes if (part := labels.column(normalise(box.text)))]
    return 2 * len(named) >= len(header.boxes) and len({*named}) > 1 and bool({*named} & {*labels.MAIN})


def _crosses(line: _Line, header: Sequence[Box]) -> bool:
    """Whether the words go over where two columns begin."""
    return any(
        box.left < first.left + _NEAR and box.right > second.right
        for box in line.boxes
        for first, second in pairwise(header)
    )


def _rows(header: _Line, lines: list[_Line], lefts: list[float]) -> list[Row]:
    """The lines under a header as rows, cell by cell: what is wrapped in one column is no row of another."""
    columns: list[list[_Line]] = []
    for left, right in pairwise([*lefts, max(line.right for line in [header, *lines]) + _NEAR]):
        held = [box for line in lines for box in line.boxes if left - 2 * _NEAR < box.left < right - 2 * _NEAR]
        columns.append(_lines(held))
    limit = _wrapping(columns, lefts)
    cells = [_cells(column, limit) for column in columns]
    tops = [cell[0].top for cell in max(cells, key=len)]
    rows: list[list[str]] = [["" for _ in lefts] for _ in tops]
    for column, held_cells in enumerate(cells):
        for cell in held_cells:
            row = max(sum(top > cell[0].top - cell[0].height / 2 for top in tops) - 1, 0)
            rows[row][column] = _joined(rows[row][column], *(line.text for line in cell))
    named = Row(tuple(Cell(box.text) for box in header.boxes))
    return [named, *(Row(tuple(map(Cell, row))) for row in rows)]


def _wrapping(columns: list[list[_Line]], lefts: list[float]) -> float:
    """From one line of a cell to the next at most; 0 where nothing is wrapped.

    Values are never wrapped: they show how far rows lie apart, or else words that leave their column half empty.
    """

    def steps(column: list[_Line]) -> list[float]:
        return [above.bottom - below.bottom for above, below in pairwise(column)]

    least = min((step for column in columns for step in steps(column)), default=0.0)
    narrow = [
        column
        for column, (left, right) in zip(columns, pairwise([*lefts, lefts[-1] * 2]), strict=True)
        if len(column) > 1 and max(line.right - line.left for line in column) < 0.6 * (right - left)
    ]
    values = [column for column in narrow if all(re.search(r"\d", line.text) for line in column)]
    row = min((step for column in values or narrow for step in steps(column)), default=0.0)
    if row > 1.25 * least:
        return 1.25 * least
    size = max((line.size for column in columns for line in column), default=0.0)
    return 1.25 * least if not narrow and least < _APART * size else 0.0


def _cells(column: list[_Line], limit: float) -> list[list[_Line]]:
    cells: list[list[_Line]] = []
    for line in column:
        if cells and cells[-1][-1].bottom - line.bottom <= limit:
            cells[-1].append(line)
        else:
            cells.append([line])
    return cells


# --- paragraphs ------------------------------------------------------------------------------------------------------


def _paragraphs(lines: list[_Line], dots: Sequence[Shape], size: float, right: float) -> list[Block]:
    """Wrapped lines joined: a line goes on where the first word of the next one would not have found room."""
    if not lines:
        return []
    blocks: list[Block] = []
    before: _Line | None = None
    lefts = _merged(line.left for line in lines if _marker(line, dots)[0])
    for line in lines:
        marker, text = _marker(line, dots)
        is_apart = before is not None and before.bottom - line.bottom > _APART * max(before.height, line.height)
        if before and blocks and not marker and not is_apart and _goes_on(before, line, lines, right):
            blocks[-1] = blocks[-1].joined_with(Block(text))
        else:
            is_heading = 0 < _HEADING * size < line.size and len(text) < _LONGEST_HEADING
            blocks.append(
                Block(
                    text,
                    heading=(1 if line.size > 1.5 * size else 2) if is_heading else 0,
                    marker=marker,
                    depth=max(sum(line.left > left - _NEAR for left in lefts) - 1, 0),
                    is_strong=line.is_bold,
                    gap=is_apart,
                )
            )
        before = line
    return blocks


def _marker(line: _Line, dots: Sequence[Shape]) -> tuple[str, str]:
    """The marker of a list, written or drawn, and the words behind it."""
    text = line.text
    if found := _MARKER.match(text):
        return found[1], text[found.end() :]
    is_dotted = any(
        dot.right < line.left < dot.right + 3 * line.height and line.bottom < dot.bottom and dot.top < line.top
        for dot in dots
    )
    return ("•", text) if is_dotted else ("", text)


def _are_alike(one: _Line, other: _Line) -> bool:
    return abs(one.size - other.size) <= 0.1 * other.size


def _goes_on(before: _Line, line: _Line, lines: list[_Line], right: float) -> bool:
    """Whether the words of a line belong to the line before it; `right` is as far as lines may go."""
    text = line.text
    plain = normalise(text)
    label = labels.label(plain)
    is_labelled = label and (label.mark is labels.Mark.COLON or label.number or label.end == len(plain))
    if is_labelled or not _are_alike(before, line) or notes.line(plain) or _BEGINS.match(text):
        return False
    alike = [other for other in lines if _are_alike(other, line)]
    margin = max(other.right for other in alike)
    if before.is_bold and not line.is_bold and before.right < margin - 4 * line.height:
        return False
    first = 1 if _is_wide(text[0]) else len(text.split(" ")[0]) + 1
    has_room = before.right + first * (line.right - line.left) / len(text) <= margin
    left = min(other.left for other in alike)
    is_edge = margin > left + 0.85 * (right - left) or sum(other.right > margin - line.height for other in alike) > 1
    return not has_room and (is_edge or text[0].islower())


def _is_wide(character: str) -> bool:
    return re.fullmatch(_WIDE, character) is not None


def _joined(*lines: str) -> str:
    """Lines as one: with a space, without the hyphen of a divided word, and close where Chinese meets Chinese."""
    text = ""
    for line in filter(None, lines):
        if not text:
            text = line
        elif re.search(r"[^\W\d_]{2}-$", text) and line[0].islower():
            text = text[:-1] + line
        elif _is_wide(text[-1]) and _is_wide(line[0]):
            text += line
        else:
            text = f"{text} {line}"
    return text
