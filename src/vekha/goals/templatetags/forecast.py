"""The forecast of a key result in words."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from vekha.goals.forecast import Forecast, Silence, steps_at
from vekha.goals.ledger import KeyResultRow
from vekha.goals.models import KeyResult
from vekha.ui import formats
from vekha.ui.templatetags import marks

register = template.Library()

APART = 0.4  # how far belief and chance are from each other before it is asked why
FINEST = 5  # percent: a chance is not known more exactly


@register.simple_tag
def forecast_words(row: KeyResultRow) -> SafeString | str:
    """The forecast in two sentences, or why there is none; empty where nobody would expect one."""
    match row.forecast:
        case Silence() as silence:
            return _silence(silence)
        case made:
            return gettext("%(where)s %(how_likely)s") % {
                "where": _where(row, made),
                "how_likely": _how_likely(row, made),
            }


@register.filter
def has_forecast(row: KeyResultRow) -> bool:
    return isinstance(row.forecast, Forecast)


@register.simple_tag
def belief_apart(row: KeyResultRow) -> str:
    """What is asked when confidence and chance lie far apart; empty when they do not."""
    confidence, numbers = row.key_result.confidence, _chance_apart(row)
    if confidence is None or numbers is None:
        return ""
    values = {"confidence": confidence, "chance": chance(numbers)}
    if confidence / 10 > numbers:
        return (
            gettext(
                "Confidence is %(confidence)s of 10, but by the numbers the chance is %(chance)s. "
                "What is known that the numbers do not show?"
            )
            % values
        )
    return (
        gettext(
            "Confidence is %(confidence)s of 10, but by the numbers the chance is %(chance)s. "
            "Which risk do the numbers not show?"
        )
        % values
    )


def chance_apart(row: KeyResultRow) -> str:
    """The same in two words for a dense row: "chance less than 5%"."""
    numbers = _chance_apart(row)
    return "" if numbers is None else gettext("chance %(chance)s") % {"chance": chance(numbers)}


def _chance_apart(row: KeyResultRow) -> float | None:
    """The chance by the numbers, where confidence lies far from it."""
    made, confidence = row.forecast, row.key_result.confidence
    if isinstance(made, Silence) or confidence is None or abs(confidence / 10 - made.chance) < APART:
        return None
    return made.chance


def _silence(silence: Silence) -> str:
    match silence:
        case Silence.FEW:
            return gettext("No forecast yet: it needs three check-ins on different days after the start.")
        case Silence.STILL:
            return gettext("No forecast: nothing has moved yet, so nothing says how it moves.")
        case Silence.STALE:
            return gettext("No forecast: without news nobody knows where it stands.")
        case Silence.NO_END:
            return gettext("No forecast: the end is open.")
        case _:
            return ""


def _where(row: KeyResultRow, made: Forecast) -> str:
    day = formats.day(made.end)
    low, high = ends_of_range(row, made)
    if row.key_result.kind == KeyResult.Kind.STEPS:
        values = {"low": low, "high": high, "total": row.step_count, "day": day}
        if low == high:
            return gettext("If it goes on like this, %(low)s of %(total)s steps are done by %(day)s.") % values
        return gettext("If it goes on like this, %(low)s to %(high)s of %(total)s steps are done by %(day)s.") % values
    unit = marks.unit(row.key_result.unit)
    if low == high:
        return gettext("If it goes on like this, it stands at %(value)s on %(day)s.") % {
            "value": high + unit,
            "day": day,
        }
    return gettext("If it goes on like this, it ends between %(low)s and %(high)s on %(day)s.") % {
        "low": low,
        "high": high + unit,
        "day": day,
    }


def _how_likely(row: KeyResultRow, made: Forecast) -> str:
    if row.key_result.kind == KeyResult.Kind.STEPS:
        words = ngettext(
            "The chance that the step is done is %(chance)s.",
            "The chance that all %(total)d are done is %(chance)s.",
            row.step_count,
        )
        return words % {"chance": chance(made.chance), "total": row.step_count}
    target = formats.number(row.key_result.target) + marks.unit(row.key_result.unit)
    return gettext("The chance to reach %(target)s is %(chance)s.") % {"target": target, "chance": chance(made.chance)}


def ends_of_range(row: KeyResultRow, made: Forecast) -> tuple[str, str]:
    """Between what it ends, no finer than the range allows."""
    if row.key_result.kind == KeyResult.Kind.STEPS:
        weights = [step.weight for step in row.key_result.steps.all()]
        return formats.number(steps_at(made.low, weights)), formats.number(steps_at(made.high, weights))
    width = made.high - made.low
    return rounded(made.low, width), rounded(made.high, width)


@dataclass(frozen=True)
class Line:
    """A line of the explanation: what is computed, from what, and what comes out."""

    words: str
    formula: str
    value: str
    is_sum: bool = False


@register.simple_tag
def forecast_lines(row: KeyResultRow) -> list[Line]:
    """The formula with its inputs, step by step."""
    made = row.forecast
    return [] if isinstance(made, Silence) else list(_lines(row, made))


def _lines(row: KeyResultRow, made: Forecast) -> Iterator[Line]:
    pace, deviation, left, days = significant(made.pace), significant(made.deviation), made.left, made.days
    first, last = significant(made.last - made.pace * days), significant(made.last)
    middle, spread = significant(made.middle(left)), significant(made.spread(left))
    yield Line(gettext("Pace a day"), f"({last} − {first}) ÷ {days}", pace)
    on = f"− {significant(-made.pace)}" if made.pace < 0 else f"+ {pace}"
    yield Line(gettext("Middle on the last day"), f"{last} {on} × {left}", middle)
    yield Line(gettext("Deviation of a day"), "", deviation)
    by_day, by_pace = f"{deviation}² × ({left} + {left}² ÷ {days})", f"({pace} ÷ 3 × {left})²"
    yield Line(gettext("Spread by the last day"), f"√({by_day} + {by_pace})", spread)
    low, high = ends_of_range(row, made)
    formula = f"{middle} ± {significant(made.quantile)} × {spread}"
    if made.low == made.least or made.high == made.most:
        formula = gettext("%(formula)s, within what can be") % {"formula": formula}
    yield Line(gettext("Range"), formula, low if low == high else f"{low}–{high}", True)
    yield Line(gettext("Chance"), "", chance(made.chance), True)


@register.filter
def significant(value: float) -> str:
    """A value to three digits, as a formula shows it."""
    return formats.number(float(f"{value:.3g}"))


@register.simple_tag
def rounded(value: float, width: float) -> str:
    """A value to two digits of the width it is known by."""
    if not 0 < width < math.inf or not math.isfinite(value):
        return formats.number(value)
    digits = 1 - math.floor(math.log10(width))
    return formats.number(round(value, digits) if abs(digits) < 300 else value)


@register.filter
def chance(share: float) -> str:
    """A chance as far as it can be known: "about 40%", "less than 5%"."""
    nearest = FINEST * round(share * 100 / FINEST)
    if nearest < FINEST:
        return gettext("less than %(percent)s") % {"percent": formats.percent(FINEST / 100)}
    if nearest > 100 - FINEST:
        return gettext("more than %(percent)s") % {"percent": formats.percent(1 - FINEST / 100)}
    return gettext("about %(percent)s") % {"percent": formats.percent(nearest / 100)}
