"""Who is asked for a check-in, when, and who hears of it if none comes.

What is due follows from the data at any time: the last moment of the rhythm, the check-ins, who was asked already.
A day without a run loses nothing and doubles nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.goals import mail, rhythm, week
from vekha.goals.mail import Sent
from vekha.goals.models import KeyResult, Objective, Reminder, Rhythm, TeamCheckInTime
from vekha.goals.models.cycle import RHYTHM_DAYS
from vekha.people import links
from vekha.people.models import Membership, Organisation, Person

TOO_LATE = timedelta(days=3)  # after the moment: whoever was not asked until then is asked the next time
PATIENCE = timedelta(days=2)  # from the reminder until others hear that there was no check-in
LONGEST_HALF = timedelta(days=max(days or 0 for days in RHYTHM_DAYS.values()) // 2)
Asked = dict[tuple[int, int], datetime]
BATCH = 100  # people, or reminders, that are looked at together


def send_reminders(now: datetime | None = None) -> Sent:
    """Ask everybody for the check-ins that are due by now and for which they were not asked yet."""
    now = now or timezone.now()
    letters: dict[int, Letter] = {}  # of the batch that is being sent

    def people() -> Iterator[Person]:
        for batch in _batches(_people_who_owe()):
            letters.clear()
            letters.update(letters_to(batch, now))
            yield from (person for person in batch if person.pk in letters)

    return mail.send(people(), lambda person: letters[person.pk], now)


def asked_at(key_result: KeyResult, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The last moment up to now at which a check-in of the key result was asked for; None outside its road.

    A time of its own that one of its teams has decides, else the cycle. `zone` is that of the owner.
    """
    objective = key_result.objective
    cycle, own = objective.cycle, _own_time(objective)
    moment = rhythm.last_moment(
        objective.rhythm,
        day=own.day if own else cycle.check_in_day,
        hour=own.hour if own else cycle.check_in_hour,
        zone=_zone(own, zone),
        starts=key_result.starts,
        now=now,
    )
    if moment is None or (key_result.ends is not None and moment.date() > key_result.ends):
        return None
    return moment


def _own_time(objective: Objective) -> TeamCheckInTime | None:
    """That of the first of its teams, by its number, that has one."""
    teams = sorted(objective.teams.all(), key=lambda team: team.pk)
    times = (getattr(team, "check_in_time", None) for team in teams)
    return next((time for time in times if time), None)


def _zone(own: TeamCheckInTime | None, zone: ZoneInfo) -> ZoneInfo:
    """By which clock is asked: the team's if it has one, else that of the owner."""
    return ZoneInfo(own.time_zone) if own and own.time_zone else zone


def is_missing(key_result: KeyResult, moment: datetime) -> bool:
    """Whether there is no check-in for the moment: none since, and none lately before it. Its day is that of its zone.

    Lately is half a rhythm, in a weekly one also the calendar week: an answer to the moment before is none to this one.
    """
    last, asked_on = key_result.checked_in_on, moment.date()
    lately = asked_on - half(key_result)
    if key_result.objective.rhythm == Rhythm.WEEKLY:
        lately = min(lately, week.monday(asked_on))
    return last is None or last < lately or week.lacks_belief(key_result)


def half(key_result: KeyResult) -> timedelta:
    """Half a rhythm, in whole days."""
    return timedelta(days=(key_result.objective.rhythm_days or 0) // 2)


@dataclass(frozen=True)
class Letter:
    """Asks a person for all the check-ins that are due."""

    person: Person
    due: Sequence[tuple[KeyResult, datetime]]  # with the moment at which each was due

    def message(self) -> EmailMultiAlternatives:
        with translation.override(self.person.language):
            link = links.sign(self.person, "check-in", timezone.localdate().isoformat())
            context = {
                "key_results": [key_result for key_result, _moment in self.due],
                "check_in": settings.ADDRESS + reverse("goals:check-in-by-link", args=[link]),
            }
            subject = _("%(organisation)s: your check-ins") % {"organisation": Organisation.current()}
            return mail.compose(self.person, "reminder", self.number, subject, context)

    @property
    def number(self) -> int:
        """The same for the same check-ins of the same moments, and for no others."""
        return crc32(repr(sorted((key_result.pk, int(at.timestamp())) for key_result, at in self.due)).encode())

    def mark_as_mailed(self, now: datetime) -> None:
        Reminder.objects.bulk_create(
            [
                Reminder(key_result=key_result, person=self.person, moment=moment, sent_at=now)
                for key_result, moment in self.due
            ],
            ignore_conflicts=True,
        )


def tell_of_missing(now: datetime | None = None) -> int:
    """Tell those who speak for an objective, once, of each check-in that did not come after its reminder.

    Answers how many are missing. They find it among their news.
    """
    now = now or timezone.now()
    missing = 0
    waiting = Reminder.objects.filter(settled_at=None, sent_at__lte=now - PATIENCE).order_by("pk")
    while batch := list(waiting.select_related("person", "key_result__objective__cycle")[:BATCH]):
        for reminder in batch:
            missing += _settle(reminder, now)
    return missing


@transaction.atomic
def _settle(reminder: Reminder, now: datetime) -> bool:
    if not Reminder.objects.filter(pk=reminder.pk, settled_at=None).update(settled_at=now):
        return False
    key_result, person = reminder.key_result, reminder.person
    is_theirs = KeyResult.objects.owed_by(person).filter(pk=key_result.pk).exists()
    objective = key_result.objective
    moment = reminder.moment.astimezone(_zone(_own_time(objective), person.zone))  # as it was asked for
    if not is_theirs or not is_missing(key_result, moment):
        return False
    log.record(
        "check_in.missed",
        by=person,
        subject=objective,
        target=key_result,
        changes={"key_result": key_result.text},
        tell=_who_speaks_for(objective, person),
    )
    return True


def _who_speaks_for(objective: Objective, silent: Person) -> list[Person]:
    """The objective's owner; where that is who keeps silent, or nobody, those who lead its teams."""
    if objective.owner and objective.owner.pk != silent.pk:
        return [objective.owner]
    leads = Membership.objects.filter(team__in=objective.teams.all(), role=Membership.Role.LEAD)
    return list(Person.objects.active().filter(memberships__in=leads).distinct())


def asked_lately(reminders: "QuerySet[Any]", now: datetime) -> Asked:
    """For which moment the owner of each key result was asked last, by the numbers of key result and person."""
    recent = reminders.filter(moment__gte=now - TOO_LATE - LONGEST_HALF).order_by("moment")
    return {(key_result, pk): at for key_result, pk, at in recent.values_list("key_result", "person", "moment")}


def _people_who_owe() -> "QuerySet[Person]":
    owed = KeyResult.objects.owed().filter(owner=OuterRef("pk"))
    return Person.objects.active().filter(Exists(owed), wants_reminders=True)


def _batches(people: "QuerySet[Person]") -> Iterator[list[Person]]:
    last = 0
    while batch := list(people.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def letters_to(people: Sequence[Person], now: datetime, asked: Asked | None = None) -> Iterator[tuple[int, Letter]]:
    """What is to be sent to these people now, by their numbers. `asked`: for what they were, if not by mail."""
    awake = {person.pk: person for person in people if not person.is_quiet(now)}
    key_results = (
        KeyResult.objects.owed()
        .filter(owner__in=awake)
        .select_related("objective__cycle")
        .prefetch_related("objective__teams__check_in_time")
    )
    due: dict[int, list[tuple[KeyResult, datetime]]] = {}
    for key_result in key_results:
        owner = awake[key_result.owner_id or 0]
        moment = asked_at(key_result, owner.zone, now)
        if moment is not None and now - moment <= TOO_LATE and is_missing(key_result, moment):
            due.setdefault(owner.pk, []).append((key_result, moment))
    if asked is None:
        asked = asked_lately(Reminder.objects.filter(person__in=due), now)
    for pk, owed in due.items():
        # Whoever moves the hour or their clock is not asked again for the same time.
        left = [
            (key_result, moment)
            for key_result, moment in owed
            if (key_result.pk, pk) not in asked or moment - asked[key_result.pk, pk] > half(key_result)
        ]
        if left:
            yield pk, Letter(awake[pk], left)
