"""PDF with a text layer. What stands on a page is taken from PDFium; `layout` finds lines, columns and tables in it."""

import re
from collections import Counter
from ctypes import c_int, create_string_buffer
from itertools import pairwise
from math import hypot
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from vekha.coach.document import Unit
from vekha.coach.reading.files.layout import Block, Box, Shape, blocks_of
from vekha.coach.reading.files.limits import limits
from vekha.coach.reading.files.page import Page, Writer
from vekha.coach.reading.files.unreadable import Unreadable, Why

_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_BOLD_FROM = 600  # weight of a font
_WIDE = 0.8  # of the height of letters: a gap that may divide columns
_MANY_PAGES = 3  # on which a line that repeats is a header or a footer
_PRIVATE = range(0xE000, 0xF900)  # where symbol fonts keep their bullets
_HYPHENS = {"\u0002": "-", "\ufffe": "-"}  # PDFium's signs for a hyphen at the end of a line
_ENDS = (".", "!", "?", ":", ";", "。", "！", "？", "：", "；")


def page_of(data: bytes) -> Page:
    """The page of a PDF."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        is_locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(problem).lower()
        raise Unreadable(Why.ENCRYPTED if is_locked else Why.BROKEN) from problem
    if len(document) > limits().pages:
        raise Unreadable(Why.TOO_MANY_PAGES, most=limits().pages)
    has_pictures = False
    pages: list[list[Block]] = []
    for page in document:
        shapes = _shapes(page)
        boxes = _boxes(page, [shape for shape in shapes if shape.is_upright])
        has_pictures = has_pictures or (not boxes and _has_picture(page))
        pages.append(blocks_of(boxes, shapes, page.get_width()))
    if not any(pages):
        raise Unreadable(Why.SCANNED if has_pictures else Why.EMPTY)
    return _written(_continued(_without_margins(pages)))


def _written(pages: list[list[Block]]) -> Page:
    writer = Writer()
    for number, blocks in enumerate(pages, 1):
        writer.place(Unit.PAGE, str(number))
        for block in blocks:
            block.write(writer)
    return writer.page()


def _without_margins(pages: list[list[Block]]) -> list[list[Block]]:
    """Pages without numbers, and without the first and last lines that most of them share."""
    shared = Counter(
        _without_digits(block.text) for blocks in pages for block in {*blocks[:1], *blocks[-1:]} if block.text
    )
    least = max(_MANY_PAGES, (len(pages) + 1) // 2)

    def is_margin(block: Block) -> bool:
        return bool(block.text) and (block.text.strip(" -–—").isdigit() or shared[_without_digits(block.text)] >= least)

    kept: list[list[Block]] = []
    for blocks in pages:
        edges = {at for at in (0, 1, len(blocks) - 2, len(blocks) - 1) if 0 <= at < len(blocks)}
        kept.append([block for at, block in enumerate(blocks) if at not in edges or not is_margin(block)])
    return kept


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _continued(pages: list[list[Block]]) -> list[list[Block]]:
    """Pages, where what breaks off at the end of one is joined with the beginning of the next."""
    for before, after in pairwise(pages):
        if not before or not after:
            continue
        last, first = before[-1], after[0]
        goes_on = first.text[:1].islower() and not first.marker and not first.rows and not last.rows
        if goes_on and last.text and not last.text.endswith(_ENDS):
            before[-1] = last.joined_with(first)
            del after[0]
    return pages


# --- what PDFium says ------------------------------------------------------------------------------------------------


def _boxes(page: Any, upright: list[Shape]) -> list[Box]:
    """The words of a page in pieces that stand on one line without a wide gap or an upright line between them."""
    text = page.get_textpage()
    boxes: list[Box] = []
    letters: list[str] = []
    edges: list[tuple[float, float, float, float]] = []
    sizes: list[float] = []
    places: list[int] = []  # of the letters in PDFium's text

    def end() -> None:
        # PDFium tells a sign beyond the first 65,536 as two halves.
        if said := "".join(letters).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip():
            left, bottom = min(edge[0] for edge in edges), min(edge[1] for edge in edges)
            right, top = max(edge[2] for edge in edges), max(edge[3] for edge in edges)
            is_bold = _is_bold(text, places[0]) and _is_bold(text, places[-1])
            boxes.append(Box(left, bottom, right, top, said, max(sizes), is_bold=is_bold))
        for each in (letters, edges, sizes, places):
            each.clear()

    for at in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, at))
        if letter in "\r\n\0":
            end()
            continue
        if letter.isspace():
            letters.append(" ")
            continue
        size = _size(text, at)
        edge = _full(text.get_charbox(at, loose=True), size)
        if edges:
            before = edges[-1]
            height = max(before[3] - before[1], 1)
            is_far = edge[0] - before[2] > _WIDE * height or edge[0] < before[0] - height
            is_other_line = min(edge[3], before[3]) - max(edge[1], before[1]) < height / 3
            is_divided = any(
                before[2] - 1 <= line.left <= edge[0] + 1 and line.bottom < edge[3] and edge[1] < line.top
                for line in upright
            )
            if is_far or is_other_line or is_divided:
                end()
        if edge[2] > edge[0]:
            letters.append("•" if ord(letter) in _PRIVATE else _HYPHENS.get(letter, letter))
            edges.append(edge)
            sizes.append(size)
            places.append(at)
    end()
    return boxes


def _full(edge: tuple[float, float, float, float], size: float) -> tuple[float, float, float, float]:
    """Some fonts give a flat sign such as 一 no more than its ink: as high as the others, around its middle."""
    left, bottom, right, top = edge
    lacking = max(size - (top - bottom), 0) / 2
    return left, bottom - lacking, right, top + lacking


def _size(text: Any, at: int) -> float:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, at, matrix)
    return float(raw.FPDFText_GetFontSize(text, at)) * hypot(matrix.c, matrix.d)


def _is_bold(text: Any, at: int) -> bool:
    if raw.FPDFText_GetFontWeight(text, at) >= _BOLD_FROM:
        return True
    name, flags = create_string_buffer(128), c_int()
    raw.FPDFText_GetFontInfo(text, at, name, 128, flags)
    return bool(_BOLD.search(name.value))


def _shapes(page: Any) -> list[Shape]:
    """Lines and frames that are drawn."""
    found = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=5)
    return [Shape(*each.get_bounds()) for each in found]


def _has_picture(page: Any) -> bool:
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5))
