"""Numbers, dates and rows of names as people write them, in the language that is active.

Every function takes a plain value and returns text; None is a dash, because what we do not know is not zero.
"""

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

DASH = "—"
MINUS = "\u2212"
ROOM = 330  # digits, enough for the greatest float: Babel rounds in the precision of the decimal context
NEARBY_DAYS = 14  # farther than this a date says more than a count of days


@dataclass(frozen=True)
class Conventions:
    """How one language writes dates, counts names up and parts sentences; `locale` is what Babel knows it as."""

    locale: str
    day: str
    day_and_year: str
    between_days: str
    between_dates: str
    between_names: str
    between_sentences: str
    year_comes_first: bool = False


CONVENTIONS = {
    "ru": Conventions("ru", "d\xa0MMMM", "d\xa0MMMM y", "–", " – ", ", ", " "),
    "en": Conventions("en_GB", "d\xa0MMMM", "d\xa0MMMM y", "–", " – ", ", ", " "),
    "zh": Conventions("zh_Hans", "M月d日", "y年M月d日", "至", "至", "、", "", year_comes_first=True),
}


def conventions() -> Conventions:
    language = (get_language() or "en").partition("-")[0]
    return CONVENTIONS.get(language, CONVENTIONS["en"])


def number(value: float | Decimal | None) -> str:
    """`value` in its shortest spelling: 0.1 + 0.2 is 0.3, 12000 is grouped, the decimal sign is the language's own."""
    return DASH if value is None else _number(value, conventions().locale)


def behind_number(unit: str) -> str:
    """The unit as it stands behind its number: only Russian parts the % from it."""
    parted = "" if unit == "%" and conventions().locale != "ru" else "\N{NO-BREAK SPACE}"
    return parted + unit if unit else ""


@lru_cache(maxsize=4096)
def _number(value: float | Decimal, locale: str) -> str:
    # Twelve significant digits drop the noise of binary fractions and keep every digit a person types.
    with localcontext(prec=ROOM):
        text = format_decimal(Decimal(f"{value:.12g}"), "#,##0.############", locale, decimal_quantization=False)
    return text.replace("-", MINUS)


def percent(share: float | None) -> str:
    """`share` of one in whole percents. 100 % stands only where it is reached: 0.999 is 99 %."""
    return DASH if share is None else _percent(whole_percent(share), conventions().locale)


def whole_percent(share: float) -> int:
    exact = round(float(share) * 100, 6)
    whole = math.floor(exact + 0.5)
    return 99 if whole == 100 and exact < 100 else whole


@lru_cache(maxsize=4096)
def _percent(whole: int, locale: str) -> str:
    pattern = "#,##0\xa0%" if locale == "ru" else "#,##0%"
    with localcontext(prec=ROOM):
        return format_percent(Decimal(whole) / 100, pattern, locale).replace("-", MINUS)


def score(value: float) -> str:
    """A verdict between 0 and 1, always with one digit: 1.0, 0.7."""
    return _score(value, conventions().locale)


@lru_cache(maxsize=256)
def _score(value: float, locale: str) -> str:
    return format_decimal(Decimal(f"{value:.12g}"), "0.0", locale)


def day(value: datetime.date | None, today: datetime.date | None = None) -> str:
    """The day in words; the year stands beside it when it is not the current one."""
    if value is None:
        return DASH
    date, today = local_date(value), today or timezone.localdate()
    return _day(date, date.year != today.year, conventions())


@lru_cache(maxsize=4096)
def _day(date: datetime.date, with_year: bool, way: Conventions) -> str:
    return format_date(date, way.day_and_year if with_year else way.day, way.locale)


def ago(value: datetime.date | None, on: datetime.date | None = None) -> str:
    """How far the day is from today, either way; beyond two weeks the day itself.

    So it is on a page that shows how things stood `on` a past day, where "today" would be misread.
    """
    if value is None:
        return DASH
    today = timezone.localdate()
    days = (today - local_date(value)).days
    if abs(days) >= NEARBY_DAYS or on not in {None, today}:
        return day(value, today)
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if days == -1:
        return gettext("tomorrow")
    if days > 0:
        return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
    return ngettext("in %(days)d day", "in %(days)d days", -days) % {"days": -days}


def span(start: datetime.date | None, end: datetime.date | None) -> str:
    """From one day to another, saying month and year once; an open end or start says so."""
    if start is None and end is None:
        return DASH
    if start is None:
        return gettext("until %(day)s") % {"day": day(end)}
    if end is None:
        return gettext("from %(day)s") % {"day": day(start)}
    first, last, way, this_year = local_date(start), local_date(end), conventions(), timezone.localdate().year
    if first == last:
        return day(first)
    years = first.year != last.year
    first_year = years or (way.year_comes_first and first.year != this_year)
    last_year = years or (not way.year_comes_first and last.year != this_year)
    if (first.year, first.month) == (last.year, last.month):
        if way.year_comes_first:
            return f"{_day(first, first_year, way)}{way.between_days}{last.day}日"
        return f"{first.day}{way.between_days}{_day(last, last_year, way)}"
    return f"{_day(first, first_year, way)}{way.between_dates}{_day(last, last_year, way)}"


def names(things: Iterable[object]) -> str:
    """Names one after the other, as the language counts them up."""
    return conventions().between_names.join(map(str, things))


def sentences(words: Iterable[str]) -> str:
    """Sentences one after the other: a Chinese full stop brings its own room."""
    return conventions().between_sentences.join(words)


def local_date(value: datetime.date) -> datetime.date:
    """The calendar day of `value` where the reader is; a date is a day already."""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value
