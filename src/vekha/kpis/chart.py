"""The chart of a KPI, and the table behind it: its readings, each within the corridor of its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from vekha.activity import log
from vekha.activity.models import Event
from vekha.kpis.corridor import Corridor, Health
from vekha.kpis.models import Kpi

MOST_READINGS = 400  # a year of days
BOUNDS = ("low", "high", "floor", "ceiling")


@dataclass(frozen=True)
class Stretch:
    """A corridor, and the day since which it holds."""

    since: date
    corridor: Corridor


@dataclass(frozen=True)
class Point:
    """A reading, within the corridor of its day."""

    day: date
    value: float
    note: str
    corridor: Corridor

    @property
    def health(self) -> Health:
        return self.corridor.health(self.value)


@dataclass(frozen=True)
class Chart:
    """All that is drawn."""

    kpi: Kpi
    stretches: list[Stretch]  # oldest first; the last one holds today
    points: list[Point]  # oldest first
    today: date

    @classmethod
    def of(cls, kpi: Kpi) -> "Chart | None":
        """Of the last readings; None while there are fewer than two. Two queries."""
        last = list(kpi.readings.standing()[:MOST_READINGS])
        if len(last) < 2:
            return None
        readings = [(timezone.localdate(reading.at), reading) for reading in reversed(last)]
        changes = Event.objects.filter(subject=log.reference(kpi), verb="kpi.changed")
        stretches = stretches_of(kpi, readings[0][0], changes)
        points = [
            Point(day, reading.value, reading.note, corridor_on(stretches, day).corridor) for day, reading in readings
        ]
        return cls(kpi, stretches, points, timezone.localdate())

    @property
    def first(self) -> date:
        return self.points[0].day

    @property
    def last(self) -> date:
        return max(self.today, self.points[-1].day)


def corridor_on(stretches: list[Stretch], day: date) -> Stretch:
    return next((stretch for stretch in reversed(stretches) if stretch.since <= day), stretches[0])


def stretches_of(kpi: Kpi, first: date, changes: Iterable[Event]) -> list[Stretch]:
    """The corridors since a day, as far as the log knows them: each change says what was before it."""
    corridor = kpi.corridor
    stretches: list[Stretch] = []
    for event in sorted(changes, key=lambda event: (event.at, event.pk), reverse=True):
        before = {name: _number(event.changes[name][0]) for name in BOUNDS if name in event.changes}
        day = timezone.localdate(event.at)
        if not before or day <= first:
            continue
        if not stretches or stretches[-1].since > day:  # of several changes of a day the last one counts
            stretches.append(Stretch(day, corridor))
        corridor = Corridor(**{name: getattr(corridor, name) for name in BOUNDS} | before)
    return [Stretch(first, corridor), *reversed(stretches)]


def _number(said: str | None) -> float | None:
    return None if said is None else float(said)
