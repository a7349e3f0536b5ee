"""What people type in rituals."""

from django import forms

from vekha.goals.forms.fields import GoalsForm
from vekha.goals.models import Cycle


class LessonsForm(GoalsForm):
    """What the last retrospective decided. `seen`: the words that the writer had before their eyes."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Cycle
        fields = ("lessons",)
        widgets = {"lessons": forms.Textarea(attrs={"rows": 8})}
