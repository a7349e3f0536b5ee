from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.goals.models.objective import Objective, seen_by
from vekha.people.models import Person, Role


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    def visible_to(self, person: Person) -> Self:
        """What the person is to do or gave to others, and what belongs to the objectives that they may see."""
        if person.is_active and person.role == Role.ADMINISTRATOR:
            return self.all()
        own = Q(owner=person) | Q(by=person)
        return self.filter(own | Q(objective__isnull=False) & seen_by(person, "objective__"))

    def open(self) -> Self:
        """What is still to be done."""
        return self.filter(done_at=None)

    def shown_to(self, person: Person) -> Self:
        """With `objective_is_seen`: an item stays with its owner also when they may no longer see what it helps."""
        seen = Objective.objects.visible_to(person).filter(pk=OuterRef("objective"))
        return self.select_related("owner", "by", "objective").annotate(objective_is_seen=Exists(seen))


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

    objective_is_seen: bool  # set by shown_to

    class Meta:
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["owner", "done_at"])]

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_overdue(self) -> bool:
        return not self.is_done and self.due is not None and self.due < timezone.localdate()
