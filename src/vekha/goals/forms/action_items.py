"""What people type about an action item."""

from django import forms
from django.utils.translation import gettext_lazy

from vekha.goals.forms.fields import GoalsForm
from vekha.goals.models import ActionItem
from vekha.people.fields import DayField, PersonField


class ActionItemForm(GoalsForm):
    owner = PersonField(label=gettext_lazy("Owner"), help_text=gettext_lazy("One person: a name or an e-mail."))
    due = DayField(label=gettext_lazy("Due"), required=False)

    class Meta:
        model = ActionItem
        fields = ("text", "owner", "due")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
        labels = {"text": gettext_lazy("What will be done")}
