from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vekha.goals.progress import RollUp


class Rhythm(models.TextChoices):
    """How often check-ins are expected."""

    WEEKLY = "weekly", _("every week")
    TWO_WEEKLY = "two_weekly", _("every two weeks")
    MONTHLY = "monthly", _("every month")
    NONE = "none", _("no rhythm")


class Weekday(models.IntegerChoices):
    """The days of the week, as `date.weekday` counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


RHYTHM_DAYS: dict[str, int | None] = {
    Rhythm.WEEKLY: 7,
    Rhythm.TWO_WEEKLY: 14,
    Rhythm.MONTHLY: 31,
    Rhythm.NONE: None,
}


class CycleQuerySet(models.QuerySet["Cycle"]):
    def running(self, today: date | None = None) -> Self:
        """Cycles that have begun, are not over and not closed."""
        today = today or timezone.localdate()
        return self.filter(closed_at=None, is_backlog=False, starts__lte=today).exclude(ends__lt=today)

    def open_backlog(self) -> "Cycle | None":
        """The backlog if there is one: a page only looks, and opens none."""
        return self.filter(is_backlog=True).first()

    def dated(self) -> Self:
        """All but the backlog, which has no time."""
        return self.filter(is_backlog=False)


class Cycle(models.Model):
    """A named span with a check-in rhythm. Several run at once; the end may be open.

    The backlog is the one without dates: what waits in it has not begun (`starts` is the day it was opened). It is
    called so in the reader's language and has no name of its own.
    """

    class RollUp(models.TextChoices):
        MEAN = RollUp.MEAN, _("weighted mean of the key results")
        WEAKEST = RollUp.WEAKEST, _("the weakest key result")

    name = models.CharField(_("name"), max_length=100, unique=True)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: the end is open."))
    rhythm = models.CharField(_("check-in rhythm"), max_length=20, choices=Rhythm, default=Rhythm.WEEKLY)
    check_in_day = models.PositiveSmallIntegerField(_("check-ins by"), choices=Weekday, default=Weekday.FRIDAY)
    check_in_hour = models.PositiveSmallIntegerField(
        _("hour"), default=10, validators=[MaxValueValidator(23)], help_text=_("By each person’s own clock.")
    )
    roll_up = models.CharField(_("progress of an objective"), max_length=10, choices=RollUp, default=RollUp.MEAN)
    is_backlog = models.BooleanField(default=False, editable=False)
    lessons = models.TextField(
        _("decided last time"),
        blank=True,
        max_length=5000,
        help_text=_("What the last retrospective decided for this cycle, one decision a line."),
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["is_backlog", "-starts", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")), name="cycle_ends_after_start"
            ),
            models.UniqueConstraint(fields=["is_backlog"], condition=models.Q(is_backlog=True), name="one_backlog"),
        ]

    def __str__(self) -> str:
        return gettext("Backlog") if self.is_backlog else self.name

    @classmethod
    def backlog(cls) -> "Cycle":
        """Where what may be taken up later waits; opened with the first cycle, or when it is first needed."""
        opened = {"name": "", "starts": timezone.localdate(), "rhythm": Rhythm.NONE}
        return cls.objects.get_or_create(is_backlog=True, defaults=opened)[0]

    def is_running(self, today: date | None = None) -> bool:
        """Whether it has begun, is not over and not closed; the same as `running` says in SQL."""
        today = today or timezone.localdate()
        begun = not self.is_closed and not self.is_backlog and self.starts <= today
        return begun and (self.ends is None or today <= self.ends)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None
