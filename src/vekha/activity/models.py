from django.conf import settings
from django.db import models


class Event(models.Model):
    """Something that somebody did. Events are only ever added: feed, audit and notifications read the same log.

    `verb` names the deed in the past (`check_in.recorded`); the sentence for the feed is the template
    `activity/<verb>.html` of the app that owns the verb. `subject` is the page in whose feed it stands
    (`objective/12`), `target` the thing itself (`keyresult/31`), `changes` what the sentence needs.
    """

    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="events")
    at = models.DateTimeField()
    subject = models.CharField(max_length=60)
    target = models.CharField(max_length=60)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject", "-at"]),
            models.Index(fields=["actor", "-at"]),
            models.Index(fields=["-at"]),
            models.Index(fields=["verb", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target}"

    @property
    def template(self) -> str:
        """The template that says this event in words."""
        return f"activity/{self.verb}.html"


class Notice(models.Model):
    """An event that somebody should hear of: whether they have seen it here, and whether it was mailed."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notices")
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-event__at", "-pk"]
        indexes = [models.Index(fields=["person", "seen_at"]), models.Index(fields=["mailed_at"])]
        constraints = [models.UniqueConstraint(fields=["person", "event"], name="one_notice_of_an_event")]

    def __str__(self) -> str:
        return f"{self.person}: {self.event}"
