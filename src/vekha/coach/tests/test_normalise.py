"""Characters that mean the same become one, and no offset moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.coach.normalise import normalise


@given(st.text())
def test_the_length_of_any_text_stays(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ＮＰＳ　＞＝　５０％", "nps >= 50%"),
        ("с\u00a050\u202f000 до\u200970\u2007%", "с 50 000 до 70 %"),
        ("«Рост» — “growth”", '"рост" - "growth"'),
        ("Удержание ещё выше", "удержание еще выше"),
        ("12 ➜ 30", "12 → 30"),
        ("客戶滿意度達 90 分", "客户满意度达 90 分"),
        ("營收成長，團隊協作", "营收成长,团队协作"),
        ("显著提升", "显著提升"),
    ],
)
def test_characters_that_mean_the_same_become_one(written: str, plain: str) -> None:
    assert normalise(written) == plain
