"""The same OKRs out of every format, in the layouts that people and programs use."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from vekha.coach.reading import read
from vekha.coach.reading.encoding import decoded
from vekha.coach.reading.files.kinds import Kind, kind_of
from vekha.coach.reading.files.worker import answer
from vekha.coach.tests.files import make_pdfs, slides, texts, word, workbook
from vekha.coach.tests.files.contents import CONTENTS, Content, expected, read_out

Build = Callable[[Content], bytes]

BUILT: dict[str, list[tuple[str, Build]]] = {
    "docx": [(layout.__name__, lambda content, layout=layout: word.built(layout(content))) for layout in word.LAYOUTS],
    "xlsx": [
        (layout.__name__, lambda content, layout=layout: workbook.built(layout(content))) for layout in workbook.LAYOUTS
    ],
    "pptx": [
        (layout.__name__, lambda content, layout=layout: slides.built(layout(content))) for layout in slides.LAYOUTS
    ],
    "html": [(layout.__name__, layout) for layout in texts.HTML],
    "csv": [(layout.__name__, layout) for layout in texts.CSV],
    "json": [
        (layout.__name__, lambda content, layout=layout: texts.as_json(layout(content))) for layout in texts.RECORDS
    ],
    "yaml": [
        (layout.__name__, lambda content, layout=layout: texts.as_yaml(layout(content))) for layout in texts.RECORDS
    ],
    "md": [(layout.__name__, layout) for layout in texts.TEXT],
}


def _every() -> Iterator[Any]:
    for ending, layouts in BUILT.items():
        for name, build in layouts:
            for content in CONTENTS:
                yield pytest.param(ending, build, content, id=f"{ending}-{name}-{content.name}")


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
