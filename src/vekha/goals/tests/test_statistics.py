import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from vekha.conftest import ClientOf
from vekha.goals import past, statistics
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective
from vekha.goals.progress import counted
from vekha.goals.tests.test_past import FIRST, History, noon
from vekha.people.models import Organisation, Person, Team

State = Objective.State


@pytest.fixture(params=range(2))
def history(
    request: pytest.FixtureRequest, organisation: Organisation, cycle: Cycle, anna: Person, product: Team
) -> History:
    history = History(anna, product, random.Random(request.param))
    with time_machine.travel(noon(FIRST), tick=False):
        history.begin(cycle)
    return history


def test_each_week_stands_as_its_last_day_did(history: History, cycle: Cycle) -> None:
    for day in (FIRST + timedelta(days=number) for number in range(40)):
        with time_machine.travel(noon(day), tick=False):
            history.go_on()
    found = Objective.objects.all()

    with time_machine.travel(noon(FIRST + timedelta(days=40)), tick=False):
        made = statistics.of(found, cycle, threshold=0.25)

    assert [week.day for week in made.weeks][:2] == [date(2026, 10, 4), date(2026, 10, 11)]
    assert made.weeks[-1].day == date(2026, 11, 10)
    for week in made.weeks:
        stood = past.on(week.day, found, cycles=[cycle], threshold=0.25)
        active = [(one, stood.standing(one)) for one in stood.objectives if one.is_active]
        assert week.paces == Counter(standing.pace for _, standing in active)
        compared = [(one, standing) for one, standing in active if one.progress is not None]
        assert week.compared == len(compared)
        if compared:
            assert week.progress == pytest.approx(sum(counted(one.progress) for one, _ in compared) / len(compared))
            whole = sum(standing.expected or 0.0 for _, standing in compared)
            assert week.expected == pytest.approx(whole / len(compared))
    assert made.kinds == Counter(KeyResult.objects.values_list("kind", flat=True))
    assert made.states == Counter(Objective.objects.values_list("state", flat=True))
    beliefs = KeyResult.objects.filter(objective__state=State.ACTIVE).values_list("confidence", flat=True)
    assert made.beliefs == Counter(beliefs)


def test_discipline_counts_who_was_asked_and_who_answered(
    key_result: KeyResult, dora: Person, cycle: Cycle, today: date
) -> None:
    objective = key_result.objective
    other = KeyResult.objects.create(objective=objective, text="Added late", added_on=date(2026, 11, 12))
    Objective.objects.update(created_at=datetime(2026, 9, 28, tzinfo=UTC))
    for day in (date(2026, 10, 7), date(2026, 10, 14), date(2026, 11, 18)):
        CheckIn.objects.create(key_result=key_result, at=noon(day), value=20)

    weeks = {
        week.day: (week.made, week.due) for week in statistics.of(Objective.objects.all(), cycle, threshold=0.25).weeks
    }

    assert weeks[date(2026, 10, 4)] == (0, 0)  # begun on Thursday: nobody was asked yet
    assert weeks[date(2026, 10, 11)] == (1, 1)
    assert weeks[date(2026, 10, 18)] == (1, 1)
    assert weeks[date(2026, 10, 25)] == (0, 1)
    assert weeks[today] == (1, 2 if other.added_on and other.added_on <= today - timedelta(days=7) else 1)


def test_no_weeks_before_the_cycle_and_a_year_at_most(cycle: Cycle) -> None:
    assert statistics.ends_of_weeks(cycle, date(2026, 9, 30)) == []
    assert statistics.ends_of_weeks(cycle, date(2027, 3, 1))[-1] == cycle.ends
    endless = Cycle(name="Trials", starts=date(2020, 1, 1))
    assert len(statistics.ends_of_weeks(endless, date(2026, 11, 20))) == statistics.MOST_WEEKS


def test_six_queries_are_enough(
    history: History, cycle: Cycle, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(noon(FIRST + timedelta(days=9)), tick=False):
        for _ in range(10):
            history.go_on()
        with django_assert_max_num_queries(6):
            statistics.of(Objective.objects.all(), cycle, threshold=0.25)


def test_the_page_shows_each_figure_with_its_table_and_its_rule(
    key_result: KeyResult, product: Team, dora: Person, cycle: Cycle, today: date, client_of: type[ClientOf]
) -> None:
    Objective.objects.update(created_at=datetime(2026, 9, 28, tzinfo=UTC))
    CheckIn.objects.create(key_result=key_result, at=noon(today), value=18, confidence=7)
    key_result.recompute()
    for address in ("/company/statistics/", f"/company/statistics/?team={product.pk}&cycle={cycle.pk}"):
        html = client_of(dora).get(address).content.decode()
        said = " ".join(re.sub(r"<[^>]+>", " ", html).split())

        assert "50% done, 55% expected, of 1 objective." in said
        assert "1 of 1 key results were checked in within their last rhythm: 100%." in said
        assert "20 November 0 1 0 0 0 1" in said
        assert "key results: reach a value 1" in said
        assert html.count("data-statistics") == html.count("How this is counted") == 4
        assert html.count("<table") == 5
        assert '"kind": "stacked"' in html
    other = Team.objects.create(name="Sales")
    assert "Nothing to count yet" in client_of(dora).get(f"/company/statistics/?team={other.pk}").content.decode()


@pytest.mark.parametrize("visibility", [Objective.Visibility.PRIVATE, Objective.Visibility.TEAMS])
def test_what_the_reader_may_not_see_is_not_counted(
    visibility: str, key_result: KeyResult, frida: Person, anna: Person, client_of: type[ClientOf]
) -> None:
    Objective.objects.update(visibility=visibility, created_at=datetime(2026, 9, 28, tzinfo=UTC))

    assert "Nothing to count yet" in client_of(frida).get("/company/statistics/").content.decode()
    assert "Counted is what you may see" in client_of(frida).get("/company/statistics/").content.decode()
    assert "Counted is what you may see" not in client_of(anna).get("/company/statistics/").content.decode()
    assert "objectives: active" in client_of(anna).get("/company/statistics/").content.decode()
