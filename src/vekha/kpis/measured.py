"""What was found, at moments of our calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import Found

MOST_READINGS = 1000  # at once, the latest


@dataclass(frozen=True, slots=True)
class Measured:
    """A value and the moment at which it held."""

    value: float
    at: datetime


def measured(found: Iterable[Found], now: datetime) -> list[Measured]:
    """What was found, oldest first, without what lies ahead. A day stands for its beginning, so that it is the same
    moment whenever it is read. Raises NoReading where nothing is left."""
    each = sorted((Measured(one.value, _moment(one.at, now)) for one in found), key=lambda one: one.at)
    past = [one for one in each if one.at <= now][-MOST_READINGS:]
    if not past:
        raise NoReading(Trouble.NOTHING)
    return past


def _moment(said: str, now: datetime) -> datetime:
    if not said:
        return now
    at = datetime.fromisoformat(said) if "T" in said else datetime.combine(date.fromisoformat(said), time())
    return at if timezone.is_aware(at) else timezone.make_aware(at)
