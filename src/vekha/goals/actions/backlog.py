"""The backlog: what may come later is put there and has no time; whoever finds the time takes it up in a cycle."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.goals import permissions
from vekha.goals.actions import alignments, cycles
from vekha.goals.actions.objectives import concerned
from vekha.goals.models import Cycle, Objective
from vekha.people.models import Person
from vekha.people.permissions import require

State = Objective.State


@transaction.atomic
def put(objective: Objective, *, by: Person, note: str = "") -> None:
    """Let an objective wait: it is a draft again, without days of its own. `note` says why.

    What it was aligned with was meant for its cycle: that ends, and both sides hear of it. What has begun is part of
    its cycle's history and stays there; it goes on as a copy (see `duplicates`).
    """
    objective.wait_for_others()
    require(permissions.can_move(by, objective))
    if objective.cycle.is_backlog:
        return
    if objective.has_begun:
        raise ValidationError(
            _("It has begun and belongs to the history of “%(cycle)s”. Carry it over into the backlog instead.")
            % {"cycle": objective.cycle},
            code="begun",
        )
    left, tell = str(objective.cycle), concerned(objective)
    objective.cycle, objective.state, objective.closing_note = Cycle.backlog(), State.DRAFT, note.strip()
    objective.own_starts = objective.own_ends = None
    objective.save(update_fields=["cycle", "state", "closing_note", "own_starts", "own_ends"])
    objective.key_results.update(due=None)
    objective.initiatives.update(due=None)
    alignments.end_all(objective, by=by, reason="\n".join([_("It waits in the backlog."), objective.closing_note]))
    changes = {"cycle": left, "note": objective.closing_note}
    log.record("objective.put_by", by=by, subject=objective, changes=changes, tell=tell)


@transaction.atomic
def take_up(objective: Objective, *, by: Person, cycle: Cycle) -> None:
    """Give what waits in the backlog a cycle. It is a draft there, to be written on and proposed."""
    objective.wait_for_others()
    require(permissions.can_change(by, objective))
    if not objective.cycle.is_backlog:
        raise ValidationError(
            _("Somebody has taken it up meanwhile, in “%(cycle)s”.") % {"cycle": objective.cycle}, code="taken"
        )
    cycles.refuse_closed(cycle)
    if cycle.is_backlog:
        raise ValidationError(
            {"cycle": _("It waits in the backlog already. Choose a cycle with days.")}, code="backlog"
        )
    objective.cycle, objective.state, objective.closing_note = cycle, State.DRAFT, ""
    objective.save(update_fields=["cycle", "state", "closing_note"])
    objective.recompute()
    changes = {"cycle": str(cycle)}
    log.record("objective.taken_up", by=by, subject=objective, changes=changes, tell=concerned(objective))
