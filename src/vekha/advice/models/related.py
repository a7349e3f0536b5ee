from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from vekha.goals.models import Alignment, Objective
from vekha.goals.models.objective import seen_by
from vekha.people.models import Person

OPEN = (Objective.State.DRAFT, Objective.State.PROPOSED, Objective.State.AGREED, Objective.State.ACTIVE)


class Vector(models.Model):
    """A statement of an open objective as a vector, to compare it with others. `actions.related` keeps them."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=40)  # of the text, of who compares, and of whose objective it is
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["objective", "fingerprint"], name="one_vector_a_statement")]

    def __str__(self) -> str:
        return self.fingerprint


class RelationQuerySet(models.QuerySet["Relation"]):
    def visible_to(self, person: Person) -> Self:
        """Relations to open objectives that the person may see."""
        return self.filter(seen_by(person, "other__"), other__state__in=OPEN)

    def with_question(self) -> Self:
        """With `is_asked`: whether the coach asks about them. Two that are aligned, or about to be, know each other,
        and of the same words on two levels only a copy is a question.
        """
        both = Q(objective=OuterRef("objective"), to_objective=OuterRef("other"))
        back = Q(objective=OuterRef("other"), to_objective=OuterRef("objective"))
        speaking = Exists(Alignment.objects.filter(both | back, state__in=Alignment.STANDING))
        double = Q(kind=Relation.Kind.SAME, objective__level=F("other__level"))
        unknown = (Q(kind=Relation.Kind.OPPOSITE) | double) & ~Q(speaking)
        return self.annotate(is_asked=Q(kind=Relation.Kind.COPY) | unknown)


class Relation(models.Model):
    """Two objectives of different teams or levels that speak of the same things, from the side of one of them."""

    class Kind(models.IntegerChoices):
        """In the order of what to talk about first."""

        OPPOSITE = 1, _("pulls the other way")
        COPY = 2, _("says the same a level apart")
        SAME = 3, _("perhaps the same")
        RELATED = 4, _("close to this one")

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="+")
    kind = models.PositiveSmallIntegerField(choices=Kind)
    likeness = models.FloatField()
    statement = models.TextField()  # of the objective; the one that is most like …
    other_statement = models.TextField()  # … this one of the other

    is_asked: bool  # set by with_question

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-likeness", "other_id"]
        constraints = [models.UniqueConstraint(fields=["objective", "other"], name="one_relation_a_pair")]

    def __str__(self) -> str:
        return f"{self.objective_id} {self.get_kind_display()} {self.other_id}"
