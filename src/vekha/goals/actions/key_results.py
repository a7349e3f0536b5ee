"""Key results: added, changed, removed."""

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.goals import permissions
from vekha.goals.actions import kpi_values, objectives, ownership
from vekha.goals.actions.objectives import told
from vekha.goals.models import KeyResult, Objective, PlannedValue, Step, TargetChange
from vekha.goals.planned import Planned, written
from vekha.people.models import Person
from vekha.people.permissions import require
from vekha.ui import formats

ROAD = ("start", "target", "low", "high")
COUNTED = {*ROAD, "kind", "weight", "steps"}  # what progress follows from
AGREED_UPON = {*COUNTED, "text", "planned"}
# What a key result tells of itself beside its words; its owner, its days, steps and plan aside.
FACTS = ("definition", "source", "kind", "unit", "start", "target", "low", "high", "is_leading", "weight")


@transaction.atomic
def add(
    objective: Objective,
    *,
    by: Person,
    text: str,
    steps: Sequence[str] = (),
    planned: Planned = (),
    owner: Person | None = None,
    reason: str = "",
    **fields: Any,
) -> KeyResult:
    """Add a key result. On an active objective its own road begins today. Another owner than oneself is asked.

    Once the objective is agreed, with a reason.

    Fields: definition, source, kind, unit, start, target, low, high, is_leading, weight, due. `planned`: what it should
    be by certain days.
    """
    require(permissions.can_change(by, objective))
    objective.wait_for_others()
    objectives.ask_for_reason(objective, reason)
    key_result = KeyResult(objective=objective, text=text, position=objective.key_results.count(), **fields)
    if objective.is_active:
        key_result.added_on = timezone.localdate()
    _check(key_result, steps)
    planned = _checked(key_result, planned)
    save(key_result)
    _set_steps(key_result, steps)
    _set_planned(key_result, planned)
    objective.recompute()
    changes = {"text": text, "reason": reason.strip()}
    log.record("key_result.added", by=by, subject=objective, target=key_result, changes=changes, tell=told(objective))
    if owner:
        ownership.hand(key_result, by=by, to=owner)
    return key_result


@transaction.atomic
def edit(
    key_result: KeyResult,
    *,
    by: Person,
    steps: Sequence[str] | None = None,
    planned: Planned | None = None,
    reason: str = "",
    **fields: Any,
) -> KeyResult:
    """Change a key result. A changed start, target or plan leaves the old one visible, with the reason.

    Once its objective is agreed, a change of text, target, plan or weight needs a reason. Another owner is asked.
    """
    require(permissions.can_change(by, key_result.objective))
    key_result.wait_for_others()
    ownership.hand_over(key_result, fields, by=by)
    owner = key_result.owner
    before = {name: getattr(key_result, name) for name in ROAD}
    changes = changed(key_result, fields)
    is_in_steps = steps is not None or key_result.kind == KeyResult.Kind.STEPS
    old_steps = [step.text for step in key_result.steps.all()] if is_in_steps else []
    if steps is not None and list(steps) != old_steps:
        changes["steps"] = ["; ".join(old_steps), "; ".join(steps)]
    old = list(key_result.planned_values.values_list("day", "value"))
    if planned is not None:
        planned = _checked(key_result, planned)
    elif changes:  # what was planned on another road goes with it
        planned = [(day, value) for day, value in old if not _misfit(key_result, day, value)]
    if planned is not None and planned != old:
        changes["planned"] = [written(old), written(planned)]
    if not changes:
        return key_result
    if key_result.kind not in kpi_values.KINDS:
        key_result.kpi = None
    objective = key_result.objective
    if changes.keys() & AGREED_UPON:
        objectives.ask_for_reason(objective, reason)
    _check(key_result, old_steps if steps is None else steps)
    save(key_result)
    if steps is not None and "steps" in changes:
        _set_steps(key_result, steps)
    if planned is not None and "planned" in changes:
        _set_planned(key_result, planned)
    if changes.keys() & set(ROAD) and objective.is_active:
        TargetChange.objects.create(key_result=key_result, by=by, reason=reason, **before)
    if changes.keys() & COUNTED:
        key_result.recompute()
        objective.recompute()
    log.record(
        "key_result.changed",
        by=by,
        subject=objective,
        target=key_result,
        changes={"text": key_result.text, "unit": key_result.unit, "fields": changes, "reason": reason},
        tell=chain(told(objective), [owner] if owner else ()),
    )
    return key_result


@transaction.atomic
def remove(key_result: KeyResult, *, by: Person, reason: str = "") -> None:
    """Remove a key result that has no check-ins; one with a history can only be dropped with its objective.

    Once the objective is agreed, with a reason.
    """
    require(permissions.can_change(by, key_result.objective))
    key_result.wait_for_others()
    objective = key_result.objective
    if key_result.check_ins.exists():
        raise ValidationError(
            _(
                "This key result has check-ins and is part of the history. "
                "Set its weight to 0 to take it out of the count."
            ),
            code="history",
        )
    objectives.ask_for_reason(objective, reason)
    changes = {"text": key_result.text, "reason": reason.strip()}
    log.record("key_result.removed", by=by, subject=objective, target=key_result, changes=changes, tell=told(objective))
    key_result.delete()
    objective.recompute()


def facts_of(key_result: KeyResult) -> dict[str, Any]:
    """What `add` takes to write the same once more, beside its words and its plan. Nobody owns it then."""
    steps = [step.text for step in key_result.steps.all()] if key_result.kind == KeyResult.Kind.STEPS else []
    return {name: getattr(key_result, name) for name in FACTS} | {"steps": steps}


def plan_again(key_result: KeyResult, planned: Planned) -> None:
    """Give a key result that was just added what was planned for another, as far as it fits its time and its way."""
    _set_planned(key_result, [(day, value) for day, value in planned if not _misfit(key_result, day, value)])


def _check(key_result: KeyResult, steps: Sequence[str]) -> None:
    kind, start, target = key_result.kind, key_result.start, key_result.target
    if kind == KeyResult.Kind.REACH and start is not None and start == target:
        raise ValidationError(
            {
                "target": _(
                    "Start and target are the same, so there is no way to go. To hold a value, choose the kind “keep”."
                )
            },
            code="no_way",
        )
    if kind == KeyResult.Kind.KEEP:
        if key_result.low is None and key_result.high is None:
            raise ValidationError(
                {"low": _("A corridor needs at least one kerb: not below, not above, or both.")}, code="kerbs"
            )
        if key_result.low is not None and key_result.high is not None and key_result.low > key_result.high:
            raise ValidationError({"high": _("The upper kerb lies below the lower one.")}, code="kerbs")
    if kind == KeyResult.Kind.STEPS and len(steps) < 2:
        raise ValidationError({"steps": _("Write at least two steps, one a line.")}, code="steps")
    objectives.refuse_other_times(key_result.due, key_result.objective)


def _set_steps(key_result: KeyResult, steps: Sequence[str]) -> None:
    key_result.steps.all().delete()
    Step.objects.bulk_create(
        Step(key_result=key_result, text=text, position=position) for position, text in enumerate(steps)
    )


def _checked(key_result: KeyResult, planned: Planned) -> list[tuple[date, float]]:
    """What is planned in the order of days, without the target on the last day, which says nothing new."""
    planned = sorted(pair for pair in planned if pair != (key_result.ends, key_result.target))
    misfits = [_misfit(key_result, day, value) for day, value in planned]
    days = [day for day, _value in planned]
    twice = dict.fromkeys(day for day in days if days.count(day) > 1)
    misfits += [_("Two values are planned for %(day)s. Keep one of them.") % {"day": formats.day(day)} for day in twice]
    if any(misfits):
        raise ValidationError({"planned": list(filter(None, misfits))}, code="planned")
    return planned


def _misfit(key_result: KeyResult, day: date, value: float) -> str:
    """Why the value cannot be planned for the day; empty where it can."""
    start, target, first, last = key_result.start, key_result.target, key_result.starts, key_result.ends
    if key_result.kind != KeyResult.Kind.REACH or start is None or target is None:
        return _("Values are planned on the way from a start to a target. Give both first.")
    said = {"day": formats.day(day), "first": formats.day(first), "last": formats.day(last) if last else ""}
    if day == last:
        return _("On %(day)s, the last day, the target itself is expected. Choose an earlier day.") % said
    if day < first and last is None:
        return _("%(day)s lies before its time, which begins on %(first)s.") % said
    if day < first or (last is not None and day > last):
        return _("%(day)s lies outside its time, which goes from %(first)s to %(last)s.") % said
    if not min(start, target) <= value <= max(start, target):
        ends = {name: formats.number(number) for name, number in (("start", start), ("target", target))}
        return _("%(value)s does not lie between the start, %(start)s, and the target, %(target)s.") % {
            "value": formats.number(value),
            **ends,
        }
    return ""


def _set_planned(key_result: KeyResult, planned: Planned) -> None:
    key_result.planned_values.all().delete()
    PlannedValue.objects.bulk_create(
        PlannedValue(key_result=key_result, day=day, value=value) for day, value in planned
    )
    key_result.planned = list(planned)
