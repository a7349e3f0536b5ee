"""The page that is made of a file: Markdown that the reader of texts understands, and where its parts come from.

What people have typed into a document by hand, such as «**Goal**» or «- KR1», stays: they meant it. Only what would
turn into something else is escaped.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vekha.coach.document import Place, Unit
from vekha.coach.normalise import normalise
from vekha.coach.reading import labels
from vekha.coach.reading.files.limits import limits
from vekha.coach.reading.files.unreadable import Unreadable, Why
from vekha.coach.reading.labels import MAIN, Part

_OF_OKRS = frozenset((*MAIN, Part.WORDING, Part.MEASURE))
_INDENT = "  "
_BLANKS = re.compile(r"[^\S\t]+|\s*\t\s*$")
_MARKUP = re.compile(r"\\(?=[\\`*_{}\[\]()#+\-.!|<>~&])|<|&(?=[#\w])|(?<=\w)\*(?=\w)")
_ENTITIES = {"&": "&amp;", "<": "&lt;"}
_TYPED_ITEM = re.compile(r"([ \t]+)(?:[-*+•●○▪–—]|\d{1,2}[.)])\s")
_GOES_ON = (",", "，", "、", "(", "（", "-")  # a line that ends so would be joined with the next


class Page(NamedTuple):
    """A file as text."""

    text: str
    places: tuple[Place, ...] = ()


class Cell(NamedTuple):
    """A cell of a table; `place` names it where people look it up by name."""

    text: str
    place: str = ""


class Row(NamedTuple):
    """A row of a table. A banner is one cell over all columns: a caption, an objective above its key results."""

    cells: tuple[Cell, ...]
    is_banner: bool = False


class Writer:
    """Puts a page together block by block. Words are given as people see them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._places: list[Place] = []
        self._length = 0
        self._last = ""  # kind of the block before
        self._last_line = ""

    def page(self) -> Page:
        return Page("".join(self._parts), tuple(self._places))

    def place(self, unit: Unit, name: str) -> None:
        """What follows comes from there."""
        self._places.append(Place(self._length, unit, name))

    def gap(self) -> None:
        """An empty line of the source."""
        if self._last:
            self._last = "gap"

    def heading(self, level: int, words: str) -> None:
        if words := " ".join(words.split()):
            self._begin("heading")
            self._write(f"{'#' * min(max(level, 1), 6)} {_literal(words)}\n")

    def paragraph(self, words: str, *, is_strong: bool = False) -> None:
        """Each line of the words stands on a line of its own."""
        lines = _lines(words)
        if not lines:
            return
        is_apart = lines[0][0].islower() or lines[0][0].isdigit() or self._last_line.endswith(_GOES_ON)
        self._begin("paragraph", is_apart=is_apart)
        is_strong = is_strong and not any("**" in line for line in lines)
        if found := _TYPED_ITEM.match(words):
            self._write(found[1].expandtabs(4))
        for line in lines:
            self._write(f"**{_literal(line)}**\n" if is_strong else f"{_literal(line)}\n")
        self._last_line = lines[-1]

    def item(self, depth: int, marker: str, words: str) -> None:
        """An item of a list; `marker` as it is printed before it: «•», «1.2.», «KR1:»."""
        lines = _lines(words)
        if not lines:
            return
        self._begin("item")
        indent = _INDENT * min(depth, 20)
        if not any(character.isalnum() for character in marker):
            marker = "-"
        elif sum(character.isalpha() for character in marker) > 1:  # a word: it names what it counts
            marker = "- " + _literal(marker if marker[-1] in ".:：)" else f"{marker}:")
        self._write(f"{indent}{marker} {_literal(lines[0])}\n")
        for line in lines[1:]:
            self._write(f"{indent}{_INDENT}{_literal(line)}\n")
        self._last_line = lines[-1]

    def table(self, rows: Sequence[Row]) -> None:
        """A table. Banners stand as paragraphs between its parts, each of which begins with the names of columns."""
        header: Row | None = None
        part: list[Row] = []
        for row in rows:
            if row.is_banner:
                self._part(part if part[1:] or not header else [])
                part = []
                for cell in row.cells:
                    self._cell_as_paragraph(cell)
            elif _names_columns(row):
                self._part(part)
                header, part = row, [row]
            else:
                part = part or ([header] if header else [])
                part.append(row)
        self._part(part)

    def _part(self, rows: list[Row]) -> None:
        """Rows below one another, without the columns that are empty in all of them."""
        width = max((len(row.cells) for row in rows), default=0)
        columns = [column for column in range(width) if any(_text(row, column) for row in rows)]
        if len(columns) < 2:
            for row in rows:
                for cell in row.cells:
                    self._cell_as_paragraph(cell)
            return
        self._begin("row")
        for row in rows:
            self._row(row, columns)
            if row is rows[0]:
                self._write("|" + "---|" * len(columns) + "\n")
        self.gap()

    def _cell_as_paragraph(self, cell: Cell) -> None:
        self.gap()
        if cell.text.strip():
            if cell.place:
                self.place(Unit.CELL, cell.place)
            self.paragraph(cell.text)
        self.gap()

    def _row(self, row: Row, columns: Iterable[int]) -> None:
        self._write("|")
        for column in columns:
            text, place = row.cells[column] if column < len(row.cells) else Cell("")
            self._write(" ")
            if place and text:
                self.place(Unit.CELL, place)
            self._write("<br>".join(map(_in_cell, _lines(text))) + " |")
        self._write("\n")

    def _begin(self, kind: str, *, is_apart: bool = False) -> None:
        """Keep blocks apart that would else be read as one."""
        goes_on = self._last == kind and kind in ("paragraph", "item") and not is_apart
        if self._last and not goes_on:
            self._write("\n")
        self._last, self._last_line = kind, ""

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        if self._length > limits().characters:
            raise Unreadable(Why.TOO_LONG, most=limits().characters)


def _lines(words: str) -> list[str]:
    """Lines without empty ones; tabs stay, for they divide."""
    return [line for each in words.splitlines() if (line := _BLANKS.sub(" ", each).strip())]


def _literal(words: str) -> str:
    return _MARKUP.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), words)


def _in_cell(words: str) -> str:
    return _literal(words).replace("|", "\\|").replace("\t", " ")


def _names_columns(row: Row) -> bool:
    """Whether more than half of the cells are names of columns, and of different ones."""
    filled = [text for cell in row.cells if (text := " ".join(cell.text.split()))]
    named = [part for text in filled if (part := labels.column(normalise(text)))]
    return 2 * len(named) > len(filled) and len(set(named)) > 1 and bool(_OF_OKRS.intersection(named))


def _text(row: Row, column: int) -> str:
    return row.cells[column].text.strip() if column < len(row.cells) else ""
