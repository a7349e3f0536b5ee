"""What is written in the canonical form reads back to the same OKRs."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vekha.coach.document import Fields, Initiative, KeyResult, Language, Objective
from vekha.coach.reading import read
from vekha.coach.reading.write import markdown

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))

# With signs that mean something in Markdown and HTML.
WORDS = st.sampled_from(
    ["чай", "NPS", "40%", "с 10 до 30", "tea tastes", "«снова»", "让茶更好喝", "提升到 98%", "a_b", "x*y", "[v2]"]
)
SIGNS = st.sampled_from(
    ["5<6", "<b>", "R&D", "&lt;", "c|d", "#1", "1.", "\\", "`", "**", "из 3", "(beta)", "KR1", "O2", "a; b", "a: b"]
)
STATEMENTS = st.lists(WORDS | SIGNS, min_size=3, max_size=9).map(lambda words: "Shops " + " ".join(words) + " kept")
VALUES = st.sampled_from(["", "", "Anna", "30%", "10 марта", "进行中", "at risk"])
FIELDS = st.builds(Fields, owner=VALUES, due=VALUES, start=VALUES, target=VALUES, current=VALUES, status=VALUES)
OBJECTIVES = st.builds(
    Objective,
    title=STATEMENTS,
    key_results=st.lists(st.builds(KeyResult, text=STATEMENTS, fields=FIELDS), min_size=1, max_size=4).map(tuple),
    initiatives=st.lists(st.builds(Initiative, text=STATEMENTS, fields=FIELDS), max_size=3).map(tuple),
    why=st.sampled_from(["", "half of them leave"]),
    reality=st.sampled_from(["", "половина уходит"]),
    level=st.sampled_from(["", "company", "team", "person"]),
    fields=FIELDS,
)


@settings(deadline=None)
@given(st.lists(OBJECTIVES, min_size=1, max_size=4).map(tuple), st.sampled_from(Language))
def test_written_objectives_read_back(objectives: tuple[Objective, ...], language: Language) -> None:
    assert _placeless(read(markdown(objectives, language)).objectives) == objectives


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_what_was_read_and_written_reads_back(path: Path) -> None:
    document = read(path.read_text(encoding="utf-8"))
    again = read(markdown(document.objectives, document.language))
    assert _placeless(again.objectives) == _placeless(document.objectives)


def _placeless(objectives: tuple[Objective, ...]) -> tuple[Objective, ...]:
    return tuple(
        replace(
            objective,
            span=None,
            key_results=tuple(replace(item, span=None) for item in objective.key_results),
            initiatives=tuple(replace(item, span=None) for item in objective.initiatives),
        )
        for objective in objectives
    )
