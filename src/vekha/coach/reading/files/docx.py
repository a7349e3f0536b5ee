"""Word documents. Numbers that Word prints before paragraphs are not in their text: see `numbering`."""

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from vekha.coach.reading.files.limits import limits
from vekha.coach.reading.files.numbering import Numbering
from vekha.coach.reading.files.page import Cell, Page, Row, Writer
from vekha.coach.reading.files.unreadable import Unreadable, Why

_HEADING = re.compile(r"(?:heading|заголовок|标题)\s*([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|table of figures)\b", re.IGNORECASE)
_CONTAINERS = {qn(name) for name in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag", "w:customXml")}
_NOT_SHOWN = {qn(name) for name in ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:txbxContent", "w:footnoteReference")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_OFF = ("0", "false", "off", "none")


def page_of(data: bytes) -> Page:
    """The page of a Word document."""
    document = docx.Document(io.BytesIO(data))
    reader = _Reader(document)
    reader.blocks(document.element.body)
    return reader.writer.page()


class _Reader:
    def __init__(self, document: Any) -> None:
        self.writer = Writer()
        self.numbering = Numbering(document)
        self.cells = 0

    def blocks(self, parent: Any) -> None:
        """Paragraphs and tables, in order."""
        for element in parent.iterchildren():
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._table(element)
            elif element.tag in _CONTAINERS and not _is_contents(element):
                self.blocks(element)

    def _paragraph(self, paragraph: Any) -> None:
        style = self.numbering.style_of(paragraph)
        words = _words(paragraph)
        boxes = [box for box in paragraph.iter(qn("w:txbxContent")) if not _is_fallback(box)]
        if not words.strip() and not boxes:
            self.writer.gap()
        elif not _CONTENTS.match(style.name):
            marker = self.numbering.marker(paragraph) if words.strip() else None
            if level := _heading_level(paragraph, style):
                self.writer.heading(level, f"{marker.text} {words}" if marker and marker.is_number else words)
            elif marker:
                self.writer.item(marker.depth, marker.text, words)
            else:
                self.writer.paragraph(words, is_strong=_is_strong(paragraph, style))
        for box in boxes:
            self.blocks(box)

    # --- tables ------------------------------------------------------------------------------------------------------

    def _table(self, table: Any) -> None:
        columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        if columns == 1:
            for cell in table.iter(qn("w:tc")):  # a frame around text
                self.blocks(cell)
            return
        self.writer.table([self._row(row, columns) for row in _rows(table)])

    def _row(self, row: Any, columns: int) -> Row:
        cells: list[Cell] = [Cell("")] * _number(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
        widest = 0
        for cell in _inside(row, qn("w:tc")):
            span = min(_number(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1), 100)
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            is_below = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
            text = "" if is_below else "\n".join(self._cell_lines(cell))
            cells += [Cell(text), *[Cell("")] * (span - 1)]
            widest = max(widest, span)
        self.cells += len(cells)
        if self.cells > limits().cells:
            raise Unreadable(Why.TOO_MANY_CELLS, most=limits().cells)
        is_banner = columns > 1 and widest >= columns and len(cells) <= columns
        return Row(tuple(cells[:1] if is_banner else cells), is_banner)

    def _cell_lines(self, cell: Any) -> Iterator[str]:
        """The paragraphs of a cell, those of tables in it too."""
        for paragraph in cell.iter(qn("w:p")):
            if words := _words(paragraph).strip():
                marker = self.numbering.marker(paragraph)
                yield f"{marker.text if marker.is_number else '•'} {words}" if marker else words


def _rows(table: Any) -> Iterator[Any]:
    for row in _inside(table, qn("w:tr")):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield row


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """Elements of this tag right below the parent or in containers that are not seen."""
    for element in parent.iterchildren():
        if element.tag == tag:
            yield element
        elif element.tag in _CONTAINERS:
            yield from _inside(element, tag)


def _number(element: Any, default: int) -> int:
    said = element.get(qn("w:val")) if element is not None else None
    return int(said) if said and said.isdigit() else default


# --- words -----------------------------------------------------------------------------------------------------------


def _words(paragraph: Any) -> str:
    """What is seen of a paragraph: with insertions, without deletions, hidden text and boxes."""
    return "".join(_pieces(paragraph))


def _pieces(parent: Any) -> Iterator[str]:
    for element in parent.iterchildren():
        if element.tag == qn("w:t"):
            yield element.text or ""
        elif element.tag in _SIGNS:
            yield _SIGNS[element.tag]
        elif element.tag == qn("w:r") and _is_on(element, "w:rPr/w:vanish"):
            continue
        elif element.tag not in _NOT_SHOWN and element.tag != _FALLBACK:
            yield from _pieces(element)


def _is_on(parent: Any, path: str) -> bool:
    found = parent.find("/".join(map(qn, path.split("/"))))
    return found is not None and found.get(qn("w:val"), "1") not in _OFF


def _is_strong(paragraph: Any, style: Any) -> bool:
    """Whether all words are bold."""
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(_pieces(run)).strip()]
    return bool(runs) and all(
        _is_on(run, "w:rPr/w:b") or (style.is_bold and run.find(f"{qn('w:rPr')}/{qn('w:b')}") is None) for run in runs
    )


def _heading_level(paragraph: Any, style: Any) -> int:
    """1–6 for a heading, 0 for anything else."""
    own = _number(paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}"), 9)
    level = own if own < 9 else style.outline_level
    if level < 9:
        return min(level + 1, 6)
    if style.name.lower() == "title":
        return 1
    found = _HEADING.match(style.name)
    return min(int(found[1]), 6) if found else 0


def _is_contents(element: Any) -> bool:
    """A table of contents."""
    gallery = element.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    return gallery is not None and "contents" in gallery.get(qn("w:val"), "").lower()


def _is_fallback(element: Any) -> bool:
    """The second copy of a text box, for old programs."""
    return any(above.tag == _FALLBACK for above in element.iterancestors())
