"""What people type to ask for an alignment and to answer one."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vekha.goals.actions.alignments import last_step
from vekha.goals.models import Alignment, KeyResult, Objective
from vekha.people.models import Person

Kind = Alignment.Kind
MOST_WORDS = 5_000  # characters


class KeyResultField(forms.TypedChoiceField):
    """One of these key results, or none of them: the objective as a whole. Its value is the key result or None."""

    def __init__(self, key_results: Iterable[KeyResult], *, whole: bool = True, **kwargs: Any) -> None:
        self.key_results = {str(key_result.pk): key_result for key_result in key_results}
        choices: list[tuple[str, Any]] = [("", gettext_lazy("the objective as a whole"))] if whole else []
        choices += [(pk, key_result.text) for pk, key_result in self.key_results.items()]
        super().__init__(
            choices=choices, coerce=self.key_results.__getitem__, empty_value=None, required=False, **kwargs
        )


class AskForm(forms.Form):
    """Ask somebody to agree that this helps them, or that it needs them. `to` is `objective/12` or `keyresult/31`."""

    to = forms.CharField(label=gettext_lazy("With what"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("This objective"),
        choices=[
            (Kind.SUPPORTS, gettext_lazy("supports it")),
            (Kind.DEPENDS_ON, gettext_lazy("depends on it")),
        ],
        initial=Kind.SUPPORTS,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("In a sentence"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What they gain by it, or what you need from them and by when."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        by: Person,
        key_results: Sequence[KeyResult],
        whole: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        """`key_results`: those that `by` may speak for; `whole`: whether for the objective, too."""
        super().__init__(data, auto_id="ask-%s", initial=initial)
        self.by = by
        if key_results:
            self.fields["key_result"] = KeyResultField(key_results, whole=whole, label=gettext_lazy("What of it"))

    def clean_to(self) -> tuple[Objective, KeyResult | None]:
        chosen = chosen_thing(self.cleaned_data["to"], self.by)
        if chosen is None:
            raise forms.ValidationError(_("Choose the objective or key result that it should be aligned with."))
        return chosen


def chosen_thing(name: str, person: Person) -> tuple[Objective, KeyResult | None] | None:
    """What `objective/12` or `keyresult/31` names, if the person may see it."""
    model, _slash, number = name.partition("/")
    if not (number.isdecimal() and len(number) < 10):  # what a database can count to
        return None
    if model == "keyresult":
        key_result = KeyResult.objects.visible_to(person).with_objective().filter(pk=number).first()
        return (key_result.objective, key_result) if key_result else None
    objective = Objective.objects.visible_to(person).select_related("cycle", "owner").filter(pk=number).first()
    return (objective, None) if objective and model == "objective" else None


class AnswerForm(forms.Form):
    """An answer to an alignment, and how many steps stood before the eyes of whoever gives it (`seen`).

    `kind` and `to_key_result` belong to a counter-proposal: what is proposed instead.
    """

    WHAT = ("accept", "decline", "counter", "withdraw")

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None, alignment: Alignment, what: str) -> None:
        last = last_step(alignment)
        super().__init__(data, auto_id=f"{what}-{alignment.pk}-%s")
        self.alignment, self.what = alignment, what
        self.initial["seen"] = len(alignment.steps.all())
        if what == "counter":
            self.fields["text"].label = gettext_lazy("In a sentence")
            self.fields["kind"] = forms.ChoiceField(
                label=_("“%(objective)s”") % {"objective": alignment.objective},
                choices=[(Kind.SUPPORTS, gettext_lazy("supports")), (Kind.DEPENDS_ON, gettext_lazy("depends on"))],
                initial=last.kind,
            )
            self.fields["to_key_result"] = KeyResultField(
                alignment.to_objective.key_results.all(),
                label=_("“%(objective)s”") % {"objective": alignment.to_objective},
                initial=last.to_key_result_id or "",
            )

    def clean_seen(self) -> int:
        return self.cleaned_data["seen"] or 0

    @property
    def words(self) -> str:
        """What was written with it."""
        return str(self["text"].value() or "")

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        facts = dict(self.cleaned_data)
        if self.what in {"decline", "withdraw"}:
            facts["reason"] = facts.pop("text")
        return facts

    def again(self, alignment: Alignment) -> "AnswerForm":
        """The same words under the alignment as it stands now."""
        form = AnswerForm(None, alignment, self.what)
        form.initial.update({name: self[name].value() for name in form.fields if name != "seen"})
        return form

    def to_put_right(self) -> "AnswerForm":
        """The same form, ready to be written into where something is missing."""
        self.fields["text"].widget.attrs["autofocus"] = True
        return self
