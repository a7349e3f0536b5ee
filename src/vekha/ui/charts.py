"""The row of days below a chart."""

from datetime import date

from babel.dates import format_date

from vekha.ui import formats

TICK_ROOM = 0.2  # of the width: months that begin nearer to an end are not named
SHORT_DAYS = {"ru": "d\u00a0MMM", "en_GB": "d\u00a0MMM", "zh_Hans": "M月d日"}


def ticks(first: date, last: date) -> list[date]:
    """The first and the last day, and the months that begin between them."""
    whole = max(1, (last - first).days)
    months = [
        date(first.year + (first.month + later) // 12, (first.month + later) % 12 + 1, 1)
        for later in range((last.year - first.year) * 12 + last.month - first.month)
    ]
    room = TICK_ROOM * whole
    fitting = [month for month in months if (month - first).days > room and (last - month).days > room]
    every = 1 + len(fitting) // 7
    return [first, *fitting[every - 1 :: every], last]


def short(day: date) -> str:
    """A day in few letters."""
    locale = formats.conventions().locale
    return format_date(day, SHORT_DAYS[locale], locale)
