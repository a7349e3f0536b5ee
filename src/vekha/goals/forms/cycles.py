"""What people type about a cycle."""

from django import forms
from django.utils.translation import gettext_lazy

from vekha.goals.forms.fields import GoalsForm
from vekha.goals.models import Cycle
from vekha.people.fields import DayField


class CycleForm(GoalsForm):
    starts = DayField(label=gettext_lazy("First day"))
    ends = DayField(label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: the end is open."))

    class Meta:
        model = Cycle
        fields = ("name", "starts", "ends", "rhythm", "roll_up")
        widgets = {"rhythm": forms.RadioSelect, "roll_up": forms.RadioSelect}
        help_texts = {
            "name": gettext_lazy("As people will say it: “Q4 2026”, “The year’s direction”."),
            "rhythm": gettext_lazy("Two missed check-ins in a row make a number stale."),
        }
