from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.goals.models.objective import Objective, seen_by
from vekha.people.models import Person


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    def visible_to(self, person: Person) -> Self:
        """What the person is to do or gave to others, and what belongs to the objectives that they may see."""
        own = Q(owner=person) | Q(by=person)
        return self.filter(own | Q(objective__isnull=False) & seen_by(person, "objective__"))

    def open(self) -> Self:
        """What is still to be done."""
        return self.filter(done_at=None)


class ActionItem(models.Model):
    """Something that somebody said they would do by a day. It stands in My week until it is done."""

    text = models.CharField(_("action item"), max_length=300)
    owner = models.ForeignKey(Person, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="action_items")
    due = models.DateField(_("due"), null=True, blank=True)
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.CASCADE, related_name="action_items"
    )  # what it helps; None: nothing in particular
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["owner", "done_at"])]

    def __str__(self) -> str:
        return self.text
