"""Objectives: written, changed, moved through their states."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.goals import permissions
from vekha.goals.actions import alignments, ownership
from vekha.goals.models import Agreement, Cycle, Objective
from vekha.people.models import Person, Team
from vekha.people.permissions import require
from vekha.ui import formats

State = Objective.State
STATE_VERBS = {
    State.DRAFT: "objective.reopened",
    State.PROPOSED: "objective.proposed",
    State.AGREED: "objective.agreed",
    State.ACTIVE: "objective.activated",
    State.CLOSED: "objective.closed",
    State.DROPPED: "objective.dropped",
    State.POSTPONED: "objective.postponed",
}
NEXT = {
    State.DRAFT: {State.PROPOSED, State.DROPPED},
    State.PROPOSED: {State.AGREED, State.DRAFT, State.POSTPONED, State.DROPPED},
    State.AGREED: {State.ACTIVE, State.DRAFT, State.POSTPONED, State.DROPPED},
    State.ACTIVE: {State.CLOSED, State.POSTPONED, State.DROPPED},
    State.CLOSED: {State.ACTIVE},
    State.DROPPED: {State.DRAFT, State.ACTIVE},
    State.POSTPONED: {State.DRAFT, State.ACTIVE},
}
WORDS = {"title", "why", "reality"}
WHY = gettext_lazy("Others have agreed to it as it stood. Say why it changes: the reason stays beside the change.")


@transaction.atomic
def write(
    *, by: Person, cycle: Cycle, title: str, teams: Iterable[Team] = (), owner: Person | None = None, **fields: Any
) -> Objective:
    """Bring an objective into being, as a draft unless `state` says otherwise. Another owner than oneself is asked.

    Fields: why, reality, level, commitment, state, visibility, own_starts, own_ends, origin.
    """
    teams = list(teams)
    objective = Objective(cycle=cycle, title=title, owner=by if owner == by else None, **fields)
    require(permissions.can_write(by, objective.level, teams, owner))
    _check_dates(objective)
    _check_level(objective, teams)
    save(objective)
    objective.set_teams(teams)
    log.record("objective.written", by=by, subject=objective, changes={"title": title})
    if owner and owner != by:
        ownership.hand(objective, by=by, to=owner)
    return objective


@transaction.atomic
def edit(
    objective: Objective,
    *,
    by: Person,
    teams: Iterable[Team] | None = None,
    version: int | None = None,
    reason: str = "",
    **fields: Any,
) -> Objective:
    """Change an objective's words and facts. The state moves by `move`; another owner is asked.

    Once it is agreed, a change of its words needs a `reason`.

    `version` is what the editor had before their eyes: when somebody has saved since, nothing is changed and a
    ValidationError of code `conflict` is raised.
    """
    require(permissions.can_change(by, objective))
    ownership.hand_over(objective, fields, by=by)
    changes = changed(objective, fields)
    fields_changed = list(changes)
    after = None if teams is None else list(teams)
    if after is not None:
        old, new = ({team.name for team in group} for group in (objective.teams.all(), after))
        if old != new:
            changes["teams"] = [formats.names(sorted(old)), formats.names(sorted(new))]
    if not changes:
        return objective
    # A member takes no draft to where they may not write.
    if changes.keys() & {"level", "teams"} and not permissions.can_move(by, objective):
        now = list(objective.teams.all()) if after is None else after
        require(permissions.can_write(by, objective.level, now, objective.owner))
    if changes.keys() & WORDS:
        ask_for_reason(objective, reason)
    if changes.keys() & {"own_starts", "own_ends", "cycle"}:  # the cycle may have moved away from the dates meanwhile
        _check_dates(objective)
    _check_level(objective, list(objective.teams.all()) if after is None else after)
    objective.full_clean(exclude={"cycle", "owner"} - changes.keys())  # those that stay need no looking up
    _count_edit(objective, version)
    # Only what was edited is written: a check-in meanwhile may have moved the rest.
    objective.save(update_fields=[*fields_changed, "search_text"])
    if after is not None and "teams" in changes:
        objective.set_teams(after)
    if "cycle" in changes:
        objective.recompute()
    log.record(
        "objective.changed",
        by=by,
        subject=objective,
        changes={"fields": changes, "reason": reason.strip()},
        tell=told(objective),
    )
    return objective


@transaction.atomic
def move(objective: Objective, *, by: Person, to: str, score: float | None = None, note: str = "") -> Objective:
    """Move an objective to another state: draft, proposed, agreed, active, closed, dropped, postponed.

    Closing may give the score (0 to 1); closing, dropping and postponing may say what was decided and why.
    """
    objective.wait_for_others()
    require(permissions.can_move(by, objective))
    before = objective.state
    if before == to:
        return objective
    if objective.cycle.is_backlog and to in (State.PROPOSED, State.AGREED, State.ACTIVE):
        raise ValidationError(
            _("It waits in the backlog, which has no time. Choose a cycle for it first."), code="backlog"
        )
    if to not in NEXT[State(before)]:
        raise ValidationError(
            _("It is %(state)s now, and that does not lead there. Open its page again.")
            % {"state": objective.get_state_display()},
            code="state",
        )
    if score is not None and not 0 <= score <= 1:
        raise ValidationError({"score": _("A score lies between 0 and 1.")}, code="score")
    objective.state = to
    objective.score = score if to == Objective.State.CLOSED else None
    objective.closing_note = note
    if objective.is_active:
        _begin(objective)
    objective.full_clean()
    objective.save(update_fields=["state", "score", "closing_note", "own_starts", "search_text"])
    if to == State.AGREED:
        agree(objective, by=by)
    changes = {"state": [before, to], "score": objective.score, "note": note}
    tell = concerned(objective)
    if to == State.PROPOSED:  # its teams are asked to agree
        tell += objective.readers().filter(memberships__team__in=objective.teams.all())
    log.record(STATE_VERBS[State(to)], by=by, subject=objective, changes=changes, tell=tell)
    return objective


@transaction.atomic
def agree(objective: Objective, *, by: Person, seen: str = "") -> Agreement:
    """Say that one agrees to the objective as its words stand now. Somebody may agree again after they changed.

    `seen`: the `agreed_words` that stood before their eyes; others by now are a ValidationError of code `conflict`.
    """
    require(permissions.can_comment(by, objective))
    objective.wait_for_others()
    if objective.state not in (State.PROPOSED, State.AGREED, State.ACTIVE):
        raise ValidationError(
            _("Nobody is asked to agree now: the objective is %(state)s.") % {"state": objective.get_state_display()},
            code="state",
        )
    words = objective.agreed_words()
    if seen and seen != words:
        raise ValidationError(_("The words have changed meanwhile. Read them before you agree."), code="conflict")
    if (given := objective.agreements.filter(person=by, words=words).first()) is not None:
        return given
    agreement, _created = Agreement.objects.update_or_create(
        objective=objective, person=by, defaults={"words": words, "at": timezone.now()}
    )
    log.record("agreement.given", by=by, subject=objective, target=agreement, tell=objective.voices())
    return agreement


def told(objective: Objective) -> Iterable[Person]:
    """Who hears of other words: once it is agreed all whom it concerns, before that whoever has agreed already."""
    if objective.is_settled:
        return concerned(objective)
    return Person.objects.active().filter(agreements__objective=objective)


def concerned(objective: Objective) -> list[Person]:
    """Whom a change of it concerns: those who speak for it, own a part of it, or are aligned with it."""
    owners = [key_result.owner for key_result in objective.key_results.select_related("owner") if key_result.owner]
    return [*objective.voices(), *owners, *alignments.neighbours(objective)]


def ask_for_reason(objective: Objective, reason: str) -> None:
    """What others have agreed to does not change without a reason."""
    if objective.is_settled and not reason.strip():
        raise ValidationError({"reason": WHY}, code="reason")


def refuse_other_times(due: date | None, objective: Objective) -> None:
    """A part of it is due while it lasts."""
    if due and (due < objective.starts or (objective.ends and due > objective.ends)):
        raise ValidationError(
            {
                "due": _(
                    "This day lies outside the objective’s time. "
                    "Choose another day, or give the objective its own dates."
                )
            },
            code="dates",
        )


def _begin(objective: Objective) -> None:
    """What begins in the middle of a cycle has a first day of its own: nobody was late or silent before it."""
    today = timezone.localdate()
    if objective.own_starts is None and objective.checked_in_on is None and objective.cycle.starts < today:
        ends = objective.ends
        objective.own_starts = today if ends is None else min(today, ends)


def _count_edit(objective: Objective, version: int | None) -> None:
    edited = Objective.objects.filter(pk=objective.pk)
    if version is not None:
        edited = edited.filter(version=version)
    if not edited.update(version=F("version") + 1):
        raise ValidationError(_("Somebody else has saved this objective while you were writing."), code="conflict")
    objective.refresh_from_db(fields=["version"])


def _check_dates(objective: Objective) -> None:
    starts, ends = objective.own_starts, objective.own_ends
    cycle = objective.cycle
    if cycle.is_backlog:
        _check_waits(objective)
        return
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


def _check_waits(objective: Objective) -> None:
    """The backlog holds what is written and has no time yet."""
    if objective.has_begun or objective.state in {State.PROPOSED, State.AGREED}:
        raise ValidationError(
            {"cycle": _("Only a draft that has not begun waits in the backlog. Take this one back to a draft first.")},
            code="backlog",
        )
    if objective.has_own_dates:
        raise ValidationError(
            {"own_starts": _("The backlog has no time: leave the days empty, or choose a cycle.")}, code="backlog"
        )


def _check_level(objective: Objective, teams: list[Team]) -> None:
    if objective.level == Objective.Level.TEAM and not teams:
        raise ValidationError({"teams": _("A team objective needs a team.")}, code="teams")
