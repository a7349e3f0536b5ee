"""What people choose when they copy an objective or carry it over."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vekha.goals import permissions
from vekha.goals.forms.backlog import CycleChoice, coming_cycle
from vekha.goals.models import Cycle, Initiative, KeyResult, Objective
from vekha.people.forms import TakesErrors
from vekha.people.models import Person, Team

GONE = gettext_lazy("Something you had chosen has been removed meanwhile. What is left stands here, with your choices.")


class DuplicateForm(TakesErrors):
    """Where the copy belongs, what comes along, and from where it starts."""

    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("You do not write objectives of this level. Choose another.")},
    )
    goes_on = forms.BooleanField(
        label=gettext_lazy("Begin where it stands now"),
        required=False,
        help_text=gettext_lazy(
            "The value of today becomes the start, steps taken are left behind. What has reached its target comes "
            "without one: it is for you to set."
        ),
    )
    keeps_targets = forms.BooleanField(
        label=gettext_lazy("Keep the targets"),
        required=False,
        help_text=gettext_lazy("Otherwise they are empty and wait for a number that fits the new time."),
    )
    asks_owners = forms.BooleanField(label=gettext_lazy("Ask the same owners"), required=False)

    def __init__(self, data: QueryDict | None, origin: Objective, *, by: Person, carries_over: bool) -> None:
        self.by = by
        self.key_results_left = list(origin.key_results.prefetch_related("steps").select_related("owner"))
        self.initiatives_left = list(origin.initiatives.select_related("owner"))
        super().__init__(
            data,
            initial={
                "goes_on": carries_over,
                "keeps_targets": True,
                "asks_owners": carries_over and not by.is_administrator,
            },
        )
        self.fields["cycle"] = CycleChoice(Cycle.objects.all())
        stays = not carries_over and not origin.cycle.is_closed
        self.initial["cycle"] = (origin.cycle if stays else coming_cycle(origin.cycle)) or Cycle.objects.open_backlog()
        self._offer_places(origin)
        self.fields["key_results"] = _parts(self.key_results_left)
        self.fields["initiatives"] = _parts(self.initiatives_left)
        # What is reached or done is not carried over unless somebody says so.
        self.initial["key_results"] = [
            each.pk for each in self.key_results_left if not (carries_over and (each.progress or 0) >= 1)
        ]
        self.initial["initiatives"] = [each.pk for each in self.initiatives_left if not carries_over or each.is_open]
        self.fields["asks_owners"].help_text = _("They own nothing before they have said yes. Initiatives stay open.")
        if by.is_administrator:  # who may assign, visibly
            self.fields["asks_owners"].label = _("Hand it to the same owners")
            self.fields["asks_owners"].help_text = _("They own it at once and are told. Initiatives stay open.")

    def _offer_places(self, origin: Objective) -> None:
        """Levels and teams that the person may write for."""
        everywhere = self.by.role in {"administrator", "coach"}
        teams = list(Team.objects.all().in_tree_order())
        if not everywhere:
            mine = {membership.team_id for membership in self.by.memberships.all()}
            teams = [team for team in teams if team.pk in mine]
        indent = "\N{NO-BREAK SPACE}" * 4 if everywhere else ""
        self.teams_offered = {team.pk: team for team in teams}
        self.fields["teams"] = forms.TypedMultipleChoiceField(
            label=gettext_lazy("Teams"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(team.pk, indent * team.depth + team.name) for team in teams],
            coerce=int,
            error_messages={
                "invalid_choice": gettext_lazy(
                    "A team that you had chosen is gone, or you write for it no longer. Those you write for stand here."
                )
            },
        )
        before = [team.pk for team in origin.teams.all() if team.pk in self.teams_offered]
        self.initial["teams"] = before or ([] if everywhere else list(self.teams_offered)[:1])
        levels = [level for level in Objective.Level if permissions.can_write(self.by, level, teams, self.by)]
        self.fields["level"].choices = [(level.value, level.label) for level in levels]  # type: ignore[attr-defined]
        self.initial["level"] = origin.level if origin.level in levels else next(iter(levels), None)

    @property
    def may_write(self) -> bool:
        """Whether the person may write objectives at all."""
        return bool(self.fields["level"].choices)  # type: ignore[attr-defined]

    @property
    def key_results_offered(self) -> list[tuple[BoundWidget, KeyResult]]:
        """The boxes of the key results, each with what it brings along."""
        return list(zip(self["key_results"].subwidgets, self.key_results_left, strict=True))

    @property
    def initiatives_offered(self) -> list[tuple[BoundWidget, Initiative]]:
        return list(zip(self["initiatives"].subwidgets, self.initiatives_left, strict=True))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("level") == Objective.Level.TEAM and not cleaned.get("teams") and "teams" not in self.errors:
            self.add_error("teams", _("A team objective needs a team."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        as_typed = ("cycle", "level", "goes_on", "keeps_targets", "asks_owners")
        facts = {name: self.cleaned_data[name] for name in as_typed}
        chosen = {name: set(self.cleaned_data[name]) for name in ("key_results", "initiatives")}
        return facts | {
            "teams": [self.teams_offered[pk] for pk in self.cleaned_data["teams"]],
            "chosen_key_results": [each for each in self.key_results_left if each.pk in chosen["key_results"]],
            "chosen_initiatives": [each for each in self.initiatives_left if each.pk in chosen["initiatives"]],
        }


def _parts(parts: Iterable[KeyResult | Initiative]) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(part.pk, part.text) for part in parts],
        coerce=int,
        error_messages={"invalid_choice": GONE},
    )
