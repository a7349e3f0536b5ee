from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.kpis.corridor import Corridor, Health, Side, health, is_stale

TODAY = date(2026, 11, 20)
numbers = st.floats(-1e12, 1e12)
bounds = st.lists(numbers, min_size=4, max_size=4, unique=True).map(sorted)


@st.composite
def corridors(draw: st.DrawFn) -> Corridor:
    """Any that a KPI may have: at least one kerb, an outer bound only beyond its kerb."""
    floor, low, high, ceiling = draw(bounds)
    has_low, has_high = draw(st.sampled_from([(True, False), (False, True), (True, True)]))
    return Corridor(
        low=low if has_low else None,
        high=high if has_high else None,
        floor=floor if has_low and draw(st.booleans()) else None,
        ceiling=ceiling if has_high and draw(st.booleans()) else None,
    )


@given(corridors(), numbers)
def test_a_value_is_healthy_exactly_between_the_kerbs(corridor: Corridor, value: float) -> None:
    inside = (corridor.low is None or corridor.low <= value) and (corridor.high is None or value <= corridor.high)
    assert (corridor.health(value) is Health.HEALTHY) == inside
    assert (corridor.side(value) is Side.INSIDE) == inside


@given(corridors())
def test_kerbs_and_outer_bounds_themselves_are_still_within(corridor: Corridor) -> None:
    for kerb in (corridor.low, corridor.high):
        assert kerb is None or corridor.health(kerb) is Health.HEALTHY
    for bound in (corridor.floor, corridor.ceiling):
        assert bound is None or corridor.health(bound) is Health.WATCH


@given(corridors(), numbers, st.floats(0, 1e12))
def test_farther_from_the_kerbs_it_is_never_better(corridor: Corridor, value: float, by: float) -> None:
    order = [Health.HEALTHY, Health.WATCH, Health.BROKEN]
    farther = value + by if corridor.side(value) is Side.ABOVE else value - by
    if corridor.side(value) is not Side.INSIDE:
        assert order.index(corridor.health(farther)) >= order.index(corridor.health(value))


@given(corridors(), numbers)
def test_without_an_outer_bound_it_is_broken_as_soon_as_it_leaves(corridor: Corridor, value: float) -> None:
    bare = Corridor(corridor.low, corridor.high)
    assert bare.health(value) in (Health.HEALTHY, Health.BROKEN)


@given(corridors(), numbers)
def test_up_and_down_are_judged_alike(corridor: Corridor, value: float) -> None:
    def turned(number: float | None) -> float | None:
        return None if number is None else -number

    mirrored = Corridor(turned(corridor.high), turned(corridor.low), turned(corridor.ceiling), turned(corridor.floor))
    assert mirrored.health(-value) is corridor.health(value)


@given(corridors(), numbers, st.integers(0, 400), st.sampled_from([1, 7, 31, 92]))
def test_stale_stands_above_every_other_word(corridor: Corridor, value: float, days: int, rhythm: int) -> None:
    last = TODAY - timedelta(days=days)
    found = health(value, corridor, last=last, rhythm_days=rhythm, today=TODAY)
    assert (found is Health.STALE) == (days > 2 * rhythm)
    assert found is Health.STALE or found is corridor.health(value)


@pytest.mark.parametrize(("days", "stale"), [(0, False), (14, False), (15, True)])
def test_two_missed_weeks_make_a_weekly_number_stale(days: int, stale: bool) -> None:
    assert is_stale(TODAY - timedelta(days=days), 7, TODAY) is stale


def test_without_a_reading_nothing_is_known() -> None:
    assert health(None, Corridor(high=10), last=None, rhythm_days=7, today=TODAY) is Health.NONE
