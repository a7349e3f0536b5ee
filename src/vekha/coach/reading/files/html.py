"""Web pages: exports of wikis, saved pages, tables that other programs call workbooks."""

import re
from collections.abc import Iterator
from typing import Any

import lxml.html

from vekha.coach.reading.encoding import decoded
from vekha.coach.reading.files.limits import limits
from vekha.coach.reading.files.page import Cell, Page, Row, Writer
from vekha.coach.reading.files.unreadable import Unreadable, Why

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml[^>]*\?>")
_NOISE = {
    "script", "style", "template", "noscript", "nav", "footer", "aside", "head", "svg", "iframe", "object", "select",
    "button", "dialog", "menu",
}  # fmt: skip
_NOISE_ROLES = {"navigation", "contentinfo", "search", "banner", "complementary"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "p", "div", "section", "article", "main", "body", "html", "header", "blockquote", "pre", "figure", "address",
    "details", "summary", "dl", "dt", "dd", "figcaption", "center", "fieldset", "label", "hr",
}  # fmt: skip
_LISTS = ("ul", "ol")
_STRONG = ("b", "strong", "th")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LIST_LEVEL = re.compile(r"\blst-kix_\w+-(\d)\b")  # lists of an office suite that lie beside one another in the page
_WIDEST_SPAN = 50


def page_of(data: bytes) -> Page:
    """The page of a web page, without what stands around its content."""
    text = _XML.sub("", _text(data))
    if not text.strip():
        raise Unreadable(Why.EMPTY)
    root = lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(huge_tree=False, remove_comments=True))
    reader = _Reader()
    mains = root.xpath("//main|//*[@role='main']|//*[@id='main-content']")
    main = mains[0] if len(mains) == 1 else root
    if main is not root and main.find(".//h1") is None:
        for title in root.xpath("//h1")[:1]:
            reader.writer.heading(1, _words(title, 0))
    reader.flow(main, 0)
    reader.flush()
    return reader.writer.page()


def _text(data: bytes) -> str:
    if said := _CHARSET.search(data[:4096]):
        try:
            return data.decode(said[1].decode())
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(data)


class _Reader:
    """Gathers words until a block ends."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.words: list[tuple[str, bool]] = []  # a piece, and whether it is bold
        self.begins: tuple[int, str] | None = None  # depth and marker of the item that begins
        self.cells = 0

    def flush(self) -> None:
        """End the block."""
        text = "\n".join(" ".join(line.split()) for line in "".join(piece for piece, _ in self.words).split("\v"))
        is_strong = all(bold for piece, bold in self.words if piece.strip())
        self.words = []
        if not text.strip():
            return
        if self.begins:
            self.writer.item(*self.begins, text)
            self.begins = None
        else:
            self.writer.paragraph(text, is_strong=is_strong)

    def flow(self, element: Any, depth: int, *, bold: bool = False, lists: int = 0) -> None:
        if depth > limits().depth:
            raise Unreadable(Why.TOO_DEEP)
        self.words.append((element.text or "", bold))
        for child in element:
            if isinstance(child.tag, str) and not _is_noise(child):
                self._child(child, depth + 1, bold=bold, lists=lists)
            self.words.append((child.tail or "", bold))

    def _child(self, child: Any, depth: int, *, bold: bool, lists: int) -> None:
        tag = child.tag
        if tag == "br":
            self.words.append(("\v", bold))
        elif tag in _HEADINGS:
            self.flush()
            self.writer.heading(_HEADINGS[tag], _words(child, depth))
        elif tag == "table":
            self.flush()
            self._table(child, depth)
        elif tag in _LISTS:
            self._list(child, depth, bold=bold, lists=lists)
        elif tag in _BLOCKS or tag == "li":
            self.flush()
            if tag == "dd":
                self.begins = (0, "•")
            self.flow(child, depth, bold=bold or tag == "dt", lists=lists)
            self.flush()
        else:
            self.flow(child, depth, bold=bold or tag in _STRONG or _is_bold(child), lists=lists)

    def _list(self, element: Any, depth: int, *, bold: bool, lists: int) -> None:
        self.flush()
        if told := _LIST_LEVEL.search(element.get("class", "")):
            lists = int(told[1])
        start = element.get("start", "1")
        number = int(start) if start.isdigit() and len(start) < 5 else 1
        for child in element:
            if not isinstance(child.tag, str) or _is_noise(child):
                continue
            if child.tag != "li":  # a list right in a list
                self._child(child, depth + 1, bold=bold, lists=lists + 1)
                continue
            self.begins = (lists, f"{number}." if element.tag == "ol" else "•")
            self.flow(child, depth + 1, bold=bold, lists=lists + 1)
            self.flush()
            self.begins = None
            number += 1

    # --- tables ------------------------------------------------------------------------------------------------------

    def _table(self, table: Any, depth: int) -> None:
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table and not _is_noise(row)]
        if any(cell.find(".//table") is not None for row in rows for cell in row) or _is_frame(rows):
            for row in rows:  # a table that only arranges the page
                for cell in row:
                    if isinstance(cell.tag, str):
                        self.flush()
                        self.flow(cell, depth + 1)
                        self.flush()
            return
        if (caption := table.find("caption")) is not None:
            self.writer.paragraph(_words(caption, depth))
        self.writer.table(list(self._rows(rows, depth)))

    def _rows(self, rows: list[Any], depth: int) -> Iterator[Row]:
        """Rows with an empty cell where one from above or from the left reaches."""
        reaching: dict[int, int] = {}  # column: rows that are still covered
        width = max(sum(_span(cell, "colspan") for cell in row if isinstance(cell.tag, str)) for row in rows)
        for row in rows:
            cells: list[Cell] = []
            told = [cell for cell in row if cell.tag in ("td", "th")]
            for cell in told:
                while reaching.get(len(cells), 0):
                    reaching[len(cells)] -= 1
                    cells.append(Cell(""))
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                for column in range(across):
                    reaching[len(cells)] = down - 1
                    cells.append(Cell(_words(cell, depth) if column == 0 else ""))
            while reaching.get(len(cells), 0):
                reaching[len(cells)] -= 1
                cells.append(Cell(""))
            self.cells += len(cells)
            if self.cells > limits().cells:
                raise Unreadable(Why.TOO_MANY_CELLS, most=limits().cells)
            if len(told) == 1 < width and _span(told[0], "colspan") >= width:
                yield Row(tuple(cells[:1]), is_banner=True)
            else:
                yield Row(tuple(cells))


def _is_frame(rows: list[Any]) -> bool:
    return not rows or max(sum(isinstance(cell.tag, str) for cell in row) for row in rows) < 2


def _span(cell: Any, name: str) -> int:
    said = cell.get(name, "1").strip()
    return min(max(int(said), 1), _WIDEST_SPAN) if said.isdigit() and len(said) < 6 else 1


def _words(element: Any, depth: int) -> str:
    """The words of a heading or a cell, a line for each block in it."""
    return "\n".join(line for each in "".join(_pieces(element, depth)).split("\v") if (line := " ".join(each.split())))


def _pieces(element: Any, depth: int) -> Iterator[str]:
    if depth > limits().depth:
        raise Unreadable(Why.TOO_DEEP)
    yield element.text or ""
    number = 0
    for child in element:
        if isinstance(child.tag, str) and not _is_noise(child):
            is_block = child.tag in _BLOCKS or child.tag in (*_LISTS, "li", "br", "tr")
            yield "\v" if is_block else " " if child.tag in ("td", "th") else ""
            if child.tag == "li":
                number += 1
                yield f"{number}. " if element.tag == "ol" else "• "
            yield from _pieces(child, depth + 1)
            yield "\v" if is_block and child.tag != "br" else ""
        yield child.tail or ""


def _is_noise(element: Any) -> bool:
    return (
        element.tag in _NOISE
        or element.get("role") in _NOISE_ROLES
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _is_bold(element: Any) -> bool:
    return bool(re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", element.get("style", "")))
