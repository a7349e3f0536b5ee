"""Initiatives: added, changed, moved on."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.goals import permissions
from vekha.goals.actions import objectives
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Person
from vekha.people.permissions import require


@transaction.atomic
def add(
    objective: Objective, *, by: Person, text: str, key_results: Iterable[KeyResult] = (), **fields: Any
) -> Initiative:
    """Add an initiative that serves some of the objective's key results. Fields: owner, state, due, resources."""
    require(permissions.can_change(by, objective))
    initiative = Initiative(objective=objective, text=text, position=objective.initiatives.count(), **fields)
    _check_owner(initiative)
    objectives.refuse_other_times(initiative.due, objective)
    save(initiative)
    initiative.key_results.set(key_results)
    log.record("initiative.added", by=by, subject=objective, target=initiative, changes={"text": text})
    return initiative


@transaction.atomic
def edit(
    initiative: Initiative,
    *,
    by: Person,
    key_results: Iterable[KeyResult] | None = None,
    reason: str = "",
    **fields: Any,
) -> Initiative:
    """Change an initiative. Its owner may too. Once the objective is agreed, other words need a reason."""
    require(permissions.can_change_initiative(by, initiative))
    changes = changed(initiative, fields)
    if key_results is not None:
        initiative.key_results.set(key_results)
    if changes:
        if "text" in changes:
            objectives.ask_for_reason(initiative.objective, reason)
        if "owner" in changes:
            _check_owner(initiative)
        if "due" in changes:
            objectives.refuse_other_times(initiative.due, initiative.objective)
        save(initiative)
        log.record(
            "initiative.changed",
            by=by,
            subject=initiative.objective,
            target=initiative,
            changes={"text": initiative.text, "fields": changes, "reason": reason.strip()},
        )
    return initiative


@transaction.atomic
def remove(initiative: Initiative, *, by: Person) -> None:
    """Remove an initiative."""
    require(permissions.can_change(by, initiative.objective))
    log.record(
        "initiative.removed", by=by, subject=initiative.objective, target=initiative, changes={"text": initiative.text}
    )
    initiative.delete()


def _check_owner(initiative: Initiative) -> None:
    if initiative.owner and not initiative.owner.is_active:
        raise ValidationError(
            {"owner": _("%(name)s has left. Choose somebody who works here.") % {"name": initiative.owner}}, code="left"
        )
