"""What the worker brings to people and teams in their messengers: reminders, news, a team's digest once a week.

Each is brought first and noted right after, as letters are. What is due follows from the data: a day without a run
loses nothing, and whatever stops a run between the two doubles one message at most.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation

from vekha import sealing
from vekha.activity.models import Notice
from vekha.chat import answers, digest, ways
from vekha.chat.actions.messages import list_of
from vekha.chat.carrier import Carrier
from vekha.chat.models import Asked, Delivery, LastList, Messages, TeamChannel
from vekha.chat.trouble import NotCarried, Trouble
from vekha.goals import news, reminders
from vekha.goals.inbox import people_asked
from vekha.people.models import MailRhythm

BATCH = 100  # people who are looked at together
SECONDS = 60.0  # of a round; whoever is left has their turn in the next one
DIGEST_DAY, DIGEST_HOUR = 0, 9  # Monday, nine o'clock by the company's clock

log = logging.getLogger(__name__)


@dataclass
class Round:
    """One look at what is due: who carries it, and which services do not answer, so that nobody waits twice."""

    now: datetime
    carrier: Carrier
    began: float = field(default_factory=time.monotonic)
    silent: set[str] = field(default_factory=set)

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self.began > SECONDS


def send_messages() -> None:
    """Bring everything that is due to people and teams."""
    with Carrier() as carrier:
        this = Round(timezone.now(), carrier)
        send_digests(this)
        send_reminders(this)
        send_news(this)


def send_reminders(this: Round) -> None:
    """Ask for the check-ins that are due by now, where the person was not asked in their messenger yet."""
    for batch in _batches(Messages.objects.filter(wants_reminders=True), this):
        for messages, letter in _letters_to(batch, this):
            with _noting(messages, messages.account.service, this):
                with translation.override(messages.person.language):
                    text, shown = list_of(messages.account, ways.command_in(messages.account.service))
                if _bring(messages, text, f"r{letter.number}", this):
                    _note_reminder(messages, letter, shown, this.now)


def _letters_to(batch: Sequence[Messages], this: Round) -> list[tuple[Messages, reminders.Letter]]:
    """What they are to be asked for: found for all at once, and if that fails because of one, for each alone."""
    people = [messages.person for messages in batch]
    try:
        asked = reminders.asked_lately(Asked.objects.filter(person__in=people), this.now)
        letters = dict(reminders.letters_to(people, this.now, asked))
    except Exception as error:
        if len(batch) > 1:
            return [found for messages in batch for found in _letters_to([messages], this)]
        _note_failure(batch[0], error, this, batch[0].account.service)
        return []
    return [(messages, letters[messages.person_id]) for messages in batch if messages.person_id in letters]


@transaction.atomic
def _note_reminder(messages: Messages, letter: reminders.Letter, shown: LastList, now: datetime) -> None:
    shown.save()  # only a list that arrived is answered by its numbers
    Asked.objects.bulk_create(
        [Asked(person=messages.person, key_result=key_result, moment=moment) for key_result, moment in letter.due],
        ignore_conflicts=True,
    )
    if not messages.person.wants_reminders:  # no letter notes that they were asked
        letter.mark_as_mailed(now)
    messages.keep()


def send_news(this: Round) -> None:
    """Tell what waits and what is new since the last message, by the rhythm that the person chose."""
    untold = Notice.objects.filter(person=OuterRef("person"), seen_at=None, pk__gt=OuterRef("told_until"))
    for batch in _batches(Messages.objects.exclude(news_rhythm=MailRhythm.NEVER).filter(Exists(untold)), this):
        asked = set(people_asked([messages.person for messages in batch]))
        for messages in batch:
            person = messages.person
            with _noting(messages, messages.account.service, this):
                if not news.is_due(person, messages.news_rhythm, messages.told_at, this.now):
                    continue
                letter = news.Letter.to(person, is_asked=person.pk in asked, after=messages.told_until)
                if letter and _bring(messages, answers.news(letter), f"n{letter.covered[-1]}", this):
                    messages.told_until, messages.told_at = letter.covered[-1], this.now
                    messages.keep()


def send_digests(this: Round) -> None:
    """Bring each team's digest of the week to its channel."""
    now = this.now
    moment = digest_moment(now)
    if now - moment > reminders.TOO_LATE or not settings.CHANNELS:
        return
    due = TeamChannel.objects.filter(Q(digest_of=None) | Q(digest_of__lt=moment), set_at__lt=moment)
    for channel in due.select_related("team").order_by("pk"):
        if this.is_over:
            return
        if channel.is_waiting(now) or channel.service in this.silent:
            continue
        with _noting(channel, channel.service, this):
            with translation.override(channel.language):
                text = digest.of(channel.team, now)
            this.carrier.carry(channel.address, text, schemes=settings.CHANNELS)
            channel.note_success()
            channel.digest_of = moment
            channel.keep()


def digest_moment(now: datetime) -> datetime:
    """The last moment at which digests were due."""
    here = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    day = here - timedelta(days=(here.weekday() - DIGEST_DAY) % 7)
    moment = day.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return moment if moment <= here else moment - timedelta(days=7)


def _batches(wanted: QuerySet[Messages], this: Round) -> Iterator[list[Messages]]:
    """Those who may be written to now, some at a time."""
    now = this.now
    ready = wanted.filter(Q(try_again_at=None) | Q(try_again_at__lte=now), person__is_active=True)
    last = 0
    while not this.is_over and (
        batch := list(ready.filter(pk__gt=last).select_related("person", "account").order_by("pk")[:BATCH])
    ):
        yield [messages for messages in batch if _is_awake(messages, this)]
        last = batch[-1].pk


def _is_awake(messages: Messages, this: Round) -> bool:
    with _noting(messages, messages.account.service, this):
        return not messages.person.is_quiet(this.now)
    return False


def _bring(messages: Messages, text: str, number: str, this: Round) -> bool:
    """Whether the message was brought: not to a service that keeps silent. Raises what goes wrong."""
    if this.is_over or messages.account.service in this.silent:
        return False
    ways.bring(messages.account, text, f"{number}.{messages.person_id}", this.carrier)
    messages.note_success()
    return True


@contextmanager
def _noting(place: Delivery, service: str, this: Round) -> Iterator[None]:
    """What fails inside is noted with the place and tried again later. It holds up nobody else."""
    try:
        yield
    except Exception as error:
        _note_failure(place, error, this, service)


def _note_failure(place: Delivery, error: Exception, this: Round, service: str) -> None:
    """Of an error only its kind: it may hold the address or the words."""
    trouble = error.trouble if isinstance(error, NotCarried) else Trouble.BROKEN
    if isinstance(error, sealing.OtherKey):
        trouble = Trouble.SECRET
    log.warning("A message for %s %s did not arrive: %s", type(place).__name__, place.pk, trouble)
    if trouble == Trouble.BROKEN:
        log.error("Because of %s", type(error).__name__)
    if trouble in {Trouble.TOO_SLOW, Trouble.UNREACHABLE}:
        this.silent.add(service)
    place.note_failure(trouble, this.now)
    place.keep()
