"""When a team checks in: set and cleared on its page by those who may change it."""

from django.urls import reverse

from vekha.conftest import ClientOf
from vekha.goals.models import TeamCheckInTime
from vekha.people.models import Person, Team

TIME = {"day": "2", "hour": "15", "time_zone": "Europe/Moscow"}


def test_who_leads_a_team_gives_it_a_time_of_its_own_and_takes_it_back(boris: Person, product: Team) -> None:
    address = reverse("goals:team-check-in-time", args=[product.pk])
    client = ClientOf(boris)

    assert client.post(address, TIME).status_code == 302
    time = TeamCheckInTime.objects.get()
    assert (time.team, time.day, time.hour, time.time_zone) == (product, 2, 15, "Europe/Moscow")
    assert 'value="Europe/Moscow"' in client.get(reverse("goals:team", args=[product.pk])).content.decode()

    client.post(address, {"clear": "1"})
    assert not TeamCheckInTime.objects.exists()


def test_a_time_zone_that_is_none_is_said_and_stays_typed(boris: Person, product: Team) -> None:
    answer = ClientOf(boris).post(
        reverse("goals:team-check-in-time", args=[product.pk]), TIME | {"time_zone": "Moskau"}
    )

    assert answer.status_code == 422
    assert "There is no time zone of this name." in answer.content.decode()
    assert 'value="Moskau"' in answer.content.decode()


def test_others_cannot(dora: Person, product: Team) -> None:
    assert ClientOf(dora).post(reverse("goals:team-check-in-time", args=[product.pk]), TIME).status_code == 403
    assert not TeamCheckInTime.objects.exists()
