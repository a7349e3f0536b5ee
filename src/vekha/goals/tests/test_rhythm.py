"""The moments at which check-ins are asked for."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.goals.rhythm import last_moment

MOSCOW = ZoneInfo("Europe/Moscow")
QUARTER = date(2026, 10, 1)  # a Thursday


def moment(rhythm: str, now: datetime, *, day: int = 4, hour: int = 10) -> datetime | None:
    return last_moment(rhythm, day=day, hour=hour, zone=MOSCOW, starts=QUARTER, now=now)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(11, 20, 10), at(11, 20, 10)),  # Friday, on the hour
        (at(11, 20, 9, 59), at(11, 13, 10)),
        (at(11, 22, 23), at(11, 20, 10)),  # an outage over the week-end
        (at(11, 24, 8), at(11, 20, 10)),  # and longer
        (at(10, 2, 9), None),  # before the first one
    ],
)
def test_every_week(now: datetime, expected: datetime | None) -> None:
    assert moment("weekly", now) == expected


def test_every_two_weeks_in_each_second_week_of_the_cycle() -> None:
    asked = {moment("two_weekly", at(10, 1, 12) + timedelta(days=days)) for days in range(60)}

    assert asked == {None, at(10, 9, 10), at(10, 23, 10), at(11, 6, 10), at(11, 20, 10)}


def test_every_month_on_the_last_such_day() -> None:
    asked = {moment("monthly", at(10, 1, 12) + timedelta(days=days)) for days in range(91)}

    assert asked == {None, at(10, 30, 10), at(11, 27, 10), at(12, 25, 10)}


def test_without_a_rhythm_nothing_is_asked() -> None:
    assert moment("none", at(11, 20, 12)) is None


@given(
    rhythm=st.sampled_from(["weekly", "two_weekly", "monthly"]),
    day=st.integers(0, 6),
    hour=st.integers(0, 23),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Pacific/Chatham"]),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
)
def test_a_moment_has_been_stands_on_its_day_and_lasts_until_the_next(
    rhythm: str, day: int, hour: int, zone: str, now: datetime
) -> None:
    found = last_moment(rhythm, day=day, hour=hour, zone=ZoneInfo(zone), starts=date(2025, 1, 1), now=now)

    assert found is not None
    assert found <= now
    assert (found.weekday(), found.hour) == (day, hour)
    longest = {"weekly": 7, "two_weekly": 14, "monthly": 35}[rhythm]
    assert now - found < timedelta(days=longest, hours=2)  # clocks go back and forth
    again = last_moment(rhythm, day=day, hour=hour, zone=ZoneInfo(zone), starts=date(2025, 1, 1), now=found)
    assert again == found
