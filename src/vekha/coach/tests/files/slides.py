"""PowerPoint presentations in the layouts that people use."""

import io
from collections.abc import Callable

import pptx
from pptx.presentation import Presentation
from pptx.util import Cm

from vekha.coach.tests.files.contents import Content

Layout = Callable[[Content], Presentation]
_TITLE, _TITLE_AND_BODY, _ONLY_TITLE = 0, 1, 5


def slide_for_each(content: Content) -> Presentation:
    """The objective as the title, key results as bullets, initiatives one level down, notes of the speaker."""
    deck, words = _deck(content), content.words
    for goal in content.goals:
        slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_AND_BODY])
        slide.shapes.title.text = f"{words.objective}{words.colon}{goal.title}"
        frame = slide.placeholders[1].text_frame
        frame.text = words.key_results + words.colon.strip()
        for each in goal.key_results:
            _add(frame, each.text, 1)
        if goal.initiatives:
            _add(frame, words.initiatives + words.colon.strip(), 0)
            for initiative in goal.initiatives:
                _add(frame, initiative, 1)
        slide.notes_slide.notes_text_frame.text = f"{words.key_result}9{words.colon}99"
    return deck


def tables(content: Content) -> Presentation:
    """A table on each slide, a hidden slide at the end."""
    deck, words = _deck(content), content.words
    for goal in content.goals:
        slide = deck.slides.add_slide(deck.slide_layouts[_ONLY_TITLE])
        slide.shapes.title.text = content.heading
        rows = 1 + len(goal.key_results)
        table = slide.shapes.add_table(rows, 4, Cm(1), Cm(4), Cm(22), Cm(8)).table
        for column, name in enumerate((words.objective, words.key_results, words.owner, words.initiatives)):
            table.cell(0, column).text = name
        table.cell(1, 0).text = goal.title
        table.cell(1, 3).text = "\n".join(goal.initiatives)
        for row, each in enumerate(goal.key_results, 1):
            table.cell(row, 1).text = each.text
            table.cell(row, 2).text = each.owner
        table.cell(1, 0).merge(table.cell(rows - 1, 0))
        table.cell(1, 3).merge(table.cell(rows - 1, 3))
    hidden = deck.slides.add_slide(deck.slide_layouts[_TITLE_AND_BODY])
    hidden.shapes.title.text = f"{words.objective}{words.colon}99"
    hidden._element.set("show", "0")
    return deck


def boxes(content: Content) -> Presentation:
    """Text boxes without bullets, grouped, a box for the objective and one for what belongs to it."""
    deck, words = _deck(content), content.words
    for number, goal in enumerate(content.goals, 1):
        slide = deck.slides.add_slide(deck.slide_layouts[_ONLY_TITLE])
        slide.shapes.title.text = content.heading
        group = slide.shapes.add_group_shape()
        head = group.shapes.add_textbox(Cm(1), Cm(4), Cm(20), Cm(2)).text_frame
        head.text = f"{words.objective} {number}{words.colon}{goal.title}"
        head.paragraphs[0].runs[0].font.bold = True
        frame = group.shapes.add_textbox(Cm(1), Cm(7), Cm(20), Cm(8)).text_frame
        lines = [f"{words.key_result}{place}{words.colon}{each.text}" for place, each in enumerate(goal.key_results, 1)]
        if goal.initiatives:
            lines += [words.initiatives + words.colon.strip(), *(f"• {each}" for each in goal.initiatives)]
        frame.text = "\n".join(lines)
    return deck


def cards(content: Content) -> Presentation:
    """All objectives on one slide, side by side, boxes put there row by row."""
    deck, words = _deck(content), content.words
    slide = deck.slides.add_slide(deck.slide_layouts[_ONLY_TITLE])
    slide.shapes.title.text = content.heading
    for number, goal in enumerate(content.goals):
        head = slide.shapes.add_textbox(Cm(1 + 12 * number), Cm(4), Cm(11), Cm(2)).text_frame
        head.text = f"{words.objective} {number + 1}{words.colon}{goal.title}"
    for number, goal in enumerate(content.goals):
        lines = [f"{words.key_result}{place}{words.colon}{each.text}" for place, each in enumerate(goal.key_results, 1)]
        frame = slide.shapes.add_textbox(Cm(1 + 12 * number), Cm(7), Cm(11), Cm(5)).text_frame
        frame.text = "\n".join(lines)
    for number, goal in enumerate(content.goals):
        lines = [words.initiatives + words.colon.strip(), *(f"• {each}" for each in goal.initiatives)]
        if goal.initiatives:
            slide.shapes.add_textbox(Cm(1 + 12 * number), Cm(13), Cm(11), Cm(4)).text_frame.text = "\n".join(lines)
    return deck


LAYOUTS: list[Layout] = [slide_for_each, tables, boxes, cards]


def built(deck: Presentation) -> bytes:
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _deck(content: Content) -> Presentation:
    deck = pptx.Presentation()
    cover = deck.slides.add_slide(deck.slide_layouts[_TITLE])
    cover.shapes.title.text = content.heading
    return deck


def _add(frame: object, text: str, level: int) -> None:
    paragraph = frame.add_paragraph()  # type: ignore[attr-defined]
    paragraph.text, paragraph.level = text, level
