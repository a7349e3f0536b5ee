"""Check-ins: recorded and undone, never edited."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.goals import permissions
from vekha.goals.models import CheckIn, KeyResult
from vekha.people.models import Person
from vekha.people.permissions import require


@transaction.atomic
def record(
    key_result: KeyResult,
    *,
    by: Person,
    value: float | None = None,
    confidence: int | None = None,
    note: str = "",
    blocker: str = "",
    at: datetime | None = None,
) -> CheckIn:
    """Add a check-in and roll it up into the key result and its objective, both up to date afterwards.

    Without a value the key result stays where it is: that is "no change", or a word on something never measured yet.
    """
    require(permissions.can_check_in(by, key_result))
    if not key_result.objective.is_active:
        raise ValidationError(_("This objective is not active, so its key results take no check-ins."), code="inactive")
    if value is None and confidence is None and not note and not blocker:
        raise ValidationError(_("Nothing to record: give a value, a confidence or a note."), code="empty")
    key_result.refresh_from_db(fields=["current", "progress"])
    before = key_result.current
    if value is None:
        value = before
    if key_result.kind == KeyResult.Kind.STEPS and value is not None:
        total = key_result.steps.count()
        if not (0 <= value <= total and float(value).is_integer()):
            raise ValidationError(
                _("There are %(total)d steps: give how many of them are done."), code="steps", params={"total": total}
            )
    check_in = CheckIn(
        key_result=key_result,
        author=by,
        value=value,
        confidence=confidence,
        note=note,
        blocker=blocker,
        at=at or timezone.now(),
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
            "unit": key_result.unit,
            "value": [before, value],
            "confidence": confidence,
            "note": note,
            "blocker": blocker,
        },
        at=check_in.at,
    )
    return check_in


@transaction.atomic
def undo(check_in: CheckIn, *, by: Person) -> None:
    """Take a check-in back. It stays in the history, marked as undone. Undoing twice changes nothing."""
    require(permissions.can_undo(by, check_in, timezone.now()))
    if not CheckIn.objects.standing().filter(pk=check_in.pk).update(undone_at=timezone.now()):
        return
    check_in.refresh_from_db(fields=["undone_at"])
    _roll_up(check_in.key_result)
    log.record(
        "check_in.undone",
        by=by,
        subject=check_in.key_result.objective,
        target=check_in,
        changes={"key_result": check_in.key_result.text, "unit": check_in.key_result.unit, "value": check_in.value},
    )


def _roll_up(key_result: KeyResult) -> None:
    key_result.recompute()
    key_result.objective.recompute()
