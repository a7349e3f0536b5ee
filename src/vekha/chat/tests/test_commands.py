"""What people write is understood as they mean it, in three languages and on any keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.chat.commands import Choice, Link, Row, Said, Wish, read, tell_apart
from vekha.chat.models import new_code


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", Wish.LIST),
        ("  ", Wish.LIST),
        ("list", Wish.LIST),
        ("List.", Wish.LIST),
        ("/list", Wish.LIST),
        ("/list@northlight_okr_bot", Wish.LIST),
        ("список", Wish.LIST),
        ("Неделя", Wish.LIST),
        ("列表", Wish.LIST),
        ("清单。", Wish.LIST),
        ("undo", Wish.UNDO),
        ("/undo", Wish.UNDO),
        ("Отмена", Wish.UNDO),
        ("撤销", Wish.UNDO),
        ("help", Wish.HELP),
        ("?", Wish.HELP),
        ("/start", Wish.HELP),
        ("помощь", Wish.HELP),
        ("帮助", Wish.HELP),
        ("hello", Wish.UNCLEAR),
        ("2.5", Wish.UNCLEAR),
        ("/2", Row(2, "")),
        ("a", Choice(0)),
        ("А", Choice(0)),
        ("b)", Choice(1)),
        ("б", Choice(1)),
        ("c", Choice(2)),
        ("2", Row(2, "")),
        ("2 45 7 note", Row(2, "45 7 note")),
        ("#2 45", Row(2, "45")),
        ("2. 45", Row(2, "45")),
        ("2) 45", Row(2, "45")),
        ("2=", Row(2, "=")),
        ("２ ４５", Row(2, "４５")),
        ("2：45", Row(2, "45")),
        ("2，45，7，签了两家", Row(2, "45，7，签了两家")),
        ("2 45 first line\nsecond line", Row(2, "45 first line\nsecond line")),
        ("2 45 signed\n12 clients more", Row(2, "45 signed\n12 clients more")),
        ("1 45 7\n2 30", Wish.SEVERAL),
        ("1 45\n2 =", Wish.SEVERAL),
        ("1 =\n2. +3", Wish.SEVERAL),
    ],
)
def test_what_is_wished(text: str, wish: object) -> None:
    assert read(text) == wish


@pytest.mark.parametrize("around", ["{}", "/start {}", "link {}", "код {}", "绑定 {}", " {} "])
def test_a_code_is_known_however_it_is_sent(around: str) -> None:
    code = new_code()
    for written in (code, code.lower(), f"{code[:4]}-{code[4:]}", f"{code[:4]} {code[4:]}"):
        assert read(around.format(written)) == Link(code)


@pytest.mark.parametrize("word", ["security", "22334455", "customer", "ABCDEFGH"])
def test_a_word_is_no_code(word: str) -> None:
    assert not isinstance(read(word), Link)


@pytest.mark.parametrize(
    ("words", "unit", "said"),
    [
        ("45", "", Said("45")),
        ("45 7", "", Said("45", "7")),
        ("45 10", "", Said("45", "10")),
        ("45 7 two clients signed", "", Said("45", "7", "two clients signed")),
        ("45 two clients signed", "", Said("45", "", "two clients signed")),
        ("45 12 clients signed", "", Said("45", "", "12 clients signed")),
        ("45, 7, two clients", "", Said("45", "7", "two clients")),
        ("45 7/10 note", "", Said("45", "7", "note")),
        ("45 7 - note", "", Said("45", "7", "note")),
        ("= 7", "", Said("=", "7")),
        ("=", "", Said("=")),
        ("+3", "", Said("+3")),
        ("+ 3 8", "", Said("+ 3", "8")),
        ("-5", "", Said("-5")),
        ("−5 6", "", Said("−5", "6")),
        ("3.5M 8", "", Said("3.5M", "8")),
        ("3,5 млн 8 подписали", "", Said("3,5 млн", "8", "подписали")),
        ("3,5 млн ₽ 8", "₽", Said("3,5 млн ₽", "8")),
        ("500 тыс 8", "млн ₽", Said("500 тыс", "8")),
        ("12/40", "", Said("12/40")),
        ("12/40 7 note", "", Said("12/40", "7", "note")),
        ("12 of 40 7 note", "", Said("12 of 40", "7", "note")),
        ("12 из 40 7", "", Said("12 из 40", "7")),
        ("12 / 40 7", "", Said("12 / 40", "7")),
        ("12 из-за отпусков", "", Said("12", "", "из-за отпусков")),
        ("1 200 7", "", Said("1 200", "7")),
        ("1 200 000 7 note", "", Said("1 200 000", "7", "note")),
        ("12 345,6 7", "", Said("12 345,6", "7")),
        ("45 % 7", "%", Said("45 %", "7")),
        ("45% 7", "%", Said("45%", "7")),
        ("24 days 7", "days", Said("24 days", "7")),
        ("24 day 7", "days", Said("24 day", "7")),
        ("24 days", "days", Said("24 days")),
        ("24 data is late", "days", Said("24", "", "data is late")),
        ("24 дня 7 склад", "дней", Said("24 дня", "7", "склад")),
        ("24 дня ждали склад", "дней", Said("24", "", "дня ждали склад")),
        ("45 к пятнице закроем", "", Said("45", "", "к пятнице закроем")),
        ("45к 7", "", Said("45к", "7")),
        ("350万 7 签了两家", "元", Said("350万", "7", "签了两家")),
        ("350万元 7 签了两家", "元", Said("350万元", "7", "签了两家")),
        ("45，7，签了两家，还差一家", "", Said("45", "7", "签了两家，还差一家")),
        ("４５ ７ 备注", "", Said("４５", "7", "备注")),
        ("24天 7", "天", Said("24天", "7")),
        ("1,200", "", Said("1,200")),
        ("half 7 of the stock is counted", "", Said("half", "7", "of the stock is counted")),
        ("две трети", "", Said("две трети")),
        ("половина 8", "", Said("половина", "8")),
        ("一半 7", "", Said("一半", "7")),
        ("half of the team is ill", "", Said("", "", "half of the team is ill")),
        ("4O 7", "", Said("4O", "7")),
        ("waiting for the lawyers", "", Said("", "", "waiting for the lawyers")),
        ("45 7 ! no designer", "", Said("45", "7", "", "no designer")),
        ("45 7 signed ! no designer", "", Said("45", "7", "signed", "no designer")),
        ("45 7 signed !no designer", "", Said("45", "7", "signed", "no designer")),
        ("45 7 签了 ！缺设计师", "", Said("45", "7", "签了", "缺设计师")),
        ("45 7 Signed! At last", "", Said("45", "7", "Signed! At last")),
        ("45 blocker no designer", "", Said("45", "", "", "no designer")),
        ("45 7 блокер: ждём юристов", "", Said("45", "7", "", "ждём юристов")),
        ("45 7 подписали. Помеха: ждём юристов", "", Said("45", "7", "подписали.", "ждём юристов")),
        ("45 7 阻碍：等法务", "", Said("45", "7", "", "等法务")),
        ("45 7 签了，阻碍：等法务", "", Said("45", "7", "签了", "等法务")),
        ("45 removed the blocker yesterday", "", Said("45", "", "removed the blocker yesterday")),
        ("= ! waiting", "", Said("=", "", "", "waiting")),
        ("! waiting", "", Said("", "", "", "waiting")),
        ("45 first line\nsecond line", "", Said("45", "", "first line\nsecond line")),
    ],
)
def test_value_confidence_note_and_blocker_are_told_apart(words: str, unit: str, said: Said) -> None:
    assert tell_apart(words, unit=unit) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("done 9 shipped", Said("1", "9", "shipped")),
        ("да", Said("1")),
        ("готово. 8", Said("1", "8")),
        ("нет 4 ждём", Said("0", "4", "ждём")),
        ("是 8", Said("1", "8")),
        ("1", Said("1")),
        ("= 3", Said("=", "3")),
    ],
)
def test_of_what_is_done_or_not_a_word_says_so(words: str, said: Said) -> None:
    assert tell_apart(words, is_yes_or_no=True) == said


@given(st.text(max_size=60), st.sampled_from(["", "days", "дней", "万元", "%", "млн ₽"]))
def test_whatever_is_written_is_told_apart_and_no_letter_is_lost(words: str, unit: str) -> None:
    said = tell_apart(words, unit=unit)
    letters = [sign for sign in words if sign.isalpha()]
    kept = [sign for sign in said.value + said.confidence + said.note + said.blocker if sign.isalpha()]
    marks = {"blocker", "блокер", "помеха", "препятствие", "阻碍", "障碍"}
    assert letters == kept or any(mark in words.casefold() for mark in marks)


@given(st.text(max_size=80))
def test_nothing_that_is_written_makes_the_reader_stumble(text: str) -> None:
    read(text)
