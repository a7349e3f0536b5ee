"""What was found, at moments of our calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import Found

MOST_READINGS = 10_000  # at once


@dataclass(frozen=True, slots=True)
class Measured:
    """A value and the moment at which it held."""

    value: float
    at: datetime


def measured(found: Iterable[Found], now: datetime) -> list[Measured]:
    """What was found, oldest first, without what lies ahead; of one moment the last value counts. A day stands for
    its beginning, so that it is the same moment whenever it is read. Raises NoReading where nothing is left, or too
    much."""
    values = {_moment(one.at, now): one.value for one in found}
    past = [Measured(value, at) for at, value in sorted(values.items()) if at <= now]
    if not past:
        raise NoReading(Trouble.NOTHING)
    if len(past) > MOST_READINGS:
        raise NoReading(Trouble.TOO_MANY, str(len(past)))
    return past


def _moment(said: str, now: datetime) -> datetime:
    if not said:
        return now
    at = datetime.fromisoformat(said) if "T" in said else datetime.combine(date.fromisoformat(said), time())
    return at if timezone.is_aware(at) else timezone.make_aware(at)
