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
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target}"

    @property
    def template(self) -> str:
        """The template that says this event in words."""
        return f"activity/{self.verb}.html"
