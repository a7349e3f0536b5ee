"""What people type about themselves, the organisation, people, teams and invitations."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vekha.people.models import Invitation, Organisation, Person, Role, Team
from vekha.people.sign_in_forms import PASSWORD_HINT


class TakesErrors(forms.Form):
    """A form that shows what a verb objects to."""

    def take_error(self, error: ValidationError) -> None:
        """Show what the verb objects to, at the field it names or, where the form has none of that name, on top."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        else:
            self.add_error(None, error)


class FactsForm(TakesErrors, forms.ModelForm):  # type: ignore[type-arg]
    """The facts of a thing as a person types them. It checks each field; the verb checks the thing and changes it."""

    def __init__(self, data: QueryDict | None, thing: models.Model | None = None, **kwargs: Any) -> None:
        initial = model_to_dict(thing, self._meta.fields) if thing else {}
        super().__init__(data, initial=initial | kwargs.pop("initial", {}), **kwargs)
        for name, field in self.fields.items():
            # Django offers a row of dashes as long as nothing is chosen; here something is.
            if isinstance(field, forms.TypedChoiceField) and field.required and self.initial.get(name):
                field.choices = [(value, label) for value, label in field.widget.choices if value != ""]

    def validate_unique(self) -> None:
        """Left to the verb, which knows the thing."""

    def validate_constraints(self) -> None:
        """Left to the verb, which knows the thing."""


HOURS = [(hour, f"{hour}:00") for hour in range(24)]


class ProfileForm(FactsForm):
    class Meta:
        model = Person
        fields = (
            "name",
            "job",
            "language",
            "mail_rhythm",
            "wants_reminders",
            "wants_summaries",
            "time_zone",
            "quiet_from",
            "quiet_until",
        )
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "quiet_from": forms.Select(choices=HOURS),
            "quiet_until": forms.Select(choices=HOURS),
        }
        help_texts = {"mail_rhythm": _("What waits for you and what is new, in one letter.")}


class OrganisationForm(FactsForm):
    class Meta:
        model = Organisation
        fields = ("name", "mission", "vision", "strategy", "language", "stage", "coach_is_open", "behind_until")
        widgets = {
            "mission": forms.Textarea(attrs={"rows": 2}),
            "vision": forms.Textarea(attrs={"rows": 2}),
            "strategy": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "mission": _("Why the company exists."),
            "vision": _("What the world around it looks like when it has succeeded."),
            "strategy": _("How it means to get there, and what it does not do."),
            "language": _("Spoken to those who have not chosen a language."),
            "stage": _("How far the company has come with OKR. The coach speaks of what matters at this milestone."),
        }


class PersonForm(FactsForm):
    """Somebody else's facts, for administrators."""

    class Meta:
        model = Person
        fields = ("name", "job", "email", "language", "role")
        help_texts = {"email": _("It is what they sign in with.")}


class TeamForm(FactsForm):
    class Meta:
        model = Team
        fields = ("name", "parent", "purpose")
        widgets = {"purpose": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"purpose": _("For whom it works and what changes for them. Objectives are held against it.")}

    def __init__(self, data: QueryDict | None, thing: Team | None = None, *, moves: bool = True) -> None:
        """`moves`: whether the team's place in the tree may be changed."""
        super().__init__(data, thing)
        if moves:
            self.fields["parent"] = TeamField(
                label=self.fields["parent"].label,
                required=False,
                teams=[team for team in Team.objects.in_tree_order() if team != thing],
                empty_label=_("nothing: it stands on its own"),
            )
        else:
            del self.fields["parent"]


class InvitationForm(FactsForm):
    class Meta:
        model = Invitation
        fields = ("email", "name", "role", "team", "language")
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}
        help_texts = {
            "language": _("The invitation is written in it."),
            "name": _("They can change it when they join."),
        }

    def __init__(self, data: QueryDict | None, *, by: Person, language: str) -> None:
        super().__init__(data, initial={"language": language})
        administrates = by.is_administrator
        self.fields["team"] = TeamField(
            label=self.fields["team"].label,
            required=not administrates,
            teams=Team.objects.changeable_by(by),
            empty_label=_("no team for now") if administrates else None,
        )
        if not administrates:
            self.fields["role"] = forms.ChoiceField(
                label=self.fields["role"].label,
                choices=[(role.value, role.label) for role in (Role.MEMBER, Role.VIEWER)],
            )


class JoinForm(FactsForm):
    """What an invited person says about themselves."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HINT,
    )

    class Meta:
        model = Person
        fields = ("name", "language")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class TeamField(forms.TypedChoiceField):
    """One of the teams, drawn as the tree they form. Its value is the team or None."""

    def __init__(self, *, teams: list[Team], empty_label: Any = None, **kwargs: Any) -> None:
        self.teams = {str(team.pk): team for team in teams}
        top = min((team.depth for team in teams), default=0)
        choices: list[tuple[str, Any]] = [] if empty_label is None else [("", empty_label)]
        # No-break spaces: browsers swallow the others in a list of options.
        choices += [(pk, "\N{NO-BREAK SPACE}" * 4 * (team.depth - top) + team.name) for pk, team in self.teams.items()]
        super().__init__(choices=choices, coerce=self.teams.get, empty_value=None, **kwargs)
