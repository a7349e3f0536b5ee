from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vekha.advice import places, rewriting, unsure, uploads
from vekha.advice.coaching import language_of
from vekha.advice.models import LIMITS, WORD_CLASSES, CoachSettings, Reply
from vekha.advice.places import Places
from vekha.advice.unsure import Answers
from vekha.coach import report, rules
from vekha.coach.rule import On
from vekha.coach.settings import Severity, default_settings
from vekha.goals.models import Cycle, Objective
from vekha.goals.permissions import can_write
from vekha.people.models import Person, Team
from vekha.people.models.organisation import Stage
from vekha.ui import formats

KINDS_OF_FILES = ".txt,.md,.markdown,.csv,.tsv,.html,.htm,.docx,.xlsx,.pptx,.pdf,.json,.yaml,.yml,.zip,text/*"


@dataclass(frozen=True, slots=True)
class Pasted:
    """What the coach is asked about: a text, and what is known of it beside its words."""

    text: str
    stage: int | None = None
    answers: Answers = field(default_factory=dict)
    places: Places = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        return rewriting.fingerprint(self.text, self.stage, self.answers)

    @property
    def fields(self) -> dict[str, str]:
        """The same as the fields of a form that brings it back."""
        kept = {"text": self.text, "stage": str(self.stage or ""), "places": places.written(self.places)}
        return {**kept, **self.answers}


class PasteForm(forms.Form):
    """A text for the coach: pasted, or made of a file."""

    text = forms.CharField(
        label=_("Your text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Open a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": KINDS_OF_FILES}),
    )
    places = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    stage = forms.TypedChoiceField(
        label=_("Milestone of the company"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not said: the coach speaks of everything")), *Stage.choices],
        help_text=_("With a milestone, the coach speaks of what matters there and keeps the rest for later."),
    )

    def __init__(self, *args: Any, reader: "Person | AnonymousUser", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_signed_in = reader.is_authenticated

    @property
    def most_megabytes(self) -> int:
        """The size of the largest file that is read."""
        return uploads.most_megabytes(is_signed_in=self.is_signed_in)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        cleaned["places"] = places.understood(cleaned["places"])
        cleaned["answers"] = unsure.answers_in(self.data)
        if file := cleaned["file"]:
            try:
                read = uploads.read(file, is_signed_in=self.is_signed_in)
            except ValidationError as problem:
                self.add_error("file", problem)
                return cleaned
            cleaned["text"], cleaned["places"] = read.text, places.of(read)
        # Browsers send line ends as CR LF; the field that shows the text again has LF, and offsets must agree.
        text = cleaned["text"] = cleaned["text"].replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            self.add_error("text", ValidationError(_("Paste a text with OKRs, or take an example."), code="empty"))
        most = settings.COACH_MAX_CHARACTERS
        if len(text) > most:
            words = _(
                "The text has %(length)s characters; the coach reads up to %(most)s at once. "
                "Leave the part that holds the OKRs."
            )
            params = {"length": formats.number(len(text)), "most": formats.number(most)}
            self.add_error("text", ValidationError(words, code="long", params=params))
        return cleaned

    @property
    def pasted(self) -> Pasted:
        """What was understood of a valid form."""
        return Pasted(**{name: self.cleaned_data[name] for name in ("text", "stage", "answers", "places")})


class ReplyForm(forms.Form):
    """What somebody says to a remark of the coach. The verb knows what each kind of reply needs."""

    KINDS = (Reply.What.ANSWERED, Reply.What.DISMISSED, Reply.What.ACCEPTED)

    question = forms.CharField(max_length=40)
    what = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in KINDS])
    reason = forms.ChoiceField(choices=[("", ""), *Reply.Reason.choices], required=False)
    text = forms.CharField(max_length=2000, required=False)

    @property
    def blanks(self) -> list[str]:
        """What was written into the gaps of a rewrite."""
        return self.data.getlist("blank")  # type: ignore[attr-defined, no-any-return]

    @property
    def problems(self) -> list[str]:
        """What stands in the way, in words."""
        return [str(message) for errors in self.errors.values() for message in errors]

    @property
    def written(self) -> str:
        """The person's own words, wherever they stood."""
        return " · ".join(filter(None, [self.data.get("text", ""), *self.blanks]))

    def take_error(self, error: ValidationError) -> None:
        """Show what a verb objects to; what another field of the statement causes stands on top."""
        self.add_error(None, ValidationError(error.messages))


class DraftsForm(forms.Form):
    """Where drafts belong. Its fields are sent with the form of that id: of a text the one it was pasted into."""

    use_required_attribute = False  # asking the coach needs none of them

    cycle = forms.ModelChoiceField(Cycle.objects.none(), label=_("Cycle"), empty_label=None)
    level = forms.ChoiceField(label=_("Level"))
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False)

    def __init__(self, *args: Any, person: Person, form_id: str = "paste", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What a person may choose from is read once, and shown from there.
        self.fields["cycle"].queryset = open_ones = Cycle.objects.filter(closed_at=None)  # type: ignore[attr-defined]
        cycles, today = list(open_ones), timezone.localdate()
        running = [cycle for cycle in cycles if cycle.ends and cycle.starts <= today <= cycle.ends]
        self.fields["cycle"].choices = [(cycle.pk, str(cycle)) for cycle in cycles]  # type: ignore[attr-defined]
        self.fields["cycle"].initial = next(iter([*running, *cycles]), None)
        own = list(own_ones := Team.objects.filter(people=person))
        everywhere = person.is_administrator or person.is_coach
        self.fields["team"].queryset = Team.objects.all() if everywhere else own_ones  # type: ignore[attr-defined]
        teams = Team.objects.all() if everywhere else own
        self.fields["team"].choices = [("", "—"), *((team.pk, str(team)) for team in teams)]  # type: ignore[attr-defined]
        self.fields["team"].initial = own[0] if own else None
        levels = [level for level in Objective.Level if can_write(person, level, own, person)]
        self.fields["level"].choices = [(level.value, level.label) for level in levels]  # type: ignore[attr-defined]
        self.fields["level"].initial = Objective.Level.TEAM if Objective.Level.TEAM in levels else None
        for each in self.fields.values():
            each.widget.attrs["form"] = form_id

    @property
    def may_write(self) -> bool:
        """Whether the person may write objectives at all."""
        return bool(self.fields["level"].choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("level") == Objective.Level.TEAM and not cleaned.get("team") and "team" not in self.errors:
            self.add_error("team", ValidationError(_("A draft of this level needs a team."), code="teams"))
        return cleaned


class CoachSettingsForm(forms.Form):
    """How the coach judges: a number for each limit, a weight for each rule, own words one a line."""

    SILENT = "off"
    LABELS = {
        "objectives": _("Objectives in one list: a question above"),
        "key_results_at_least": _("Key results of an objective: a question below"),
        "key_results": _("Key results of an objective: a question above"),
        "key_results_at_most": _("Key results of an objective: an objection above"),
        "initiatives": _("Initiatives of an objective: a question above"),
        "initiatives_at_most": _("Initiatives of an objective: an objection above"),
        "objective_words": _("Words of an objective: a question above"),
    }

    WORDS = {
        "metrics": (
            _("Metrics"),
            _("Measures by the names you give them: “trust score”."),
        ),
        "systems": (_("Systems and products"), _("Launching one of them is a task, not a result.")),
        "outputs": (_("What you make"), _("Things that people here produce: “cards”, “runbooks”.")),
        "documents": (_("Documents"), _("Writing one of them is a task: “one-pager”.")),
        "events": (_("Meetings and events"), _("By the names you give them: “demo day”.")),
        "departments": (
            _("Departments"),
            _("By the names you give them: “studio”, “back office”."),
        ),
        "people": (_("People you work for"), _("Customers by your name for them: “makers”, “residents”.")),
        "slogans": (_("Slogans"), _("Words that everybody here says and that tell nothing.")),
    }

    def __init__(self, data: QueryDict | None, current: CoachSettings) -> None:
        super().__init__(data)
        shipped = default_settings().limits
        for name in LIMITS:
            self.fields[name] = forms.IntegerField(
                label=self.LABELS[name],
                min_value=1,
                max_value=1000,
                initial=current.limits.get(name, getattr(shipped, name)),
                help_text=_("%(number)s as shipped") % {"number": getattr(shipped, name)},
            )
        for name in WORD_CLASSES:
            label, help_text = self.WORDS[name]
            self.fields[name] = forms.CharField(
                label=label,
                help_text=help_text,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                initial="\n".join(current.words.get(name, ())),
            )
        language = language_of(get_language() or "en")
        words = {severity: report.phrases(language)[severity] for severity in Severity}
        for rule in rules.ALL:
            weight = current.severities.get(rule.code, "")
            self.fields[f"rule-{rule.code}"] = forms.ChoiceField(
                label=rule.book.words[language].title,
                required=False,
                choices=[
                    ("", _("as shipped: %(severity)s") % {"severity": words[rule.book.severity]}),
                    *((severity.value, words[severity]) for severity in Severity if severity != rule.book.severity),
                    (self.SILENT, _("silent")),
                ],
                initial=self.SILENT if rule.code in current.off else weight,
            )

    @property
    def limits(self) -> list[forms.BoundField]:
        return [self[name] for name in LIMITS]

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in WORD_CLASSES]

    @property
    def rules_by_subject(self) -> list[tuple[On, list[tuple[str, forms.BoundField]]]]:
        """The weights, by what their rules judge, with the codes."""
        return [
            (on, found)
            for on in On
            if (found := [(rule.code, self[f"rule-{rule.code}"]) for rule in rules.ALL if rule.on[0] is on])
        ]

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb is given."""
        weights = {rule.code: self.cleaned_data[f"rule-{rule.code}"] for rule in rules.ALL}
        limits = {name: self.cleaned_data[name] for name in LIMITS}
        return {
            "limits": limits,
            "severities": {code: weight for code, weight in weights.items() if weight and weight != self.SILENT},
            "off": [code for code, weight in weights.items() if weight == self.SILENT],
            "words": {
                name: [" ".join(line.split()) for line in self.cleaned_data[name].splitlines() if line.strip()]
                for name in WORD_CLASSES
            },
        }

    def take_error(self, error: ValidationError) -> None:
        """Show what the verb objects to at the field it names."""
        for name, errors in error.error_dict.items():
            self.add_error(name, errors)
