from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.goals.models.key_result import KeyResult
from vekha.goals.models.objective import Objective, seen_by
from vekha.people.models import Person


class AlignmentQuerySet(models.QuerySet["Alignment"]):
    def visible_to(self, person: Person) -> Self:
        """Alignments of which the person may see both ends."""
        return self.filter(seen_by(person, "objective__"), seen_by(person, "to_objective__"))

    def of(self, objective: Objective) -> Self:
        """Those that the objective has asked for or was asked for."""
        return self.filter(Q(objective=objective) | Q(to_objective=objective))

    def open(self) -> Self:
        """Those that somebody has to answer."""
        return self.filter(state__in=Alignment.OPEN)


class Alignment(models.Model):
    """One objective, or a key result of it, asks to support or to depend on another's; the other side answers.

    The state follows from the last step; the steps keep who said what and why. When a key result is removed, the
    alignment stays with its objective: no reason is lost.
    """

    class Kind(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        DEPENDS_ON = "depends_on", _("depends on")

    class State(models.TextChoices):
        REQUESTED = "requested", _("waits for the other side")
        COUNTERED = "countered", _("waits for the side that asked")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN = (State.REQUESTED, State.COUNTERED)
    STANDING = (*OPEN, State.ACCEPTED)  # what waits or holds; the others are over

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="alignments")
    key_result = models.ForeignKey(
        KeyResult, null=True, blank=True, on_delete=models.SET_NULL, related_name="alignments"
    )
    to_objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="asked_alignments")
    to_key_result = models.ForeignKey(
        KeyResult, null=True, blank=True, on_delete=models.SET_NULL, related_name="asked_alignments"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SUPPORTS)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.REQUESTED)
    asked_at = models.DateTimeField(default=timezone.now)

    objects = AlignmentQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["to_objective", "state"]), models.Index(fields=["objective", "state"])]

    def __str__(self) -> str:
        return f"{self.objective} {self.get_kind_display()} {self.to_objective}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class AlignmentStep(models.Model):
    """What one side said about an alignment: asked, countered, accepted, declined, withdrew, and why."""

    alignment = models.ForeignKey(Alignment, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=Alignment.State)  # the one it led to
    kind = models.CharField(max_length=12, choices=Alignment.Kind)  # as proposed by this step
    to_key_result = models.ForeignKey(KeyResult, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    to_key_result_text = models.CharField(max_length=300, blank=True)  # stays when it is removed
    text = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.state} {self.at:%Y-%m-%d}"

    @property
    def is_key_result_gone(self) -> bool:
        """Whether the key result that was meant has been removed. Without one the objective as a whole is meant."""
        return bool(self.to_key_result_text) and self.to_key_result_id is None
