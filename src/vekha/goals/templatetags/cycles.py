"""The cycle's own road: its weeks and months, and the pole of today."""

from datetime import date, timedelta

from babel.dates import format_date
from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from vekha.goals.models import Cycle
from vekha.ui import formats

register = template.Library()


@register.simple_tag
def cycle_road(cycle: Cycle, today: date | None = None) -> SafeString:
    """The cycle as a road of weeks and months with today's pole. Empty when the end is open."""
    today = today or timezone.localdate()
    if cycle.ends is None:
        return SafeString("")
    whole = (cycle.ends - cycle.starts).days + 1
    gone = min(whole, max(0, (today - cycle.starts).days + 1))

    def at(day: date) -> float:
        return 100 * (day - cycle.starts).days / whole

    months = list(_months(cycle.starts, cycle.ends))
    here = 100 * gone / whole
    ticks = []
    if whole <= 200:
        monday = cycle.starts + timedelta(days=-cycle.starts.weekday() % 7)
        for week in range((cycle.ends - monday).days // 7 + 1):
            place = at(monday + timedelta(weeks=week))
            ticks.append(f'<line{_side(place, here)} x1="{place:.2f}%" x2="{place:.2f}%" y1="21" y2="26"/>')
    for place in (*(at(month) for month in months), 100.0):
        ticks.append(f'<line{_side(place, here)} x1="{place:.2f}%" x2="{place:.2f}%" y1="17" y2="26"/>')
    label = ngettext("%(gone)d day of %(whole)d has gone", "%(gone)d days of %(whole)d have gone", gone)
    pole = (
        f'<svg x="{here:.2f}%" overflow="visible"><path class="pole" d="M0 26V2"/>'
        '<path class="topmark" d="M-8 0H8L0 11z"/></svg>'
        if gone > 0 and today <= cycle.ends
        else ""
    )
    spans = [
        (following - month).days
        for month, following in zip(months, [*months[1:], cycle.ends + timedelta(days=1)], strict=True)
    ]
    names = "".join(f"<span>{escape(name)}</span>" for name in _month_names(months))
    words = escape(label % {"gone": gone, "whole": whole})
    widths = " ".join(f"{span}fr" for span in spans)
    return mark_safe(  # noqa: S308  numbers and our own words
        f'<div class="cycle"><svg class="line" role="img" aria-label="{words}">'
        f'<line class="ground" x2="100%" y1="26" y2="26"/><line class="walked" x2="{here:.2f}%" y1="23.5" y2="23.5"/>'
        f"{''.join(ticks)}{pole}</svg>"
        f'<div class="months" style="--months:{widths}" aria-hidden="true">{names}</div></div>'
    )


def _side(place: float, here: float) -> str:
    return ' class="gone"' if 0 < place < here else ""


def _months(first: date, last: date) -> list[date]:
    """The first day, and the first of every later month up to the last day."""
    days, month = [first], first.replace(day=1)
    while (month := (month + timedelta(days=32)).replace(day=1)) <= last:
        days.append(month)
    return days


def _month_names(months: list[date]) -> list[str]:
    """Names of the months, short when there are many; a stub of less than two weeks has no room for one."""
    locale = formats.conventions().locale
    every = max(1, len(months) // 12)
    names = [format_date(month, "LLLL" if len(months) <= 6 else "LLL", locale) for month in months]
    return [
        name if place % every == 0 and (place > 0 or month.day <= 17) else ""
        for place, (month, name) in enumerate(zip(months, names, strict=True))
    ]
