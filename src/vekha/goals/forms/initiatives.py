"""What people type about an initiative."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from vekha.goals.forms.fields import GoalsForm, ReasonField
from vekha.goals.forms.objectives import left
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.fields import DayField, PersonField
from vekha.people.models import Person


class InitiativeForm(GoalsForm):
    key_results = forms.ModelMultipleChoiceField(
        KeyResult.objects.none(),
        label=gettext_lazy("Serves"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The key results that will move because of it. If none does, why do it?"),
    )
    owner = PersonField(
        label=gettext_lazy("Owner"), required=False, help_text=gettext_lazy("One person: a name or an e-mail.")
    )
    due = DayField(label=gettext_lazy("Due"), required=False)
    reason = ReasonField(help_text=gettext_lazy("For new words: it stays beside the change for everybody to see."))

    class Meta:
        model = Initiative
        fields = ("text", "reason", "key_results", "owner", "state", "due", "resources")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2, "class": "statement-input"}),
            "resources": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {"text": gettext_lazy("What will be done")}
        help_texts = {"resources": gettext_lazy("People, days, money it takes.")}

    def __init__(
        self, data: QueryDict | None, objective: Objective, thing: Initiative | None = None, *, by: Person
    ) -> None:
        super().__init__(data, thing, initial={} if thing else {"owner": by})
        self.fields["key_results"].queryset = objective.key_results.all()  # type: ignore[attr-defined]
        if thing is None or not objective.is_settled:
            del self.fields["reason"]
        if thing and thing.owner and not thing.owner.is_active:
            self.fields["owner"].help_text = left(thing.owner)
