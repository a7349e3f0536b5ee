"""What a draft knows of a key result from its sentence."""

from typing import Any

import pytest

from vekha.advice.understood import MOST_TEXT, key_result_fields, shortened
from vekha.coach.document import Fields, KeyResult, Language


def understood(text: str, language: Language = Language.EN, **fields: str) -> dict[str, Any]:
    found = key_result_fields(KeyResult(text, fields=Fields(**fields)), language)
    return {name: found.get(name) for name in ("kind", "unit", "start", "target", "low", "high")}


@pytest.mark.parametrize(
    ("text", "language", "unit", "start", "target"),
    [
        ("Repeat bookings from 9% to 25%", Language.EN, "%", 9, 25),
        ("Cut complaints from 62 to 15 a month", Language.EN, "a month", 62, 15),
        ("Median time to first shipment from 27 to 9 days", Language.EN, "days", 27, 9),
        ("Revenue from $2M to $3.5M", Language.EN, "$M", 2, 3.5),
        ("Доля возвратов с 12 до 4 %", Language.RU, "%", 12, 4),
        ("Долг старше трёх месяцев снизился с 4,2 до 2 млн ₽", Language.RU, "млн ₽", 4.2, 2),
        ("当天入柜率从76%提升到95%", Language.ZH, "%", 76, 95),
    ],
)
def test_start_target_and_unit_are_taken_as_the_author_wrote_them(
    text: str, language: Language, unit: str, start: float, target: float
) -> None:
    assert understood(text, language) == {
        "kind": "reach", "unit": unit, "start": start, "target": target, "low": None, "high": None
    }  # fmt: skip


def test_what_is_to_be_kept_becomes_a_corridor() -> None:
    assert understood("Keep uptime at least 99.5%") == {
        "kind": "keep", "unit": "%", "start": None, "target": None, "low": 99.5, "high": None
    }  # fmt: skip


def test_a_target_alone_leaves_the_start_open() -> None:
    assert understood("Hold 12 depot meetings") == {
        "kind": "reach", "unit": "depot meetings", "start": None, "target": 12, "low": None, "high": None
    }  # fmt: skip


def test_a_sentence_without_a_number_is_done_or_not() -> None:
    assert understood("Buy new buses")["kind"] == "done"


def test_what_stands_in_other_columns_goes_before_the_sentence() -> None:
    found = understood("Repeat bookings", start="9", target="25", unit="%")
    assert (found["kind"], found["start"], found["target"], found["unit"]) == ("reach", 9, 25, "%")


def test_start_and_target_that_are_the_same_leave_the_start_open() -> None:
    found = understood("Repeat bookings", start="25", target="25")
    assert (found["start"], found["target"]) == (None, 25)


def test_a_number_that_can_be_read_in_two_ways_is_not_guessed() -> None:
    assert understood("Repeat bookings", target="1,200")["target"] is None


def test_a_long_statement_is_shortened_and_kept_whole_beside_it() -> None:
    long = "Guests " * 60
    text, whole = shortened(long)
    assert len(text) <= MOST_TEXT
    assert whole == long
    assert shortened("Guests") == ("Guests", "")
    assert key_result_fields(KeyResult(long), Language.EN)["definition"] == long
