"""Cycles: opened, changed, closed, reopened, and what was learned before them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.goals import permissions
from vekha.goals.models import Cycle
from vekha.people.models import Person
from vekha.people.permissions import require


@transaction.atomic
def open_cycle(*, by: Person, **fields: Any) -> Cycle:
    """Begin a new cycle, and with the first one the backlog. Fields: name, starts, ends, rhythm, roll_up."""
    require(permissions.can_change_cycles(by))
    cycle = Cycle(**fields)
    _check_dates(cycle)
    save(cycle)
    Cycle.backlog()
    log.record("cycle.opened", by=by, subject=cycle, changes={"name": cycle.name})
    return cycle


@transaction.atomic
def edit(cycle: Cycle, *, by: Person, **fields: Any) -> Cycle:
    """Change a cycle; a new way of rolling up is applied to all its objectives at once."""
    require(permissions.can_change_cycles(by))
    _refuse_backlog(cycle)
    changes = changed(cycle, fields)
    if not changes:
        return cycle
    _check_dates(cycle)
    save(cycle)
    if "roll_up" in changes:
        for objective in cycle.objectives.select_for_update():
            objective.recompute()
    log.record("cycle.changed", by=by, subject=cycle, changes=changes)
    return cycle


@transaction.atomic
def close(cycle: Cycle, *, by: Person) -> None:
    """Close a cycle: nothing in it is owed any more."""
    require(permissions.can_change_cycles(by))
    _refuse_backlog(cycle)
    if cycle.is_closed:
        raise ValidationError(_("This cycle is closed already."), code="closed")
    cycle.closed_at = timezone.now()
    save(cycle)
    log.record("cycle.closed", by=by, subject=cycle, changes={"name": cycle.name})


@transaction.atomic
def reopen(cycle: Cycle, *, by: Person) -> None:
    """Take the closing of a cycle back."""
    require(permissions.can_change_cycles(by))
    if not cycle.is_closed:
        return
    cycle.closed_at = None
    save(cycle)
    log.record("cycle.reopened", by=by, subject=cycle, changes={"name": cycle.name})


@transaction.atomic
def write_lessons(cycle: Cycle, *, by: Person, lessons: str, seen: str) -> None:
    """Write down what the last retrospective decided. Refused when they are no longer as they were `seen`."""
    require(permissions.can_change_cycles(by))
    cycle.refresh_from_db(from_queryset=Cycle.objects.select_for_update())
    if cycle.lessons.split() != seen.split():  # browsers write the ends of lines anew
        raise ValidationError(
            _("Somebody else has written meanwhile. Their words stand here; put both together and save again."),
            code="conflict",
        )
    edit(cycle, by=by, lessons=lessons)


def refuse_closed(cycle: Cycle) -> None:
    """Nothing new is put into a cycle that somebody has closed meanwhile. Whoever closes it now waits for us."""
    if Cycle.objects.select_for_update().get(pk=cycle.pk).is_closed:
        raise ValidationError(
            {"cycle": _("“%(cycle)s” has been closed meanwhile. Choose another cycle.") % {"cycle": cycle}},
            code="closed",
        )


def _refuse_backlog(cycle: Cycle) -> None:
    if cycle.is_backlog:
        raise ValidationError(_("The backlog has no days and no end: it stays as it is."), code="backlog")


def _check_dates(cycle: Cycle) -> None:
    if cycle.ends and cycle.ends < cycle.starts:
        raise ValidationError({"ends": _("The last day lies before the first.")}, code="dates")
