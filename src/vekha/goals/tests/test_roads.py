"""The roads a key result had, for every order of changes of its target and its plan. No database."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vekha.goals import progress
from vekha.goals.chart import Chart, FormerPlan, roads_of
from vekha.goals.ledger import KeyResultRow
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective, TargetChange

START, END = date(2026, 10, 1), date(2026, 12, 31)
numbers = st.integers(-500, 500).map(float)
days = st.integers(-10, 91).map(lambda day: START + timedelta(day))
plans = st.dictionaries(days, numbers, max_size=3).map(lambda plan: sorted(plan.items()))


@st.composite
def histories(draw: st.DrawFn) -> tuple[KeyResult, list[TargetChange], list[FormerPlan]]:
    objective = Objective(cycle=Cycle(starts=START, ends=END), state=Objective.State.ACTIVE)
    key_result = KeyResult(pk=1, objective=objective, start=draw(numbers), target=draw(numbers))
    key_result.planned = draw(plans)
    changes, former = [], []
    for number, day in enumerate(draw(st.lists(days, max_size=6))):
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) + timedelta(seconds=number)
        if draw(st.booleans()):
            changes.append(TargetChange(pk=number, at=at, start=draw(numbers), target=draw(numbers)))
        else:
            former.append(FormerPlan(at, draw(plans), None, ""))
    return key_result, changes, former


def chart_of(key_result: KeyResult, changes: list[TargetChange], former: list[FormerPlan]) -> Chart:
    key_result.said = [CheckIn(at=datetime(2026, 10, 2, 9, tzinfo=UTC), value=1.0)]
    key_result.follow(key_result.said, ())
    row = KeyResultRow(key_result, key_result.standing(END), [1.0], None, False, END)
    chart = Chart.of(row, changes, former)
    assert chart is not None
    return chart


@given(histories(), days)
def test_on_each_day_counts_what_no_later_day_has_changed(
    history: tuple[KeyResult, list[TargetChange], list[FormerPlan]], day: date
) -> None:
    """The road of a day is what the first change after it put aside; without one, today's."""
    key_result, changes, former = history
    day = max(day, START)
    road = chart_of(*history).road_on(day)
    target = next((one for one in sorted(changes, key=lambda one: one.at) if one.at.date() > day), key_result)
    plan = next((one for one in sorted(former, key=lambda one: one.at) if one.at.date() > day), key_result)

    assert (road.start, road.target, list(road.planned)) == (target.start, target.target, list(plan.planned))


@given(histories())
def test_roads_follow_one_another_up_to_the_one_that_counts_now(
    history: tuple[KeyResult, list[TargetChange], list[FormerPlan]],
) -> None:
    key_result, changes, former = history
    roads = roads_of(key_result, changes, former)
    since = [road.since for road in roads]

    assert len(roads) == len(changes) + len(former) + 1
    assert since == sorted(since)
    assert since[0] == START
    assert (roads[-1].start, roads[-1].target, roads[-1].planned) == (
        key_result.start,
        key_result.target,
        key_result.planned,
    )


@given(histories(), days)
def test_what_was_expected_of_a_day_is_expected_by_the_road_of_that_day(
    history: tuple[KeyResult, list[TargetChange], list[FormerPlan]], day: date
) -> None:
    chart = chart_of(*history)
    road = chart.road_on(day)
    start, target = road.start or 0.0, road.target or 0.0
    plan = [(on, progress.reach(start, target, value)) for on, value in road.planned]
    share = progress.expected(START, END, day, plan) or 0.0

    assert chart.expected_on(day) == start + (target - start) * share
    assert min(on for piece in chart.plans for on, _value in piece) >= START
