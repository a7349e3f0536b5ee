import random
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from vekha.goals import tally
from vekha.goals.models import Cycle, KeyResult, Objective, Rhythm
from vekha.goals.progress import Pace
from vekha.people.models import Person, Team

State = Objective.State


def some_objectives(cycle: Cycle, today: date, count: int = 300) -> None:
    """Objectives of every kind: states, own dates, progress beyond both ends, old and new check-ins."""
    chance = random.Random(7)
    days = [None, *(cycle.starts + timedelta(days=step) for step in (0, 13, 40, 49, 50, 51, 60))]
    ends = [None, *(cycle.starts + timedelta(days=step) for step in (50, 61, 80, 91, 120))]
    Objective.objects.bulk_create(
        Objective(
            cycle=cycle,
            title=f"Objective {number}",
            state=chance.choice([State.ACTIVE, State.ACTIVE, State.ACTIVE, State.DRAFT, State.CLOSED]),
            own_starts=(first := chance.choice(days)),
            own_ends=chance.choice([end for end in ends if end is None or first is None or end >= first]),
            progress=chance.choice([None, -0.4, 0, 0.1, 0.29, 0.3, 0.304, 0.306, 0.5, 0.55, 0.56, 0.8, 1, 1.2]),
            checked_in_on=chance.choice(
                [None, *(today - timedelta(days=back) for back in (0, 7, 13, 14, 15, 28, 29, 40))]
            ),
            own_rhythm=chance.choice(["", "", *Rhythm.values]),
        )
        for number in range(count)
    )


@pytest.mark.parametrize("rhythm", Rhythm.values)
@pytest.mark.parametrize("has_end", [True, False])
def test_the_database_tells_the_pace_as_the_objective_does(
    rhythm: str, has_end: bool, cycle: Cycle, today: date
) -> None:
    Cycle.objects.filter(pk=cycle.pk).update(rhythm=rhythm, ends=cycle.ends if has_end else None)
    cycle.refresh_from_db()
    some_objectives(cycle, today)

    told = Objective.objects.with_pace(cycle, today, 0.25).select_related("cycle")

    assert {objective.pace for objective in told} > {Pace.NONE}
    for objective in told:
        assert objective.pace == objective.standing(today, 0.25).pace, (objective, objective.standing(today, 0.25))


def test_counting_takes_one_query_whatever_there_is_to_count(
    cycle: Cycle, today: date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    some_objectives(cycle, today)

    with django_assert_num_queries(1):
        counts = tally.of(Objective.objects.with_pace(cycle, today, 0.25).with_team_count())

    assert counts.count(states=State.values) == 300
    assert counts.count(states=[State.DRAFT]) == Objective.objects.filter(state=State.DRAFT).count()


def test_an_objective_of_several_teams_is_counted_as_cross_team(
    objective: Objective, sales: Team, today: date, cycle: Cycle
) -> None:
    def cross_team() -> int:
        objectives = Objective.objects.with_pace(cycle, today, 0.25).with_team_count()
        return tally.of(objectives).count(cross_team=True)

    assert cross_team() == 0
    objective.teams.add(sales)
    assert cross_team() == 1


def test_a_team_stands_where_the_mean_of_its_objectives_stands(
    objective: Objective,
    key_result: KeyResult,
    product: Team,
    sales: Team,
    cycle: Cycle,
    today: date,
    dora: Person,
    anna: Person,
) -> None:
    objective.teams.add(sales)
    Objective.objects.filter(pk=objective.pk).update(progress=1.4, confidence=8, checked_in_on=today)
    other = Objective.objects.create(cycle=cycle, title="Other", state=State.ACTIVE, progress=0.5, confidence=3)
    other.teams.add(product)
    KeyResult.objects.create(objective=other, text="Said lately", owner=dora, checked_in_on=today)

    by_name = {line.name: line for line in tally.of_teams(cycle, person=anna, behind_until=0.25)}

    line = by_name["Product"]
    assert (line.objectives, line.cross_team, line.confidence) == (2, 1, 3)
    assert line.standing.progress == 0.75  # 1.4 counts 1
    assert (line.fresh, line.key_results) == (1, 2)
    assert by_name["Sales"].objectives == 1


def test_of_many_teams_those_that_have_come_least_far_are_named(cycle: Cycle, today: date, anna: Person) -> None:
    for number in range(5):
        objective = Objective.objects.create(cycle=cycle, title="O", state=State.ACTIVE, progress=number / 10)
        objective.teams.add(Team.objects.create(name=f"Team {9 - number}"))

    lines = tally.of_teams(cycle, person=anna, behind_until=0.25, most=2)

    assert [line.name for line in lines] == ["Team 8", "Team 9"]


def test_a_team_line_counts_only_what_the_reader_may_see(
    objective: Objective, key_result: KeyResult, product: Team, cycle: Cycle, today: date, anna: Person, frida: Person
) -> None:
    Objective.objects.filter(pk=objective.pk).update(visibility=Objective.Visibility.TEAMS)

    assert [line.name for line in tally.of_teams(cycle, person=anna, behind_until=0.25)] == ["Product"]
    assert tally.of_teams(cycle, person=frida, behind_until=0.25) == []
