from typing import Self
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vekha.people.models import Person, Team

MOST_OF_ONE_PERSON = 200
LONGEST_CHOICE = 200  # characters


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, person: Person) -> Self:
        """Views the person may open: their own, and what is shared."""
        return self.filter(Q(owner=person) | Q(is_shared=True))


class SavedView(models.Model):
    """The choices of a page under a name. It holds no rows: whoever opens it sees what they may see there."""

    class Page(models.TextChoices):
        COMPANY = "company", _("Company")
        TEAM = "team", _("Team")
        KPIS = "kpis", _("KPIs")

    # What of a page's address is kept; anything else is left out.
    KEPT: dict[str, tuple[str, ...]] = {
        Page.COMPANY: ("cycle", "on", "level", "only", "q", "fold"),
        Page.TEAM: ("cycle", "on"),
        Page.KPIS: ("team", "show"),
    }

    name = models.CharField(_("name of the view"), max_length=100)
    page = models.CharField(max_length=10, choices=Page, editable=False)
    team = models.ForeignKey(
        Team, null=True, editable=False, on_delete=models.CASCADE, related_name="saved_views"
    )  # whose page it is
    choices = models.JSONField(default=dict, editable=False)  # words of the address and what they are set to
    is_shared = models.BooleanField(_("everybody in the company finds it"), default=False)
    owner = models.ForeignKey(Person, editable=False, on_delete=models.CASCADE, related_name="saved_views")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="one_view_of_a_name_each",
                violation_error_message=_("You have a view of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(page="team", team__isnull=False) | (~Q(page="team") & Q(team=None)),
                name="a_view_of_a_team_has_its_team",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def kept(cls, page: str, said: dict[str, str]) -> dict[str, str]:
        """What of an address is kept for the page, in a fixed order."""
        return {name: said[name] for name in cls.KEPT[page] if said.get(name)}

    def clean(self) -> None:
        """Refuse choices that the page does not know."""
        known = self.KEPT.get(self.page, ())
        for name, value in self.choices.items():
            if name not in known or not isinstance(value, str) or not 0 < len(value) <= LONGEST_CHOICE:
                raise ValidationError(gettext("This page has no such choice: %(name)s") % {"name": name})

    @property
    def address(self) -> str:
        """The page with these choices."""
        match self.page:
            case self.Page.COMPANY:
                page = reverse("goals:company")
            case self.Page.TEAM:
                page = reverse("goals:team", args=[self.team_id])
            case _:
                page = reverse("kpis:board")
        choices = self.kept(self.page, self.choices)  # in the same order in every database
        return page + ("?" + urlencode(choices) if choices else "")
