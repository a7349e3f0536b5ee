"""The fields of a draft: its words and facts, its key results and its initiatives."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vekha.goals.forms.fields import GoalsForm
from vekha.goals.forms.key_results import KeyResultForm
from vekha.goals.forms.objectives import ObjectiveForm
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Person

FACTS = ("level", "commitment", "teams", "cycle", "own_starts", "own_ends", "visibility")
UNDERSTOOD = ("kind", "start", "target", "low", "high", "unit", "source")  # beside each sentence
FURTHER = ("steps", "definition", "is_leading", "weight", "due")  # in a fold below it


def _one_line(text: str) -> str:
    return " ".join(text.split())


class DraftForm(ObjectiveForm):
    """The objective's words and facts. Who owns it is asked and answered on its page."""

    def __init__(self, data: QueryDict | None, thing: Objective, *, by: Person) -> None:
        super().__init__(data, thing, by=by)
        for name in ("owner", "version", "reason"):
            self.fields.pop(name, None)

    def clean_title(self) -> str:
        return _one_line(self.cleaned_data["title"])


class StatementsForm(GoalsForm):
    """The objective's words alone, where nobody has touched its facts."""

    class Meta:
        model = Objective
        fields = ("title", "why", "reality")

    def clean_title(self) -> str:
        return _one_line(self.cleaned_data["title"])


class DraftKeyResultForm(KeyResultForm):
    def __init__(self, data: QueryDict | None, objective: Objective, thing: KeyResult | None, *, prefix: str) -> None:
        super().__init__(data, objective, thing, prefix=prefix)
        for name in ("owner", "reason", "planned"):
            self.fields.pop(name, None)
        self.fields["text"].error_messages["required"] = _("Write the key result, or remove it.")
        self.fields["kind"].widget = forms.Select(choices=KeyResult.Kind.choices)
        for name in UNDERSTOOD[1:]:
            self.fields[name].widget.attrs["placeholder"] = _("not said yet")

    def clean_text(self) -> str:
        return _one_line(self.cleaned_data["text"])


class DraftInitiativeForm(GoalsForm):
    """An initiative's words, and the key results that it serves, by their keys on the page."""

    key_results = forms.MultipleChoiceField(
        label=gettext_lazy("Serves"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Initiative
        fields = ("text",)

    def __init__(
        self, data: QueryDict | None, thing: Initiative | None, *, prefix: str, choices: list[tuple[str, str]]
    ) -> None:
        super().__init__(data, thing, prefix=prefix)
        self.fields["key_results"].choices = choices  # type: ignore[attr-defined]
        self.fields["text"].error_messages["required"] = _("Write the initiative, or remove it.")

    def clean_text(self) -> str:
        return _one_line(self.cleaned_data["text"])


PartForm = DraftForm | StatementsForm | DraftKeyResultForm | DraftInitiativeForm
