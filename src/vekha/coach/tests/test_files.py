"""The same OKRs out of every format, in the layouts that people and programs use, and what else files tell."""

import datetime
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import docx
import pytest
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas

from vekha.coach.document import Document
from vekha.coach.reading import read
from vekha.coach.reading.encoding import decoded
from vekha.coach.reading.files import read_each, read_file
from vekha.coach.reading.files.kinds import Kind, kind_of
from vekha.coach.reading.files.worker import answer
from vekha.coach.tests.files import make_pdfs, slides, texts, word, workbook
from vekha.coach.tests.files.contents import CONTENTS, Content, Outline, expected, read_out

Build = Callable[[Content], bytes]


def _then(layout: Callable[[Content], Any], build: Callable[[Any], bytes]) -> Build:
    return lambda content: build(layout(content))


LAYOUTS: dict[str, tuple[Sequence[Callable[[Content], Any]], Callable[[Any], bytes]]] = {
    "docx": (word.LAYOUTS, word.built),
    "xlsx": (workbook.LAYOUTS, workbook.built),
    "pptx": (slides.LAYOUTS, slides.built),
    "html": (texts.HTML, bytes),
    "csv": (texts.CSV, bytes),
    "json": (texts.RECORDS, texts.as_json),
    "yaml": (texts.RECORDS, texts.as_yaml),
    "md": (texts.TEXT, bytes),
}


def _every() -> Iterator[Any]:
    for ending, (layouts, build) in LAYOUTS.items():
        for layout in layouts:
            for content in CONTENTS:
                yield pytest.param(
                    ending, _then(layout, build), content, id=f"{ending}-{layout.__name__}-{content.name}"
                )


@pytest.mark.parametrize(("ending", "build", "content"), list(_every()))
def test_every_format_and_layout_gives_the_same_okrs(ending: str, build: Build, content: Content) -> None:
    data = build(content)
    kind = kind_of(data, f"plan.{ending}")
    assert kind is (Kind.TEXT if ending == "md" else Kind(ending))
    text = decoded(data) if kind is Kind.TEXT else answer(data, kind)["text"]
    document = read(text)
    assert read_out(document) == expected(content), text
    assert document.language is content.language


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.name)
def test_a_printed_pdf_gives_the_same_okrs(content: Content) -> None:
    """Headings and lists, two columns, tables with lines and without: see `make_pdfs`."""
    page = answer((make_pdfs.FOLDER / f"{content.name}.pdf").read_bytes(), Kind.PDF)
    has_initiatives = make_pdfs.layout_of(content) in (make_pdfs.report, make_pdfs.two_columns)
    wanted = [(title, results, works if has_initiatives else []) for title, results, works in expected(content)]
    assert read_out(read(page["text"])) == wanted, page["text"]


# --- what stands beside the statements -------------------------------------------------------------------------------

WITH_FIELDS: dict[str, Build] = {
    "docx": _then(word.company_template, word.built),
    "xlsx": _then(workbook.merged_objectives, workbook.built),
    "html": texts.table_with_spans,
    "csv": texts.commas,
    "json": _then(texts.nested, texts.as_json),
    "yaml": _then(texts.nested, texts.as_yaml),
}


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.name)
@pytest.mark.parametrize("ending", WITH_FIELDS)
def test_owners_and_values_come_with_their_key_results(ending: str, content: Content) -> None:
    page = answer(WITH_FIELDS[ending](content), Kind(ending))
    found = [item.fields for objective in read(page["text"]).objectives for item in objective.key_results]
    told = [each for goal in content.goals for each in goal.key_results]
    assert [fields.owner for fields in found] == [each.owner for each in told]
    for said in ("start", "target"):
        assert [_bare(getattr(fields, said)) for fields in found] == [_bare(getattr(each, said)) for each in told]


def _bare(value: str) -> str:
    return value.replace(" ", "").replace("\u00a0", "").replace(",", "")


# --- places ----------------------------------------------------------------------------------------------------------


def places(document: Document) -> list[str]:
    found = [document.place(item.span.start) for each in document.objectives for item in each.key_results if item.span]
    return [f"{place.unit} {place.name}" if place else "" for place in found]


def test_a_finding_can_say_on_which_slide_it_stands() -> None:
    content = CONTENTS[1]
    document = read_file(slides.built(slides.slide_for_each(content)), "plan.pptx")
    assert places(document) == ["slide 2", "slide 2", "slide 3", "slide 3"]


def test_a_finding_can_say_in_which_cell_it_stands() -> None:
    document = read_file(workbook.built(workbook.register(CONTENTS[1])), "plan.xlsx")
    assert places(document) == ["cell Sheet!D6", "cell Sheet!D7", "cell Sheet!D8", "cell Sheet!D9"]


def test_a_finding_can_say_on_which_page_it_stands() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    for number in (1, 2):
        canvas.drawString(72, 700, f"Objective {number}: Win back guests of year {number}")
        canvas.drawString(72, 680, f"KR1: Returns in year {number} rise from 10% to 30%")
        canvas.showPage()
    canvas.save()
    assert places(read_file(file.getvalue(), "plan.pdf")) == ["page 1", "page 2"]


# --- archives and kinds ----------------------------------------------------------------------------------------------


def archive_of_every_format(content: Content) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for ending, (layouts, build) in LAYOUTS.items():
            archive.writestr(f"teams/{ending}/plan.{ending}", build(layouts[0](content)))
        archive.writestr("teams/logo.svg", "<svg/>")
    return file.getvalue()


def test_every_file_of_an_archive_is_read() -> None:
    content = CONTENTS[0]
    documents = list(read_each(archive_of_every_format(content), "plans.zip"))
    assert [found.source for found in documents if isinstance(found, Document)] == [
        f"plans.zip/teams/{ending}/plan.{ending}" for ending in sorted(LAYOUTS)
    ]
    assert all(isinstance(found, Document) and read_out(found) == expected(content) for found in documents)


def test_an_archive_read_as_one_document_knows_its_files() -> None:
    content = CONTENTS[2]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("b.md", texts.markdown_page(content))
        archive.writestr("a.txt", texts.typed_text(content))
    document = read_file(file.getvalue(), "plans.zip")
    assert read_out(document) == expected(content) * 2
    for objective in document.objectives:
        assert objective.span
        assert document.text[slice(*objective.span)] == objective.title
    assert {each.split(" ")[1] for each in places(document)} == {"a.txt", "b.md"}


@pytest.mark.parametrize(("ending", "name"), [("docx", "plan.txt"), ("xlsx", "plan"), ("html", "plan.xls")])
def test_what_a_file_is_its_content_says_first(ending: str, name: str) -> None:
    layouts, build = LAYOUTS[ending]
    assert kind_of(build(layouts[0](CONTENTS[0])), name) is Kind(ending)


# --- what only one format has ----------------------------------------------------------------------------------------


def cell_shown(value: Any, form: str) -> str:
    book = Workbook()
    cell = book.worksheets[0].cell(1, 1, value)
    cell.number_format = form
    return answer(workbook.built(book), Kind.XLSX)["text"].strip()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0.4, "0%", "40%"),
        (0.125, "0.0%", "12.5%"),
        (1_250_000, "#,##0", "1 250 000"),
        (1_250_000, '"$"#,##0', "$1 250 000"),
        (990, '#,##0 "₽"', "990 ₽"),
        (990, "#,##0\\ [$€-407]", "990 €"),
        (4.25, "0.0", "4.2"),
        (7, "General", "7"),
        (0.1 + 0.2, "General", "0.3"),
        (datetime.date(2026, 3, 31), "dd.mm.yyyy", "2026-03-31"),
        (datetime.datetime(2026, 3, 31, 18, 30), "dd.mm.yyyy hh:mm", "2026-03-31 18:30"),
        ("=SUM(B1:B9)", "0%", "=SUM(B1:B9)"),
        ("Q3", "General", "Q3"),
    ],
)
def test_a_cell_is_read_as_people_see_it(value: Any, form: str, shown: str) -> None:
    assert cell_shown(value, form) == shown


def test_a_caption_over_all_columns_divides_a_table() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Key result", "Owner", "Start", "Target"],
        ["Objective 1: Guests come back"],
        ["Guests who return within a year", "Nina", "11%", "25%"],
        ["Objective 2: The house lives in winter"],
        ["Rooms taken from November to March", "Artur", "19%", "45%"],
    ):
        sheet.append(row)
    for area in ("A2:D2", "A4:D4"):
        sheet.merge_cells(area)
    first, second = read(answer(workbook.built(book), Kind.XLSX)["text"]).objectives
    assert (first.title, second.title) == ("Guests come back", "The house lives in winter")
    assert first.key_results[0].fields.target == "25%"
    assert second.key_results[0].fields.owner == "Artur"


@pytest.mark.parametrize(
    ("form", "text", "second"),
    [
        ("decimal", "%1.", "2. b"),
        ("upperRoman", "%1.", "- II. b"),
        ("lowerLetter", "%1)", "b) b"),
        ("russianLower", "%1)", "б) b"),
        ("chineseCounting", "%1、", "二、 b"),
        ("decimal", "KR%1", "- KR2: b"),
        ("decimal", "目标%1：", "- 目标2： b"),
        ("bullet", "\uf0b7", "- b"),
    ],
)
def test_numbers_that_word_prints_are_in_the_page(form: str, text: str, second: str) -> None:
    document = docx.Document()
    identity = word.add_list(document, [(form, text)])
    for words in "ab":
        word.in_list(document.add_paragraph(words), identity, 0)
    assert answer(word.built(document), Kind.DOCX)["text"].splitlines()[1] == second


def test_lists_of_an_office_suite_keep_their_depth() -> None:
    page = answer(
        b"<html><ul class='c lst-kix_a-0'><li>one</ul><ul class='c lst-kix_a-1'><li>two</ul></html>", Kind.HTML
    )
    assert page["text"] == "- one\n  - two\n"


def test_signs_that_would_be_markup_are_words() -> None:
    document = docx.Document()
    document.add_paragraph("Objective: Keep R&D &lt;honest&gt; and calm")
    document.add_paragraph(r"KR1: Builds with <5 faults on 3*4*5 boards | a_b_c \* from 10% to 30%")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "KR2", "Yes | no <b> answers from 1 to 2"
    (objective,) = read(answer(word.built(document), Kind.DOCX)["text"]).objectives
    assert objective.title == "Keep R&D &lt;honest&gt; and calm"
    assert [item.text for item in objective.key_results] == [
        r"Builds with <5 faults on 3*4*5 boards | a_b_c \* from 10% to 30%",
        "Yes | no <b> answers from 1 to 2",
    ]


def test_markdown_typed_into_a_document_means_what_it_says() -> None:
    document = docx.Document()
    for line in ("**Objective:** Win back guests", "  - **KR1:** Returns from 10% to 30%", "    - counted weekly"):
        document.add_paragraph(line)
    page = answer(word.built(document), Kind.DOCX)["text"]
    assert read_out(read(page)) == [("Win back guests", ["Returns from 10% to 30%"], [])]


def test_records_tell_more_than_statements() -> None:
    told = {
        "mission": "Nobody in the valley is out of reach",
        "department": {"name": "Ambulance"},
        "okrs": [
            {
                "objective": "Help arrives while it still helps",
                "why": "half of the calls come from villages without a doctor",
                "level": "department",
                "status": "on track",
                "key_results": [
                    {"name": "Calls reached in time from 55% to 80%", "progress": "40%", "weight": 2, "unit": "%"},
                ],
            }
        ],
    }
    document = read(answer(texts.as_json(told), Kind.JSON)["text"])
    (objective,) = document.objectives
    assert document.guidance.mission == "Nobody in the valley is out of reach"
    assert objective.why == "half of the calls come from villages without a doctor"
    assert (objective.level, objective.team, objective.fields.status) == ("team", "Ambulance", "on track")
    (key_result,) = objective.key_results
    assert (key_result.fields.progress, key_result.fields.weight, key_result.fields.unit) == ("40%", "2", "%")


@pytest.mark.parametrize(
    "told",
    [
        {"Objectives": {"Win back guests": ["Returns from 10% to 30%", "Complaints from 8 to 2"]}},
        {"goal": {"text": "Win back guests"}, "metrics": ["Returns from 10% to 30%", "Complaints from 8 to 2"]},
        [
            {"Objective": "Win back guests", "Key Result": "Returns from 10% to 30%", "Owner": "Ada"},
            {"Objective": "Win back guests", "Key Result": "Complaints from 8 to 2", "Owner": "Bo"},
        ],
        {"目标": "Win back guests", "KR": {"KR1": "Returns from 10% to 30%", "KR2": "Complaints from 8 to 2"}},
        {"items": [{"type": "goal", "id": 1, "name": "Win back guests"},
                   {"type": "kr", "parent": 1, "name": "Returns from 10% to 30%"},
                   {"type": "kr", "parent": 1, "name": "Complaints from 8 to 2"}]},
    ],
)  # fmt: skip
def test_records_come_in_many_shapes(told: Any) -> None:
    wanted: Outline = [("Win back guests", ["Returns from 10% to 30%", "Complaints from 8 to 2"], [])]
    for data, kind in ((texts.as_json(told), Kind.JSON), (texts.as_yaml(told), Kind.YAML)):
        assert read_out(read(answer(data, kind)["text"])) == wanted


def test_lines_that_are_no_table_stay_lines_whatever_the_file_is_called() -> None:
    text = "Objective: Win back guests, and friends\nKR1: Returns from 10% to 30%\nKR2: Complaints, loud; from 8 to 2\n"
    assert read_out(read(answer(text.encode(), Kind.CSV)["text"])) == [
        ("Win back guests, and friends", ["Returns from 10% to 30%", "Complaints, loud; from 8 to 2"], [])
    ]


def test_a_page_holds_no_halves_of_characters_and_no_zero_bytes() -> None:
    page = answer(b'{"objective": "Win back \\ud83c guests\\u0000", "krs": ["Returns from 10% to 30%"]}', Kind.JSON)
    assert "Win back ? guests" in page["text"]
    assert "\0" not in page["text"]
    page["text"].encode()
