"""What people type about KPIs and their readings."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vekha.kpis import permissions
from vekha.kpis.models import Kpi
from vekha.people.fields import DayField, NumberField, PersonField
from vekha.people.forms import FactsForm, TakesErrors
from vekha.people.models import Person, Team


class KpiForm(FactsForm):
    low = NumberField(label=gettext_lazy("Healthy from"), required=False)
    high = NumberField(label=gettext_lazy("Healthy up to"), required=False)
    floor = NumberField(label=gettext_lazy("Broken below"), required=False)
    ceiling = NumberField(label=gettext_lazy("Broken above"), required=False)
    owner = PersonField(
        label=gettext_lazy("Owner"),
        required=False,
        help_text=gettext_lazy("One person who looks after the number: a name or an e-mail."),
    )

    class Meta:
        model = Kpi
        fields = (
            "name", "definition", "formula", "source", "unit", "low", "high", "floor", "ceiling",
            "owner", "teams", "rhythm", "visibility",
        )  # fmt: skip
        widgets = {
            "definition": forms.Textarea(attrs={"rows": 3}),
            "formula": forms.Textarea(attrs={"rows": 2}),
            "rhythm": forms.RadioSelect,
            "visibility": forms.RadioSelect,
        }
        help_texts = {
            "name": gettext_lazy("As people say it: “Complaints a week”."),
            "definition": gettext_lazy("What counts and what does not, so that two people who count agree."),
            "formula": gettext_lazy("In words: what is divided by what, over which time."),
            "source": gettext_lazy("Where the number is read."),
            "unit": gettext_lazy("Days, %, clients."),
            "teams": gettext_lazy("On whose board it stands. None: it is the whole company’s."),
            "rhythm": gettext_lazy("Two missed readings in a row make the number stale."),
        }

    def __init__(self, data: QueryDict | None, thing: Kpi | None = None, *, by: Person) -> None:
        super().__init__(data, thing, initial={} if thing else {"owner": by})
        self.thing, self.by = thing, by
        for field in self.fields.values():
            if isinstance(field, NumberField):
                field.unit = data.get("unit", "") if data else ""
        self.fields["teams"] = forms.TypedMultipleChoiceField(
            label=self.fields["teams"].label,
            help_text=self.fields["teams"].help_text,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[
                (team.pk, "\N{NO-BREAK SPACE}" * 4 * team.depth + team.name) for team in Team.objects.in_tree_order()
            ],
            coerce=int,
        )
        teams = thing.teams.all() if thing else by.teams.all()[:1]
        self.initial["teams"] = [team.pk for team in teams]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["teams"] = list(Team.objects.filter(pk__in=cleaned.get("teams", ())))
        if self.thing is None and not permissions.can_write(self.by, cleaned["teams"]):
            self.add_error("teams", _("You write KPIs for teams you belong to. Choose one of yours."))
        return cleaned


class ReadingForm(TakesErrors):
    value = NumberField(label=gettext_lazy("Value"))
    day = DayField(label=gettext_lazy("For the day"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("What one should know about this number."),
    )

    def __init__(self, data: QueryDict | None, kpi: Kpi) -> None:
        super().__init__(data, auto_id="reading-%s", initial={"day": timezone.localdate()})
        for field in self.fields.values():
            if isinstance(field, NumberField):
                field.unit = kpi.unit

    @property
    def reading(self) -> dict[str, Any]:
        """What to record: of today it held now, of another day at noon."""
        day = self.cleaned_data["day"]
        at = None if day == timezone.localdate() else timezone.make_aware(datetime.combine(day, time(12)))
        return {"value": self.cleaned_data["value"], "note": self.cleaned_data["note"], "at": at}
