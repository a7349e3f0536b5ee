"""Reminders: once, at the time of the rhythm, not to those who have just spoken; then one word to others."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from vekha.activity.models import Event, Notice
from vekha.goals import inbox, reminders
from vekha.goals.actions import check_ins
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective, Reminder, TeamCheckInTime
from vekha.people.models import Person, Team

FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> None:
    settings.ADDRESS = "https://okr.example.com"


@pytest.fixture(autouse=True)
def _silent(key_result: KeyResult) -> None:
    """Nobody has spoken yet."""
    CheckIn.objects.all().delete()
    key_result.recompute()
    Cycle.objects.update(starts=date(2026, 10, 1), ends=date(2026, 12, 31), rhythm="weekly")


def asked(hours: float = 0) -> list[str]:
    """Who is sent a reminder so many hours after Friday at ten."""
    now = FRIDAY + timedelta(hours=hours)
    with time_machine.travel(now, tick=False):
        reminders.send_reminders()
    people = [letter.to[0].partition("@")[0] for letter in outbox.outbox]
    outbox.outbox.clear()
    return people


def at(hours: float) -> Any:
    return time_machine.travel(FRIDAY + timedelta(hours=hours), tick=False)


def test_a_reminder_comes_at_its_hour_and_once() -> None:
    assert asked(-1) == []
    assert asked(0) == ["dora"]
    assert [asked(hours) for hours in (0, 1, 24, 72, 100)] == [[]] * 5
    assert asked(7 * 24) == ["dora"]


def test_whoever_has_just_checked_in_is_not_reminded(key_result: KeyResult, dora: Person) -> None:
    with at(-48):
        check_ins.record(key_result, by=dora, value=20)

    assert asked(0) == []
    assert asked(7 * 24) == ["dora"]


@pytest.mark.parametrize(("rhythm", "days"), [("two_weekly", 14), ("monthly", 28)])
@pytest.mark.parametrize("late", [0, 2])
def test_what_answered_the_moment_before_is_no_answer_to_this_one(
    rhythm: str, days: int, late: int, key_result: KeyResult, dora: Person
) -> None:
    Cycle.objects.update(rhythm=rhythm, ends=None)
    first = 0.0 if rhythm == "two_weekly" else 7 * 24.0  # the last Friday of November
    assert asked(first) == ["dora"]
    with at(first + late * 24 + 1):
        check_ins.record(key_result, by=dora, value=20)
    assert asked(first + days * 24) == ["dora"]


def test_whoever_moves_the_hour_is_not_asked_twice(product: Team) -> None:
    assert asked(0) == ["dora"]
    Cycle.objects.update(check_in_hour=12)
    assert asked(3) == []
    TeamCheckInTime.objects.create(team=product, day=5, hour=10)
    assert asked(25) == []


def test_a_day_without_a_run_loses_nothing_and_four_days_lose_that_one() -> None:
    assert asked(26) == ["dora"]
    assert asked(7 * 24 + 97) == []


def test_it_comes_by_the_person_s_own_clock_and_not_at_quiet_hours(dora: Person) -> None:
    dora.time_zone = "Asia/Shanghai"  # there it is 18:00 at ten
    dora.save()
    assert asked(-8) == ["dora"]
    Reminder.objects.all().delete()

    Cycle.objects.update(check_in_hour=22)
    assert asked(4) == []  # 22:00 in Shanghai
    assert asked(14) == ["dora"]  # 8:00 on the next day


def test_a_team_s_own_day_and_hour_come_first(product: Team) -> None:
    TeamCheckInTime.objects.create(team=product, day=2, hour=15, time_zone="Europe/Moscow")

    assert asked(0) == ["dora"]  # of Wednesday at 12:00 UTC, not three days ago
    assert asked(5 * 24 + 1) == []
    assert asked(5 * 24 + 2) == ["dora"]


@pytest.mark.parametrize(
    "change",
    [
        lambda dora, cycle, objective: Person.objects.filter(pk=dora.pk).update(wants_reminders=False),
        lambda dora, cycle, objective: Person.objects.filter(pk=dora.pk).update(is_active=False),
        lambda dora, cycle, objective: Cycle.objects.update(rhythm="none"),
        lambda dora, cycle, objective: Cycle.objects.update(closed_at=FRIDAY),
        lambda dora, cycle, objective: Cycle.objects.update(starts=date(2026, 11, 21)),
        lambda dora, cycle, objective: Cycle.objects.update(ends=date(2026, 11, 19)),
        lambda dora, cycle, objective: Objective.objects.update(state="draft"),
        lambda dora, cycle, objective: KeyResult.objects.update(owner=None),
    ],
)
def test_nothing_comes_to_whom_nothing_is_due(change: Any, dora: Person, cycle: Cycle, objective: Objective) -> None:
    change(dora, cycle, objective)

    assert asked(0) == []


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "Northlight: your check-ins", "Check in on one screen, without signing in"),
        ("ru", "Northlight: пора отметить результаты", "Отметить всё на одной странице, без входа"),
        ("zh-hans", "Northlight：该更新进展了", "在一页上更新，无需登录"),
    ],
)
def test_the_letter_names_what_is_due_in_the_person_s_language(
    language: str, subject: str, words: str, key_result: KeyResult, dora: Person
) -> None:
    dora.language = language
    dora.save()

    with at(0):
        reminders.send_reminders()

    (letter,) = outbox.outbox
    assert letter.subject == subject
    assert str(key_result) in letter.body
    assert words in letter.body
    assert "https://okr.example.com/check-in/" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_others_hear_once_of_a_check_in_that_did_not_come(key_result: KeyResult, boris: Person, dora: Person) -> None:
    asked(0)
    with at(47):
        assert reminders.tell_of_missing() == 0
    with at(49):
        assert [reminders.tell_of_missing(), reminders.tell_of_missing()] == [1, 0]

    (notice,) = Notice.objects.filter(event__verb="check_in.missed")
    assert notice.person == boris  # owns the objective
    assert notice in inbox.news(boris)


@pytest.mark.parametrize("of_the_team", [True, False])
def test_others_hear_of_it_where_monday_morning_is_still_sunday_elsewhere(
    of_the_team: bool, key_result: KeyResult, boris: Person, dora: Person, product: Team
) -> None:
    zone = "Asia/Vladivostok"
    if of_the_team:
        TeamCheckInTime.objects.create(team=product, day=0, hour=9, time_zone=zone)
    else:
        Cycle.objects.update(check_in_day=0, check_in_hour=9)
        Person.objects.filter(pk=dora.pk).update(time_zone=zone)
    with at(-10 * 24):  # in the week before
        check_ins.record(key_result, by=dora, value=20)

    assert asked(-4 * 24 - 1.5) == ["dora"]  # on Monday
    with at(0):
        assert reminders.tell_of_missing() == 1


def test_a_check_in_after_the_reminder_is_told_to_nobody(key_result: KeyResult, dora: Person) -> None:
    asked(0)
    with at(24):
        check_ins.record(key_result, by=dora, value=20)
    with at(49):
        assert reminders.tell_of_missing() == 0

    assert not Event.objects.filter(verb="check_in.missed").exists()


def test_of_an_owner_who_keeps_silent_those_who_lead_the_team_hear(
    objective: Objective, boris: Person, dora: Person
) -> None:
    Objective.objects.update(owner=dora)
    asked(0)
    with at(49):
        reminders.tell_of_missing()

    assert [notice.person for notice in Notice.objects.filter(event__verb="check_in.missed")] == [boris]


def test_many_people_take_few_queries_each_batch(
    objective: Objective, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    people = Person.objects.bulk_create(
        Person(email=f"p{n}@northlight.example", name=f"P{n}", language="en") for n in range(reminders.BATCH * 2)
    )
    KeyResult.objects.bulk_create(
        KeyResult(objective=objective, text=f"Number {n}", start=0, target=1, owner=person)
        for n, person in enumerate(people)
        for _each in range(3)
    )

    with django_assert_max_num_queries(3 * 10 + 3 * len(people)):
        assert len(asked(0)) == len(people) + 1
