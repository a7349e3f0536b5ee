"""Word documents in the layouts that people use."""

import io
from collections.abc import Callable

import docx
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table

from vekha.coach.tests.files.contents import Content, Goal

Layout = Callable[[Content], Document]


def labelled_paragraphs(content: Content) -> Document:
    """Everything typed by hand, a label before each line, bold objectives."""
    document, words = docx.Document(), content.words
    document.add_paragraph(content.heading, style="Title")
    for number, goal in enumerate(content.goals, 1):
        document.add_paragraph().add_run(f"{words.objective} {number}{words.colon}{goal.title}").bold = True
        for place, each in enumerate(goal.key_results, 1):
            document.add_paragraph(f"{words.key_result}{place}{words.colon}{each.text}")
        if goal.initiatives:
            document.add_paragraph(words.initiatives + words.colon.strip())
            for initiative in goal.initiatives:
                document.add_paragraph(f"– {initiative}")
        document.add_paragraph()
    return document


def headings_and_bullets(content: Content) -> Document:
    """Built-in headings and lists, whose markers are not in the text."""
    document, words = docx.Document(), content.words
    document.add_heading(content.heading, 0)
    for goal in content.goals:
        document.add_heading(f"{words.objective}{words.colon}{goal.title}", 1)
        document.add_heading(words.key_results, 2)
        for each in goal.key_results:
            document.add_paragraph(each.text, style="List Bullet")
        if goal.initiatives:
            document.add_heading(words.initiatives, 2)
            for initiative in goal.initiatives:
                document.add_paragraph(initiative, style="List Number")
    return document


def numbered_outline(content: Content) -> Document:
    """One list of several levels that prints «Objective 1» and «KR1.1» by itself."""
    document, words = docx.Document(), content.words
    document.add_paragraph(content.heading)
    identity = add_list(document, [("decimal", f"{words.objective} %1:"), ("decimal", f"{words.key_result}%1.%2:")])
    for goal in content.goals:
        in_list(document.add_paragraph(goal.title), identity, 0)
        for each in goal.key_results:
            in_list(document.add_paragraph(each.text), identity, 1)
        if goal.initiatives:
            document.add_paragraph(words.initiatives + words.colon.strip())
            for initiative in goal.initiatives:
                document.add_paragraph(initiative, style="List Bullet 2")
    return document


def company_template(content: Content) -> Document:
    """A table with merged cells for the objective, a line for each key result, initiatives below."""
    document, words = docx.Document(), content.words
    document.add_paragraph(content.heading, style="Heading 1")
    table = document.add_table(rows=1, cols=5)
    table.style = "Table Grid"
    header = (words.objective, words.key_results, words.start, words.target, words.owner)
    _fill(table, 0, header)
    for goal in content.goals:
        first = len(table.rows)
        for each in goal.key_results:
            table.add_row()
            _fill(table, len(table.rows) - 1, ("", each.text, each.start, each.target, each.owner))
        table.cell(first, 0).merge(table.cell(len(table.rows) - 1, 0)).paragraphs[0].text = goal.title
    _initiatives_column(table, content)
    return document


def card_for_each(content: Content) -> Document:
    """A small table for each objective: its name over all columns, labels in the first."""
    document, words = docx.Document(), content.words
    document.add_paragraph(content.heading, style="Heading 1")
    for goal in content.goals:
        table = document.add_table(rows=0, cols=2)
        _add(table, words.objective, goal.title)
        for place, each in enumerate(goal.key_results, 1):
            _add(table, f"{words.key_result}{place}", each.text)
        if goal.initiatives:
            row = table.add_row()
            row.cells[0].text = words.initiatives
            row.cells[1].text = goal.initiatives[0]
            for initiative in goal.initiatives[1:]:
                row.cells[1].add_paragraph(initiative)
        document.add_paragraph()
    return document


def edited_by_several(content: Content) -> Document:
    """Tracked changes, hidden text, a table of contents, line breaks and split runs."""
    document = labelled_paragraphs(content)
    body = document.element.body
    body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
            f"</w:sdtPr><w:sdtContent><w:p><w:r><w:t>KR1: 1</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    for paragraph in list(document.paragraphs)[1:]:
        for run in paragraph.runs:
            text, half = run.text, len(run.text) // 2
            run.text = text[:half]
            inserted = parse_xml(f"<w:ins {nsdecls('w')} w:id='1' w:author='A'><w:r><w:t/></w:r></w:ins>")
            (place,) = inserted.iter(qn("w:t"))
            place.text = text[half:]
            place.set(qn("xml:space"), "preserve")
            run._r.find(qn("w:t")).set(qn("xml:space"), "preserve") if run._r.find(qn("w:t")) is not None else None
            if run.bold:
                place.getparent().insert(0, parse_xml(f"<w:rPr {nsdecls('w')}><w:b/></w:rPr>"))
            run._r.addnext(inserted)
            inserted.addnext(
                parse_xml(f"<w:del {nsdecls('w')} w:id='2' w:author='A'><w:r><w:delText>gone</w:delText></w:r></w:del>")
            )
            inserted.addnext(parse_xml(f"<w:r {nsdecls('w')}><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"))
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    return document


LAYOUTS: list[Layout] = [
    labelled_paragraphs,
    headings_and_bullets,
    numbered_outline,
    company_template,
    card_for_each,
    edited_by_several,
]


def built(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _fill(table: Table, row: int, texts: tuple[str, ...]) -> None:
    for cell, text in zip(table.rows[row].cells, texts, strict=True):
        cell.text = text


def _add(table: Table, *texts: str) -> None:
    table.add_row()
    _fill(table, len(table.rows) - 1, texts)


def _initiatives_column(table: Table, content: Content) -> None:
    """A column more, merged like the objective's, with a paragraph for each initiative."""
    table.add_column(914400)
    table.cell(0, 5).text = content.words.initiatives
    row = 1
    for goal in content.goals:
        last = row + len(goal.key_results) - 1
        cell = table.cell(row, 5).merge(table.cell(last, 5))
        _paragraphs(cell, goal)
        row = last + 1


def _paragraphs(cell: object, goal: Goal) -> None:
    for place, initiative in enumerate(goal.initiatives):
        if place == 0:
            cell.paragraphs[0].text = initiative  # type: ignore[attr-defined]
        else:
            cell.add_paragraph(initiative)  # type: ignore[attr-defined]


def add_list(document: Document, levels: list[tuple[str, str]]) -> str:
    numbering = document.part.numbering_part.element
    identity = "77"
    printed = "".join(
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/></w:lvl>"
        for depth, (form, text) in enumerate(levels)
    )
    numbering.insert(
        0, parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='{identity}'>{printed}</w:abstractNum>")
    )
    numbering.append(
        parse_xml(f"<w:num {nsdecls('w')} w:numId='{identity}'><w:abstractNumId w:val='{identity}'/></w:num>")
    )
    return identity


def in_list(paragraph: object, identity: str, depth: int) -> None:
    properties = paragraph._p.get_or_add_pPr()  # type: ignore[attr-defined]
    properties.append(
        parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{depth}'/><w:numId w:val='{identity}'/></w:numPr>")
    )
