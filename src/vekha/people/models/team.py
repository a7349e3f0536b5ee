from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vekha.people import permissions
from vekha.people.models.person import Person


class TeamQuerySet(models.QuerySet["Team"]):
    def search(self, words: str) -> Self:
        return self.filter(search_text__contains=words.casefold())

    def in_tree_order(self) -> list["Team"]:
        """All teams, each parent before its children, with `depth` set (0 for the top)."""
        children: dict[int | None, list[Team]] = {}
        for team in self.order_by("name"):
            children.setdefault(team.parent_id, []).append(team)
        ordered: list[Team] = []

        def walk(parent: int | None, depth: int) -> None:
            for team in children.get(parent, ()):
                team.depth = depth
                ordered.append(team)
                walk(team.pk, depth + 1)

        walk(None, 0)
        return ordered

    def changeable_by(self, person: Person) -> list["Team"]:
        """The teams, in tree order, that the person may change: all for administrators, else those led and below."""
        teams = self.in_tree_order()
        if permissions.can_change_organisation(person):
            return teams
        if not person.is_active:
            return []
        inside = set(permissions.led_team_ids(person))
        for team in teams:
            if team.parent_id in inside:
                inside.add(team.pk)
        return [team for team in teams if team.pk in inside]


class Team(models.Model):
    """A part of the company. Teams form a tree."""

    name = models.CharField(
        _("name"),
        max_length=150,
        unique=True,
        error_messages={"unique": _("There is a team of this name already.")},
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    purpose = models.TextField(_("what the team is for"), blank=True)
    people = models.ManyToManyField(Person, through="Membership", related_name="teams")
    search_text = models.TextField(editable=False, default="")

    objects = TeamQuerySet.as_manager()

    depth: int = 0  # set by in_tree_order

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        self.search_text = self.name.casefold()
        super().save(**kwargs)

    def ancestors(self) -> Iterable["Team"]:
        """The teams above this one, nearest first."""
        team = self.parent
        while team is not None:
            yield team
            team = team.parent


class Membership(models.Model):
    """A person's place in a team."""

    class Role(models.TextChoices):
        LEAD = "lead", _("leads")
        MEMBER = "member", _("member")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "team"], name="one_membership_per_team")]

    def __str__(self) -> str:
        return f"{self.person} · {self.team}"
