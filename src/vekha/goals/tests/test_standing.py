"""Where a key result stands, for every kind, direction and edge: from check-ins to pace and forecast. No database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vekha.goals import progress
from vekha.goals.forecast import Forecast, Silence
from vekha.goals.ledger import KeyResultRow
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective, Step
from vekha.goals.models.cycle import RHYTHM_DAYS, Rhythm
from vekha.goals.progress import Pace

START = date(2026, 10, 1)
Kind = KeyResult.Kind
numbers = st.integers(-500, 500).map(float)
any_kind = st.sampled_from(list(Kind))
days = st.integers(0, 120).map(lambda day: START + timedelta(day))


@st.composite
def key_results(draw: st.DrawFn, kinds: Any = any_kind) -> KeyResult:
    """A key result of any kind and direction, with a plan or without, and its check-ins on days in their order."""
    ends = draw(st.none() | days)
    cycle = Cycle(starts=START, ends=ends, rhythm=draw(st.sampled_from(Rhythm.values)))
    objective = Objective(
        cycle=cycle,
        state=Objective.State.ACTIVE,
        own_starts=draw(st.none() | days),
        own_ends=draw(st.none() | days),
        own_rhythm=draw(st.sampled_from(["", *Rhythm.values])),
    )
    kind = draw(kinds)
    fields: dict[str, Any] = {}
    planned: list[tuple[date, float]] = []
    if kind == Kind.REACH:
        fields = {"start": draw(numbers), "target": draw(numbers)}
        planned = sorted(draw(st.dictionaries(days, numbers, max_size=3)).items())
    if kind == Kind.KEEP:
        kerbs = sorted((draw(numbers), draw(numbers)))
        fields = draw(st.sampled_from([{"low": kerbs[0]}, {"high": kerbs[1]}, {"low": kerbs[0], "high": kerbs[1]}]))
    key_result = KeyResult(
        pk=1, objective=objective, kind=kind, due=draw(st.none() | days), added_on=draw(st.none() | days), **fields
    )
    key_result.planned = planned
    weights = draw(st.lists(st.floats(0, 5), min_size=1, max_size=5).filter(any)) if kind == Kind.STEPS else []
    vars(key_result)["_prefetched_objects_cache"] = {"steps": [Step(weight=weight) for weight in weights]}
    of_kind = {Kind.DONE: st.sampled_from([0.0, 1.0]), Kind.STEPS: st.integers(0, len(weights)).map(float)}
    values = of_kind.get(kind, numbers)
    said = [
        CheckIn(at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC), value=draw(values))
        for day in sorted(draw(st.lists(days, max_size=8)))
    ]
    key_result.follow(said, weights)
    key_result.said = said
    return key_result


def row(key_result: KeyResult, today: date) -> KeyResultRow:
    return KeyResultRow(key_result, key_result.standing(today), key_result.readings, None, False, today)


@given(key_results(), days)
def test_without_a_check_in_nothing_is_known_and_with_one_something_is(key_result: KeyResult, today: date) -> None:
    assert (key_result.progress is None) == (not key_result.said)
    if key_result.progress is None:
        assert key_result.standing(today).pace in {Pace.NONE, Pace.STALE}


@given(key_results(), days)
def test_stale_is_said_alike_with_and_without_a_look_at_the_rest(key_result: KeyResult, today: date) -> None:
    assert key_result.is_stale(today) == (key_result.standing(today).pace is Pace.STALE)


@given(key_results(st.just(Kind.DONE)))
def test_done_is_all_or_nothing(key_result: KeyResult) -> None:
    assert key_result.progress in (None, 0.0, 1.0)


@given(key_results(), days)
def test_news_are_as_fresh_as_its_own_rhythm_asks_and_that_of_its_cycle_where_it_has_none(
    key_result: KeyResult, today: date
) -> None:
    objective = key_result.objective
    rhythm = RHYTHM_DAYS[objective.own_rhythm or objective.cycle.rhythm]
    silent = (today - (key_result.checked_in_on or key_result.starts)).days
    is_silent = rhythm is not None and silent > 2 * rhythm and today > key_result.starts
    assert (key_result.standing(today).pace is Pace.STALE) == is_silent


@given(key_results(st.just(Kind.STEPS)), days)
def test_steps_are_expected_whole(key_result: KeyResult, today: date) -> None:
    weights = [step.weight for step in key_result.steps.all()]
    expected = key_result.standing(today).expected
    reachable = [progress.steps(weights, done) for done in range(len(weights) + 1)]
    assert expected is None if key_result.ends is None else expected in reachable


@given(key_results(st.just(Kind.KEEP)), days)
def test_a_corridor_is_judged_by_its_last_reading_whatever_the_date(key_result: KeyResult, today: date) -> None:
    standing = key_result.standing(today)
    assert (standing.expected, standing.gap) == (None, None)
    if standing.pace is not Pace.STALE and key_result.current is not None:
        inside = progress.inside(key_result.current, key_result.low, key_result.high)
        assert standing.pace is (Pace.ON_PACE if inside else Pace.AT_RISK)


@given(key_results(st.just(Kind.REACH)), days)
def test_upwards_and_downwards_stand_alike(key_result: KeyResult, today: date) -> None:
    mirror = KeyResult(
        pk=1,
        objective=key_result.objective,
        kind=Kind.REACH,
        due=key_result.due,
        added_on=key_result.added_on,
        start=-(key_result.start or 0.0),
        target=-(key_result.target or 0.0),
    )
    mirror.planned = [(day, -value) for day, value in key_result.planned]
    mirror.said = [CheckIn(at=said.at, value=-(said.value or 0.0)) for said in key_result.said]
    mirror.follow(mirror.said, ())
    assert mirror.standing(today) == key_result.standing(today)


@given(key_results(), days)
def test_its_road_begins_when_it_was_added_and_ends_when_it_is_due(key_result: KeyResult, today: date) -> None:
    objective = key_result.objective
    first, last = objective.own_starts or START, objective.own_ends or objective.cycle.ends
    assert key_result.starts == max(first, key_result.added_on or first)
    assert key_result.ends == (key_result.due or last)
    key_result.planned = []
    if key_result.kind in {Kind.REACH, Kind.DONE}:
        expected = progress.expected(key_result.starts, key_result.ends, today)
        assert key_result.standing(today).expected == expected


@given(key_results(st.just(Kind.REACH)))
def test_on_the_day_of_a_planned_value_that_value_is_expected(key_result: KeyResult) -> None:
    """As far as the day lies within its time, and the value on its way."""
    start, target, last = key_result.start or 0.0, key_result.target or 0.0, key_result.ends
    assume(start != target and (last is None or key_result.starts <= last))
    for day, value in key_result.planned:
        if key_result.starts <= day and (last is None or day < last):
            expected = progress.counted(progress.reach(start, target, value))
            assert key_result.standing(day).expected == pytest.approx(expected, abs=1e-12)


@given(key_results(st.just(Kind.REACH)), days)
def test_a_plan_moves_what_is_expected_and_nothing_else(key_result: KeyResult, today: date) -> None:
    planned, made = key_result.standing(today), row(key_result, today).forecast
    key_result.planned = []
    evenly = key_result.standing(today)
    assert (planned.progress, planned.days_silent) == (evenly.progress, evenly.days_silent)
    assert (planned.pace is Pace.STALE) == (evenly.pace is Pace.STALE)
    assert row(key_result, today).forecast == made


@given(key_results(), days)
def test_an_objective_is_expected_by_its_own_time_whatever_its_key_results_plan(
    key_result: KeyResult, today: date
) -> None:
    objective = key_result.objective
    objective.progress = 0.5
    assert objective.standing(today).expected == progress.expected(objective.starts, objective.ends, today)


@given(key_results(), days)
def test_a_forecast_is_made_or_its_silence_has_the_reason_of_its_facts(key_result: KeyResult, today: date) -> None:
    made = row(key_result, today).forecast
    match made:
        case Silence.NO_ROAD:
            few = len(key_result.steps.all()) < 1
            assert few or key_result.kind in {Kind.KEEP, Kind.DONE} or key_result.start == key_result.target
        case Silence.NO_END:
            assert key_result.ends is None
        case Silence.OVER:
            assert key_result.ends is not None
            assert today > key_result.ends
        case Silence.STALE:
            assert key_result.standing(today).pace is Pace.STALE
        case Silence.FEW:
            assert len({said.at for said in key_result.said}) <= 3
        case Silence.STILL:
            moved = {0.0 if key_result.kind == Kind.STEPS else key_result.start, *key_result.readings}
            assert len(moved) <= 2 or key_result.kind == Kind.STEPS
        case Forecast():
            assert made.low <= made.high
            assert 0 <= made.chance <= 1
            assert made.last == key_result.current or key_result.kind == Kind.STEPS
        case _:
            raise AssertionError(made)


@given(key_results(), days, st.sampled_from([state for state in Objective.State.values if state != "active"]))
def test_of_what_is_not_active_nothing_is_expected_or_forecast(key_result: KeyResult, today: date, state: str) -> None:
    key_result.objective.state = state
    standing = key_result.standing(today)
    assert (standing.pace, standing.expected, standing.gap) == (Pace.NONE, None, None)
    assert isinstance(row(key_result, today).forecast, Silence)
