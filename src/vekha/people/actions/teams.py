"""Teams: created, changed, removed; their members and leads."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.people import permissions
from vekha.people.models import Invitation, Membership, Person, Team
from vekha.people.permissions import require


@transaction.atomic
def create(*, by: Person, name: str, parent: Team | None = None, purpose: str = "") -> Team:
    """Add a team to the tree."""
    require(permissions.can_change_organisation(by))
    team = Team(name=name, parent=parent, purpose=purpose)
    save(team)
    log.record("team.created", by=by, subject=team, changes={"name": team.name})
    return team


@transaction.atomic
def edit(team: Team, *, by: Person, **fields: Any) -> Team:
    """Change a team's name and purpose and, for administrators, its place in the tree (`parent`)."""
    require(permissions.can_change_team(by, team))
    changes = changed(team, fields)
    if not changes:
        return team
    if "parent" in changes:
        require(permissions.can_change_organisation(by))
        _refuse_circle(team)
    save(team)
    log.record("team.changed", by=by, subject=team, changes=changes)
    return team


@transaction.atomic
def remove(team: Team, *, by: Person) -> None:
    """Remove a team that nothing hangs on any more. Its people stay."""
    require(permissions.can_change_organisation(by))
    if team.children.exists():
        raise ValidationError(
            _("Other teams are part of %(team)s. Move or remove them first."), code="children", params={"team": team}
        )
    if _is_in_use(team):
        raise ValidationError(
            _("%(team)s still has objectives or KPIs. Give them to another team first."),
            code="in_use",
            params={"team": team},
        )
    log.record("team.removed", by=by, subject=team, changes={"name": team.name})
    team.delete()


@transaction.atomic
def add_member(team: Team, person: Person, *, by: Person, role: str = Membership.Role.MEMBER) -> Membership:
    """Add a person to a team."""
    require(permissions.can_change_team(by, team))
    if not person.is_active:
        raise ValidationError(
            _("%(name)s has left. Choose somebody who works here."), code="left", params={"name": person}
        )
    if Membership.objects.filter(team=team, person=person).exists():
        raise ValidationError(
            _("%(name)s is in %(team)s already."), code="member", params={"name": person, "team": team}
        )
    membership = Membership(team=team, person=person, role=role)
    save(membership)
    log.record("team.member_added", by=by, subject=team, target=person, changes={"name": person.name, "role": role})
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, by: Person) -> None:
    """Take a person out of a team. What they own in it stays theirs."""
    require(permissions.can_change_team(by, membership.team))
    person = membership.person
    membership.delete()
    log.record("team.member_removed", by=by, subject=membership.team, target=person, changes={"name": person.name})


@transaction.atomic
def set_lead(membership: Membership, *, by: Person, leads: bool) -> None:
    """Let a member lead the team, or no longer. A team may have several leads or none."""
    require(permissions.can_change_team(by, membership.team))
    changes = changed(membership, {"role": Membership.Role.LEAD if leads else Membership.Role.MEMBER})
    if changes:
        save(membership)
        log.record(
            "team.lead_changed",
            by=by,
            subject=membership.team,
            target=membership.person,
            changes={"name": membership.person.name, "leads": leads},
        )


def _refuse_circle(team: Team) -> None:
    """Refuse a parent that is the team or below it. The tree is locked: two moves at once cannot close a circle."""
    parents = dict(Team.objects.order_by("pk").select_for_update().values_list("pk", "parent_id"))
    above = team.parent_id
    while above is not None:
        if above == team.pk:
            raise ValidationError(
                {"parent": _("%(team)s cannot be part of itself or of a team below it.") % {"team": team}},
                code="circle",
            )
        above = parents.get(above)


def _is_in_use(team: Team) -> bool:
    """Whether anything but people and invitations refers to the team: the apps above hang their things on it."""
    own = {Team, Membership, Invitation}
    return any(
        getattr(team, relation.get_accessor_name() or "").exists()
        for relation in Team._meta.related_objects
        if relation.related_model not in own and not relation.one_to_one  # what a team has one of goes with it
    )
