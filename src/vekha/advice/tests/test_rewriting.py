"""Rewrites filled in and put into the text."""

import pytest

from vekha.advice.rewriting import filled, fingerprint, put_in, read_apart
from vekha.coach.document import Span


def test_the_gaps_take_what_was_written_into_them_in_their_order() -> None:
    assert filled("Returns from __ to __", ["12%", " 4%\n"]) == "Returns from 12% to 4%"


def test_an_empty_gap_stays_a_gap() -> None:
    assert filled("Returns from __ to ___", ["", "4%"]) == "Returns from __ to 4%"
    assert filled("__ from __ to __", []) == "__ from __ to __"


def test_more_words_than_gaps_change_nothing() -> None:
    assert filled("Returns to __", ["4%", "5%"]) == "Returns to 4%"


def test_only_the_statement_is_replaced() -> None:
    assert put_in("KR1: Launch\nKR2: Sell", Span(5, 11), "Orders from 1 to 2") == "KR1: Orders from 1 to 2\nKR2: Sell"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("O: Grow\nKR1: Sell and save\nKR2: Win", "O: Grow\nKR1: Sell\nKR1: Save\nKR2: Win"),
        ("Grow\n- Sell and save", "Grow\n- Sell\n- Save"),
        ("| KR | who |\n| Sell and save | Ann |\n", "| KR | who |\n| Sell | Ann |\n| Save | Ann |\n"),
        ("We want to grow: Sell and save; Win", "We want to grow: Sell\n- Save; Win"),
    ],
)
def test_two_results_stand_in_two_lines_as_the_one_stood(text: str, words: str) -> None:
    start = text.index("Sell and save")
    assert put_in(text, Span(start, start + len("Sell and save")), "Sell\nSave") == words


@pytest.mark.parametrize(
    ("words", "members"),
    [
        ("Orders (by phone) from 40 to 10", ["Orders (by phone) from 40 to 10"]),
        ("Orders from 40 to 10 (initiative: Launch an app)", ["Orders from 40 to 10", "Launch an app"]),
        (
            "Доля заказов с 3 до 9 % (владелец Анна)\nЖалобы с 30 до 10",
            ["Доля заказов с 3 до 9 %", "Жалобы с 30 до 10"],
        ),
        ("复购率从30%到45%（负责人 王芳）\n投诉从30到10", ["复购率从30%到45%", "投诉从30到10"]),
    ],
)
def test_a_wording_is_read_apart_into_what_it_holds(words: str, members: list[str]) -> None:
    assert [member.text for member in read_apart(words)] == members


def test_the_fingerprint_tells_another_text_and_another_milestone() -> None:
    assert fingerprint("O: a", 1) == fingerprint("O: a", 1)
    assert len({fingerprint("O: a", 1), fingerprint("O: b", 1), fingerprint("O: a", None)}) == 3
