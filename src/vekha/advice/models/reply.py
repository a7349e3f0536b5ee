from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.goals.models import Objective
from vekha.people.models import Person


class ReplyQuerySet(models.QuerySet["Reply"]):
    def newest(self) -> Self:
        """The last reply to each question; the one that counts."""
        later = Reply.objects.filter(
            objective=OuterRef("objective"), question=OuterRef("question"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later))

    def standing(self) -> Self:
        """The replies that count: the last ones, without those taken back."""
        return self.newest().exclude(what=Reply.What.TAKEN_BACK)


class Reply(models.Model):
    """What an author said to a question of the coach. Replies are only ever added; the newest counts.

    A reply belongs to the words it was given about: once they are changed, the coach asks anew.
    """

    class What(models.TextChoices):
        ANSWERED = "answered", _("answered")
        DISMISSED = "dismissed", _("dismissed")
        ACCEPTED = "accepted", _("the wording was taken")
        TAKEN_BACK = "taken_back", _("taken back")

    class Reason(models.TextChoices):
        NOT_TRUE = "not_true", _("Not true here")
        ON_PURPOSE = "on_purpose", _("True, and chosen on purpose")
        LATER = "later", _("Later")

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="replies")
    question = models.CharField(max_length=40)  # the fingerprint of what was asked about which words, see dialogue.py
    code = models.CharField(_("rule"), max_length=30)
    about = models.CharField(max_length=60)  # the statement as the log names it (`keyresult/31`), or `set`
    statement = models.TextField(_("the words it was about"))
    what = models.CharField(max_length=10, choices=What)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)  # of a dismissal
    text = models.TextField(blank=True)  # the answer, the reason in own words, or the wording as it was taken
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["objective", "question"]), models.Index(fields=["code"])]

    def __str__(self) -> str:
        return f"{self.code} {self.what}"
