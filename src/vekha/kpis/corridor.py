"""The arithmetic of health. Pure: numbers in, a word out. Explained in prose in docs/explanation/kpis.en.md.

A corridor has two kerbs: between `low` and `high` a KPI is healthy, kerbs included. Beyond a kerb it is broken, unless
an outer bound (`floor`, `ceiling`) leaves room there in which it is to be watched. A missing kerb is open to that side.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Health(StrEnum):
    """How a KPI is doing."""

    HEALTHY = "healthy"
    WATCH = "watch"
    BROKEN = "broken"
    STALE = "stale"  # no reading for two rhythms: we do not know
    NONE = "none"  # no reading yet


NEEDS_A_LOOK = (Health.BROKEN, Health.WATCH, Health.STALE)


class Side(StrEnum):
    """Where a reading lies."""

    BELOW = "below"
    INSIDE = "inside"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Corridor:
    """Kerbs and outer bounds. None: none on that side."""

    low: float | None = None
    high: float | None = None
    floor: float | None = None
    ceiling: float | None = None

    def side(self, value: float) -> Side:
        """On which side of the kerbs the value lies; on a kerb is inside."""
        if self.low is not None and value < self.low:
            return Side.BELOW
        if self.high is not None and value > self.high:
            return Side.ABOVE
        return Side.INSIDE

    def health(self, value: float) -> Health:
        """Healthy, to be watched or broken: the value alone, however old it is."""
        match self.side(value):
            case Side.INSIDE:
                return Health.HEALTHY
            case Side.BELOW:
                is_near = self.floor is not None and value >= self.floor
            case _:
                is_near = self.ceiling is not None and value <= self.ceiling
        return Health.WATCH if is_near else Health.BROKEN


def health(value: float | None, corridor: Corridor, *, last: date | None, rhythm_days: int, today: date) -> Health:
    """How a KPI is doing today by its last reading. Stale comes above everything: an old value says nothing of now."""
    if value is None or last is None:
        return Health.NONE
    if is_stale(last, rhythm_days, today):
        return Health.STALE
    return corridor.health(value)


def is_stale(last: date, rhythm_days: int, today: date) -> bool:
    """Whether more than two rhythms have passed without a reading."""
    return (today - last).days > 2 * rhythm_days
