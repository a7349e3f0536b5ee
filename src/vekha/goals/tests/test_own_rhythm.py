"""A team's own rhythm: its objectives are due, silent and reminded by it, whoever changes what it follows from."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from vekha.conftest import ClientOf
from vekha.goals import reminders, tally
from vekha.goals.actions import check_in_times, check_ins, duplicates, objectives
from vekha.goals.models import KeyResult, Objective, Rhythm
from vekha.goals.progress import Pace
from vekha.goals.week import Week, due_again, is_owed
from vekha.people.models import Person, Team


def rhythm_of(objective: Objective) -> str:
    return Objective.objects.get(pk=objective.pk).rhythm


def give(team: Team, rhythm: str, by: Person) -> None:
    check_in_times.set_time(team, by=by, day=2, hour=15, rhythm=rhythm)


def test_an_objective_is_checked_in_as_often_as_its_team(objective: Objective, product: Team, boris: Person) -> None:
    assert rhythm_of(objective) == Rhythm.WEEKLY
    give(product, Rhythm.MONTHLY, boris)
    assert rhythm_of(objective) == Rhythm.MONTHLY
    give(product, "", boris)
    assert rhythm_of(objective) == Rhythm.WEEKLY
    give(product, Rhythm.NONE, boris)
    assert Objective.objects.get(pk=objective.pk).rhythm_days is None
    check_in_times.clear_time(product, by=boris)
    assert rhythm_of(objective) == Rhythm.WEEKLY


def test_of_several_teams_the_first_with_a_rhythm_decides_whatever_they_are_called(
    objective: Objective, product: Team, sales: Team, anna: Person
) -> None:
    give(sales, Rhythm.MONTHLY, anna)
    assert rhythm_of(objective) == Rhythm.WEEKLY

    objectives.edit(objective, by=anna, teams=[product, sales])
    assert rhythm_of(objective) == Rhythm.MONTHLY
    give(product, Rhythm.TWO_WEEKLY, anna)
    Team.objects.filter(pk=product.pk).update(name="Zoology")
    assert rhythm_of(objective) == Rhythm.TWO_WEEKLY

    objectives.edit(objective, by=anna, teams=[sales])
    assert rhythm_of(objective) == Rhythm.MONTHLY


def test_what_is_written_or_copied_takes_the_rhythm_of_its_team(
    objective: Objective, key_result: KeyResult, product: Team, sales: Team, anna: Person
) -> None:
    give(sales, Rhythm.MONTHLY, anna)
    written = objectives.write(by=anna, cycle=objective.cycle, title="New", level="team", teams=[sales])
    copy = duplicates.duplicate(
        objective,
        by=anna,
        cycle=objective.cycle,
        level="team",
        teams=[sales],
        chosen_key_results=[key_result],
        chosen_initiatives=[],
    ).objective

    assert (written.rhythm, copy.rhythm) == (Rhythm.MONTHLY, Rhythm.MONTHLY)
    assert (rhythm_of(written), rhythm_of(copy)) == (Rhythm.MONTHLY, Rhythm.MONTHLY)


def test_silence_counts_by_the_own_rhythm_on_every_page(
    objective: Objective, key_result: KeyResult, product: Team, boris: Person, dora: Person, today: date
) -> None:
    """Three weeks of silence: stale where one checks in every week, news where every month."""
    three_weeks_ago = today - timedelta(weeks=3)
    for thing in (Objective, KeyResult):
        thing.objects.update(progress=0.5, checked_in_on=three_weeks_ago)

    def seen() -> tuple[Pace, bool, str, bool, int]:
        mine = KeyResult.objects.select_related("objective__cycle").get(pk=key_result.pk)
        told = Objective.objects.with_pace(objective.cycle, today, 0.25).get(pk=objective.pk)
        line = tally.of_teams(objective.cycle, person=dora, behind_until=0.25)[0]
        return mine.standing(today).pace, mine.is_stale(today), told.pace, line.is_stale, line.fresh

    assert seen() == (Pace.STALE, True, Pace.STALE, True, 0)
    give(product, Rhythm.MONTHLY, boris)
    assert seen() == (Pace.BEHIND, False, Pace.BEHIND, False, 1)
    give(product, Rhythm.NONE, boris)
    assert seen()[:4] == (Pace.BEHIND, False, Pace.BEHIND, False)


def test_my_week_asks_by_the_own_rhythm_and_says_when_it_is_due_again(
    key_result: KeyResult, product: Team, boris: Person, dora: Person, today: date
) -> None:
    give(product, Rhythm.TWO_WEEKLY, boris)
    check_ins.record(key_result, by=dora, value=20)
    mine = KeyResult.objects.select_related("objective__cycle").get(pk=key_result.pk)
    in_a_week, in_two = today + timedelta(weeks=1), today + timedelta(weeks=2)

    assert (is_owed(mine, in_a_week), is_owed(mine, in_two)) == (False, True)
    assert due_again(mine, today) == in_two == Week([mine], today).next_due
    page = ClientOf(dora).get("/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "due again from 4 December" in page


def test_the_form_of_the_team_offers_rhythms_and_says_the_chosen_one(
    product: Team, boris: Person, dora: Person
) -> None:
    address = reverse("goals:team-check-in-time", args=[product.pk])
    typed = {"rhythm": "two_weekly", "day": "2", "hour": "15", "time_zone": ""}

    assert ClientOf(boris).post(address, typed | {"rhythm": "hourly"}).status_code == 422
    assert ClientOf(boris).post(address, typed).status_code == 302
    assert '<option value="two_weekly" selected>' in ClientOf(boris).get(address).content.decode()
    page = ClientOf(dora).get(reverse("goals:team", args=[product.pk])).content.decode()
    assert "Check-ins of this team: every two weeks, Wednesday, 15:00." in page


@pytest.mark.parametrize("teams", [1, 30])
def test_a_rhythm_is_given_to_all_objectives_of_a_team_at_once(
    teams: int,
    objective: Objective,
    product: Team,
    boris: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(teams):
        other = Objective.objects.create(cycle=objective.cycle, title=f"Objective {number}")
        other.teams.add(product)

    with django_assert_max_num_queries(14):
        give(product, Rhythm.MONTHLY, boris)
    assert {one.rhythm for one in Objective.objects.select_related("cycle")} == {Rhythm.MONTHLY}


def test_reminders_come_by_the_own_rhythm(key_result: KeyResult, product: Team, boris: Person, dora: Person) -> None:
    """Asked on Wednesdays at three, seen on Friday, 27 November; the first week is that of 1 October."""
    now = timezone.now() + timedelta(weeks=1)

    def asked_on(rhythm: str, now: datetime = now) -> date | None:
        give(product, rhythm, boris)
        mine = KeyResult.objects.with_objective().get(pk=key_result.pk)
        moment = reminders.asked_at(mine, dora.zone, now)
        return None if moment is None else moment.date()

    assert asked_on("") == date(2026, 11, 25)
    assert asked_on(Rhythm.TWO_WEEKLY) == date(2026, 11, 18)
    assert asked_on(Rhythm.MONTHLY) == date(2026, 11, 25)
    assert asked_on(Rhythm.MONTHLY, now - timedelta(weeks=1)) == date(2026, 10, 28)
    assert asked_on(Rhythm.NONE) is None
