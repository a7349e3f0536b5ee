"""What people type about KPIs, their readings and where these come from."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vekha.kpis import permissions
from vekha.kpis.models import Kpi, Source
from vekha.kpis.secrets import sealed, unsealed
from vekha.kpis.sources import Field, Kind
from vekha.kpis.trouble import NoReading
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


class SourceForm(TakesErrors):
    """How a source is asked.

    A secret that was typed before is kept where its field is left empty, as long as it goes to the same address: one
    that is connected lies with the source, one that was only tried out comes back encrypted.
    """

    def __init__(self, data: QueryDict | None, kind: Kind, source: Source | None) -> None:
        self.kind = kind
        connected = source if source and source.kind == kind.key else None
        super().__init__(data, initial=connected.settings if connected else {})
        self._before = _opened(data.get("before", "")) if data else {}
        if not self._before and connected:
            self._before = _settings_of(connected)
        for each in kind.fields:
            is_kept = each.is_secret and each.name in self._before
            self.fields[field_name(each)] = forms.CharField(
                label=str(each.label),
                help_text=_("Kept; type it only to change it.") if is_kept else str(each.hint),
                required=each.is_required and not is_kept,
                max_length=5000,
                widget=widget_of(each),
            )

    @property
    def settings(self) -> dict[str, str]:
        """What is no secret."""
        return {each.name: self.cleaned_data[each.name] for each in self.kind.fields if not each.is_secret}

    @property
    def secrets(self) -> dict[str, str]:
        """The secrets: typed now, or kept."""
        said = {
            each.name: self.cleaned_data[field_name(each)] or self._before.get(each.name, "")
            for each in self.kind.fields
            if each.is_secret
        }
        return {name: secret for name, secret in said.items() if secret}

    @property
    def before(self) -> str:
        """Everything that was typed, encrypted, for the next time this form is sent."""
        return sealed(self.settings | self.secrets)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        addresses = [each.name for each in self.kind.fields if each.is_address and not each.is_secret]
        if any(cleaned.get(name) != self._before.get(name) for name in addresses):
            # Whoever typed the secrets did not mean them for this address.
            for each in self.kind.fields:
                if each.is_secret and each.name in self._before and not cleaned.get(field_name(each)):
                    self.add_error(field_name(each), _("The address is another one: type the key again."))
        return cleaned


def _opened(text: str) -> dict[str, str]:
    try:
        return unsealed(text) if text else {}
    except NoReading:
        return {}


def _settings_of(source: Source) -> dict[str, str]:
    try:
        return source.all_settings()
    except NoReading:  # its secrets can no longer be read: they are typed anew
        return dict(source.settings)


def field_name(field: Field) -> str:
    """What a field is called in a form; secrets so that they are never kept while somebody signs in (see `typed`)."""
    return f"password_{field.name}" if field.is_secret else field.name


def widget_of(field: Field) -> forms.Widget:
    if field.is_secret:
        return forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}) if field.is_long else forms.TextInput()


class FileForm(TakesErrors):
    """Readings out of a file."""

    MOST_BYTES = 10_000_000

    file = forms.FileField(label=gettext_lazy("CSV or XLSX"))
    value = forms.CharField(
        label=gettext_lazy("Column of the values"),
        max_length=200,
        help_text=gettext_lazy("Its heading, as it stands in the table."),
    )
    day = forms.CharField(
        label=gettext_lazy("Column of the days"),
        max_length=200,
        help_text=gettext_lazy("Its heading; every row becomes a reading."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file
