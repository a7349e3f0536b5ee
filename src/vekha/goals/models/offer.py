from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.goals.models.key_result import KeyResult
from vekha.goals.models.objective import Objective, seen_by
from vekha.people.models import Person


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, person: Person) -> Self:
        """Offers of the objectives that the person may see."""
        return self.filter(seen_by(person, "objective__"))

    def open(self) -> Self:
        """Those that have no answer yet."""
        return self.filter(answer=Offer.Answer.NONE)


class Offer(models.Model):
    """A question to a person: will you own this key result, or this objective? Nobody owns without having said yes."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer yet")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="offers")
    key_result = models.ForeignKey(
        KeyResult, null=True, blank=True, on_delete=models.CASCADE, related_name="offers"
    )  # None: the objective itself
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="offers")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["person", "answer"])]
        constraints = [
            models.UniqueConstraint(
                fields=["key_result"], condition=models.Q(answer=""), name="one_open_offer_of_a_key_result"
            ),
            models.UniqueConstraint(
                fields=["objective"],
                condition=models.Q(answer="", key_result=None),
                name="one_open_offer_of_an_objective",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing} → {self.person}"

    @property
    def thing(self) -> Objective | KeyResult:
        """What is offered."""
        return self.key_result or self.objective
