"""The arithmetic of progress. Pure: numbers in, numbers out. Explained in prose in docs/explanation/progress.en.md.

Progress and expectation are shares of the way, 0.0 to 1.0; gaps are shown to people in points (1 point = 0.01).
`None` always means "not known", never zero.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Plan = Sequence[tuple[date, float]]  # the shares of the way planned by certain days, in the order of days


class Pace(StrEnum):
    """Where something stands against the expectation."""

    ON_PACE = "on_pace"
    BEHIND = "behind"
    AT_RISK = "at_risk"
    STALE = "stale"  # no check-in for two rhythms: we do not know
    NONE = "none"  # nothing to compare yet


class Kind(StrEnum):
    """How a key result is measured."""

    REACH = "reach"
    KEEP = "keep"
    STEPS = "steps"
    DONE = "done"


class RollUp(StrEnum):
    """How an objective's progress follows from its key results."""

    MEAN = "mean"
    WEAKEST = "weakest"


@dataclass(frozen=True, slots=True)
class Part:
    """One key result's share in its objective. `progress` None: no check-in yet."""

    progress: float | None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is shown beside a number: the four facts but the score, and what they follow from."""

    progress: float | None
    expected: float | None
    gap: float | None  # expected − progress, in shares; None while stale or unknown
    pace: Pace
    days_silent: int | None = None  # days since the last check-in, or since the start without one

    @property
    def points_behind(self) -> int:
        """The gap in whole points, 0 where there is none."""
        return max(0, round((self.gap or 0) * 100))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the expectation that goes evenly: from one share of the way to another, over whole days."""

    before: float
    share: float  # by `day`
    day: date
    gone: int  # days of the stretch
    whole: int

    @property
    def expected(self) -> float:
        """The share of the way expected now."""
        return counted(self.before + (self.share - self.before) * (self.gone / self.whole))


def reach(start: float, target: float, current: float) -> float:
    """The share of the way from start to target that is walked; downwards too. Below 0 and above 1 are possible.

    Where start equals target there is no way to walk: 1 on the spot or beyond, as far as that can be said, else 0.
    """
    if start == target:
        return 1.0 if current == target else 0.0
    return (current - start) / (target - start)


def keep(readings: Sequence[float], low: float | None, high: float | None) -> float | None:
    """The share of readings inside the corridor, kerbs included; None without readings."""
    if not readings:
        return None
    return sum(inside(value, low, high) for value in readings) / len(readings)


def inside(value: float, low: float | None, high: float | None) -> bool:
    """Whether a reading lies in the corridor. A missing kerb is open."""
    return (low is None or value >= low) and (high is None or value <= high)


def steps(weights: Sequence[float], done: float) -> float | None:
    """The weight of the steps done, as a share. Steps are ordered: `done` counts from the first."""
    whole = math.fsum(weights)
    if whole <= 0:
        return None
    return math.fsum(weights[: max(0, int(done))]) / whole


def walked(
    kind: str,
    readings: Sequence[float],
    *,
    start: float | None,
    target: float | None,
    low: float | None,
    high: float | None,
    step_weights: Sequence[float] = (),
) -> float | None:
    """A key result's progress after these readings, oldest first, by the formula of its kind; None without readings."""
    if not readings:
        return None
    match kind:
        case Kind.KEEP:
            return keep(readings, low, high)
        case Kind.STEPS:
            return steps(step_weights, readings[-1])
        case Kind.DONE:
            return 1.0 if readings[-1] >= 1 else 0.0
        case _:
            return None if start is None or target is None else reach(start, target, readings[-1])


def planned_steps(weights: Sequence[float], gone: float) -> int:
    """How many steps should be done when this share of the time has gone: as many as their weight fits into it."""
    done = 0
    while done < len(weights) and (steps(weights, done + 1) or 0) <= gone + 1e-9:
        done += 1
    return done


def counted(progress: float | None) -> float:
    """Progress as it counts in a roll-up: between 0 and 1; not checked in counts as not begun."""
    return min(1.0, max(0.0, progress or 0.0))


def roll_up(parts: Iterable[Part], way: RollUp = RollUp.MEAN) -> float | None:
    """An objective's progress from its key results; None while none of them has a check-in.

    The order of the parts does not matter, to the last bit.
    """
    parts = [part for part in parts if part.weight > 0]
    if all(part.progress is None for part in parts):
        return None
    if way is RollUp.WEAKEST:
        return min(counted(part.progress) for part in parts)
    whole = math.fsum(part.weight for part in parts)
    return math.fsum(counted(part.progress) * part.weight for part in parts) / whole


def confidence(values: Iterable[int | None]) -> int | None:
    """An objective's confidence: the lowest of its key results."""
    return min((value for value in values if value is not None), default=None)


def expected(start: date, end: date | None, today: date, plan: Plan = ()) -> float | None:
    """The share of the way that should be walked by today; None where the end is open and nothing is planned."""
    now = stretch(start, end, today, plan)
    return None if now is None else now.expected


def stretch(start: date, end: date | None, today: date, plan: Plan = ()) -> Stretch | None:
    """Where in its expectation a day lies: by time alone, or along a plan.

    From nothing on the eve of the first day to all on the last one, evenly between what is planned: without a plan that
    is the share of the days gone, both ends included. What is planned for other days does not count. Without an end
    the last of the plan goes on to be expected; None without either.
    """
    if end is not None and end < start:
        return Stretch(0.0, 1.0, end, 1, 1)
    marks = [(day, share) for day, share in plan if start <= day and (end is None or day < end)]
    if end is not None:
        marks.append((end, 1.0))
    if not marks:
        return None
    now, since, before = today.toordinal(), start.toordinal() - 1, 0.0
    for day, share in marks[:-1]:
        if now <= day.toordinal():
            break
        since, before = day.toordinal(), share
    else:
        day, share = marks[-1]
    by = day.toordinal()
    return Stretch(before, share, day, max(0, min(now, by) - since), by - since)


def is_stale(last: date, rhythm_days: int | None, today: date) -> bool:
    """Whether more than two rhythms have passed without a check-in. Without a rhythm nothing grows stale."""
    return rhythm_days is not None and (today - last).days > 2 * rhythm_days


def standing(
    progress: float | None,
    *,
    start: date,
    end: date | None,
    today: date,
    last_check_in: date | None,
    rhythm_days: int | None,
    behind_until: float = 0.25,
    weights: Sequence[float] = (),
    plan: Plan = (),
) -> Standing:
    """Put a number against its expectation: by time, along a `plan`, or by the steps of these `weights` due by now.

    Stale comes above everything and hides the gap; then, gap ≤ 0 is on pace, up to `behind_until` behind, more at risk.
    """
    last = last_check_in or start
    silent = max(0, (today - last).days)
    by_now = expected(start, end, today, plan)
    if weights and by_now is not None:
        by_now = steps(weights, planned_steps(weights, by_now))
    if today > start and is_stale(last, rhythm_days, today):
        return Standing(progress, by_now, None, Pace.STALE, silent)
    if progress is None or by_now is None:
        return Standing(progress, by_now, None, Pace.NONE, silent)
    gap = by_now - counted(progress)
    # Half a point is not worth a colour: people see whole points.
    if round(gap * 100) <= 0:
        pace = Pace.ON_PACE
    elif round(gap * 100) <= round(behind_until * 100):
        pace = Pace.BEHIND
    else:
        pace = Pace.AT_RISK
    return Standing(progress, by_now, gap, pace, silent)
