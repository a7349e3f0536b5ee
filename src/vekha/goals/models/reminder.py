from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.goals.models.cycle import Rhythm, Weekday
from vekha.goals.models.key_result import KeyResult
from vekha.people.models import Person, Team
from vekha.people.models.person import check_time_zone


class TeamCheckInTime(models.Model):
    """When a team checks in, where that differs from its cycles."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="check_in_time")
    rhythm = models.CharField(
        _("check-in rhythm"), max_length=20, choices=Rhythm, blank=True, help_text=_("Empty: that of the cycle.")
    )
    day = models.PositiveSmallIntegerField(_("check-ins by"), choices=Weekday, default=Weekday.FRIDAY)
    hour = models.PositiveSmallIntegerField(_("hour"), default=10, validators=[MaxValueValidator(23)])
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        blank=True,
        validators=[check_time_zone],
        help_text=_("Empty: each person’s own."),
    )

    def __str__(self) -> str:
        return f"{self.team}: {self.get_day_display()}, {self.hour}:00"


class Reminder(models.Model):
    """That the owner of a key result was asked for the check-in of a moment of its rhythm. Nobody is asked twice."""

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminders")
    moment = models.DateTimeField()
    sent_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)  # when the check-in was found, or others were told that it is missing

    class Meta:
        ordering = ["-moment", "-pk"]
        constraints = [models.UniqueConstraint(fields=["key_result", "person", "moment"], name="one_reminder_a_moment")]
        indexes = [models.Index(fields=["sent_at"], condition=models.Q(settled_at=None), name="unsettled_reminders")]

    def __str__(self) -> str:
        return f"{self.person} · {self.key_result} · {self.moment:%Y-%m-%d}"
