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
from vekha.people.forms import TakesErrors
from vekha.people.models import Person, Team
from vekha.people.two_at_once import VersionedForm

SECRET = "password_"  # noqa: S105  begins the names of fields that hold secrets: those are never kept (see `typed`)


class KpiForm(VersionedForm):
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

    def __init__(
        self, data: QueryDict | None, thing: Kpi | None = None, *, by: Person, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, thing, initial=({} if thing else {"owner": by}) | (initial or {}))
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
        if thing or not initial or "teams" not in initial:
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

    A secret that lies with the source is kept where its field is left empty, as long as nothing else changes: who typed
    it meant it for this address and this question, and who may change the KPI need not be who knows it. What one has
    typed oneself comes back encrypted while one tries out.
    """

    def __init__(self, data: QueryDict | None, kind: Kind, source: Source | None, *, by: Person) -> None:
        self.kind, self.by = kind, by
        connected = source if source and source.kind == kind.key else None
        super().__init__(data, initial=connected.settings if connected else {})
        self._kept = _settings_of(connected) if connected else {}
        self._typed = _opened(data.get("before", ""), by) if data else {}
        for each in kind.fields:
            is_known = each.is_secret and each.name in self._kept | self._typed
            self.fields[field_name(each)] = forms.CharField(
                label=str(each.label),
                help_text=_kept(each) if is_known else str(each.hint),
                required=each.is_required and not is_known,
                max_length=5000,
                widget=widget_of(each),
            )

    @property
    def settings(self) -> dict[str, str]:
        """What is no secret."""
        return {each.name: self.cleaned_data[each.name] for each in self.kind.fields if not each.is_secret}

    @property
    def secrets(self) -> dict[str, str]:
        """The secrets: typed now or while trying out, or kept."""
        names = [each.name for each in self.kind.fields if each.is_secret]
        kept = {name: self._kept[name] for name in names if name in self._kept}
        return kept | self._said()

    @property
    def before(self) -> str:
        """The secrets that this person has typed, encrypted, for the next time this form is sent."""
        return sealed(self._said() | {"by": str(self.by.pk)})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if any(cleaned.get(each.name) != self._kept.get(each.name) for each in self.kind.fields if not each.is_secret):
            for each in self.kind.fields:
                if each.is_secret and each.name in self._kept and each.name not in self._said():
                    self.add_error(field_name(each), _("Something else is asked for than before: type the key again."))
        return cleaned

    def _said(self) -> dict[str, str]:
        names = [each.name for each in self.kind.fields if each.is_secret]
        said = {name: self.cleaned_data.get(SECRET + name) or self._typed.get(name, "") for name in names}
        return {name: secret for name, secret in said.items() if secret}


def _kept(field: Field) -> str:
    if field.is_required:
        return _("Kept; type it to change it or anything else here.")
    return _("Kept; type it to change it or anything else here. To ask without it, disconnect the source first.")


def _opened(text: str, by: Person) -> dict[str, str]:
    """What this person has typed before."""
    try:
        typed = unsealed(text) if text else {}
    except NoReading:
        return {}
    return typed if typed.pop("by", "") == str(by.pk) else {}


def _settings_of(source: Source) -> dict[str, str]:
    try:
        return source.all_settings()
    except NoReading:  # its secrets can no longer be read: they are typed anew
        return dict(source.settings)


def field_name(field: Field) -> str:
    """What a field is called in a form."""
    return SECRET + field.name if field.is_secret else field.name


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
