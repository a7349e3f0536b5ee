from django.db import models

from vekha.goals.models import Objective


class ErrorCount(models.Model):
    """How many errors the coach finds in an open objective that nobody has replied to. `actions.error_counts` counts.

    A review takes milliseconds and a page shows thousands: what it shows was counted beforehand.
    """

    objective = models.OneToOneField(Objective, on_delete=models.CASCADE, related_name="error_count", primary_key=True)
    fingerprint = models.CharField(max_length=40)  # of all that was read, settings and replies included
    errors = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.errors}"
