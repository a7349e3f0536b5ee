"""Numbers as people type them, in any of the three languages: «3,5 млн», "3.5M", "350万", "45 %", "+3", "12/40"."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

SCALES = {
    "тыс": 1e3, "тысяч": 1e3, "тысяча": 1e3, "тысячи": 1e3, "к": 1e3, "k": 1e3, "thousand": 1e3, "千": 1e3,
    "万": 1e4, "萬": 1e4,
    "млн": 1e6, "миллион": 1e6, "миллиона": 1e6, "миллионов": 1e6, "м": 1e6, "m": 1e6, "mn": 1e6, "million": 1e6,
    "百万": 1e6,
    "亿": 1e8, "億": 1e8,
    "млрд": 1e9, "миллиард": 1e9, "миллиарда": 1e9, "миллиардов": 1e9, "b": 1e9, "bn": 1e9, "billion": 1e9,
}  # fmt: skip

SHARES = {
    "половина": "1/2", "половину": "1/2", "наполовину": "1/2", "полпути": "1/2", "треть": "1/3", "две трети": "2/3",
    "четверть": "1/4", "три четверти": "3/4",
    "half": "1/2", "a half": "1/2", "one half": "1/2", "halfway": "1/2", "half way": "1/2", "a third": "1/3",
    "one third": "1/3", "two thirds": "2/3", "a quarter": "1/4", "one quarter": "1/4", "three quarters": "3/4",
    "一半": "1/2", "半": "1/2", "二分之一": "1/2", "三分之一": "1/3", "三分之二": "2/3", "四分之一": "1/4",
    "四分之三": "3/4",
}  # fmt: skip

LONGEST = 100  # characters; whatever is longer is a text, not a number
LARGEST = 1e18  # no company counts farther; whatever is greater is a key held down

_NUMBER = re.compile(r"([+\-]?)\s*(\d[\d\s.,'’]*|[.,]\d+)(.*)")
_GROUPED = re.compile(r"\d{1,3}([\s'’]\d{3})+")
_CURRENCY = re.compile(
    r"[$€£¥￥₽₴₸%％‰°]|руб\w*\.?|\bр\.|долл\w*\.?|евро\b|юан\w*|人民币|元|\b(?:usd|eur|rub|cny)\b|\bdollars?\b|\beuros?\b"
    r"|\byuan\b|шт\b\.?|п\.\s?п\.|个|分",
    re.IGNORECASE,
)
_PART_AND_WHOLE = re.compile(r"(\d{1,9})\s*(?:/|\bиз\b|\bof\b)\s*(\d{1,9})")
_OF_A_WHOLE = re.compile(r"/|\bиз\b|\bof\b")
_SCALE_BEFORE_HAN = re.compile(r"百万|[千万萬亿億]")
_SCALE_OF_A_HAN_UNIT = re.compile(r"百万|[万萬亿億]")  # not 千: 千克 and 千米 are units of their own
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("\u3000"): " ", ord("\u00a0"): " ", ord("\u202f"): " ", ord("\u2009"): " ",
    ord("−"): "-", ord("–"): "-", ord("—"): "-",
}  # fmt: skip


class NotANumber(ValueError):
    """The text holds no number that could be meant."""


class AmbiguousNumber(ValueError):
    """The text can mean two numbers, e.g. `1,200`. Asking beats guessing."""

    def __init__(self, text: str, readings: tuple[float, float], *, is_change: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.readings = readings
        self.is_change = is_change


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed number: absolute, or a change of the last one ("+3"; "=" is a change of nothing)."""

    value: float
    is_change: bool = False


def read(text: str, *, unit: str = "") -> Typed:
    """Read one number.

    `unit` is what the number counts: it may be typed behind the number, and a scale in it is reckoned with
    ("500 тыс" of «млн ₽» is 0.5). "12/40" is the 12 of 40. Raises NotANumber or AmbiguousNumber.
    """
    cleaned = text[: LONGEST + 1].translate(_PLAIN).strip().casefold()
    if len(cleaned) > LONGEST:
        raise NotANumber(text)
    if cleaned == "=":
        return Typed(0.0, is_change=True)
    own_unit = unit.translate(_PLAIN).strip().casefold()
    if own_unit:
        cleaned = cleaned.removesuffix(own_unit)
    cleaned = _CURRENCY.sub(" ", _OF_A_WHOLE.split(cleaned)[0]).strip()
    found = _NUMBER.fullmatch(cleaned)
    if not found:
        raise NotANumber(text)
    sign, digits, words = found.groups()
    scale = _scale(words.strip(" ."), own_unit, text)
    factor, is_change = -scale if sign == "-" else scale, sign == "+"
    readings = [_times(reading, factor) for reading in _readings(digits.strip(), text)]
    if any(abs(value) > LARGEST for value in readings):
        raise NotANumber(text)
    if len(readings) == 2:
        raise AmbiguousNumber(text, (readings[0], readings[1]), is_change=is_change)
    return Typed(readings[0], is_change)


def share(text: str) -> Fraction | None:
    """The part of a whole that is meant by words such as "half" or «две трети»; None for anything else."""
    words = " ".join(text[:LONGEST].translate(_PLAIN).casefold().split())
    return Fraction(SHARES[words]) if words in SHARES else None


def part_and_whole(text: str) -> Fraction | None:
    """What "12/40" or «12 из 40» is as a share; None for anything else."""
    found = _PART_AND_WHOLE.fullmatch(text[:LONGEST].translate(_PLAIN).strip().casefold())
    return Fraction(int(found[1]), int(found[2])) if found and int(found[2]) else None


def _times(number: str, factor: float) -> float:
    """Exact in decimals, so that "0,57 млрд" is 570000000 and nothing beside it."""
    return float(Decimal(number) * Decimal(repr(factor)))


def _scale(words: str, unit: str, text: str) -> float:
    """What the words behind the digits multiply by, in the unit's own scale. They may also name the unit."""
    first, _space, rest = words.partition(" ")
    if found := _SCALE_BEFORE_HAN.match(words):
        scale, rest = SCALES[found[0]], words[found.end() :]
    elif first.rstrip(".") in SCALES:
        scale = SCALES[first.rstrip(".")]
    else:
        scale, rest = None, words
    if rest and not _names(rest, unit):
        raise NotANumber(text)
    return 1.0 if scale is None else scale / _scale_of(unit)


def _names(words: str, unit: str) -> bool:
    """Whether the words are the unit in some form: «дня» for «дней», "day" for "days"."""
    return any(word[:2] == words[:2] for word in (unit, *unit.split()) if word)


def _scale_of(unit: str) -> float:
    """The scale that a unit holds itself: a million in «млн ₽», ten thousand in 万元."""
    if found := _SCALE_OF_A_HAN_UNIT.match(unit):
        return SCALES[found[0]]
    first = _CURRENCY.sub(" ", unit).strip().partition(" ")[0].rstrip(".")
    if len(first) == 1 and not _CURRENCY.search(unit):
        return 1.0  # metres rather than millions
    return SCALES.get(first, 1.0)


def _readings(digits: str, text: str) -> list[str]:
    """The digits with a decimal point and nothing else; twice where they can be read in two ways, grouped first."""
    digits = digits.rstrip(" .,")
    fraction = ""
    if "," in digits and "." in digits:  # the later one is the decimal sign
        decimal = "," if digits.rfind(",") > digits.rfind(".") else "."
        digits, fraction = digits.rsplit(decimal, 1)
        digits = digits.replace("," if decimal == "." else ".", " ")
    elif sum(digits.count(sign) for sign in ".,") == 1:
        digits, fraction = digits.replace(",", ".").split(".")
        if len(fraction) == 3 and fraction.isdigit() and re.fullmatch(r"[1-9]\d{0,2}", digits):
            return [digits + fraction, f"{digits}.{fraction}"]
    else:
        digits = re.sub(r"[.,]", " ", digits)
    if re.search(r"[\s'’]", digits):
        if not _GROUPED.fullmatch(digits):
            raise NotANumber(text)
        digits = re.sub(r"\D", "", digits)
    if not (digits + fraction).isdigit():
        raise NotANumber(text)
    return [f"{digits or 0}.{fraction or 0}"]
