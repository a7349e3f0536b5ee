from datetime import datetime
from functools import cache
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a person may do in the whole organisation. Leading a team is a matter of the membership."""

    ADMINISTRATOR = "administrator", _("administrator")
    COACH = "coach", _("coach")
    MEMBER = "member", _("member")
    VIEWER = "viewer", _("viewer")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def check_time_zone(name: str) -> None:
    """Refuses what is no name of a time zone, such as Asia/Shanghai."""
    if name not in _zones():
        raise ValidationError(
            _("There is no time zone of this name. Write it as “Europe/Moscow” or “Asia/Shanghai”."), code="time_zone"
        )


class MailRhythm(models.TextChoices):
    """How often news that waits is mailed, all of it in one letter."""

    HOURLY = "hourly", _("every hour, if there is something new")
    DAILY = "daily", _("once a day, if there is something new")
    NEVER = "never", _("never")


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> Self:
        """People who have not left."""
        return self.filter(is_active=True)

    def search(self, words: str) -> Self:
        """People whose name or e-mail holds the words, in any script and case."""
        return self.filter(search_text__contains=words.casefold())


class PersonManager(BaseUserManager["Person"]):
    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def active(self) -> PersonQuerySet:
        return self.get_queryset().active()

    def search(self, words: str) -> PersonQuerySet:
        return self.get_queryset().search(words)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """Somebody who works here: signs in, owns objectives and key results, belongs to teams."""

    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("Somebody has this e-mail already.")}
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    job = models.CharField(_("job"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    mail_rhythm = models.CharField(_("news by mail"), max_length=10, choices=MailRhythm, default=MailRhythm.DAILY)
    wants_reminders = models.BooleanField(
        _("remind me by mail when a check-in is due"),
        default=True,
        help_text=_("One letter a week at most for all of them, and none for what you have just checked in."),
    )
    wants_summaries = models.BooleanField(_("send me what came out of my team’s meetings"), default=True)
    time_zone = models.CharField(
        _("time zone"), max_length=50, blank=True, validators=[check_time_zone], help_text=_("Empty: the company’s.")
    )
    quiet_from = models.PositiveSmallIntegerField(_("no mail from"), default=20, validators=[MaxValueValidator(23)])
    quiet_until = models.PositiveSmallIntegerField(_("until"), default=8, validators=[MaxValueValidator(23)])
    letter_links = models.PositiveIntegerField(
        default=0, editable=False
    )  # counted up, it voids the links mailed before
    mail_failures = models.PositiveSmallIntegerField(default=0, editable=False)  # letters in a row that were refused
    mail_try_again_at = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(
        _("works here"), default=True, help_text=_("People who have left cannot sign in; their words stay.")
    )
    joined_at = models.DateTimeField(auto_now_add=True)
    search_text = models.TextField(editable=False, default="")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = PersonManager()

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.email = self.email.lower()

    def save(self, **kwargs: Any) -> None:
        self.fold()
        super().save(**kwargs)

    def fold(self) -> None:
        """Keep the text that is searched in one case: SQLite folds the case of ASCII only."""
        self.search_text = f"{self.name} {self.email} {self.job}".casefold()

    @property
    def zone(self) -> ZoneInfo:
        """Where their clock is."""
        return ZoneInfo(self.time_zone or settings.TIME_ZONE)

    def is_quiet(self, now: datetime) -> bool:
        """Whether it is an hour at which nothing is sent to them. From and until the same hour: never."""
        hour = now.astimezone(self.zone).hour
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def is_coach(self) -> bool:
        return self.role == Role.COACH
