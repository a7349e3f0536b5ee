"""What is written in the canonical form reads back to the same OKRs."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vekha.coach.document import Document, Fields, Guidance, Initiative, KeyResult, Language, Objective
from vekha.coach.reading import read
from vekha.coach.reading.write import markdown

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))

# Words, numbers, labels, notes, signs of Markdown and HTML, in three scripts.
PIECES = st.sampled_from(
    [
        *("чай", "NPS", "40%", "с 10 до 30", "tea tastes", "«снова»", "让茶更好喝", "提升到 98%", "a_b", "x*y", "[v2]"),
        *("5<6", "<b>", "R&D", "&lt;", "c|d", "#1", "1.", "\\", "`", "``", "**", "из 3", "(beta)", "KR1", "O2", "a; b"),
        *(
            "Objective: ",
            "Цель: ",
            "目标：",
            "KR2: ",
            "关键结果：",
            "Key results",
            "Инициативы:",
            "任务：",
            "(KR1)",
            "【目标】",
        ),
        *("(Anna)", "— *Anna*", "@anna", "(40%)", "0.7", "owner: Ann", "срок: май", "at risk", "负责人：李雷", "Why: "),
        *(
            "- ",
            "* ",
            "4.2 ",
            "1) ",
            "•",
            "🎯",
            "🟢",
            "| owner | due |",
            "?",
            "!",
            "。",
            "；",
            "、",
            "...",
            "10:30 ",
            "Q3",
        ),
    ]
)
TEXTS_OF_PIECES = st.lists(PIECES, min_size=1, max_size=7).map(" ".join)
STATEMENTS = (
    (TEXTS_OF_PIECES | st.text(max_size=60))
    .map(lambda text: " ".join(text.split()))
    .filter(
        lambda text: (
            any(character.isalnum() for character in text) and not set(text) & set("\u00ad\u200b\u200c\u2060\ufeff")
        )
    )
)
VALUES = st.just("") | STATEMENTS.map(lambda text: text[:60].strip())
FIELDS = st.fixed_dictionaries({}, optional=dict.fromkeys(Fields.__slots__, VALUES)).map(lambda said: Fields(**said))
OBJECTIVES = st.builds(
    Objective,
    title=STATEMENTS,
    key_results=st.lists(st.builds(KeyResult, text=STATEMENTS, fields=FIELDS), min_size=1, max_size=4).map(tuple),
    initiatives=st.lists(st.builds(Initiative, text=STATEMENTS, fields=FIELDS), max_size=3).map(tuple),
    why=VALUES,
    reality=VALUES,
    level=st.sampled_from(["", "company", "team", "person"]),
    team=VALUES,
    fields=FIELDS,
)
GUIDANCE = st.builds(Guidance, mission=VALUES, vision=VALUES, strategy=VALUES)


@settings(deadline=None, max_examples=60)
@given(st.lists(OBJECTIVES, min_size=1, max_size=3).map(tuple), GUIDANCE, st.sampled_from(Language))
def test_written_objectives_read_back(
    objectives: tuple[Objective, ...], guidance: Guidance, language: Language
) -> None:
    document = read(markdown(objectives, language, guidance))
    assert _told(document) == objectives
    assert document.guidance == guidance


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_what_was_read_and_written_reads_back(path: Path) -> None:
    document = read(path.read_text(encoding="utf-8"))
    again = read(markdown(document.objectives, document.language, document.guidance))
    assert _told(again) == _told(document)
    assert again.guidance == document.guidance


def test_harmless_words_are_written_as_they_are() -> None:
    objective = Objective("Tea tastes of tea", key_results=(KeyResult("cups sold a day from 10 to 30"),))
    assert "## Objective: Tea tastes of tea\n" in markdown([objective], Language.EN)
    assert "- KR1: cups sold a day from 10 to 30\n" in markdown([objective], Language.EN)


def test_words_that_could_be_taken_for_labels_stand_in_a_code_span() -> None:
    objective = Objective("Tea. KR2: no sugar", key_results=(KeyResult("10 cups"),))
    assert "## Objective: `` Tea. KR2: no sugar ``\n" in markdown([objective], Language.EN)


def _told(document: Document) -> tuple[Objective, ...]:
    """What the document says, without places and certainties."""
    return tuple(
        replace(
            objective,
            span=None,
            certainty=1.0,
            key_results=tuple(replace(item, span=None, certainty=1.0) for item in objective.key_results),
            initiatives=tuple(replace(item, span=None, certainty=1.0) for item in objective.initiatives),
        )
        for objective in document.objectives
    )
