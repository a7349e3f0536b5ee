"""What people type about a cycle, and about when a team checks in."""

from django import forms
from django.utils.translation import gettext_lazy

from vekha.goals.forms.fields import GoalsForm
from vekha.goals.models import Cycle, Rhythm, TeamCheckInTime
from vekha.people.fields import DayField
from vekha.people.forms import HOURS


class CycleForm(GoalsForm):
    starts = DayField(label=gettext_lazy("First day"))
    ends = DayField(label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: the end is open."))

    class Meta:
        model = Cycle
        fields = ("name", "starts", "ends", "rhythm", "check_in_day", "check_in_hour", "roll_up")
        widgets = {
            "rhythm": forms.RadioSelect,
            "check_in_hour": forms.Select(choices=HOURS),
            "roll_up": forms.RadioSelect,
        }
        help_texts = {
            "name": gettext_lazy("As people will say it: “Q4 2026”, “The year’s direction”."),
            "rhythm": gettext_lazy("Two missed check-ins in a row make a number stale."),
        }


class TeamCheckInTimeForm(GoalsForm):
    """How often and when a team checks in, where that is its own."""

    rhythm = forms.ChoiceField(
        label=gettext_lazy("Check-in rhythm"),
        required=False,
        choices=[("", gettext_lazy("as the cycle says")), *Rhythm.choices],
    )

    class Meta:
        model = TeamCheckInTime
        fields = ("rhythm", "day", "hour", "time_zone")
        widgets = {"hour": forms.Select(choices=HOURS)}
