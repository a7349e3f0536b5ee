"""Numbers as people type them, in any of the three languages: «3,5 млн», "3.5M", "350万", "1 200", "45 %", "+3", "12/40"."""

import re
from dataclasses import dataclass

SCALES = {
    "тыс": 1e3, "тысяч": 1e3, "тысяча": 1e3, "тысячи": 1e3, "к": 1e3, "k": 1e3, "thousand": 1e3, "千": 1e3,
    "万": 1e4, "萬": 1e4,
    "млн": 1e6, "миллион": 1e6, "миллиона": 1e6, "миллионов": 1e6, "м": 1e6, "m": 1e6, "mn": 1e6, "million": 1e6,
    "百万": 1e6,
    "亿": 1e8, "億": 1e8,
    "млрд": 1e9, "миллиард": 1e9, "миллиарда": 1e9, "миллиардов": 1e9, "b": 1e9, "bn": 1e9, "billion": 1e9,
}  # fmt: skip

_NUMBER = re.compile(r"([+\-−–]?)\s*(\d[\d\s.,'’\u00a0\u202f]*|[.,]\d+)\s*([^\W\d_]*)\.?", re.UNICODE)
_GROUPED_BY_SPACE = re.compile(r"\d{1,3}([\s'’]\d{3})+$")
_CURRENCY = re.compile(r"[$€£¥￥₽₴₸%％‰°]|руб\.?|р\.|元|人民币|usd|eur|rub|cny|шт\.?|п\.\s?п\.|个|分", re.IGNORECASE)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D, 0x2013: 0x2D}


class NotANumber(ValueError):
    """The text holds no number that could be meant."""


@dataclass(frozen=True)
class AmbiguousNumber(ValueError):
    """The text can mean two numbers, e.g. `1,200`. Asking beats guessing."""

    text: str
    readings: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed number: absolute, or relative to the last one when written with a sign."""

    value: float
    is_change: bool = False


def read(text: str, *, decimal_comma: bool | None = None, unit: str = "") -> Typed:
    """Read one number.

    `decimal_comma` says how the person's language writes fractions: True for a comma (ru), False for a point (en, zh);
    it decides only where the spelling alone does not. `unit` may be typed behind the number and is ignored. "12/40" is
    the 12 of 40. Raises NotANumber or AmbiguousNumber.
    """
    cleaned = text.translate(_FULL_WIDTH).strip()
    if unit and cleaned.casefold().endswith(unit.casefold()):
        cleaned = cleaned[: len(cleaned) - len(unit)].strip()
    cleaned = _CURRENCY.sub(" ", cleaned).strip()
    cleaned = re.split(r"\s*(?:/|\bиз\b|\bof\b)\s*", cleaned)[0]
    found = _NUMBER.fullmatch(cleaned)
    if not found:
        raise NotANumber(text)
    sign, digits, scale = found.groups()
    if scale and scale.casefold() not in SCALES:
        raise NotANumber(text)
    value = _digits(digits.strip(), text, decimal_comma) * SCALES.get(scale.casefold(), 1)
    return Typed(-value if sign in {"-", "−", "–"} else value, is_change=sign == "+")


def _digits(digits: str, text: str, decimal_comma: bool | None) -> float:
    digits = digits.replace("\u00a0", " ").replace("\u202f", " ").rstrip(" .,")
    fraction = ""
    if "," in digits and "." in digits:  # the later one is the decimal sign
        decimal = "," if digits.rfind(",") > digits.rfind(".") else "."
        digits, fraction = digits.rsplit(decimal, 1)
        digits = digits.replace("," if decimal == "." else ".", " ")
    elif sum(digits.count(sign) for sign in ".,") == 1:
        sign = "," if "," in digits else "."
        whole, rest = digits.split(sign)
        if len(rest) == 3 and re.fullmatch(r"[1-9]\d{0,2}", whole):
            grouped, parted = float(whole + rest), float(f"{whole}.{rest}")
            # The sign that parts fractions in the person's language is believed; the other one may be a slip.
            if decimal_comma is None or (sign == ",") == decimal_comma:
                raise AmbiguousNumber(text, (grouped, parted))
            digits = whole + rest
        else:
            digits, fraction = whole, rest
    else:
        digits = re.sub(r"[.,]", " ", digits)
    if " " in digits or "'" in digits or "’" in digits:
        if not _GROUPED_BY_SPACE.fullmatch(digits):
            raise NotANumber(text)
        digits = re.sub(r"\D", "", digits)
    if not (digits or fraction) or not (digits + fraction).isdigit():
        raise NotANumber(text)
    return float(f"{digits or 0}.{fraction or 0}")
