"""Short documents in the layouts of companies, tools and letters: `layouts/<language>.txt`.

Each begins with `=== its name`; behind `>>>` stands what should be read, a line each: O an objective, K a key result,
I an initiative, and in braces the fields that matter there.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from vekha.coach.document import Document, Initiative, KeyResult, Objective
from vekha.coach.reading import read

FOLDER = Path(__file__).parent / "layouts"
_FIELDS = re.compile(r" \{([^{}]*)\}$")
_OF_OBJECTIVE = ("level", "team", "why", "reality")


def _layouts() -> Iterator[object]:
    for path in sorted(FOLDER.glob("*.txt")):
        for layout in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, rest = layout.partition("\n")
            text, _, expected = rest.partition(">>>\n")
            yield pytest.param(text, expected.split("\n"), id=f"{path.stem}-{name}")


@pytest.mark.parametrize(("text", "expected"), list(_layouts()))
def test_a_layout_is_read(text: str, expected: list[str]) -> None:
    lines = [line for line in expected if line]
    read_items = list(_items(read(text)))
    assert [f"{kind} {_words(item)}" for kind, item in read_items] == [_FIELDS.sub("", line) for line in lines]
    for (_, item), line in zip(read_items, lines, strict=True):
        for field in _FIELDS.findall(line):
            for said in field.split("; "):
                name, _, value = said.partition("=")
                assert getattr(item if name in _OF_OBJECTIVE else item.fields, name) == value, (line, name)


def _items(document: Document) -> Iterator[tuple[str, Objective | KeyResult | Initiative]]:
    for objective in document.objectives:
        yield "O", objective
        yield from (("K", item) for item in objective.key_results)
        yield from (("I", item) for item in objective.initiatives)


def _words(item: Objective | KeyResult | Initiative) -> str:
    return item.title if isinstance(item, Objective) else item.text
