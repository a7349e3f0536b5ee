"""Where a number will end if it goes on as it has gone: a range and a chance. Pure: numbers in, numbers out.

A random walk with drift on whatever days people checked in. Explained in prose in docs/explanation/progress.en.md, held
against simulated histories by `python -m evaluation.forecast`, whose figures stand in docs/explanation/forecast.en.md.
"""

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, pairwise

SHARE = 0.8  # of outcomes that the range should hold
FEWEST = 3  # stretches between readings; with fewer a range says nothing
PACE_CHANGES = 1 / 3  # how much of itself the pace may change by
GREATEST = sys.float_info.max

Reading = tuple[date, float]


class Silence(StrEnum):
    """Why there is no forecast."""

    NO_ROAD = "no_road"  # a corridor, yes or no, a start or target that is missing: nothing to arrive at
    NOT_ACTIVE = "not_active"
    NO_END = "no_end"
    OVER = "over"
    STALE = "stale"  # we do not know where it stands
    FEW = "few"  # readings
    STILL = "still"  # nothing has moved, so nothing says how it moves


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where a number will stand at the end, with all that it follows from. Values in its own unit, time in days."""

    last: float  # the reading it goes on from
    since: date  # the day of that reading
    end: date
    days: int  # from the first reading to the last
    stretches: int  # between readings; also the degrees of freedom of Student's t
    pace: float  # a day
    deviation: float  # of one day
    least: float  # no range goes below it
    most: float  # or above it
    chance: float  # of standing at the target or beyond on the last day

    @property
    def left(self) -> int:
        """Days from the last reading to the end."""
        return max(0, (self.end - self.since).days)

    @property
    def quantile(self) -> float:
        """How many spreads the range goes to either side of the middle."""
        return quantile_of_t(self.stretches)

    def middle(self, left: float) -> float:
        """Where it stands after so many days at the pace so far."""
        return bounded(self.last + self.pace * left, -GREATEST, GREATEST)

    def spread(self, left: float) -> float:
        """How far from there it may stray in so many days."""
        return spread(self.pace, self.deviation, left, self.days)

    def range_after(self, left: float) -> tuple[float, float]:
        """Between which values it stands after so many days, in SHARE of cases."""
        middle, stray = self.middle(left), self.quantile * self.spread(left)
        return bounded(middle - stray, self.least, self.most), bounded(middle + stray, self.least, self.most)

    @property
    def low(self) -> float:
        return self.range_after(self.left)[0]

    @property
    def high(self) -> float:
        return self.range_after(self.left)[1]


def from_readings(
    readings: Iterable[Reading],
    *,
    target: float,
    upwards: bool,
    end: date,
    least: float = -GREATEST,
    most: float = GREATEST,
) -> Forecast | Silence:
    """Where the readings lead by the end. `least` and `most`: what the quantity cannot go beyond.

    Of two readings on a day the later one counts.
    """
    by_day = {day: value for day, value in readings if math.isfinite(value)}
    days = sorted(by_day)
    if len(days) <= FEWEST:
        return Silence.FEW
    # In shares of the greatest reading, so that no square is too large or too small for a float.
    unit = max(map(abs, by_day.values())) or 1.0
    values = [by_day[day] / unit for day in days]
    moves = [after - before for before, after in pairwise(values)]
    if not any(moves):
        return Silence.STILL
    spans = [(after - before).days for before, after in pairwise(days)]
    whole, count = sum(spans), len(moves)
    pace = (values[-1] - values[0]) / whole
    strayed = math.fsum((move - pace * span) ** 2 / span for move, span in zip(moves, spans, strict=True))
    # One more stretch as if it had strayed by all that a stretch moves on average: a few even ones prove little.
    typical = math.fsum(map(abs, moves)) / count
    deviation = math.sqrt((strayed + typical**2 * count / whole) / count)
    left = max(0, (end - days[-1]).days)
    missing = target / unit - values[-1] - pace * left
    last = by_day[days[-1]]
    return Forecast(
        last=last,
        since=days[-1],
        end=end,
        days=whole,
        stretches=count,
        pace=bounded(pace * unit, -GREATEST, GREATEST),
        deviation=bounded(deviation * unit, 0.0, GREATEST),
        least=min(least, last),
        most=max(most, last),
        chance=chance(missing if upwards else -missing, spread(pace, deviation, left, whole), count),
    )


def from_steps(done: Iterable[Reading], weights: Sequence[float], *, end: date) -> Forecast | Silence:
    """Where the steps lead by the end, counted in steps of mean weight. Steps once done stay done."""
    ladder = steps_by_weight(weights)
    if len(ladder) < 2 or ladder[-1] <= 0:
        return Silence.NO_ROAD
    walked = [(day, ladder[place_of(steps, len(weights))]) for day, steps in done if math.isfinite(steps)]
    # Between the last step but one and the last one the last one is as good as done: a step is whole, a walk is not.
    target = (ladder[-2] + ladder[-1]) / 2
    last = max(walked, default=(end, 0.0), key=lambda reading: reading[0])[1]
    return from_readings(walked, target=target, upwards=True, end=end, least=last, most=ladder[-1])


def steps_by_weight(weights: Sequence[float]) -> list[float]:
    """How far one is after 0, 1, 2 … steps, where a step of mean weight counts 1."""
    whole = math.fsum(weights)
    if whole <= 0:
        return [0.0]
    return list(accumulate((weight / whole * len(weights) for weight in weights), initial=0.0))


def steps_at(walked: float, weights: Sequence[float]) -> int:
    """How many steps are done where so much is walked; more than half a step counts as one."""
    ladder = steps_by_weight(weights)
    return sum(walked > (before + after) / 2 for before, after in pairwise(ladder))


def place_of(steps: float, count: int) -> int:
    return int(bounded(steps, 0, count))


def limits(values: Iterable[float], unit: str) -> tuple[float, float]:
    """What a quantity cannot go beyond, as far as its values tell: below zero, and a percentage above 100."""
    values = list(values)
    least = 0.0 if all(value >= 0 for value in values) else -GREATEST
    most = 100.0 if unit == "%" and all(0 <= value <= 100 for value in values) else GREATEST
    return least, most


def spread(pace: float, deviation: float, left: float, days: float) -> float:
    """How far from its middle a walk may stray in the days that are left: day by day, because the pace is known from so
    few days, and because the pace itself may change."""
    by_day = deviation * math.sqrt(left + left * left / days)
    return bounded(math.hypot(by_day, pace * PACE_CHANGES * left), 0.0, GREATEST)


def chance(missing: float, spread: float, freedom: int) -> float:
    """The chance to stand at least `missing` above the middle."""
    if spread <= 0:
        return 1.0 if missing <= 0 else 0.0
    return bounded(share_of_t(-missing / spread, freedom), 0.0, 1.0)


def share_of_t(value: float, freedom: int) -> float:
    """The share of Student's t at or below the value, by the finite series for whole degrees of freedom."""
    angle = math.atan(value / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    is_odd = freedom % 2
    term, terms = (cosine if is_odd else 1.0), 0.0
    for factor in range(2 if is_odd else 1, freedom, 2):
        terms += term
        term *= cosine * cosine * factor / (factor + 1)
    both_sides = (angle + sine * terms) * 2 / math.pi if is_odd else sine * terms
    return (1 + both_sides) / 2


@lru_cache(maxsize=256)
def quantile_of_t(freedom: int) -> float:
    """How many spreads to either side of the middle hold SHARE of Student's t."""
    low, high = 0.0, 4.0  # 3.08 for one degree of freedom is the most there is
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if share_of_t(middle, freedom) < (1 + SHARE) / 2 else (low, middle)
    return high


def bounded(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
