from django.db import models
from django.utils.translation import gettext_lazy as _

from vekha.goals.models.key_result import KeyResult
from vekha.goals.models.objective import Objective
from vekha.people.models import Person


class Initiative(models.Model):
    """A key task: work that serves one or more key results."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="initiatives")
    key_results = models.ManyToManyField(KeyResult, verbose_name=_("serves"), blank=True, related_name="initiatives")
    text = models.CharField(_("initiative"), max_length=300)
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="initiatives"
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PLANNED)
    due = models.DateField(_("due"), null=True, blank=True)
    resources = models.TextField(_("resources"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    places: list[int]  # of the key results it serves, set by the page that numbers them

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.PLANNED, self.State.IN_PROGRESS}

    @property
    def other_states(self) -> list[tuple[str, str]]:
        """The states it may move to, with their names."""
        return [(state.value, str(state.label)) for state in self.State if state != self.state]
