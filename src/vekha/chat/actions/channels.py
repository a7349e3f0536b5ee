"""Where messages go: what a person wants to hear in a messenger, and the channel of a team."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.models import Notice
from vekha.chat import answers, permissions, ways
from vekha.chat.carrier import Carrier
from vekha.chat.models import Asked, ChatAccount, Messages, TeamChannel
from vekha.chat.phrases import words_of
from vekha.chat.trouble import NotCarried, Trouble
from vekha.goals import reminders
from vekha.goals.models import Reminder
from vekha.kpis import limited
from vekha.kpis.trouble import NoReading
from vekha.people.models import MailRhythm, Person, Team
from vekha.people.permissions import require


@transaction.atomic
def choose(account: ChatAccount, *, by: Person, wants_reminders: bool, news_rhythm: str) -> Messages:
    """Have reminders and news brought to an account, from now on: what was told or asked before is not repeated."""
    require(permissions.can_unlink(by, account))
    if account.service not in ways.services():
        raise ValidationError({"account": _("Vekha cannot write to people there yet.")}, code="service")
    messages = Messages.objects.select_for_update().filter(person=by).first() or Messages(person=by)
    if not messages.wants_reminders or messages.pk is None:
        before = reminders.asked_lately(Reminder.objects.filter(person=by), timezone.now())
        asked = [Asked(person=by, key_result_id=key_result, moment=at) for (key_result, _by), at in before.items()]
        Asked.objects.bulk_create(asked, ignore_conflicts=True)
    if messages.news_rhythm == MailRhythm.NEVER:
        messages.told_until = Notice.objects.filter(person=by).aggregate(last=Max("pk"))["last"] or 0
    messages.account, messages.wants_reminders, messages.news_rhythm = account, wants_reminders, news_rhythm
    messages.note_success()
    messages.save()
    return messages


@transaction.atomic
def stop(*, by: Person) -> None:
    """Bring no more messages to the person."""
    Messages.objects.filter(person=by).delete()


def set_channel(team: Team, *, by: Person, address: str) -> TeamChannel:
    """Let the team's digest go to this address, once a first message has arrived there. Waits for that message."""
    require(permissions.can_set_channel(by, team))
    try:
        with limited.turn(), translation.override(by.language), Carrier() as carrier:
            service = carrier.carry(address, answers.hello(str(team)), schemes=settings.CHANNELS)
    except NoReading:  # all turns are taken
        raise ValidationError({"address": words_of(Trouble.BUSY)}, code=Trouble.BUSY) from None
    except NotCarried as problem:
        raise ValidationError({"address": words_of(problem.trouble)}, code=problem.trouble) from None
    with transaction.atomic():
        channel = TeamChannel.objects.select_for_update().filter(team=team).first() or TeamChannel(team=team)
        channel.address, channel.service, channel.language = address, service[:50], by.language
        channel.set_at, channel.digest_of = timezone.now(), None
        channel.note_success()
        channel.save()
        log.record("team.channel_set", by=by, subject=team, changes={"service": channel.service})
    return channel


@transaction.atomic
def clear_channel(team: Team, *, by: Person) -> None:
    """The team's digest goes nowhere any more."""
    require(permissions.can_set_channel(by, team))
    if TeamChannel.objects.filter(team=team).delete()[0]:
        log.record("team.channel_cleared", by=by, subject=team)
