from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.kpis.models.kpi import Kpi, seen_by
from vekha.people.models import Person


class ReadingQuerySet(models.QuerySet["Reading"]):
    def visible_to(self, person: Person) -> Self:
        """Readings of the KPIs that the person may see."""
        return self.filter(seen_by(person, "kpi__"))

    def standing(self) -> Self:
        """Readings that were not taken back."""
        return self.filter(undone_at=None)

    def unbroken(self) -> Self:
        """Readings that are not broken by the corridor of today; the same as `Corridor.health` says of one."""
        lowest, highest = Coalesce("kpi__floor", "kpi__low"), Coalesce("kpi__ceiling", "kpi__high")
        return self.alias(lowest=lowest, highest=highest).filter(
            Q(lowest=None) | Q(value__gte=F("lowest")), Q(highest=None) | Q(value__lte=F("highest"))
        )


class Reading(models.Model):
    """What a KPI was at a moment. Never edited: it can only be taken back, and stays in the history."""

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="readings")
    value = models.FloatField(_("value"))
    at = models.DateTimeField(default=timezone.now)  # when the value held
    note = models.TextField(_("note"), max_length=2000, blank=True)
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="readings")
    source = models.CharField(max_length=60, blank=True, editable=False)  # the kind of source that filled it
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kpi", "-at"])]

    def __str__(self) -> str:
        return f"{self.value} · {self.at:%Y-%m-%d}"
