"""The same OKRs out of every format, in the layouts that people and programs use."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from vekha.coach.reading import read
from vekha.coach.reading.encoding import decoded
from vekha.coach.reading.files.kinds import Kind, kind_of
from vekha.coach.reading.files.worker import answer
from vekha.coach.tests.files import make_pdfs, slides, texts, word, workbook
from vekha.coach.tests.files.contents import CONTENTS, Content, expected, read_out

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
