"""Rewrites filled in and put into the text."""

from vekha.advice.rewriting import filled, fingerprint, put_in
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


def test_the_fingerprint_tells_another_text_and_another_milestone() -> None:
    assert fingerprint("O: a", 1) == fingerprint("O: a", 1)
    assert len({fingerprint("O: a", 1), fingerprint("O: b", 1), fingerprint("O: a", None)}) == 3
