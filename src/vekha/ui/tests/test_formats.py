"""Numbers, dates and rows of names in the three languages of the product."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone, translation

from vekha.ui import formats

NBSP = "\xa0"


@pytest.fixture(autouse=True)
def _on_20_november_2026() -> object:
    with time_machine.travel(datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("value", "ru", "en", "zh"),
    [
        (0.1 + 0.2, "0,3", "0.3", "0.3"),
        (4.1, "4,1", "4.1", "4.1"),
        (1234567.5, f"1{NBSP}234{NBSP}567,5", "1,234,567.5", "1,234,567.5"),
        (12000, f"12{NBSP}000", "12,000", "12,000"),
        (Decimal("34.50"), "34,5", "34.5", "34.5"),
        (-35, "−35", "−35", "−35"),
        (0.0000004, "0,0000004", "0.0000004", "0.0000004"),
        (0, "0", "0", "0"),
        (1e21, NBSP.join(["1"] + ["000"] * 7), "1" + ",000" * 7, "1" + ",000" * 7),
        (None, "—", "—", "—"),
    ],
)
def test_a_number_is_shown_in_its_shortest_spelling(value: float | None, ru: str, en: str, zh: str) -> None:
    for language, expected in (("ru", ru), ("en", en), ("zh-hans", zh)):
        with translation.override(language):
            assert formats.number(value) == expected


@pytest.mark.parametrize(
    ("share", "ru", "en"),
    [
        (0.67, f"67{NBSP}%", "67%"),
        (0.665, f"67{NBSP}%", "67%"),
        (0.999, f"99{NBSP}%", "99%"),
        (0.1 + 0.2 + 0.7, f"100{NBSP}%", "100%"),
        (1.18, f"118{NBSP}%", "118%"),
        (12.0, f"1{NBSP}200{NBSP}%", "1,200%"),
        (-0.05, f"−5{NBSP}%", "−5%"),
        (0, f"0{NBSP}%", "0%"),
        (2.0**100, f"{100 * 2**100:,}%".replace(",", NBSP).replace("%", f"{NBSP}%"), f"{100 * 2**100:,}%"),
        (None, "—", "—"),
    ],
)
def test_a_share_is_shown_in_whole_percents_and_100_only_when_reached(share: float | None, ru: str, en: str) -> None:
    for language, expected in (("ru", ru), ("en", en), ("zh-hans", en)):
        with translation.override(language):
            assert formats.percent(share) == expected


@pytest.mark.parametrize(
    ("language", "this_year", "another_year"),
    [
        ("ru", f"15{NBSP}ноября", f"1{NBSP}марта 2027"),
        ("en", f"15{NBSP}November", f"1{NBSP}March 2027"),
        ("zh-hans", "11月15日", "2027年3月1日"),
    ],
)
def test_a_day_carries_its_year_only_when_it_is_another_one(language: str, this_year: str, another_year: str) -> None:
    with translation.override(language):
        assert formats.day(datetime.date(2026, 11, 15)) == this_year
        assert formats.day(datetime.date(2027, 3, 1)) == another_year
        assert formats.day(None) == "—"


@pytest.mark.parametrize(
    ("days", "ru", "en", "zh"),
    [
        (0, "сегодня", "today", "今天"),
        (1, "вчера", "yesterday", "昨天"),
        (2, f"2{NBSP}дня назад", "2 days ago", "2 天前"),
        (5, f"5{NBSP}дней назад", "5 days ago", "5 天前"),
        (11, f"11{NBSP}дней назад", "11 days ago", "11 天前"),
        (-1, "завтра", "tomorrow", "明天"),
        (-3, f"через 3{NBSP}дня", "in 3 days", "3 天后"),
        (-7, f"через 7{NBSP}дней", "in 7 days", "7 天后"),
        (14, f"6{NBSP}ноября", f"6{NBSP}November", "11月6日"),
        (-41, f"31{NBSP}декабря", f"31{NBSP}December", "12月31日"),
    ],
)
def test_a_near_day_is_counted_and_a_far_one_is_named(days: int, ru: str, en: str, zh: str) -> None:
    value = datetime.date(2026, 11, 20) - datetime.timedelta(days=days)
    for language, expected in (("ru", ru), ("en", en), ("zh-hans", zh)):
        with translation.override(language):
            assert formats.ago(value) == expected


def test_on_a_page_about_a_past_day_no_day_is_near() -> None:
    shown, today = datetime.date(2026, 11, 13), datetime.date(2026, 11, 20)
    with translation.override("en"):
        assert formats.ago(shown, on=shown) == f"13{NBSP}November"
        assert formats.ago(today, on=today) == "today"


def test_a_moment_belongs_to_the_day_of_the_readers_time_zone() -> None:
    late_on_the_19th_in_utc = datetime.datetime(2026, 11, 19, 22, 30, tzinfo=datetime.UTC)
    with timezone.override("Asia/Shanghai"), translation.override("en"):
        assert formats.ago(late_on_the_19th_in_utc) == "today"
        assert formats.day(late_on_the_19th_in_utc) == f"20{NBSP}November"


@pytest.mark.parametrize(
    ("start", "end", "ru", "en", "zh"),
    [
        ("2026-11-16", "2026-11-22", f"16–22{NBSP}ноября", f"16–22{NBSP}November", "11月16日至22日"),
        (
            "2026-10-01",
            "2026-12-31",
            f"1{NBSP}октября – 31{NBSP}декабря",
            f"1{NBSP}October – 31{NBSP}December",
            "10月1日至12月31日",
        ),
        (
            "2026-09-01",
            "2027-03-31",
            f"1{NBSP}сентября 2026 – 31{NBSP}марта 2027",
            f"1{NBSP}September 2026 – 31{NBSP}March 2027",
            "2026年9月1日至2027年3月31日",
        ),
        ("2027-01-04", "2027-01-10", f"4–10{NBSP}января 2027", f"4–10{NBSP}January 2027", "2027年1月4日至10日"),
        (
            "2027-01-01",
            "2027-03-31",
            f"1{NBSP}января – 31{NBSP}марта 2027",
            f"1{NBSP}January – 31{NBSP}March 2027",
            "2027年1月1日至3月31日",
        ),
        ("2026-11-20", "2026-11-20", f"20{NBSP}ноября", f"20{NBSP}November", "11月20日"),
        ("2026-10-01", None, f"с{NBSP}1{NBSP}октября", f"from 1{NBSP}October", "10月1日起"),
        (None, "2026-12-31", f"до{NBSP}31{NBSP}декабря", f"until 31{NBSP}December", "截至12月31日"),
        (None, None, "—", "—", "—"),
    ],
)
def test_a_span_says_month_and_year_once(start: str | None, end: str | None, ru: str, en: str, zh: str) -> None:
    days = [datetime.date.fromisoformat(day) if day else None for day in (start, end)]
    for language, expected in (("ru", ru), ("en", en), ("zh-hans", zh)):
        with translation.override(language):
            assert formats.span(*days) == expected


def test_a_score_always_has_one_digit() -> None:
    with translation.override("ru"):
        assert [formats.score(value) for value in (1, 0.7, 0)] == ["1,0", "0,7", "0,0"]


@pytest.mark.parametrize(
    ("language", "row"),
    [("ru", "Анна, Борис"), ("en", "Анна, Борис"), ("zh-hans", "Анна、Борис"), ("de", "Анна, Борис")],
)
def test_names_are_counted_up_as_the_language_does(language: str, row: str) -> None:
    with translation.override(language):
        assert formats.names(["Анна", "Борис"]) == row
        shown = Template("{% load marks %}{{ them|names }} {% for name in them %}{{ name }}{% comma %}{% endfor %}")
        assert shown.render(Context({"them": ["Анна", "Борис"]})).startswith(f"{row} Анна{row[4:-5]}")


@pytest.mark.parametrize(("language", "text"), [("ru", "Да. Нет."), ("en", "Да. Нет."), ("zh-hans", "Да.Нет.")])
def test_sentences_follow_one_another_as_the_language_has_them(language: str, text: str) -> None:
    with translation.override(language):
        assert formats.sentences(["Да.", "Нет."]) == text


def test_a_row_of_names_is_escaped() -> None:
    shown = Template("{% load marks %}{{ them|names }}").render(Context({"them": ["<b>", "Q&A"]}))

    assert shown == "&lt;b&gt;, Q&amp;A"
