"""The weekly meeting: what it speaks of, point by point, and what comes out of it."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vekha.goals.models import ActionItem, Objective
from vekha.goals.models.objective import seen_by
from vekha.people.models import Person, Team
from vekha.rituals import agenda


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def running(self) -> Self:
        return self.filter(closed_at=None)

    def held(self) -> Self:
        """Those that are over, the last one first."""
        return self.exclude(closed_at=None).order_by("-begun_at")


class Meeting(models.Model):
    """A team, or the company's level (`team` None), goes through what needs it, once a week or so."""

    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="meetings")
    leader = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    since = models.DateTimeField()  # what has changed since then is spoken of: the meeting before, or a week
    fine = models.PositiveSmallIntegerField(default=0)  # objectives that need no word
    begun_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)  # of the point it is at
    position_since = models.DateTimeField(default=timezone.now)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at"]
        indexes = [models.Index(fields=["team", "-begun_at"])]
        constraints = [
            models.UniqueConstraint(fields=["team"], condition=Q(closed_at=None), name="one_running_meeting_of_a_team")
        ]

    def __str__(self) -> str:
        return f"{self.team or '–'} · {self.begun_at:%Y-%m-%d}"

    @property
    def is_running(self) -> bool:
        return self.closed_at is None


class Point(models.Model):
    """What the meeting speaks of next. Its facts are kept as they were when it began, and again when it ended."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in agenda.Kind])
    objective = models.ForeignKey(
        Objective, null=True, on_delete=models.CASCADE, related_name="+"
    )  # None: several things that everybody may see
    title = models.CharField(max_length=300, blank=True)  # of the objective, as it was
    facts: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="one_point_at_a_position")]

    def __str__(self) -> str:
        return f"{self.position}: {self.title or self.kind}"


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def visible_to(self, person: Person) -> Self:
        """What came out of points that the person may see."""
        return self.filter(
            Q(point__objective=None) | Q(point__objective__isnull=False) & seen_by(person, "point__objective__")
        )


class Outcome(models.Model):
    """A line that somebody wrote down at a point. Lines are only added, or taken back by whoever wrote them."""

    class Kind(models.TextChoices):
        NOTE = "note", pgettext_lazy("what came out", "note")
        DECISION = "decision", _("decision")
        ACTION = "action", _("action item")

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NOTE)
    text = models.CharField(_("text"), max_length=1000)
    action = models.OneToOneField(
        ActionItem, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="outcome"
    )
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Participant(models.Model):
    """Somebody who was there or wrote something, or who belongs to the team and is told what came out."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="meetings")
    was_there = models.BooleanField(default=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="once_in_a_meeting")]
        indexes = [models.Index(fields=["meeting"], condition=Q(mailed_at=None), name="summaries_to_mail")]

    def __str__(self) -> str:
        return f"{self.person} · {self.meeting}"
