"""What only the forms of goals have: steps one a line, values planned by day, the reason of a change."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vekha.people.fields import DayField, NumberField
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


class PlannedRows(forms.Widget):
    """Rows of a day and a value; those that are filled, three empty ones, and more below."""

    template_name = "goals/_planned_rows.html"
    EMPTY, MORE = 3, 9

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = [*(value or ()), *[("", "")] * self.EMPTY]
        return context | {"rows": rows, "more": range(self.MORE)}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        rows = zip_longest(data.getlist(f"{name}-day"), data.getlist(f"{name}-value"), fillvalue="")
        return [(day, value) for day, value in rows if day.strip() or value.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return ""


class PlannedField(forms.Field):
    """What is planned by certain days: pairs of a day and a number. `unit` may be typed behind a number."""

    widget = PlannedRows
    unit = ""

    def clean(self, value: Sequence[tuple[str, str]]) -> list[tuple[Any, float]]:
        day_field, number_field = DayField(required=False), NumberField(required=False)
        number_field.unit = self.unit
        planned, wrong = [], []
        for day, number in value:
            try:
                pair = day_field.clean(day.strip()), number_field.clean(number)
            except ValidationError as error:
                wrong += error.messages
                continue
            if pair[0] is None or pair[1] is None:
                wrong.append(_("A planned value needs both a day and a number. Fill in the row or clear it."))
            else:
                planned.append(pair)
        if wrong:
            raise ValidationError(list(dict.fromkeys(wrong)))
        return planned

    def prepare_value(self, value: Any) -> list[tuple[str, str]]:
        number_field = NumberField()
        return [
            (day if isinstance(day, str) else day.isoformat(), number_field.prepare_value(number))
            for day, number in value or ()
        ]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


class ReasonField(forms.CharField):
    """Why something changes that others have agreed to. Whether it is needed is the verb's to say."""

    def __init__(self, **kwargs: Any) -> None:
        words = {
            "label": gettext_lazy("Why it changes"),
            "help_text": gettext_lazy(
                "For new words, targets, plans or weights: it stays beside the change for everybody to see."
            ),
        }
        super().__init__(**words | kwargs, required=False, widget=forms.Textarea(attrs={"rows": 2}))
