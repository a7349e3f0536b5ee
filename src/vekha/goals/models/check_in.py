from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.goals.models.key_result import KeyResult
from vekha.kpis.models import Reading
from vekha.people.models import Person

if TYPE_CHECKING:
    from vekha.goals.threads import UnseenReplies


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def standing(self) -> Self:
        """Check-ins that were not taken back."""
        return self.filter(undone_at=None)


class CheckIn(models.Model):
    """What the owner says of a key result on a day. Never edited: it can only be undone, and stays in the history."""

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="check_ins")
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="check_ins")
    at = models.DateTimeField(default=timezone.now)  # the moment it tells of
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)  # it may tell of days before
    value = models.FloatField(_("value"), null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(
        _("confidence"), null=True, blank=True, validators=[MaxValueValidator(10)]
    )
    note = models.TextField(_("note"), blank=True)
    blocker = models.TextField(_("blocker"), blank=True)
    helpers = models.ManyToManyField(Person, related_name="asked_to_help")  # those whom the blocker names
    reading = models.ForeignKey(
        Reading, null=True, editable=False, on_delete=models.SET_NULL, related_name="check_ins"
    )  # of the KPI it was taken over from
    undone_at = models.DateTimeField(null=True, editable=False)

    unseen_replies: "UnseenReplies"  # where somebody has not seen some, set by threads.load_unseen_replies

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        # Read backwards it gives the last word; with the number, so that nothing is left to be sorted.
        indexes = [models.Index(fields=["key_result", "at", "id"])]
        constraints = [models.UniqueConstraint(fields=["key_result", "reading"], name="a_reading_is_taken_over_once")]

    def __str__(self) -> str:
        return f"{self.value} · {self.at:%Y-%m-%d}"

    @property
    def is_taken_over(self) -> bool:
        """Whether a KPI said it, and nobody here."""
        return self.reading_id is not None and self.author_id is None

    @staticmethod
    def number_of(place: str) -> int | None:
        """Which check-in a comment's place names, whether there is one or not; None for any other place."""
        kind, _slash, number = place.partition("/")
        # As long as what a database can count to.
        return int(number) if kind == "checkin" and number.isdecimal() and len(number) < 10 else None
