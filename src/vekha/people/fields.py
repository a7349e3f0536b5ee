"""Fields that people type into as they are used to: numbers in any spelling, people by name, days."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vekha.people.models import Person
from vekha.ui import formats, numbers


class DayField(forms.DateField):
    """A day, in the browser's own calendar; typed, it may be written as the language writes days."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NumberField(forms.CharField):
    """A number in any spelling of the three languages. What could mean two numbers is asked, not guessed.

    `unit` may be typed behind the number.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    unit = ""

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            return numbers.read(text, unit=self.unit).value
        except numbers.AmbiguousNumber as ambiguous:
            first, second = (spelled(reading) for reading in ambiguous.readings)
            raise ValidationError(
                _("“%(text)s” may be %(first)s or %(second)s. Write it one of these two ways."),
                code="ambiguous",
                params={"text": text, "first": first, "second": second},
            ) from None
        except numbers.NotANumber:
            raise ValidationError(
                _("“%(text)s” is not a number. Write digits: %(example)s."),
                code="number",
                params={"text": text, "example": formats.number(34.5)},
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return spelled(value) if isinstance(value, float | int) else value


def spelled(value: float) -> str:
    """A number without grouping, so that it can be typed back and means one thing only."""
    return formats.number(value).replace("\N{NO-BREAK SPACE}", "").replace("," if get_language() != "ru" else "\0", "")


class PersonField(forms.CharField):
    """Somebody by name or e-mail. The browser offers names while one types (see `goals:find-person`)."""

    widget = forms.TextInput(
        attrs={
            "list": "people",
            "autocomplete": "off",
            "hx-get": reverse_lazy("goals:find-person"),
            "hx-trigger": "focus once, input changed delay:150ms",
            "hx-target": "#people",
        }
    )

    def to_python(self, value: Any) -> Person | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        folded = text.casefold()
        # The folded text of a person begins with the name.
        candidates = Person.objects.filter(Q(search_text__startswith=f"{folded} ") | Q(email=text.lower()))
        named = [person for person in candidates if folded in {person.name.casefold(), person.email}]
        working = [person for person in named if person.is_active] or named
        if len(working) == 1:
            return working[0]
        if working:
            emails = formats.names(person.email for person in working[:5])
            raise ValidationError(
                _("Several people are called so. Give the e-mail: %(emails)s."),
                code="several",
                params={"emails": emails},
            )
        raise ValidationError(
            _("Nobody here is called “%(text)s”. Choose a name from the list or give an e-mail."),
            code="nobody",
            params={"text": text},
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Person.objects.get(pk=value)
        return value.name if isinstance(value, Person) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)
