from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.goals.models import Objective
from vekha.people.models import Person


class TemplateQuerySet(models.QuerySet["Template"]):
    def readable(self) -> Self:
        """Templates that everybody in the company sees: their objectives, where still there, everybody sees, too."""
        return self.filter(Q(origin=None) | Q(origin__visibility=Objective.Visibility.EVERYONE))


class Template(models.Model):
    """One of the company's own objectives, kept so that others can start from it. Who may see it: `readable`.

    It holds the words as they stood; `key_results` are `{"text", "definition", "is_leading"}`, `initiatives`
    `{"text", "serves"}` with the places of the key results they serve, 1 for the first.
    """

    title = models.CharField(_("objective"), max_length=300)
    why = models.TextField(_("why"), blank=True)
    reality = models.TextField(_("reality"), blank=True)
    advice = models.TextField(_("when to use it, and when not"), blank=True)
    key_results = models.JSONField(default=list)
    initiatives = models.JSONField(default=list)
    language = models.CharField(_("language"), max_length=10)
    origin = models.ForeignKey(Objective, null=True, on_delete=models.SET_NULL, related_name="templates")
    kept_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)
    search_text = models.TextField(editable=False, default="")

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["origin"], name="one_template_of_an_objective")]

    def __str__(self) -> str:
        return self.title

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        texts = [self.title, self.why, self.reality, *(each["text"] for each in [*self.key_results, *self.initiatives])]
        self.search_text = "\n".join(texts).casefold()
        if update_fields is not None:
            update_fields = {*update_fields, "search_text"}
        super().save(update_fields=update_fields, **kwargs)
