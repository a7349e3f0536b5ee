from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.template.loader import render_to_string
from django.utils import translation

from vekha.activity.models import Event
from vekha.conftest import NOW
from vekha.kpis import permissions
from vekha.kpis.actions import kpis, readings
from vekha.kpis.corridor import Health
from vekha.kpis.models import Kpi, Reading
from vekha.people.models import Person, Team


def facts(**more: Any) -> dict[str, Any]:
    return {"name": "Cash for months", "definition": "Cash divided by monthly costs.", "low": 6.0, **more}


def test_a_member_writes_a_kpi_for_a_team_of_theirs(dora: Person, product: Team) -> None:
    kpi = kpis.write(by=dora, teams=[product], **facts(owner=dora))

    assert list(kpi.teams.all()) == [product]
    assert kpi.health() is Health.NONE
    assert Event.objects.get().verb == "kpi.written"


def test_a_member_writes_none_for_others_or_the_whole_company(dora: Person, sales: Team, chen: Person) -> None:
    for teams in ([sales], []):
        with pytest.raises(PermissionDenied):
            kpis.write(by=dora, teams=teams, **facts())
    assert kpis.write(by=chen, **facts()).pk


@pytest.mark.parametrize(
    ("bounds", "field"),
    [
        ({"low": None}, "low"),
        ({"low": 6.0, "high": 5.0}, "high"),
        ({"low": 6.0, "floor": 6.0}, "floor"),
        ({"low": None, "high": 6.0, "floor": 1.0}, "floor"),
        ({"high": 8.0, "ceiling": 7.0}, "ceiling"),
        ({"ceiling": 7.0}, "ceiling"),
    ],
)
def test_a_corridor_that_cannot_be_is_refused_at_the_field_that_is_wrong(
    chen: Person, bounds: dict[str, float | None], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        kpis.write(by=chen, **facts(**bounds))
    assert list(refused.value.message_dict) == [field]
    assert not Kpi.objects.exists()


def test_a_new_corridor_judges_the_last_reading_anew_and_the_log_keeps_the_old_one(
    complaints: Kpi, dora: Person, boris: Person, sales: Team
) -> None:
    readings.record(complaints, by=dora, value=12)
    assert complaints.health() is Health.WATCH

    kpis.edit(complaints, by=boris, high=15.0, teams=[sales])

    assert complaints.health() is Health.HEALTHY
    assert Event.objects.get(verb="kpi.changed").changes == {"high": ["10.0", "15.0"], "teams": ["Product", "Sales"]}


def test_nobody_who_has_left_is_named_owner(complaints: Kpi, boris: Person, gleb: Person) -> None:
    with pytest.raises(ValidationError, match="has left"):
        kpis.edit(complaints, by=boris, owner=gleb)


def test_the_latest_day_counts_in_whatever_order_readings_come(complaints: Kpi, dora: Person) -> None:
    readings.record(complaints, by=dora, value=8)
    readings.record(complaints, by=dora, value=30, at=NOW - timedelta(days=7), note="The lift stood still")

    assert (complaints.value, complaints.health()) == (8, Health.HEALTHY)


def test_a_reading_taken_back_gives_way_to_the_one_before_and_stays_in_the_history(
    complaints: Kpi, dora: Person
) -> None:
    readings.record(complaints, by=dora, value=8, at=NOW - timedelta(days=7))
    wrong = readings.record(complaints, by=dora, value=80)

    readings.undo(wrong, by=dora)
    readings.undo(wrong, by=dora)

    complaints.refresh_from_db()
    assert complaints.value == 8
    assert Reading.objects.count() == 2
    assert Event.objects.filter(verb="reading.undone").count() == 1


def test_only_whoever_recorded_it_takes_it_back_and_only_within_a_week(
    complaints: Kpi, dora: Person, boris: Person
) -> None:
    reading = readings.record(complaints, by=dora, value=8, at=NOW - timedelta(days=30))
    with pytest.raises(PermissionDenied):
        readings.undo(reading, by=boris)
    with time_machine.travel(NOW + timedelta(days=8), tick=False), pytest.raises(PermissionDenied):
        readings.undo(reading, by=dora)


def test_a_day_that_has_not_come_yet_has_no_reading(complaints: Kpi, dora: Person) -> None:
    with pytest.raises(ValidationError, match="not come yet"):
        readings.record(complaints, by=dora, value=8, at=datetime(2026, 12, 1, tzinfo=UTC))


def test_a_retired_kpi_takes_no_readings_until_it_is_brought_back(complaints: Kpi, dora: Person) -> None:
    kpis.retire(complaints, by=dora)
    kpis.retire(complaints, by=dora)
    with pytest.raises(ValidationError, match="retired"):
        readings.record(complaints, by=dora, value=8)

    kpis.bring_back(complaints, by=dora)

    assert readings.record(complaints, by=dora, value=8).pk
    assert Event.objects.filter(verb="kpi.retired").count() == 1


def test_recompute_derives_what_is_stored(complaints: Kpi, dora: Person) -> None:
    for value, days in ((3, 20), (9, 2), (5, 9)):
        readings.record(complaints, by=dora, value=value, at=NOW - timedelta(days=days))
    stored = (complaints.value, complaints.read_at)
    complaints.recompute()
    assert (complaints.value, complaints.read_at) == stored == (9, NOW - timedelta(days=2))


PEOPLE = ("anna", "boris", "chen", "dora", "emil", "frida", "gleb")


@pytest.mark.parametrize("visibility", Kpi.Visibility)
@pytest.mark.parametrize("name", PEOPLE)
def test_the_rule_in_sql_says_what_the_table_says(
    visibility: str, name: str, complaints: Kpi, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(name)
    complaints.visibility = visibility
    complaints.save()
    Kpi.objects.create(name="Of nobody", definition="?", low=1, visibility=visibility)
    for kpi in Kpi.objects.all():
        assert Kpi.objects.visible_to(person).filter(pk=kpi.pk).exists() == permissions.can_see(person, kpi), kpi
        reading = Reading.objects.create(kpi=kpi, value=1)
        assert Reading.objects.visible_to(person).contains(reading) == permissions.can_see(person, kpi), kpi


@pytest.mark.parametrize(
    ("can", "allowed"),
    [
        (permissions.can_change, {"anna", "boris", "chen", "dora"}),
        (permissions.can_record, {"anna", "boris", "chen", "dora", "hugo"}),
    ],
)
def test_who_changes_it_and_who_records(
    can: object, allowed: set[str], complaints: Kpi, product: Team, request: pytest.FixtureRequest
) -> None:
    hugo = Person.objects.create_user("hugo@northlight.example", "a long enough one", name="Hugo", language="en")
    product.people.add(hugo)
    people = {name: request.getfixturevalue(name) for name in PEOPLE} | {"hugo": hugo}
    assert {name for name, person in people.items() if can(person, complaints)} == allowed  # type: ignore[operator]


def test_everything_that_happens_to_kpis_can_be_told_in_each_language(complaints: Kpi, dora: Person) -> None:
    kpis.write(by=dora, teams=complaints.teams.all(), **facts())
    kpis.edit(complaints, by=dora, high=12.0, definition="Letters only. " * 9, rhythm="monthly")
    readings.undo(readings.record(complaints, by=dora, value=8, note="A calm week"), by=dora)
    kpis.retire(complaints, by=dora)
    kpis.bring_back(complaints, by=dora)

    events = list(Event.objects.all())
    assert len({event.verb for event in events}) == 6
    for event in events:
        words = set()
        for language in ("en", "ru", "zh-hans"):
            with translation.override(language):
                words.add(render_to_string(event.template, {"event": event, "changes": event.changes}))
        assert len(words) == 3, event.verb
