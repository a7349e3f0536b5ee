"""No text is refused, and every span lies in the text that was given."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from vekha.coach.document import Document
from vekha.coach.reading import read

PIECES = [
    *(
        "Objective: ",
        "Цель: ",
        "目标：",
        "O1 ",
        "KR1: ",
        "КР1.1: ",
        "关键结果：",
        "Key results",
        "Инициативы:",
        "任务：",
        "(KR1)",
    ),
    *(
        "\n",
        "\n\n",
        "  ",
        "\t",
        "\r\n",
        "\u2028",
        "\x0c",
        "\ufeff",
        "- ",
        "* ",
        "1. ",
        "1.1 ",
        "（1）",
        "## ",
        "•",
        "🎯 ",
    ),
    *("| ", " | ", "|---|---|\n", "Objective\tKey result\tOwner\n", "Objective,Key result\n", '"', ",", "№"),
    *("**", "*", "`", "[x](y)", "\\", "&nbsp;", "&laquo;", "<br>", "<!--", "-->", "<li>", "<td>", "</tr>"),
    *(
        "с 10 до 20%",
        "from 3 to 5",
        "提升至98%",
        "слово",
        "word",
        "词语",
        ";",
        ".",
        "。",
        "«",
        "»",
        "— *Anna* — 45%",
        "@anna",
    ),
    *(
        "Owner: Anna",
        "[00:01:02] Ольга: ",
        "We will x as measured by:",
        "Наша цель — ",
        "Второй — ",
        "【目标】",
        "Results:",
    ),
]


def _spans_lie_inside(document: Document) -> None:
    for objective in document.objectives:
        for item in (objective, *objective.key_results, *objective.initiatives):
            assert item.span is not None
            assert 0 <= item.span.start < item.span.end <= len(document.text)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    _spans_lie_inside(read(text))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_mixture_of_labels_marks_and_breaks_is_read(text: str) -> None:
    document = read(text)
    _spans_lie_inside(document)
    for objective in document.objectives:
        assert objective.title.strip()
        assert all(item.text.strip() for item in (*objective.key_results, *objective.initiatives))


def test_a_damaged_document_is_read() -> None:
    text = "".join(PIECES) * 3
    chance = random.Random(7)
    for _ in range(200):
        start, length = chance.randrange(len(text)), chance.randrange(40)
        damaged = text[:start] + text[start + length :] + text[start : start + length]
        _spans_lie_inside(read(damaged))
