"""The words that somebody looks for."""

import pytest

from vekha.people.search import search_words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  Clean   stock ", "Clean stock"),
        ("cle\0an\0", "clean"),
        ("a b c d e f g h i j", "a b c d e f g h"),
        ("x" * 101, "x" * 100),
        ("", ""),
    ],
)
def test_no_more_is_looked_for_than_is_worth_a_query(typed: str, words: str) -> None:
    assert search_words(typed) == words
