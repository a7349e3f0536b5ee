"""What the worker brings to people and teams in their messengers: reminders, news, a team's digest once a week.

Each is brought first and noted right after, as letters are. What is due follows from the data: a day without a run
loses nothing, and whatever stops a run between the two doubles one message at most.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from vekha import sealing
from vekha.chat import answers, digest, ways
from vekha.chat.actions.messages import list_of
from vekha.chat.carrier import Carrier
from vekha.chat.models import Asked, Delivery, Messages, TeamChannel
from vekha.chat.trouble import NotCarried, Trouble
from vekha.goals import news, reminders
from vekha.people.models import MailRhythm

BATCH = 100  # people who are looked at together
DIGEST_DAY, DIGEST_HOUR = 0, 9  # Monday, nine o'clock by the company's clock

log = logging.getLogger(__name__)


def send_messages() -> None:
    """Bring everything that is due to people and teams."""
    now = timezone.now()
    with Carrier() as carrier:
        send_reminders(carrier, now)
        send_news(carrier, now)
        send_digests(carrier, now)


def send_reminders(carrier: Carrier, now: datetime) -> None:
    """Ask for the check-ins that are due by now, where the person was not asked in their messenger yet."""
    for batch in _batches(Messages.objects.filter(wants_reminders=True), now):
        people = [messages.person for messages in batch]
        asked = reminders.asked_lately(Asked.objects.filter(person__in=people), now)
        letters = dict(reminders.letters_to(people, now, asked))
        for messages in batch:
            letter = letters.get(messages.person.pk)
            if letter and _bring(messages, lambda: _reminder(messages), f"r{letter.number}", carrier, now):  # noqa: B023
                _note_reminder(messages, letter, now)


def _reminder(messages: Messages) -> str:
    with translation.override(messages.person.language):
        return list_of(messages.account, ways.command_in(messages.account.service))


@transaction.atomic
def _note_reminder(messages: Messages, letter: reminders.Letter, now: datetime) -> None:
    Asked.objects.bulk_create(
        [Asked(person=messages.person, key_result=key_result, moment=moment) for key_result, moment in letter.due],
        ignore_conflicts=True,
    )
    if not messages.person.wants_reminders:  # no letter notes that they were asked
        letter.mark_as_mailed(now)
    messages.save()


def send_news(carrier: Carrier, now: datetime) -> None:
    """Tell what waits and what is new since the last message, by the rhythm that the person chose."""
    for batch in _batches(Messages.objects.exclude(news_rhythm=MailRhythm.NEVER), now):
        for messages in batch:
            if not news.is_due(messages.person, messages.news_rhythm, messages.told_at, now):
                continue
            letter = news.Letter.to(messages.person, after=messages.told_until)
            if letter is None:
                continue
            if _bring(messages, lambda: answers.news(letter), f"n{letter.covered[-1]}", carrier, now):  # noqa: B023
                messages.told_until, messages.told_at = letter.covered[-1], now
                messages.save()


def send_digests(carrier: Carrier, now: datetime) -> None:
    """Bring each team's digest of the week to its channel."""
    moment = digest_moment(now)
    if now - moment > reminders.TOO_LATE or not settings.CHANNELS:
        return
    due = TeamChannel.objects.filter(Q(digest_of=None) | Q(digest_of__lt=moment), set_at__lt=moment)
    for channel in due.select_related("team").order_by("pk"):
        if channel.is_waiting(now):
            continue
        try:
            with translation.override(channel.language):
                text = digest.of(channel.team, now)
            carrier.carry(channel.address, text, schemes=settings.CHANNELS)
        except Exception as error:
            _note_failure(channel, error, now)
            continue
        channel.note_success()
        channel.digest_of = moment
        channel.save()


def digest_moment(now: datetime) -> datetime:
    """The last moment at which digests were due."""
    here = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    day = here - timedelta(days=(here.weekday() - DIGEST_DAY) % 7)
    moment = day.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return moment if moment <= here else moment - timedelta(days=7)


def _batches(wanted: QuerySet[Messages], now: datetime) -> Iterator[list[Messages]]:
    """Those who may be written to now, some at a time."""
    ready = wanted.filter(Q(try_again_at=None) | Q(try_again_at__lte=now), person__is_active=True)
    last = 0
    while batch := list(ready.filter(pk__gt=last).select_related("person", "account").order_by("pk")[:BATCH]):
        yield [messages for messages in batch if not messages.person.is_quiet(now)]
        last = batch[-1].pk


def _bring(messages: Messages, write: Callable[[], str], number: str, carrier: Carrier, now: datetime) -> bool:
    """Whether the message arrived. What fails is noted with the person and tried again later."""
    try:
        ways.bring(messages.account, write(), f"{number}.{messages.person_id}", carrier)
    except Exception as error:
        _note_failure(messages, error, now)
        return False
    messages.note_success()
    return True


def _note_failure(place: Delivery, error: Exception, now: datetime) -> None:
    """Of an error only its kind: it may hold the address or the words."""
    trouble = error.trouble if isinstance(error, NotCarried) else Trouble.BROKEN
    if isinstance(error, sealing.OtherKey):
        trouble = Trouble.SECRET
    log.warning("A message for %s %s did not arrive: %s", type(place).__name__, place.pk, trouble)
    if trouble == Trouble.BROKEN:
        log.error("Because of %s", type(error).__name__)
    place.note_failure(trouble, now)
    place.save()
