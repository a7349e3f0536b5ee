from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.goals.models.check_in import CheckIn
from vekha.goals.models.objective import Objective, seen_by
from vekha.people.models import Person


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, person: Person) -> Self:
        """Comments on the objectives that the person may see."""
        return self.filter(seen_by(person, "objective__"))


class Comment(models.Model):
    """What somebody said about an objective or one part of it.

    `place` names the part: `title`, `why`, `reality`, or as the log does `keyresult/31`, `initiative/4`, `checkin/7`;
    empty: all.
    """

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="comments")
    place = models.CharField(max_length=30, blank=True)
    text = models.TextField(_("comment"), max_length=5000)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="comments")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    mentions = models.ManyToManyField(Person, blank=True, related_name="mentions")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["objective", "place"])]

    def __str__(self) -> str:
        return self.text


class Reaction(models.Model):
    """A short word to a comment or to a check-in, where a sentence would be too much."""

    class Kind(models.TextChoices):
        AGREE = "agree", _("I agree")
        UNCLEAR = "unclear", _("Not clear to me")
        THANKS = "thanks", _("Thank you")

    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="reactions")
    check_in = models.ForeignKey(CheckIn, null=True, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "person", "kind"], name="one_reaction_of_a_kind"),
            models.UniqueConstraint(fields=["check_in", "person", "kind"], name="one_reaction_to_a_check_in_of_a_kind"),
            models.CheckConstraint(
                condition=models.Q(comment=None, check_in__isnull=False)
                | models.Q(comment__isnull=False, check_in=None),
                name="reaction_to_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    def visible_to(self, person: Person) -> Self:
        """Requests about the objectives that the person may see."""
        return self.filter(seen_by(person, "objective__"))

    def open(self) -> Self:
        """Those that nobody has acknowledged."""
        return self.filter(acknowledged_at=None)


class ReviewRequest(models.Model):
    """Somebody is asked to read an objective; they acknowledge that they have, with a word or without."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="review_requests")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="review_requests")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(_("what to look at"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["person", "acknowledged_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "person"], condition=models.Q(acknowledged_at=None), name="one_open_review_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.objective}: {self.person}"


class Agreement(models.Model):
    """Somebody agreed to an objective as its words stood then."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="agreements")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agreements")
    at = models.DateTimeField(default=timezone.now)
    words = models.CharField(max_length=64)  # `Objective.agreed_words` then; others now: they have changed since

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["objective", "person"], name="one_agreement_each")]

    def __str__(self) -> str:
        return f"{self.person} · {self.objective}"
