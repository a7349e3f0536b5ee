"""Objectives: written, changed, moved through their states."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.goals import permissions
from vekha.goals.models import Cycle, Objective
from vekha.people.models import Person, Team
from vekha.people.permissions import require

STATE_VERBS = {
    Objective.State.DRAFT: "objective.reopened",
    Objective.State.PROPOSED: "objective.proposed",
    Objective.State.AGREED: "objective.agreed",
    Objective.State.ACTIVE: "objective.activated",
    Objective.State.CLOSED: "objective.closed",
    Objective.State.DROPPED: "objective.dropped",
    Objective.State.POSTPONED: "objective.postponed",
}


@transaction.atomic
def write(*, by: Person, cycle: Cycle, title: str, teams: Iterable[Team] = (), **fields: Any) -> Objective:
    """Bring an objective into being, as a draft unless `state` says otherwise.

    Fields: why, reality, level, owner, commitment, state, visibility, own_starts, own_ends.
    """
    teams = list(teams)
    objective = Objective(cycle=cycle, title=title, **fields)
    require(permissions.can_write(by, objective.level, teams, objective.owner))
    _check_dates(objective)
    _check_level(objective, teams)
    save(objective)
    objective.teams.set(teams)
    log.record("objective.written", by=by, subject=objective, changes={"title": title})
    return objective


@transaction.atomic
def edit(objective: Objective, *, by: Person, teams: Iterable[Team] | None = None, **fields: Any) -> Objective:
    """Change an objective's words and facts. The state moves by `move`."""
    require(permissions.can_change(by, objective))
    changes = changed(objective, fields)
    if teams is not None:
        before, after = {team.name for team in objective.teams.all()}, {team.name for team in teams}
        if before != after:
            changes["teams"] = [", ".join(sorted(before)), ", ".join(sorted(after))]
            objective.teams.set(teams)
    if not changes:
        return objective
    _check_dates(objective)
    _check_level(objective, list(objective.teams.all()))
    save(objective)
    if "cycle" in changes:
        objective.recompute()
    log.record("objective.changed", by=by, subject=objective, changes=changes)
    return objective


@transaction.atomic
def move(objective: Objective, *, by: Person, to: str) -> Objective:
    """Move an objective to another state: draft, proposed, agreed, active, closed, dropped, postponed."""
    require(permissions.can_change(by, objective))
    before = objective.state
    if before == to:
        return objective
    objective.state = to
    save(objective)
    log.record(STATE_VERBS[Objective.State(to)], by=by, subject=objective, changes={"state": [before, to]})
    return objective


def _check_dates(objective: Objective) -> None:
    starts, ends = objective.own_starts, objective.own_ends
    cycle = objective.cycle
    if starts and ends and ends < starts:
        raise ValidationError({"own_ends": _("The last day lies before the first.")}, code="dates")
    for name, day in (("own_starts", starts), ("own_ends", ends)):
        if day and (day < cycle.starts or (cycle.ends and day > cycle.ends)):
            raise ValidationError(
                {
                    name: _("This day lies outside the cycle “%(cycle)s”. Choose another day or another cycle.")
                    % {"cycle": cycle}
                },
                code="dates",
            )


def _check_level(objective: Objective, teams: list[Team]) -> None:
    if objective.level == Objective.Level.TEAM and not teams:
        raise ValidationError({"teams": _("A team objective needs a team.")}, code="teams")
    if objective.owner and not objective.owner.is_active:
        raise ValidationError(
            {"owner": _("%(name)s has left. Choose somebody who works here.") % {"name": objective.owner}}, code="left"
        )
