"""Numbers and days as machines and tables write them. Pure: it runs in the limited process."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from vekha.kpis.trouble import NoReading, Trouble
from vekha.ui import numbers

FIRST_YEAR = 1970  # no company has an older reading; whatever is earlier is a slip

_DAYS = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})"), (3, 2, 1)),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A number and when it held: a moment or a day in ISO form, empty for now."""

    value: float
    at: str = ""


def number(said: Any) -> float:
    """The number that is meant. Raises NoReading where there is none or more than one reading."""
    try:
        if isinstance(said, bool) or said is None:
            raise ValueError
        value = float(said) if not isinstance(said, str) else _typed(said.strip())
    except (ValueError, TypeError, OverflowError):
        raise NoReading(Trouble.NOT_A_NUMBER, str(said)[:80]) from None
    if not math.isfinite(value):
        raise NoReading(Trouble.NOT_A_NUMBER, str(said)[:80])
    return value


def moment(said: Any) -> str:
    """A day or a moment in ISO form. 03/04/2026 is neither: one half of the world reads it otherwise than the other."""
    at = said if isinstance(said, date) else _moment(str(said).strip())
    if at is None or at.year < FIRST_YEAR:
        raise NoReading(Trouble.NOT_A_DATE, str(said)[:80])
    if isinstance(at, datetime) and at.time() == time() and at.tzinfo is None:
        return at.date().isoformat()
    return at.isoformat()


def pairs(rows: Iterable[tuple[Any, Any]]) -> list[Found]:
    """Days and values as readings; rows without a value or a day are passed over."""
    return [Found(number(value), moment(day)) for day, value in rows if str(day or "").strip() and not _is_empty(value)]


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _typed(text: str) -> float:
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
        return float(text)
    typed = numbers.read(text)
    if typed.is_change:  # "=", which means something only to a person
        raise ValueError(text)
    return typed.value


def _moment(text: str) -> date | None:
    try:
        for pattern, (year, month, day) in _DAYS:
            if found := pattern.fullmatch(text):
                return date(int(found[year]), int(found[month]), int(found[day]))
        return datetime.fromisoformat(text)
    except ValueError:
        return None
