import math
from datetime import date, timedelta
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.goals import forecast
from vekha.goals.forecast import Forecast, Reading, Silence

START, END = date(2026, 10, 1), date(2026, 12, 31)
values = st.integers(-1000, 1000).map(float)
targets = st.integers(-3000, 3000).map(float)


@st.composite
def histories(draw: st.DrawFn, fewest: int = 4) -> list[Reading]:
    """Readings on days of their own, of which one at least moved."""
    days = sorted(draw(st.lists(st.integers(0, 90), min_size=fewest, max_size=14, unique=True)))
    said = draw(st.lists(values, min_size=len(days), max_size=len(days)).filter(lambda said: len(set(said)) > 1))
    return [(START + timedelta(day), value) for day, value in zip(days, said, strict=True)]


def made(readings: list[Reading], target: float, upwards: bool = True, end: date = END) -> Forecast:
    answer = forecast.from_readings(readings, target=target, upwards=upwards, end=end)
    assert isinstance(answer, Forecast)
    return answer


def weekly(*values: float) -> list[Reading]:
    return [(START + timedelta(weeks=week), value) for week, value in enumerate(values)]


# --- what it says ----------------------------------------------------------------------------------------------------


def test_the_middle_goes_on_at_the_pace_so_far() -> None:
    answer = made(weekly(10, 13, 14, 18, 20), 50)

    assert answer.pace * 7 == pytest.approx(2.5)
    assert answer.left == 63
    assert answer.middle(answer.left) == pytest.approx(20 + 2.5 * 9)
    assert (answer.low + answer.high) / 2 == pytest.approx(42.5)


def test_the_formula_is_the_one_of_the_explanation() -> None:
    """Three weeks with moves of 1, 3 and 2 by hand: pace 2 a week, strayed by 1, 1 and 0, one more stretch by 2."""
    answer = made(weekly(0, 1, 4, 6), 30)
    deviation = math.sqrt(((1 + 1 + 0) / 7 + 2**2 / 7) / 3)
    by_day = deviation * math.sqrt(70 + 70**2 / 21)

    assert answer.deviation == pytest.approx(deviation)
    assert answer.spread(70) == pytest.approx(math.hypot(by_day, 2 / 7 / 3 * 70))
    assert answer.quantile == pytest.approx(1.6377, abs=1e-4)
    assert answer.high - answer.middle(70) == pytest.approx(1.6377 * answer.spread(70), rel=1e-4)


def test_what_went_evenly_and_fast_enough_is_likely_and_what_went_too_slowly_is_not() -> None:
    assert made(weekly(0, 10, 19, 31, 40, 52), 100).chance > 0.8
    assert made(weekly(0, 2, 3, 5, 6, 8), 100).chance < 0.1


def test_few_readings_make_a_wide_range() -> None:
    few, many = made(weekly(0, 4, 6, 10), 40), made(weekly(0, 4, 6, 10, 14, 16, 20, 24, 26), 40)
    assert few.high - few.low > many.high - many.low


def test_irregular_days_count_by_their_length() -> None:
    """A fortnight with twice the move is as even as two weeks."""
    skipped = [reading for reading in weekly(0, 2, 4, 6, 8, 10) if reading[1] != 4]
    assert made(skipped, 30).pace == pytest.approx(made(weekly(0, 2, 4, 6, 8, 10), 30).pace)


def test_of_two_readings_on_a_day_the_later_one_counts() -> None:
    twice = [*weekly(0, 2, 3), (START + timedelta(weeks=3), 90.0), (START + timedelta(weeks=3), 5.0)]
    assert made(twice, 30) == made(weekly(0, 2, 3, 5), 30)


def test_a_range_stays_within_what_the_quantity_can_be() -> None:
    answer = forecast.from_readings(weekly(27, 20, 12, 6), target=1, upwards=False, end=END, least=0, most=100)
    assert isinstance(answer, Forecast)
    assert answer.low == 0


@pytest.mark.parametrize(
    ("stated", "unit", "limits"),
    [
        ([27.0, 9.0], "days", (0, forecast.GREATEST)),
        ([-4.0, 9.0], "M", (-forecast.GREATEST, forecast.GREATEST)),
        ([12.0, 60.0], "%", (0, 100)),
        ([80.0, 120.0], "%", (0, forecast.GREATEST)),
    ],
)
def test_limits_follow_from_what_was_stated(stated: list[float], unit: str, limits: tuple[float, float]) -> None:
    assert forecast.limits(stated, unit) == limits


# --- when it says nothing --------------------------------------------------------------------------------------------


def test_it_is_silent_while_there_are_fewer_than_three_check_ins_after_the_start() -> None:
    assert forecast.from_readings(weekly(0, 1, 3), target=10, upwards=True, end=END) is Silence.FEW
    assert forecast.from_readings([], target=10, upwards=True, end=END) is Silence.FEW


def test_it_is_silent_while_nothing_has_moved() -> None:
    assert forecast.from_readings(weekly(5, 5, 5, 5, 5), target=10, upwards=True, end=END) is Silence.STILL


# --- properties ------------------------------------------------------------------------------------------------------


@given(histories(), targets, st.booleans())
def test_a_chance_lies_between_nothing_and_certainty_and_the_range_is_one(
    readings: list[Reading], target: float, upwards: bool
) -> None:
    answer = made(readings, target, upwards)
    assert 0 <= answer.chance <= 1
    assert answer.low <= answer.middle(answer.left) <= answer.high


@given(histories(), targets, targets)
def test_a_target_farther_away_is_never_likelier(readings: list[Reading], one: float, other: float) -> None:
    near, far = sorted((one, other))
    assert made(readings, near).chance >= made(readings, far).chance
    assert made(readings, near, upwards=False).chance <= made(readings, far, upwards=False).chance


@given(histories(), targets)
def test_downwards_is_the_mirror_of_upwards(readings: list[Reading], target: float) -> None:
    up = made(readings, target)
    down = made([(day, -value) for day, value in readings], -target, upwards=False)
    assert down.chance == pytest.approx(up.chance)
    assert (-down.high, -down.low) == pytest.approx((up.low, up.high))


@given(histories(), targets, st.sampled_from([1e-12, 0.01, 3, 1000, 1e12]), st.sampled_from([0.0, 7.0, -500.0]))
def test_another_unit_or_another_zero_changes_nothing(
    readings: list[Reading], target: float, unit: float, zero: float
) -> None:
    answer = made(readings, target)
    other = made([(day, (value + zero) * unit) for day, value in readings], (target + zero) * unit)
    assert other.chance == pytest.approx(answer.chance, abs=1e-6)
    assert other.low / unit - zero == pytest.approx(answer.low, abs=1e-5, rel=1e-6)
    assert other.high / unit - zero == pytest.approx(answer.high, abs=1e-5, rel=1e-6)


@given(histories(), st.integers(0, 2000))
def test_the_day_on_which_it_begins_changes_nothing(readings: list[Reading], shift: int) -> None:
    later = timedelta(shift)
    moved = [(day + later, value) for day, value in readings]
    assert made(moved, 50, end=END + later).chance == made(readings, 50).chance


@given(histories(), targets, st.booleans())
def test_on_the_last_day_the_range_is_the_last_value(readings: list[Reading], target: float, upwards: bool) -> None:
    answer = made(readings, target, upwards, end=readings[-1][0])
    assert answer.low == answer.high == readings[-1][1]
    assert answer.chance == (readings[-1][1] >= target if upwards else readings[-1][1] <= target)


@given(histories(), st.integers(0, 300), st.integers(0, 300))
def test_the_farther_away_the_wider_the_range(readings: list[Reading], one: int, other: int) -> None:
    answer = made(readings, 50)
    (near_low, near_high), (far_low, far_high) = (answer.range_after(left) for left in sorted((one, other)))
    assert far_high - far_low >= near_high - near_low - 1e-9


@given(
    st.lists(st.tuples(st.dates(), st.floats()), max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
)
def test_no_number_and_no_day_makes_it_stumble(
    readings: list[Reading], target: float, upwards: bool, end: date
) -> None:
    answer = forecast.from_readings(readings, target=target, upwards=upwards, end=end)
    if isinstance(answer, Forecast):
        assert 0 <= answer.chance <= 1
        assert all(map(math.isfinite, (answer.low, answer.high, answer.pace, answer.deviation)))
        assert answer.low <= answer.high


# --- steps -----------------------------------------------------------------------------------------------------------


def test_steps_go_on_at_their_pace_and_never_back() -> None:
    answer = forecast.from_steps(weekly(0, 0, 1, 1, 2), [1, 1, 1, 1, 1], end=END)
    assert isinstance(answer, Forecast)
    assert answer.pace * 7 == pytest.approx(0.5)
    assert (answer.least, answer.most) == (2, 5)
    assert 2 <= answer.low <= answer.high <= 5


def test_the_weight_of_steps_counts_not_their_number() -> None:
    heavy_first = forecast.from_steps(weekly(0, 1, 1, 2), [6, 2, 1, 1], end=END)
    even = forecast.from_steps(weekly(0, 1, 1, 2), [1, 1, 1, 1], end=END)
    assert isinstance(heavy_first, Forecast)
    assert isinstance(even, Forecast)
    assert heavy_first.chance > even.chance


def test_steps_without_weight_lead_nowhere() -> None:
    assert forecast.from_steps(weekly(0, 1, 2, 3), [0, 0], end=END) is Silence.NO_ROAD
    assert forecast.from_steps(weekly(0, 1, 2, 3), [], end=END) is Silence.NO_ROAD


@given(st.lists(st.floats(0, 10), min_size=1, max_size=8), st.lists(st.floats(), max_size=12))
def test_steps_stay_within_what_is_done_and_what_there_is(weights: list[float], done: list[float]) -> None:
    answer = forecast.from_steps(weekly(*done), weights, end=END)
    if isinstance(answer, Forecast):
        assert 0 <= answer.chance <= 1
        assert forecast.steps_at(answer.last, weights) <= forecast.steps_at(answer.low, weights) <= len(weights)
        assert forecast.steps_at(answer.low, weights) <= forecast.steps_at(answer.high, weights)


# --- Student's t -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 3.0777), (2, 1.8856), (3, 1.6377), (4, 1.5332), (5, 1.4759), (10, 1.3722), (30, 1.3104)],
)
def test_the_quantiles_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert forecast.quantile_of_t(freedom) == pytest.approx(quantile, abs=5e-5)


@given(st.floats(-1e6, 1e6), st.integers(1, 300))
def test_student_s_t_is_symmetrical(value: float, freedom: int) -> None:
    both = (forecast.share_of_t(value, freedom), forecast.share_of_t(-value, freedom))
    assert fmean(both) == pytest.approx(0.5)
