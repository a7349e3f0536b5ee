"""What writing together needs: how the words stood before, and who else is at them."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from vekha.goals.models.objective import Objective, seen_by
from vekha.people.models import Person


class VersionQuerySet(models.QuerySet["Version"]):
    def visible_to(self, person: Person) -> Self:
        """Versions whose words the person could see then, of the objectives that they may see now."""
        return self.filter(seen_by(person, "objective__"), seen_by(person, "objective__", "visibility"))


class Version(models.Model):
    """The words of an objective as they stood after one person's sitting at them.

    `words`: title, why, reality, and the texts of key results and initiatives, in their order. `facts`: what the key
    results told beside their words when these stood last, as `key_results.add` takes it. `visibility`: who saw it then.
    """

    SITTING = timedelta(minutes=10)  # a pause longer than this begins another version

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    words = models.JSONField(default=dict)
    facts = models.JSONField(default=list)
    visibility = models.CharField(max_length=10, choices=Objective.Visibility)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["objective", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.objective} {self.number}"


class PresenceQuerySet(models.QuerySet["Presence"]):
    def here_beside(self, person: Person) -> Self:
        """The others who have the draft open now."""
        since = timezone.now() - Presence.STALE_AFTER
        return self.filter(at__gte=since).exclude(person=person).select_related("person").order_by("person__name")


class Presence(models.Model):
    """Somebody has the draft open, and was last heard of at that moment."""

    STALE_AFTER = timedelta(seconds=45)

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=30, blank=True)  # where their cursor is, named as in `Comment.place`
    at = models.DateTimeField(default=timezone.now)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["objective", "person"], name="one_presence_each")]

    def __str__(self) -> str:
        return f"{self.person} · {self.objective}"
