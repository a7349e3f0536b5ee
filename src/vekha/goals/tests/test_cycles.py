from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.activity.models import Event
from vekha.goals.actions import cycles
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.goals.templatetags.cycles import cycle_road
from vekha.people.models import Organisation, Person

ClientOf = Callable[[Person], Client]

FIELDS = {
    "name": "Q1 2027",
    "starts": "2027-01-01",
    "ends": "2027-03-31",
    "rhythm": "weekly",
    "check_in_day": "4",
    "check_in_hour": "10",
    "roll_up": "mean",
}


def test_they_are_listed_by_where_they_stand_in_time(
    objective: Objective,
    cycle: Cycle,
    chen: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Cycle.objects.create(name="Next", starts=date(2027, 1, 1))
    Cycle.objects.create(name="Past", starts=date(2026, 7, 1), ends=date(2026, 9, 30))

    client = client_of(chen)

    with django_assert_max_num_queries(5):
        html = client.get("/cycles/").content.decode()

    assert html.index("Running") < html.index("Q4 2026") < html.index("Ahead") < html.index("Next")
    assert html.index("Next") < html.index(">Over<") < html.index("Past")


def test_a_coach_opens_a_cycle(organisation: Organisation, chen: Person, client_of: ClientOf) -> None:
    client_of(chen).post("/cycles/new/", FIELDS | {"ends": ""})

    cycle = Cycle.objects.dated().get()
    assert Cycle.objects.open_backlog()  # it opens with the first one
    assert (cycle.name, cycle.starts, cycle.ends) == ("Q1 2027", date(2027, 1, 1), None)


@pytest.mark.parametrize(
    ("typed", "objection"),
    [
        ({"ends": "2026-12-31"}, "The last day lies before the first."),
        ({"name": "Q4 2026"}, "already exists"),
        ({"starts": "soon"}, "Write a day, such as 2026-11-20."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    typed: dict[str, str], objection: str, cycle: Cycle, chen: Person, client_of: ClientOf
) -> None:
    response = client_of(chen).post("/cycles/new/", FIELDS | typed)

    assert response.status_code == 422
    assert objection in response.content.decode()
    assert Cycle.objects.get() == cycle


def test_an_open_cycle_is_changed_and_closed_once(cycle: Cycle, chen: Person, client_of: ClientOf) -> None:
    client = client_of(chen)
    typed = FIELDS | {"name": "The autumn", "starts": "2026-10-01", "ends": "2026-12-31"}

    client.post(f"/cycles/{cycle.pk}/edit/", typed)
    client.post(f"/cycles/{cycle.pk}/close/")
    again = client.post(f"/cycles/{cycle.pk}/close/", follow=True)

    cycle.refresh_from_db()
    assert (cycle.name, cycle.is_closed) == ("The autumn", True)
    assert "This cycle is closed already." in again.content.decode()


def test_members_see_them_and_change_nothing(cycle: Cycle, dora: Person, client_of: ClientOf) -> None:
    client = client_of(dora)

    assert "Open a cycle" not in client.get("/cycles/").content.decode()
    assert client.get("/cycles/new/").status_code == 404
    assert client.get(f"/cycles/{cycle.pk}/edit/").status_code == 404
    assert client.post(f"/cycles/{cycle.pk}/close/").status_code == 404


def test_the_road_of_a_cycle_tells_the_days_and_names_its_months(cycle: Cycle, today: date) -> None:
    road = cycle_road(cycle)

    assert 'aria-label="51 days of 92 have gone"' in road
    assert "<span>October</span><span>November</span><span>December</span>" in road
    assert "--months:31fr 30fr 31fr" in road
    assert 'class="pole"' in road


def test_before_it_begins_and_after_its_end_no_pole_stands_on_the_road(today: date) -> None:
    ahead = Cycle(name="Ahead", starts=date(2027, 1, 1), ends=date(2027, 3, 31))
    over = Cycle(name="Over", starts=date(2026, 7, 1), ends=date(2026, 9, 30))

    assert "0 days of 90" in cycle_road(ahead)
    assert "92 days of 92" in cycle_road(over)
    assert 'class="pole"' not in cycle_road(ahead) + cycle_road(over)


def test_an_open_end_has_no_road(today: date) -> None:
    assert cycle_road(Cycle(name="Trials", starts=date(2026, 7, 1))) == ""


def test_a_year_has_short_names_of_months(today: date) -> None:
    road = cycle_road(Cycle(name="Year", starts=date(2026, 1, 1), ends=date(2026, 12, 31)))

    assert "<span>Jan</span><span>Feb</span>" in road


def test_closing_a_cycle_can_be_taken_back(objective: Objective, chen: Person, client_of: ClientOf) -> None:
    client = client_of(chen)
    client.post(f"/cycles/{objective.cycle.pk}/close/")
    assert Cycle.objects.get().is_closed

    page = client.get(f"/cycles/{objective.cycle.pk}/edit/")
    assert f"/cycles/{objective.cycle.pk}/reopen/" in page.content.decode()
    client.post(f"/cycles/{objective.cycle.pk}/reopen/")

    assert not Cycle.objects.get().is_closed
    assert Event.objects.filter(verb="cycle.reopened").exists()


def test_lessons_are_written_by_those_who_change_cycles_over_the_words_that_they_saw(
    cycle: Cycle, chen: Person, dora: Person
) -> None:
    with pytest.raises(PermissionDenied):
        cycles.write_lessons(cycle, by=dora, lessons="Mine", seen="")

    cycles.write_lessons(Cycle.objects.get(pk=cycle.pk), by=chen, lessons="Owners first.\nFewer.", seen="")
    with pytest.raises(ValidationError) as refused:
        cycles.write_lessons(cycle, by=chen, lessons="Of somebody who saw nothing there", seen="")

    assert refused.value.code == "conflict"
    assert cycle.lessons == "Owners first.\nFewer."
    cycles.write_lessons(cycle, by=chen, lessons="Fewer.", seen="Owners first.\r\nFewer.")
    assert Cycle.objects.get(pk=cycle.pk).lessons == "Fewer."
    assert [event.actor for event in Event.objects.filter(verb="cycle.changed")] == [chen, chen]


def test_in_a_closed_cycle_nobody_is_asked_to_check_in(
    key_result: KeyResult, dora: Person, chen: Person, client_of: ClientOf
) -> None:
    cycles.close(key_result.objective.cycle, by=chen)
    assert "/check-ins/" not in client_of(dora).get(f"/objectives/{key_result.objective.pk}/").content.decode()
