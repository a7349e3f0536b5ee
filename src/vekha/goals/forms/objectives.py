"""What people type about an objective."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vekha.goals import permissions
from vekha.goals.forms.fields import GoalsForm, ReasonField
from vekha.goals.models import Cycle, Objective
from vekha.people.fields import DayField, NumberField, PersonField
from vekha.people.models import Person, Team
from vekha.people.models.person import Role
from vekha.people.two_at_once import VersionedForm


class ObjectiveForm(GoalsForm, VersionedForm):
    owner = PersonField(
        label=gettext_lazy("Owner"),
        required=False,
        help_text=gettext_lazy(
            "One person who took it on: a name or an e-mail. "
            "Somebody else is asked first; whoever an administrator names owns it at once."
        ),
    )
    own_starts = DayField(label=gettext_lazy("Own first day"), required=False)
    own_ends = DayField(label=gettext_lazy("Own last day"), required=False)
    reason = ReasonField()

    class Meta:
        model = Objective
        fields = (
            "title", "why", "reality", "cycle", "level", "teams", "owner", "commitment", "own_starts", "own_ends",
            "visibility", "reason",
        )  # fmt: skip
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "class": "statement-input"}),
            "why": forms.Textarea(attrs={"rows": 3}),
            "reality": forms.Textarea(attrs={"rows": 3}),
            "level": forms.RadioSelect,
            "commitment": forms.RadioSelect,
        }
        labels = {"title": gettext_lazy("What will be different")}
        help_texts = {
            "title": gettext_lazy("One change in a sentence, said so that its absence would be noticed."),
        }

    def __init__(
        self, data: QueryDict | None, thing: Objective | None = None, *, by: Person, initial: Any = None
    ) -> None:
        self.thing, self.by = thing, by
        start = {"owner": by, "cycle": running_cycle()} if thing is None else {}
        super().__init__(data, thing, initial=start | (initial or {}))
        cycles = Cycle.objects.filter(closed_at=None)
        self.fields["cycle"].queryset = cycles | Cycle.objects.filter(pk=thing.cycle_id) if thing else cycles  # type: ignore[attr-defined]
        closed = _("This cycle has been closed meanwhile. Choose another one.")
        self.fields["cycle"].error_messages["invalid_choice"] = closed
        self.fields["teams"] = forms.TypedMultipleChoiceField(
            label=self.fields["teams"].label,
            help_text=self.fields["teams"].help_text,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[
                (team.pk, "\N{NO-BREAK SPACE}" * 4 * team.depth + team.name) for team in Team.objects.in_tree_order()
            ],
            coerce=int,
        )
        if thing:
            self.initial["teams"] = [team.pk for team in thing.teams.all()]
            if thing.owner and not thing.owner.is_active:
                self.fields["owner"].help_text = left(thing.owner)
        if thing is None or not thing.is_settled:
            del self.fields["reason"]
        if by.role not in {Role.ADMINISTRATOR, Role.COACH} and not (thing and thing.level == Objective.Level.COMPANY):
            own = [Objective.Level.TEAM, Objective.Level.PERSON]
            self.fields["level"].choices = [(level.value, level.label) for level in own]  # type: ignore[attr-defined]
        if thing is None and by.memberships.exists() and "teams" not in self.initial:
            self.initial["teams"] = [membership.team_id for membership in by.memberships.all()[:1]]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["teams"] = list(Team.objects.filter(pk__in=cleaned.get("teams", ())))
        if self.thing is None and "level" in cleaned and "owner" in cleaned:
            level, teams, owner = cleaned["level"], cleaned["teams"], cleaned["owner"]
            if level == Objective.Level.TEAM and not teams:
                self.add_error("teams", _("A team objective needs a team."))
            elif level == Objective.Level.TEAM and not permissions.can_write(self.by, level, teams, owner):
                self.add_error("teams", _("You write for teams you belong to. Add one of yours."))
            elif level == Objective.Level.PERSON and not permissions.can_write(self.by, level, teams, owner):
                self.add_error("owner", _("A personal objective is written by its owner. Put your own name here."))
        return cleaned


def running_cycle() -> Cycle | None:
    """The cycle that a new objective probably belongs to."""
    cycles = Cycle.objects.running(timezone.localdate())
    return cycles.exclude(ends=None).first() or cycles.first()


def left(person: Person) -> str:
    return _("%(name)s has left. You may keep the name for now; better find somebody who takes it on.") % {
        "name": person
    }


class ClosingForm(forms.Form):
    """The verdict at the close."""

    score = NumberField(
        label=gettext_lazy("Score, 0 to 1"),
        help_text=gettext_lazy(
            "Proposed from the progress. A committed objective is won only at 1, an aspirational one from 0.7."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("What was decided"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Go on, hand the measure over, or stop, and why. The next cycle will see it."),
    )

    def __init__(self, data: QueryDict | None, progress: float | None) -> None:
        proposed = None if progress is None else round(min(1.0, max(0.0, progress)), 1)
        super().__init__(data, initial={"score": proposed})

    def clean_score(self) -> float:
        score: float = self.cleaned_data["score"]
        if not 0 <= score <= 1:
            raise forms.ValidationError(_("A score lies between 0 and 1."))
        return score
