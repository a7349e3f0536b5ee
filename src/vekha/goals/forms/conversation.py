"""What people type to one another about an objective."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vekha.goals.models import Objective
from vekha.people.fields import PersonField
from vekha.people.forms import TakesErrors
from vekha.people.models import Person

BETWEEN_NAMES = re.compile(r"[,;，、；\n]")
LONGEST_NAME = 90  # of a part, in a list to choose from
PLACES = {
    "": gettext_lazy("The whole objective"),
    "title": gettext_lazy("The wording of the objective"),
    "why": gettext_lazy("Why"),
    "reality": gettext_lazy("Reality"),
}


def place_names(objective: Objective) -> dict[str, str]:
    """What the parts of an objective are called, by their places."""
    names = {place: str(PLACES.get(place, words)) for place, words in objective.places().items()}
    for kind, name in (("keyresult/", _("Key result: %s")), ("initiative/", _("Initiative: %s"))):
        names |= {place: name % words for place, words in names.items() if place.startswith(kind)}
    return names


class ReplyForm(TakesErrors):
    text = forms.CharField(
        label=gettext_lazy("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Write @ and a name to ask somebody in."),
    )


class CommentForm(ReplyForm):
    place = forms.ChoiceField(label=gettext_lazy("About"), required=False)

    field_order = ("place", "text")

    def __init__(self, data: QueryDict | None, objective: Objective, *, names: str) -> None:
        """`names`: the address that offers names while one types."""
        super().__init__(data, auto_id="comment-%s")
        self.fields["text"].widget.attrs["data-names"] = names
        choices = [(place, Truncator(name).chars(LONGEST_NAME)) for place, name in place_names(objective).items()]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]


class PeopleField(PersonField):
    """Several people by name or e-mail, with commas between them."""

    def to_python(self, value: Any) -> list[Person]:  # type: ignore[override]
        names = [name.strip() for name in BETWEEN_NAMES.split(value or "") if name.strip()]
        people = (super(PeopleField, self).to_python(name) for name in dict.fromkeys(names))
        return list(dict.fromkeys(person for person in people if person))


class AskToReadForm(TakesErrors):
    people = PeopleField(
        label=gettext_lazy("Who is asked"),
        help_text=gettext_lazy("A coach or colleagues, with commas between their names."),
    )
    note = forms.CharField(
        label=gettext_lazy("What to look at"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None, *, names: str) -> None:
        super().__init__(data, auto_id="reading-%s")
        own = {"list": "readers", "hx-get": names, "hx-target": "#readers", "hx-swap": "innerHTML"}
        self.fields["people"].widget.attrs |= own


class AcknowledgeForm(TakesErrors):
    answer = forms.CharField(
        label=gettext_lazy("A word about it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None, *, of: int) -> None:
        """`of`: the request, of which a page may show several."""
        super().__init__(data, auto_id=f"read-{of}-%s")
