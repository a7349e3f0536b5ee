"""The letters with what came out of a meeting, to those who were there and those who belong to the team.

What is due follows from the data: participants of a meeting that is over, nothing mailed yet. Nobody gets it twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vekha.goals import mail
from vekha.goals.mail import Sent
from vekha.people.models import Organisation, Person
from vekha.rituals.actions.meetings import AGAIN
from vekha.rituals.models import Participant
from vekha.rituals.summary import Summary

TOO_LATE = timedelta(days=7)  # after the meeting: whoever was not written to until then reads it in Vekha
BATCH = 100


def send_summaries(now: datetime | None = None) -> Sent:
    """Send everybody the summaries of the meetings that are over and that they have not got yet."""
    now = now or timezone.now()
    due: dict[int, Participant] = {}  # the one whose letter is written next, by person

    def people() -> Iterator[Person]:
        for participant in waiting(now):
            due[participant.person_id] = participant
            yield participant.person

    return mail.send(people(), lambda person: Letter.to(due[person.pk]), now)


def waiting(now: datetime) -> Iterator[Participant]:
    """Those who are to get a summary now, a batch at a time. A meeting that may still go on is not told of."""
    over = Participant.objects.filter(
        mailed_at=None,
        meeting__closed_at__lte=now - AGAIN,
        meeting__closed_at__gt=now - TOO_LATE,
        person__is_active=True,
        person__wants_summaries=True,
    )
    last = 0
    while batch := list(over.filter(pk__gt=last).select_related("person", "meeting__team").order_by("pk")[:BATCH]):
        yield from (participant for participant in batch if not participant.person.is_quiet(now))
        last = batch[-1].pk


@dataclass(frozen=True)
class Letter:
    """The summary of a meeting, as one person may see it."""

    participant: Participant
    summary: Summary

    @classmethod
    def to(cls, participant: Participant) -> "Letter":
        return cls(participant, Summary.of(participant.meeting, participant.person))

    def message(self) -> EmailMultiAlternatives:
        person, meeting = self.participant.person, self.participant.meeting
        with translation.override(person.language):
            page = settings.ADDRESS + reverse("meetings:summary", args=[meeting.pk])
            words = _("%(organisation)s: what came out of the meeting, %(team)s")
            subject = words % {"organisation": Organisation.current(), "team": meeting.team or _("company")}
            context = {"summary": self.summary, "meeting": meeting, "page": page}
            return mail.compose(person, "meeting", meeting.pk, subject, context, app="rituals")

    def mark_as_mailed(self, now: datetime) -> None:
        Participant.objects.filter(pk=self.participant.pk).update(mailed_at=now)
