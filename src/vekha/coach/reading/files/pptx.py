"""PowerPoint presentations, slide by slide, as the shapes were put on them. Notes are the speaker's own."""

import io
from collections.abc import Iterator
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from vekha.coach.document import Unit
from vekha.coach.normalise import normalise
from vekha.coach.reading import labels
from vekha.coach.reading.files.limits import limits
from vekha.coach.reading.files.page import Cell, Page, Row, Writer
from vekha.coach.reading.files.unreadable import Unreadable, Why
from vekha.coach.reading.labels import Part

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_BULLETED = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY, PP_PLACEHOLDER.VERTICAL_OBJECT)
_MARGINAL = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.SLIDE_NUMBER)
_NUMBERED = {"arabicPeriod": "{}.", "arabicParenR": "{})", "arabicParenBoth": "({})", "arabicPlain": "{}."}


def page_of(data: bytes) -> Page:
    """The page of a presentation."""
    slides = pptx.Presentation(io.BytesIO(data)).slides
    if len(slides) > limits().pages:
        raise Unreadable(Why.TOO_MANY_PAGES, most=limits().pages)
    writer = Writer()
    for number, slide in enumerate(slides, 1):
        if slide._element.get("show") in ("0", "false"):
            continue
        writer.gap()
        writer.place(Unit.SLIDE, str(number))
        shapes = sorted(_shapes(slide.shapes), key=lambda shape: _placeholder(shape) not in _TITLES)
        for shape in _cards_in_turn(shapes):
            _shape(shape, writer)
    return writer.page()


def _shapes(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _cards_in_turn(shapes: list[Any]) -> list[Any]:
    """The shapes as they were put there; where objectives stand side by side, what stands below each follows it."""
    heads = [shape for shape in shapes if _is_objective(shape)]
    if len(heads) < 2 or max(head.top for head in heads) > min(head.top + head.height for head in heads):
        return shapes
    below: dict[int, list[Any]] = {id(head): [head] for head in heads}
    rest = []
    for shape in shapes:
        is_below = shape not in heads and shape.top is not None and shape.top > heads[0].top
        if is_below and _placeholder(shape) not in _TITLES:
            nearest = min(heads, key=lambda head: abs(_middle(head) - _middle(shape)))
            below[id(nearest)].append(shape)
        elif shape not in heads:
            rest.append(shape)
    cards = (below[id(head)] for head in sorted(heads, key=_middle))
    return [*rest, *(shape for card in cards for shape in sorted(card, key=lambda shape: int(shape.top)))]


def _is_objective(shape: Any) -> bool:
    if not shape.has_text_frame or shape.top is None or shape.left is None:
        return False
    plain = normalise(_words(shape.text_frame).strip())
    label = labels.label(plain)
    return label is not None and label.part is Part.OBJECTIVE and label.end < len(plain)


def _middle(shape: Any) -> float:
    return float(shape.left + shape.width / 2)


def _placeholder(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _shape(shape: Any, writer: Writer) -> None:
    kind = _placeholder(shape)
    if kind in _MARGINAL:
        return
    if getattr(shape, "has_table", False):
        writer.gap()
        writer.table([_row(row) for row in shape.table.rows])
    elif shape.has_text_frame:
        if kind in _TITLES:
            writer.heading(2, _words(shape.text_frame))
        else:
            writer.gap()
            _text(shape.text_frame, writer, is_list=kind in _BULLETED)


def _words(frame: Any) -> str:
    return "\n".join(map(_line, frame.paragraphs))


def _line(paragraph: Any) -> str:
    return str(paragraph.text).replace("\v", "\n")


def _text(frame: Any, writer: Writer, *, is_list: bool) -> None:
    """Paragraphs, as items where the shape or the paragraph has bullets."""
    count: dict[int, int] = {}
    for paragraph in frame.paragraphs:
        words, level = _line(paragraph), paragraph.level
        if not words.strip():
            writer.gap()
            continue
        count = {depth: number for depth, number in count.items() if depth <= level}
        count[level] = count.get(level, 0) + 1
        marker = _marker(paragraph, count[level], is_list=is_list or level > 0)
        if marker:
            writer.item(level, marker, words)
        else:
            runs = [run for run in paragraph.runs if run.text.strip()]
            writer.paragraph(words, is_strong=bool(runs) and all(run.font.bold for run in runs))


def _marker(paragraph: Any, number: int, *, is_list: bool) -> str:
    """What PowerPoint prints before a paragraph; empty for none."""
    said = paragraph._p.find(qn("a:pPr"))
    if said is not None:
        if said.find(qn("a:buNone")) is not None:
            return ""
        if (numbered := said.find(qn("a:buAutoNum"))) is not None:
            first = numbered.get("startAt", "1")
            return _NUMBERED.get(numbered.get("type"), "{}.").format(number - 1 + int(first))
        if said.find(qn("a:buChar")) is not None or said.find(qn("a:buBlip")) is not None:
            return "•"
    return "•" if is_list else ""


def _row(row: Any) -> Row:
    cells = tuple(Cell("" if cell.is_spanned else _words(cell.text_frame)) for cell in row.cells)
    first = row.cells[0]
    if len(cells) > 1 and first.is_merge_origin and first.span_width >= len(cells):
        return Row(cells[:1], is_banner=True)
    return Row(cells)
