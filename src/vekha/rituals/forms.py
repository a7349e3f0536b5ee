"""What people type in rituals."""

from django import forms
from django.utils.translation import gettext_lazy

from vekha.goals.forms.fields import GoalsForm
from vekha.goals.models import Cycle
from vekha.people.fields import DayField, PersonField
from vekha.people.forms import TakesErrors
from vekha.rituals.models import Outcome


class LessonsForm(GoalsForm):
    """What the last retrospective decided. `seen`: the words that the writer had before their eyes."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Cycle
        fields = ("lessons",)
        widgets = {"lessons": forms.Textarea(attrs={"rows": 8})}


class MeetingForm(TakesErrors):
    """How long a meeting is to last."""

    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=240, initial=30)


class OutcomeForm(TakesErrors):
    """A line that somebody writes down at a point."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Outcome.Kind, initial=Outcome.Kind.NOTE, widget=forms.RadioSelect
    )
    text = forms.CharField(label=gettext_lazy("What came out"), max_length=1000, widget=forms.Textarea({"rows": 2}))
    owner = PersonField(label=gettext_lazy("Owner"), required=False)
    due = DayField(label=gettext_lazy("Due"), required=False)
