"""What only the forms of goals have: steps one a line, the reason of a change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vekha.people.forms import FactsForm


class GoalsForm(FactsForm):
    """Reads what is typed field by field. The thing as a whole is checked by its verb alone."""

    def _post_clean(self) -> None:
        """Makes no model out of what is typed."""


class StepsField(forms.CharField):
    """Steps in their order, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return [step.strip() for step in (super().to_python(value) or "").splitlines() if step.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class ReasonField(forms.CharField):
    """Why something changes that others have agreed to. Whether it is needed is the verb's to say."""

    def __init__(self, **kwargs: Any) -> None:
        words = {
            "label": gettext_lazy("Why it changes"),
            "help_text": gettext_lazy(
                "For new words, targets or weights: it stays beside the change for everybody to see."
            ),
        }
        super().__init__(**words | kwargs, required=False, widget=forms.Textarea(attrs={"rows": 2}))
