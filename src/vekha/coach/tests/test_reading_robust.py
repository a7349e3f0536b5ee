"""No text is refused, and every span lies in the text that was given."""

import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vekha.coach.document import Document, Initiative, KeyResult, Objective
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


def _items(document: Document) -> Iterator[Objective | KeyResult | Initiative]:
    for objective in document.objectives:
        yield objective
        yield from objective.key_results
        yield from objective.initiatives


def _spans_lie_inside(document: Document) -> None:
    for item in _items(document):
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
    assert all((item.title if isinstance(item, Objective) else item.text).strip() for item in _items(document))


def test_a_damaged_document_is_read() -> None:
    text = "".join(PIECES) * 3
    chance = random.Random(7)
    for _ in range(200):
        start, length = chance.randrange(len(text)), chance.randrange(40)
        damaged = text[:start] + text[start + length :] + text[start : start + length]
        _spans_lie_inside(read(damaged))


PIECES_OF_LONG_TEXTS = [
    *("**", "[", "(", "&", "<!--", "`` a ", '"\t', "【", "\t", "|a", "> ", "    a", "abc\n", "- a 5\n", "  - a 5\n"),
    *("KR1: ", "цель: ", "目标", "Our goal is ", "# Team a\n", "key results:\na\n", "Objective   Key result   Owner\n"),
    *("a — ", "1) a ", "I. ", "a if ", "ab cd, ", "(owner: ", "owner: a, ", "Owner: a\n", ", at risk", "@a ", "(5%) "),
    *("5 мая ", "q1 "),
]


@pytest.mark.parametrize("piece", PIECES_OF_LONG_TEXTS)
def test_time_grows_with_the_length_of_the_text_and_no_faster(piece: str) -> None:
    times = []
    for count in (2_000, 16_000):
        begun = time.process_time()
        read("O: x " + piece * count)
        times.append(time.process_time() - begun)
    # Eight times the text; a quadratic reader would take sixty-four times as long.
    assert times[1] < max(0.5, 32 * times[0])


def test_a_list_in_a_list_in_a_list_is_read() -> None:
    text = "".join(f"{' ' * depth}- a grows from {depth} to 9\n" for depth in range(500))
    _spans_lie_inside(read("Objective: x\nKey results:\n" + text))
