"""Files as people's programs have saved them."""

import pytest

from vekha.coach.reading.encoding import NotText, decoded

RUSSIAN = "Цель: Стать любимой пекарней\nКР1: Постоянных гостей с 200 до 500\n"
CHINESE = "目标：成为学生最爱的面包店\nKR1：常客从 200 人增加到 500 人\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_russian_is_read_in_each_of_its_encodings(encoding: str) -> None:
    assert decoded(RUSSIAN.encode(encoding)) == RUSSIAN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_is_read_in_each_of_its_encodings(encoding: str) -> None:
    assert decoded(CHINESE.encode(encoding)) == CHINESE


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 \x81", b"PK\x03\x04rest", b"plan\x00plan", b"\x89PNG\r\n", b"{\\rtf1 plan}"]
)
def test_other_kinds_of_files_are_known_as_such(data: bytes) -> None:
    with pytest.raises(NotText) as refused:
        decoded(data)
    assert refused.value.is_binary


def test_an_unknown_encoding_is_not_taken_for_another_kind_of_file() -> None:
    with pytest.raises(NotText) as refused:
        decoded(b"\xff\xff\x81\x20\xfe")
    assert not refused.value.is_binary


def test_nothing_is_a_text_too() -> None:
    assert decoded(b"") == ""
