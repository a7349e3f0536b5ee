"""Where a key result stands, for every kind, direction and edge: from check-ins to pace and forecast. No database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vekha.goals import progress
from vekha.goals.forecast import Forecast, Silence
from vekha.goals.ledger import KeyResultRow
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective
from vekha.goals.models.cycle import Rhythm
from vekha.goals.progress import Pace

START = date(2026, 10, 1)
Kind = KeyResult.Kind
numbers = st.integers(-500, 500).map(float)
any_kind = st.sampled_from([Kind.REACH, Kind.KEEP, Kind.DONE])
days = st.integers(0, 120).map(lambda day: START + timedelta(day))


@st.composite
def key_results(draw: st.DrawFn, kinds: Any = any_kind) -> KeyResult:
    """A key result of any kind and direction, with its check-ins on days in their order."""
    ends = draw(st.none() | days)
    cycle = Cycle(starts=START, ends=ends, rhythm=draw(st.sampled_from(Rhythm.values)))
    objective = Objective(cycle=cycle, state=Objective.State.ACTIVE)
    kind = draw(kinds)
    fields: dict[str, Any] = {}
    if kind == Kind.REACH:
        fields = {"start": draw(numbers), "target": draw(numbers)}
    if kind == Kind.KEEP:
        kerbs = sorted((draw(numbers), draw(numbers)))
        fields = draw(st.sampled_from([{"low": kerbs[0]}, {"high": kerbs[1]}, {"low": kerbs[0], "high": kerbs[1]}]))
    key_result = KeyResult(
        objective=objective, kind=kind, due=draw(st.none() | days), added_on=draw(st.none() | days), **fields
    )
    values = st.sampled_from([0.0, 1.0]) if kind == Kind.DONE else numbers
    said = [
        CheckIn(at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC), value=draw(values))
        for day in sorted(draw(st.lists(days, max_size=8)))
    ]
    key_result.follow(said, ())
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


@given(key_results(st.just(Kind.KEEP)), days)
def test_a_corridor_is_judged_by_its_last_reading_whatever_the_date(key_result: KeyResult, today: date) -> None:
    standing = key_result.standing(today)
    assert (standing.expected, standing.gap) == (None, None) or standing.pace is Pace.STALE
    if standing.pace is not Pace.STALE and key_result.current is not None:
        inside = progress.inside(key_result.current, key_result.low, key_result.high)
        assert standing.pace is (Pace.ON_PACE if inside else Pace.AT_RISK)


@given(key_results(st.just(Kind.REACH)), days)
def test_upwards_and_downwards_stand_alike(key_result: KeyResult, today: date) -> None:
    mirror = KeyResult(
        objective=key_result.objective,
        kind=Kind.REACH,
        due=key_result.due,
        added_on=key_result.added_on,
        start=-(key_result.start or 0.0),
        target=-(key_result.target or 0.0),
    )
    mirror.said = [CheckIn(at=said.at, value=-(said.value or 0.0)) for said in key_result.said]
    mirror.follow(mirror.said, ())
    assert mirror.standing(today) == key_result.standing(today)


@given(key_results(), days)
def test_its_road_begins_when_it_was_added_and_ends_when_it_is_due(key_result: KeyResult, today: date) -> None:
    assert key_result.starts == max(START, key_result.added_on or START)
    assert key_result.ends == (key_result.due or key_result.objective.ends)
    expected = key_result.standing(today).expected
    if expected is not None:
        assert expected == progress.expected(key_result.starts, key_result.ends, today)


@given(key_results(), days)
def test_a_forecast_is_made_or_its_silence_has_the_reason_of_its_facts(key_result: KeyResult, today: date) -> None:
    made = row(key_result, today).forecast
    match made:
        case Silence.NO_ROAD:
            assert key_result.kind != Kind.REACH or key_result.start == key_result.target
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
            assert len({key_result.start, *key_result.readings}) <= 2
        case Forecast():
            assert made.low <= made.high
            assert 0 <= made.chance <= 1
            assert made.last == key_result.current
        case _:
            raise AssertionError(made)


@given(key_results(), days, st.sampled_from([state for state in Objective.State.values if state != "active"]))
def test_of_what_is_not_active_nothing_is_expected_or_forecast(key_result: KeyResult, today: date, state: str) -> None:
    key_result.objective.state = state
    standing = key_result.standing(today)
    assert (standing.pace, standing.expected, standing.gap) == (Pace.NONE, None, None)
    assert isinstance(row(key_result, today).forecast, Silence)
