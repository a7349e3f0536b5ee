import math
import random
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
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


# --- every edge, by properties ---------------------------------------------------------------------------------------

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
shares = st.none() | st.floats(-5, 5)
rhythms = st.sampled_from([None, 7, 14, 31])


@given(values, values, values)
def test_reach_is_the_same_in_another_unit_and_from_the_other_side(start: float, target: float, current: float) -> None:
    """A road downwards is one upwards seen in the mirror; at its start 0, at its target 1."""
    assert progress.reach(-start, -target, -current) == progress.reach(start, target, current)
    assert progress.reach(start * 4, target * 4, current * 4) == progress.reach(start, target, current)


@given(values, values)
def test_below_the_start_reach_is_negative_and_counts_nothing_above_the_target_it_counts_one(
    start: float, target: float
) -> None:
    assume(abs(target - start) > 1e-3)
    beyond, back = target + (target - start), start - (target - start)
    assert progress.reach(start, target, beyond) > 1
    assert progress.reach(start, target, back) < 0
    assert progress.counted(progress.reach(start, target, beyond)) == 1
    assert progress.counted(progress.reach(start, target, back)) == 0


@given(values, values)
def test_where_there_is_no_way_to_walk_one_is_there_or_not(spot: float, current: float) -> None:
    assert progress.reach(spot, spot, spot) == 1
    assert progress.reach(spot, spot, current) == (current == spot)


@given(st.lists(values, min_size=1), values)
def test_a_corridor_open_on_one_side_is_the_mirror_of_the_other(readings: list[float], kerb: float) -> None:
    assert progress.keep(readings, kerb, None) == progress.keep([-reading for reading in readings], None, -kerb)


@given(st.lists(values), st.none() | values, st.none() | values, values)
def test_one_more_reading_inside_never_makes_a_corridor_worse(
    readings: list[float], low: float | None, high: float | None, reading: float
) -> None:
    before, after = progress.keep(readings, low, high), progress.keep([*readings, reading], low, high)
    assert after is not None
    if before is not None:
        assert after >= before if progress.inside(reading, low, high) else after <= before


@given(st.lists(values, min_size=1))
def test_without_any_kerb_all_is_inside(readings: list[float]) -> None:
    assert progress.keep(readings, None, None) == 1


@given(st.lists(st.floats(0, 10), max_size=8), st.floats(-3, 20))
def test_steps_lie_between_nothing_and_all_however_many_are_said_to_be_done(weights: list[float], done: float) -> None:
    share = progress.steps(weights, done)
    assert (share is None) == (sum(weights) <= 0)
    assert share is None or 0 <= share <= 1 + 1e-12


@given(days, st.integers(-400, 4000), days, days)
def test_what_is_expected_grows_with_the_days_from_nothing_to_all(
    start: date, length: int, one: date, other: date
) -> None:
    end = start + timedelta(length)
    earlier, later = sorted((one, other))
    now, then = progress.expected(start, end, earlier), progress.expected(start, end, later)
    assert now is not None
    assert then is not None
    if length >= 0:
        assert 0 <= now <= then <= 1
        assert progress.expected(start, end, end) == 1
        assert progress.expected(start, end, start - timedelta(1)) == 0


@given(days, st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_an_earlier_end_expects_more(start: date, one: int, other: int, gone: int) -> None:
    near, far = sorted((start + timedelta(one), start + timedelta(other)))
    today = start + timedelta(gone)
    assert (progress.expected(start, near, today) or 0) >= (progress.expected(start, far, today) or 0)


@st.composite
def plans(draw: st.DrawFn) -> tuple[date, date | None, list[tuple[date, float]]]:
    """A first and a last day, with shares planned for days within and without."""
    start = draw(days)
    end = draw(st.none() | st.integers(0, 200).map(lambda length: start + timedelta(length)))
    planned = draw(st.dictionaries(st.integers(-20, 220), st.floats(0, 1), max_size=4))
    return start, end, [(start + timedelta(day), share) for day, share in sorted(planned.items())]


@given(plans(), st.integers(-10, 230))
def test_a_plan_is_met_on_its_days_and_ignored_on_others(
    facts: tuple[date, date | None, list[tuple[date, float]]], gone: int
) -> None:
    start, end, plan = facts
    inside = [(day, share) for day, share in plan if start <= day and (end is None or day < end)]
    today = start + timedelta(gone)

    assert progress.expected(start, end, today, plan) == progress.expected(start, end, today, inside)
    for day, share in inside:
        assert progress.expected(start, end, day, plan) == pytest.approx(share)
    if end is not None:
        assert progress.expected(start, end, max(end, today), plan) == 1
    elif inside:
        assert progress.expected(start, None, max(inside[-1][0], today), plan) == pytest.approx(inside[-1][1])
    else:
        assert progress.expected(start, None, today, plan) is None


@given(plans(), st.integers(0, 220))
def test_between_two_days_of_a_plan_the_expectation_lies_between_their_shares(
    facts: tuple[date, date | None, list[tuple[date, float]]], gone: int
) -> None:
    start, end, plan = facts
    marks = [(start - timedelta(1), 0.0), *((day, share) for day, share in plan if start <= day)]
    marks = [mark for mark in marks if end is None or mark[0] < end] + ([(end, 1.0)] if end else [])
    today = start + timedelta(gone)
    for (since, before), (by, after) in pairwise(marks):
        if since <= today <= by:
            expected = progress.expected(start, end, today, plan) or 0.0
            assert min(before, after) - 1e-12 <= expected <= max(before, after) + 1e-12


@given(days, st.integers(1, 200), st.lists(st.integers(0, 200), max_size=4, unique=True), st.integers(-5, 220))
def test_who_plans_an_even_way_is_expected_as_without_a_plan(
    start: date, length: int, planned: list[int], gone: int
) -> None:
    end, today = start + timedelta(length), start + timedelta(gone)
    plan = [(day := start + timedelta(place), progress.expected(start, end, day) or 0.0) for place in sorted(planned)]
    assert progress.expected(start, end, today, plan) == pytest.approx(progress.expected(start, end, today), abs=1e-12)


standings = st.fixed_dictionaries(
    {
        "progress": shares,
        "start": days,
        "end": st.none() | days,
        "today": days,
        "last_check_in": st.none() | days,
        "rhythm_days": rhythms,
        "behind_until": st.floats(0, 1),
    }
)


def standing_of(facts: dict[str, Any]) -> progress.Standing:
    rest = {name: value for name, value in facts.items() if name != "progress"}
    return progress.standing(facts["progress"], **rest)


@given(standings)
def test_every_standing_says_what_its_facts_say(facts: dict[str, Any]) -> None:
    """Stale exactly when silent for two rhythms, without a pace when something is unknown, else by the gap."""
    standing = standing_of(facts)
    last, today, rhythm = facts["last_check_in"] or facts["start"], facts["today"], facts["rhythm_days"]
    is_silent = today > facts["start"] and rhythm is not None and (today - last).days > 2 * rhythm
    is_unknown = facts["progress"] is None or facts["end"] is None

    assert (standing.pace is Pace.STALE) == is_silent
    assert (standing.pace is Pace.NONE) == (is_unknown and not is_silent)
    assert (standing.gap is None) == (is_silent or is_unknown)
    assert (standing.days_silent or 0) >= 0
    if standing.gap is not None:
        assert (standing.pace is Pace.ON_PACE) == (round(standing.gap * 100) <= 0)
        assert (standing.pace is Pace.AT_RISK) == (
            round(standing.gap * 100) > max(0, round(facts["behind_until"] * 100))
        )
        assert standing.points_behind == max(0, round(standing.gap * 100))


@given(standings, st.floats(0, 1), st.floats(0, 1))
def test_more_progress_never_looks_worse(facts: dict[str, Any], one: float, other: float) -> None:
    order = [Pace.AT_RISK, Pace.BEHIND, Pace.ON_PACE]
    less, more = (standing_of(facts | {"progress": share}).pace for share in sorted((one, other)))
    if less in order:
        assert order.index(more) >= order.index(less)
    else:
        assert more is less


@given(standings)
def test_what_is_above_the_target_is_no_better_than_reached_and_what_is_below_the_start_no_worse_than_not_begun(
    facts: dict[str, Any],
) -> None:
    for beyond, limit in ((7.0, 1.0), (-7.0, 0.0)):
        standing, at_limit = (standing_of(facts | {"progress": share}) for share in (beyond, limit))
        assert (standing.pace, standing.gap) == (at_limit.pace, at_limit.gap)


@given(parts, st.lists(shares, max_size=4), st.sampled_from(list(RollUp)))
def test_key_results_of_no_weight_change_nothing_and_alone_say_nothing(
    parts: list[Part], weightless: list[float | None], way: RollUp
) -> None:
    out = [Part(share, 0.0) for share in weightless]
    assert progress.roll_up([*out, *parts], way) == progress.roll_up(parts, way)
    assert progress.roll_up(out, way) is None


@given(parts)
def test_the_weakest_is_never_above_the_mean(parts: list[Part]) -> None:
    weakest, mean = progress.roll_up(parts, RollUp.WEAKEST), progress.roll_up(parts)
    assert (weakest is None) == (mean is None)
    if weakest is not None and mean is not None:
        assert weakest <= mean + 1e-12


@given(parts, st.floats(-3, 3), st.floats(-3, 3), st.floats(0.1, 10), st.sampled_from(list(RollUp)))
def test_more_progress_of_a_key_result_never_takes_any_from_its_objective(
    parts: list[Part], one: float, other: float, weight: float, way: RollUp
) -> None:
    less, more = (progress.roll_up([*parts, Part(share, weight)], way) for share in sorted((one, other)))
    assert less is not None
    assert more is not None
    assert less <= more + 1e-12


@given(st.floats(-3, 3), st.lists(st.floats(0.1, 10), min_size=1, max_size=6), st.sampled_from(list(RollUp)))
def test_key_results_that_stand_alike_make_an_objective_that_stands_so(
    share: float, weights: list[float], way: RollUp
) -> None:
    assert progress.roll_up([Part(share, weight) for weight in weights], way) == pytest.approx(progress.counted(share))


@given(st.lists(st.none() | st.integers(0, 10)))
def test_one_doubt_is_the_confidence_of_all(said: list[int | None]) -> None:
    known = [value for value in said if value is not None]
    assert progress.confidence(said) == (min(known) if known else None)


# --- steps -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "gone", "planned"),
    [([1, 1, 1, 1], 0.24, 0), ([1, 1, 1, 1], 0.25, 1), ([1, 1, 2], 0.5, 2), ([1, 1, 2], 0.99, 2), ([1, 1, 2], 1, 3)],
)
def test_a_step_is_planned_when_the_time_gone_covers_its_weight_and_those_before(
    weights: list[float], gone: float, planned: int
) -> None:
    assert progress.planned_steps(weights, gone) == planned


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=8), st.floats(0, 1), st.floats(0, 1))
def test_the_plan_of_steps_grows_with_time_up_to_all(weights: list[float], one: float, other: float) -> None:
    earlier, later = (progress.planned_steps(weights, gone) for gone in sorted((one, other)))
    assert 0 <= earlier <= later <= len(weights)
    assert progress.planned_steps(weights, 1) == len(weights)


def test_nobody_is_behind_for_half_a_step() -> None:
    def pace(done: int) -> Pace:
        weights = [1, 1, 2]
        return progress.standing(
            progress.steps(weights, done),
            start=START,
            end=END,
            today=date(2026, 11, 20),  # 51 of 92 days: two steps are due
            last_check_in=date(2026, 11, 19),
            rhythm_days=7,
            weights=weights,
        ).pace

    assert [pace(done) for done in (0, 1, 2, 3)] == [Pace.AT_RISK, Pace.BEHIND, Pace.ON_PACE, Pace.ON_PACE]
