"""Two people who edit the same thing at once: what both have written stands side by side, and nothing is lost."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

from vekha.people.forms import FactsForm
from vekha.ui import formats


@dataclass(frozen=True)
class Difference:
    """A field that two people have written differently."""

    label: str
    mine: str
    theirs: str


class VersionedForm(FactsForm):
    """The facts of a thing that counts its edits in `version`."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, thing: models.Model | None = None, **kwargs: Any) -> None:
        self.conflict: list[Difference] = []
        counted = {"version": thing.version} if thing else {}  # type: ignore[attr-defined]
        super().__init__(data, thing, initial=counted | kwargs.pop("initial", {}), **kwargs)

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def seen(self) -> int | None:
        """The version that stood before the eyes of whoever edits."""
        version: int | None = self.cleaned_data["version"]
        return version

    def show_conflict(self, theirs: models.Model, words: str) -> None:
        """Show both values of what differs, below these words. Sent once more, this form saves its own over theirs."""
        stored = {field.name for field in theirs._meta.get_fields()}
        for name, mine in self.facts.items():
            if name not in stored:  # the reason of a change, for one
                continue
            pair = shown(theirs, name, mine), shown(theirs, name, getattr(theirs, name))
            if pair[0] != pair[1]:
                self.conflict.append(Difference(str(self.fields[name].label), *pair))
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(theirs.version)  # type: ignore[attr-defined]
        self.data = data
        self.add_error(None, words)


def shown(thing: models.Model, name: str, value: Any) -> str:
    """A value in the words of the form."""
    if isinstance(value, models.Manager):
        value = list(value.all())
    match value:
        case list():
            return formats.names(value)
        case float():
            return formats.number(value)
        case None | "":
            return formats.DASH
    choices = dict(thing._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value))
