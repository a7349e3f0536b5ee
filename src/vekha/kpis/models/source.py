from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from vekha.kpis.models.kpi import Kpi
from vekha.kpis.secrets import sealed, unsealed
from vekha.people.models import Person

RETRY_AFTER = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(days=1))


class SourceQuerySet(models.QuerySet["Source"]):
    def due(self, now: datetime) -> Self:
        """Sources of watched KPIs whose next attempt has come."""
        return self.filter(next_at__lte=now, kpi__retired_at=None)


class Source(models.Model):
    """Where the readings of a KPI come from by themselves, and how the last attempt went."""

    kpi = models.OneToOneField(Kpi, on_delete=models.CASCADE, related_name="filled_by")
    kind = models.CharField(max_length=60)
    settings = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)  # encrypted: see `secrets.py`
    connected_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    connected_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)  # the last attempt that found something
    tried_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)  # attempts in a row
    trouble = models.CharField(max_length=30, blank=True)  # of the last attempt
    detail = models.CharField(max_length=300, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["next_at"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.kpi}"

    def keep(self, settings: dict[str, str], secrets: dict[str, str]) -> None:
        """Remember how it is asked."""
        self.settings, self.secrets = settings, sealed(secrets) if secrets else ""

    def all_settings(self) -> dict[str, str]:
        """How it is asked, secrets too. Raises NoReading when they can no longer be read."""
        return {**self.settings, **(unsealed(self.secrets) if self.secrets else {})}

    def after(self, now: datetime) -> datetime:
        """When the next attempt is: a rhythm after a good one; after failures sooner, then ever later."""
        rhythm = timedelta(days=self.kpi.rhythm_days)
        if not self.failures:
            return now + rhythm
        return now + min(rhythm, RETRY_AFTER[min(self.failures, len(RETRY_AFTER)) - 1])
