import math
import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.goals import progress
from vekha.goals.progress import Pace, Part, RollUp

START, END = date(2026, 10, 1), date(2026, 12, 31)
values = st.floats(-1e9, 1e9, allow_nan=False)
parts = st.lists(
    st.builds(
        Part, st.none() | st.floats(-3, 3), st.floats(0, 100).filter(lambda weight: weight == 0 or weight > 1e-6)
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("start", "target", "current", "share"),
    [
        (27, 9, 18, 0.5),
        (12, 60, 36, 0.5),
        (0, 10, 12, 1.2),
        (10, 20, 5, -0.5),
        (-4, 4, 0, 0.5),
        (5, 5, 5, 1.0),
        (5, 5, 4, 0.0),
    ],
)
def test_reach_is_the_share_of_the_way_walked(start: float, target: float, current: float, share: float) -> None:
    assert progress.reach(start, target, current) == pytest.approx(share)


@given(values, values.filter(lambda target: abs(target) > 1), st.floats(0, 1))
def test_reach_grows_with_every_step_towards_the_target(start: float, way: float, share: float) -> None:
    target = start + way
    assert progress.reach(start, target, start) == 0
    assert progress.reach(start, target, target) == 1
    assert progress.reach(start, target, start + way * share) <= progress.reach(start, target, target) + 1e-9


@given(parts, st.sampled_from(list(RollUp)))
def test_a_roll_up_lies_between_nothing_and_all(parts: list[Part], way: RollUp) -> None:
    rolled = progress.roll_up(parts, way)
    assert rolled is None or -1e-12 <= rolled <= 1 + 1e-12


@given(parts, st.integers(), st.sampled_from(list(RollUp)))
def test_the_order_of_the_parts_does_not_matter(parts: list[Part], seed: int, way: RollUp) -> None:
    shuffled = parts[:]
    random.Random(seed).shuffle(shuffled)
    assert progress.roll_up(parts, way) == progress.roll_up(shuffled, way)


@given(parts, st.floats(0.5, 20))
def test_weights_are_relative(parts: list[Part], factor: float) -> None:
    scaled = [Part(part.progress, part.weight * factor) for part in parts]
    first, second = progress.roll_up(parts), progress.roll_up(scaled)
    assert first == second or math.isclose(first or 0, second or 0, rel_tol=1e-9, abs_tol=1e-12)


def test_a_key_result_without_a_check_in_counts_as_not_begun_beside_one_that_has() -> None:
    assert progress.roll_up([Part(None), Part(0.5)]) == 0.25


def test_nothing_is_known_of_an_objective_while_nobody_checked_in() -> None:
    assert progress.roll_up([Part(None), Part(None)]) is None
    assert progress.roll_up([]) is None


def test_what_is_above_the_target_does_not_make_up_for_the_rest() -> None:
    assert progress.roll_up([Part(2.0), Part(0.0)]) == 0.5


def test_the_weakest_key_result_can_speak_for_the_objective() -> None:
    assert progress.roll_up([Part(0.9), Part(0.2, weight=0.1)], RollUp.WEAKEST) == 0.2


def test_a_key_result_of_no_weight_is_out_of_the_count() -> None:
    assert progress.roll_up([Part(0.0, weight=0), Part(0.8)]) == 0.8


@given(st.lists(st.floats(-100, 100), min_size=1), st.floats(-50, 0), st.floats(0, 50))
def test_keep_is_the_share_of_readings_inside(readings: list[float], low: float, high: float) -> None:
    share = progress.keep(readings, low, high)
    assert share is not None
    assert 0 <= share <= 1
    assert (share == 1) == all(low <= reading <= high for reading in readings)


def test_a_missing_kerb_is_open() -> None:
    assert progress.keep([4.4, 4.5, 9000], 4.5, None) == pytest.approx(2 / 3)
    assert progress.keep([], 4.5, None) is None


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=8))
def test_steps_reach_one_with_the_last_one(weights: list[float]) -> None:
    shares = [progress.steps(weights, done) or 0 for done in range(len(weights) + 1)]
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(1)
    assert shares == sorted(shares)


def test_expected_counts_whole_days_both_ends_included() -> None:
    assert progress.expected(START, END, START - timedelta(days=1)) == 0
    assert progress.expected(START, END, START) == pytest.approx(1 / 92)
    assert progress.expected(START, END, date(2026, 11, 20)) == pytest.approx(51 / 92)
    assert progress.expected(START, END, END + timedelta(days=30)) == 1
    assert progress.expected(START, None, START) is None


def stand(share: float | None, today: date = date(2026, 11, 20), last: date | None = date(2026, 11, 18)) -> Pace:
    return progress.standing(share, start=START, end=END, today=today, last_check_in=last, rhythm_days=7).pace


def test_the_pace_follows_the_gap() -> None:
    assert stand(0.60) is Pace.ON_PACE
    assert stand(0.45) is Pace.BEHIND
    assert stand(0.20) is Pace.AT_RISK
    assert stand(None) is Pace.NONE


def test_the_edge_of_25_points_is_still_behind() -> None:
    assert stand(51 / 92 - 0.25) is Pace.BEHIND
    assert stand(51 / 92 - 0.26) is Pace.AT_RISK


def test_silence_for_more_than_two_rhythms_stands_above_every_other_pace_and_hides_the_gap() -> None:
    standing = progress.standing(
        0.1, start=START, end=END, today=date(2026, 11, 20), last_check_in=date(2026, 11, 5), rhythm_days=7
    )
    assert (standing.pace, standing.gap, standing.days_silent) == (Pace.STALE, None, 15)
    assert stand(0.1, last=date(2026, 11, 6)) is Pace.AT_RISK


def test_without_a_rhythm_nothing_grows_stale() -> None:
    standing = progress.standing(
        0.9, start=START, end=END, today=date(2026, 11, 20), last_check_in=date(2026, 10, 2), rhythm_days=None
    )
    assert standing.pace is Pace.ON_PACE


def test_without_an_end_there_is_no_expectation() -> None:
    standing = progress.standing(
        0.4, start=START, end=None, today=date(2026, 11, 20), last_check_in=date(2026, 11, 19), rhythm_days=14
    )
    assert (standing.pace, standing.expected) == (Pace.NONE, None)


def test_an_objective_is_as_confident_as_its_least_confident_key_result() -> None:
    assert progress.confidence([8, None, 3]) == 3
    assert progress.confidence([None]) is None
