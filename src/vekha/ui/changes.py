"""What changed of a thing, as the log keeps it, in the words of people."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, DateField, FloatField, Model
from django.utils.translation import gettext

from vekha.ui import formats


@dataclass(frozen=True)
class Change:
    """A field that was changed, as the feed says it. Long texts are named only."""

    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        return max(len(self.before), len(self.after)) > 60


def in_words(model: type[Model], name: str, before: str | None, after: str | None) -> Change:
    """The change of a field: its name, and its values as people write them."""
    field = model._meta.get_field(name)
    words = str(getattr(field, "verbose_name", name))
    return Change(words[:1].upper() + words[1:], _value(field, before), _value(field, after))


def _value(field: Any, value: str | None) -> str:
    if not value:
        return formats.DASH
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, FloatField):
        return formats.number(float(value))
    if isinstance(field, DateField):
        return formats.day(date.fromisoformat(value))
    if isinstance(field, BooleanField):
        return gettext("yes") if value == "True" else gettext("no")
    return value
