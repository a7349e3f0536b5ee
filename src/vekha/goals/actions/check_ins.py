"""Check-ins: recorded and undone, never edited."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vekha.activity import log
from vekha.goals import permissions
from vekha.goals.actions.conversation import mentions_in
from vekha.goals.models import CheckIn, KeyResult, Objective
from vekha.people.models import Person
from vekha.people.permissions import require
from vekha.ui import formats


@transaction.atomic
def record(
    key_result: KeyResult,
    *,
    by: Person,
    value: float | None = None,
    change: float | None = None,
    confidence: int | None = None,
    note: str = "",
    blocker: str = "",
    at: datetime | None = None,
) -> CheckIn:
    """Add a check-in and roll it up into the key result and its objective, both up to date afterwards.

    Give the `value`, or its `change` since the last check-in (0: it is the same). With neither the value stays as it
    is: that is a word on the key result, measured or not. Where a KPI tells the value, such a word has none of its own.
    Two people at once are both kept; a change adds to the other.
    `at` is the moment it tells of, for one that comes late: now by default. Whom the blocker names with an @ is asked
    for help; those who follow the objective hear of every check-in.
    """
    require(permissions.can_check_in(by, key_result))
    key_result.wait_for_others()
    objective = key_result.objective
    _check_open(objective)
    if value is None and change is None and confidence is None and not note and not blocker:
        raise _wrong_value(_("Write a value, or = if nothing has changed."), "empty")
    now = timezone.now()
    if at is not None:
        _check_day(key_result, at, now)
    before = key_result.current if at is None else _value_at(key_result, at)
    if key_result.kpi_id is not None and value is None and not change:
        pass  # its KPI says the value: what was repeated here would outlive the next reading
    elif change is not None:
        if before is None:
            raise _wrong_value(_("There is no value yet to go on from. Write the value itself."), "first")
        # Added as decimals: 0.1 and 0.2 are 0.3.
        value = float(Decimal(repr(before)) + Decimal(repr(change)))
    elif value is None:
        value = before
    if key_result.kind == KeyResult.Kind.STEPS and value is not None:
        prefetch_related_objects([key_result], "steps")
        total = len(key_result.steps.all())
        if not (0 <= value <= total and float(value).is_integer()):
            words = ngettext(
                "There is %(total)d step: give how many of them are done.",
                "There are %(total)d steps: give how many of them are done.",
                total,
            )
            raise _wrong_value(words % {"total": total}, "steps")
    check_in = CheckIn(
        key_result=key_result,
        author=by,
        value=value,
        confidence=confidence,
        note=note,
        blocker=blocker,
        at=at or now,
        recorded_at=now,
    )
    check_in.full_clean(exclude=["key_result", "author"])
    check_in.save(force_insert=True)
    _roll_up(key_result)
    log.record(
        "check_in.recorded",
        by=by,
        subject=key_result.objective,
        target=check_in,
        changes={
            "key_result": key_result.text,
            "kind": key_result.kind,
            "unit": key_result.unit,
            "value": [before, before if value is None else value],
            "confidence": confidence,
            "note": note,
            "blocker": blocker,
        },
        at=check_in.at,
        tell=objective.followers.all(),
    )
    _ask_for_help(check_in, by=by)
    return check_in


@transaction.atomic
def undo(check_in: CheckIn, *, by: Person) -> None:
    """Take a check-in back. It stays in the history, marked as undone. Undoing twice changes nothing.

    What takes no check-ins any more keeps those it has.
    """
    require(permissions.can_undo(by, check_in, timezone.now()))
    check_in.key_result.wait_for_others()
    _check_open(check_in.key_result.objective)
    if not CheckIn.objects.standing().filter(pk=check_in.pk).update(undone_at=timezone.now()):
        return
    check_in.refresh_from_db(fields=["undone_at"])
    _roll_up(check_in.key_result)
    log.record(
        "check_in.undone",
        by=by,
        subject=check_in.key_result.objective,
        target=check_in,
        changes={
            "key_result": check_in.key_result.text,
            "kind": check_in.key_result.kind,
            "unit": check_in.key_result.unit,
            "value": check_in.value,
        },
    )


def _check_open(objective: Objective) -> None:
    if not objective.is_active:
        raise ValidationError(_("This objective is not active, so its key results take no check-ins."), code="inactive")
    if objective.cycle.is_closed:
        words = _("The cycle “%(cycle)s” is closed, so its key results take no check-ins.")
        raise ValidationError(words % {"cycle": objective.cycle}, code="closed")


def _check_day(key_result: KeyResult, at: datetime, now: datetime) -> None:
    if at > now:
        raise ValidationError({"on": ValidationError(_("This day is still to come."), code="future")})
    if timezone.localdate(at) < key_result.starts:
        words = _("The key result begins on %(day)s: choose that day or a later one.")
        raise ValidationError({"on": ValidationError(words % {"day": formats.day(key_result.starts)}, code="early")})


def _value_at(key_result: KeyResult, at: datetime) -> float | None:
    """The value as it stood at a moment in the past."""
    earlier = key_result.check_ins.standing().filter(at__lte=at).exclude(value=None).first()
    return earlier.value if earlier else None


def _ask_for_help(check_in: CheckIn, *, by: Person) -> None:
    """Tell those whom the blocker names."""
    objective = check_in.key_result.objective
    named = {mention.person for mention in mentions_in(check_in.blocker, objective) if mention.person}
    if not named:
        return
    check_in.helpers.set(named)
    log.record(
        "help.asked",
        by=by,
        subject=objective,
        target=check_in,
        changes={"key_result": check_in.key_result.text, "blocker": check_in.blocker},
        tell=named,
    )


def _roll_up(key_result: KeyResult) -> None:
    key_result.recompute()
    key_result.objective.recompute()


def _wrong_value(words: str, code: str) -> ValidationError:
    return ValidationError({"value": ValidationError(words, code=code)})
