from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.goals.models import Objective
from vekha.people.models import Person


class Template(models.Model):
    """One of the company's own objectives, kept so that others can start from it. Everybody in the company sees it.

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

    class Meta:
        ordering = ["-kept_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["origin"], name="one_template_of_an_objective")]

    def __str__(self) -> str:
        return self.title

    def save(self, **kwargs: Any) -> None:
        texts = [self.title, self.why, self.reality, *(each["text"] for each in [*self.key_results, *self.initiatives])]
        self.search_text = "\n".join(texts).casefold()
        super().save(**kwargs)
