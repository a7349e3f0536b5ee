import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha import sealing
from vekha.chat.commands import CODE_ALPHABET, CODE_LENGTH
from vekha.goals.models import CheckIn, KeyResult
from vekha.people.models import MailRhythm, Person, Team

CODE_VALID_FOR = timedelta(minutes=15)
LIST_VALID_FOR = timedelta(days=1)
# Longer than any messenger delivers once more: Telegram keeps messages for a day.
REMEMBERED_FOR = timedelta(days=2)
ANSWERED_WITHIN = timedelta(hours=1)  # what could not be answered by then is not answered any more

FIRST_PAUSE = timedelta(minutes=5)  # after a message that did not arrive
LONGEST_PAUSE = timedelta(days=1)
PURPOSE = "vekha.chat.channels"  # of what is sealed


class Service(models.TextChoices):
    """A messenger that Vekha speaks with."""

    TELEGRAM = "telegram", _("Telegram")
    SLACK = "slack", _("Slack")
    MATTERMOST = "mattermost", _("Mattermost")
    FEISHU = "feishu", _("Feishu")


class ChatAccountQuerySet(models.QuerySet["ChatAccount"]):
    def visible_to(self, person: Person) -> Self:
        """One's own."""
        return self.filter(person=person)


class ChatAccount(models.Model):
    """Whom an account of a messenger speaks for. A person may have several."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="chat_accounts")
    service = models.CharField(max_length=20, choices=Service)
    external_id = models.CharField(max_length=200)  # who it is, as the service says
    name = models.CharField(max_length=200, blank=True)  # as people know it there
    linked_at = models.DateTimeField(default=timezone.now)

    objects = ChatAccountQuerySet.as_manager()

    if TYPE_CHECKING:
        person_id: int

    class Meta:
        ordering = ["linked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["service", "external_id"], name="one_person_a_chat_account")]

    def __str__(self) -> str:
        return f"{self.get_service_display()} · {self.name}" if self.name else str(self.get_service_display())


def new_code() -> str:
    """Letters and digits, both of them in it: a word of a language is never taken for a code."""
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))
        if not (code.isalpha() or code.isdigit()):
            return code


class Delivery(models.Model):
    """How it went with messages to one place: what fails is tried again, after pauses that grow."""

    failures = models.PositiveSmallIntegerField(default=0, editable=False)  # in a row
    trouble = models.CharField(max_length=20, blank=True, editable=False)  # chat.trouble.Trouble of the last one
    failed_at = models.DateTimeField(null=True, editable=False)
    try_again_at = models.DateTimeField(null=True, editable=False)

    SAME: ClassVar[str] = "pk"  # the field that another place would have another value in
    KEPT: ClassVar[tuple[str, ...]] = ("failures", "trouble", "failed_at", "try_again_at")

    class Meta:
        abstract = True

    def keep(self) -> None:
        """Write down how it went, unless the place was given up or changed while the message was on its way."""
        same = {"pk": self.pk, self.SAME: getattr(self, self.SAME)}
        type(self)._default_manager.filter(**same).update(**{name: getattr(self, name) for name in self.KEPT})

    def is_waiting(self, now: datetime) -> bool:
        """Whether it is too early to try again."""
        return self.try_again_at is not None and now < self.try_again_at

    def note_failure(self, trouble: str, now: datetime) -> None:
        self.failures = min(self.failures + 1, 1000)
        self.trouble, self.failed_at = trouble, now
        self.try_again_at = now + min(FIRST_PAUSE * 2 ** min(self.failures - 1, 20), LONGEST_PAUSE)

    def note_success(self) -> None:
        self.failures, self.trouble, self.failed_at, self.try_again_at = 0, "", None, None


class Messages(Delivery):
    """What a person wants to hear in a messenger, and in which of their accounts."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="messages")
    account = models.OneToOneField(
        ChatAccount, verbose_name=_("messenger"), on_delete=models.CASCADE, related_name="messages"
    )
    wants_reminders = models.BooleanField(_("remind me when a check-in is due"), default=True)
    news_rhythm = models.CharField(_("news"), max_length=10, choices=MailRhythm, default=MailRhythm.NEVER)
    told_until = models.BigIntegerField(default=0, editable=False)  # the last notice that was told there, or before
    told_at = models.DateTimeField(null=True, editable=False)  # the last news

    SAME = "account_id"
    KEPT = (*Delivery.KEPT, "told_until", "told_at")

    def __str__(self) -> str:
        return str(self.account)


class Asked(models.Model):
    """That somebody was asked in their messenger for the check-in of a moment. Nobody is asked twice."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="+")
    moment = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key_result", "moment"], name="asked_in_chat_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.key_result} · {self.moment:%Y-%m-%d}"


class TeamChannel(Delivery):
    """Where a team's digest goes, once a week. Its address is a secret and never shown again."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="channel")
    sealed_address = models.TextField(editable=False)
    service = models.CharField(max_length=50, editable=False)  # as apprise calls it
    language = models.CharField(max_length=10, editable=False)  # of whoever set it
    set_at = models.DateTimeField(default=timezone.now)
    digest_of = models.DateTimeField(null=True, editable=False)  # the moment of the last digest that went out

    SAME = "sealed_address"
    KEPT = (*Delivery.KEPT, "digest_of")

    def __str__(self) -> str:
        return f"{self.team} · {self.service}"

    @property
    def address(self) -> str:
        """Raises sealing.OtherKey."""
        return sealing.unsealed(self.sealed_address, PURPOSE)["address"]

    @address.setter
    def address(self, address: str) -> None:
        self.sealed_address = sealing.sealed({"address": address}, PURPOSE)


class LinkCodeQuerySet(models.QuerySet["LinkCode"]):
    def open(self) -> Self:
        """Codes that work: not used and not older than 15 minutes."""
        return self.filter(made_at__gt=timezone.now() - CODE_VALID_FOR)


class LinkCode(models.Model):
    """A code by which a person links a chat account: sent to the bot, it works once. The next one replaces it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="link_code")
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    made_at = models.DateTimeField(default=timezone.now)

    objects = LinkCodeQuerySet.as_manager()

    def __str__(self) -> str:
        half = CODE_LENGTH // 2
        return f"{self.code[:half]}-{self.code[half:]}"

    @property
    def valid_until(self) -> datetime:
        return self.made_at + CODE_VALID_FOR


class LastList(models.Model):
    """The list that an account was shown last: its numbers stay what they were until the next one is shown.

    `rows` are pairs of a key result and the value it was shown with, `question` what was asked back about a number:
    its readings and the rest of what was written.
    """

    account = models.OneToOneField(ChatAccount, on_delete=models.CASCADE, related_name="last_list")
    shown_at = models.DateTimeField(default=timezone.now)
    rows = models.JSONField(default=list)
    question = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.account}: {len(self.rows)}"

    @property
    def is_old(self) -> bool:
        return timezone.now() - self.shown_at > LIST_VALID_FOR

    def note_value(self, key_result: int, value: float | None) -> None:
        """What the person was told the key result stands at now."""
        self.rows = [[row, value if row == key_result else shown] for row, shown in self.rows]


class HeardQuerySet(models.QuerySet["Heard"]):
    def forgotten(self) -> Self:
        """Messages that no service delivers once more."""
        return self.filter(heard_at__lt=timezone.now() - REMEMBERED_FOR)

    def remembered(self) -> Self:
        """Messages that may still be delivered once more."""
        return self.filter(heard_at__gte=timezone.now() - REMEMBERED_FOR)

    def since(self, service: str, sender: str, span: timedelta) -> Self:
        """What the sender wrote in that time."""
        return self.filter(service=service, sender=sender, heard_at__gt=timezone.now() - span)

    def waiting(self, service: str) -> Self:
        """Those whose answer is not out yet, the first first."""
        lately = timezone.now() - ANSWERED_WITHIN
        return self.filter(service=service, answered_at=None, heard_at__gt=lately).exclude(answer="").order_by("pk")


class Heard(models.Model):
    """A message that was heard, and the answer to it. Stored together with what it changed, so nothing happens twice.

    `number` is what the service calls the delivery; `reply_to` is where the answer goes, empty where it goes back with
    the response.
    """

    service = models.CharField(max_length=20, choices=Service)
    number = models.CharField(max_length=200)
    sender = models.CharField(max_length=200)
    reply_to = models.CharField(max_length=200, blank=True)
    account = models.ForeignKey(ChatAccount, null=True, on_delete=models.SET_NULL, related_name="heard")
    check_in = models.ForeignKey(CheckIn, null=True, on_delete=models.SET_NULL, related_name="+")
    is_wrong_code = models.BooleanField(default=False)
    answer = models.TextField(blank=True)
    heard_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    objects = HeardQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="heard_once")]
        indexes = [
            models.Index(fields=["service", "sender", "heard_at"]),
            models.Index(fields=["heard_at"]),
            models.Index(fields=["service"], condition=models.Q(answered_at=None), name="answers_that_wait"),
        ]

    def __str__(self) -> str:
        return f"{self.service}/{self.number}"

    def mark_as_answered(self) -> None:
        """The answer is out, or cannot be brought."""
        self.answered_at = timezone.now()
        self.save(update_fields=["answered_at"])
