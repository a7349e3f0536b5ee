import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vekha.ui import numbers
from vekha.ui.numbers import AmbiguousNumber, NotANumber, Typed

VALUES = st.floats(min_value=0, max_value=1e9, allow_nan=False, allow_infinity=False).map(lambda value: round(value, 2))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("34", 34),
        ("  34 ", 34),
        ("0", 0),
        ("4,5", 4.5),
        ("4.5", 4.5),
        (".5", 0.5),
        ("0.125", 0.125),
        ("0,125", 0.125),
        ("5.", 5),
        ("1 200", 1200),
        ("1\u00a0200", 1200),
        ("1\u202f200,5", 1200.5),
        ("1'200", 1200),
        ("1’200’300", 1200300),
        ("1,234,567", 1234567),
        ("1.234.567,8", 1234567.8),
        ("1,234,567.8", 1234567.8),
        ("1234,567", 1234.567),
        ("3,5 млн", 3_500_000),
        ("3,5млн.", 3_500_000),
        ("0,57 млрд", 570_000_000),
        ("12 тыс", 12_000),
        ("3.5M", 3_500_000),
        ("12k", 12_000),
        ("1.5 bn", 1_500_000_000),
        ("350万", 3_500_000),
        ("3.5 亿", 350_000_000),
        ("3百万", 3_000_000),
        ("３５０", 350),
        ("４５％", 45),
        ("45 %", 45),
        ("$1.5M", 1_500_000),
        ("3 млн рублей", 3_000_000),
        ("12 руб.", 12),
        ("350万元", 3_500_000),
        ("12/40", 12),
        ("12 из 40", 12),
        ("12 of 40", 12),
        ("-3", -3),
        ("−3", -3),
        ("–3,5", -3.5),
    ],
)
def test_numbers_are_read_in_any_spelling(text: str, value: float) -> None:
    assert numbers.read(text) == Typed(value)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("34 %", "%", 34),
        ("5 м", "м", 5),
        ("5 days", "days", 5),
        ("1 day", "days", 1),
        ("2 дня", "дней", 2),
        ("4,6 из 5", "из 5", 4.6),
        ("3千克", "千克", 3),
        ("3万件", "件", 30_000),
    ],
)
def test_the_unit_may_stand_behind_the_number(text: str, unit: str, value: float) -> None:
    assert numbers.read(text, unit=unit) == Typed(value)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("3,5 млн", "млн ₽", 3.5),
        ("3,5", "млн ₽", 3.5),
        ("500 тыс", "млн ₽", 0.5),
        ("3.5M", "M€", 3.5),
        ("350万", "万元", 350),
        ("1.2亿", "万元", 12_000),
        ("2 тыс", "тыс. человек", 2),
        ("5 млн", "м", 5_000_000),
    ],
)
def test_a_scale_is_reckoned_in_the_scale_of_the_unit(text: str, unit: str, value: float) -> None:
    assert numbers.read(text, unit=unit) == Typed(value)


@pytest.mark.parametrize(("text", "change"), [("+3", 3), ("+ 0,5", 0.5), ("+2 тыс", 2000), ("=", 0), ("＝", 0)])
def test_a_plus_or_an_equals_sign_is_a_change(text: str, change: float) -> None:
    assert numbers.read(text) == Typed(change, is_change=True)


@pytest.mark.parametrize(
    ("text", "readings"),
    [("1,200", (1200, 1.2)), ("1.200", (1200, 1.2)), ("12,345", (12345, 12.345)), ("-1,200", (-1200, -1.2))],
)
def test_what_can_be_read_in_two_ways_is_asked_about(text: str, readings: tuple[float, float]) -> None:
    with pytest.raises(AmbiguousNumber) as ambiguous:
        numbers.read(text)

    assert ambiguous.value.readings == readings


def test_an_ambiguous_change_is_still_a_change() -> None:
    with pytest.raises(AmbiguousNumber) as ambiguous:
        numbers.read("+1,200")

    assert ambiguous.value.is_change


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "abc", "3x", "3 4", "1 20", "1,2,3", "12.34.56", "1,23,456.5", "+", "-", "%", "млн", "++3", "+-3",
        "3-", "1e5", "==", "0x10", "NaN", "inf", "٫", "²", "9" * 21, "9" * 400, "9 " * 2_000_000, "половина",
        "3 клиента",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        numbers.read(text)


@given(VALUES, st.sampled_from([",", "."]))
def test_a_number_is_read_back_whichever_sign_parts_its_fraction(value: float, sign: str) -> None:
    assert numbers.read(f"{value:.2f}".replace(".", sign)) == Typed(value)


@given(VALUES, st.sampled_from([" ", "\u00a0", "\u202f", "'"]), st.sampled_from([",", "."]))
def test_a_number_is_read_back_whatever_groups_its_digits(value: float, group: str, sign: str) -> None:
    text = f"{value:_.2f}".replace(".", sign).replace("_", group)

    assert numbers.read(text) == Typed(value)


@given(VALUES, st.sampled_from(sorted(numbers.SCALES)), st.sampled_from(["", " "]))
def test_a_scale_multiplies_in_any_case(value: float, scale: str, space: str) -> None:
    text = f"{value:.2f}{space}{scale}"

    assert numbers.read(text).value == pytest.approx(value * numbers.SCALES[scale])
    assert numbers.read(text.upper()) == numbers.read(text)


@given(VALUES)
def test_signs_turn_a_number_into_its_opposite_or_into_a_change(value: float) -> None:
    assert numbers.read(f"-{value:.2f}") == Typed(-value)
    assert numbers.read(f"+{value:.2f}") == Typed(value, is_change=True)


@given(st.text(max_size=120), st.text(max_size=20))
def test_any_text_is_a_finite_number_or_refused(text: str, unit: str) -> None:
    try:
        typed = numbers.read(text, unit=unit)
    except (NotANumber, AmbiguousNumber):
        return
    assert abs(typed.value) <= numbers.LARGEST


@given(st.text(alphabet="0123456789.,  '+-−=/kмлнMтыс万亿%", max_size=12))
def test_spaces_around_a_number_do_not_matter(text: str) -> None:
    def read(spelling: str) -> object:
        try:
            return numbers.read(spelling)
        except AmbiguousNumber as ambiguous:
            return ambiguous.readings
        except NotANumber:
            return None

    assume(text.strip())
    assert read(f"  {text}\u00a0") == read(text)
