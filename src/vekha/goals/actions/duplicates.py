"""An objective as a copy of another: for another team, or to go on in another cycle with what was not reached."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.goals import permissions
from vekha.goals.actions import cycles, initiatives, key_results, objectives, ownership
from vekha.goals.models import Cycle, Initiative, KeyResult, Objective
from vekha.people.models import Person, Team
from vekha.people.permissions import require
from vekha.ui import formats

MOST_PARTS = 200  # key results and initiatives in one go; each is a row with checks of its own
Part = TypeVar("Part", KeyResult, Initiative)


@dataclass(frozen=True)
class Copy:
    """What was made, and which owners of the original could not be asked: they have left or do not see it."""

    objective: Objective
    unasked: list[Person]


@transaction.atomic
def duplicate(
    origin: Objective,
    *,
    by: Person,
    cycle: Cycle,
    level: str,
    teams: Iterable[Team],
    chosen_key_results: Collection[KeyResult],
    chosen_initiatives: Collection[Initiative],
    goes_on: bool = False,
    keeps_targets: bool = True,
    asks_owners: bool = False,
) -> Copy:
    """Write a draft with the words of another objective and those of its parts that were chosen.

    `goes_on`: a key result begins where it stands now, and without a target when it has reached its own; steps taken
    are left behind, and so is what was planned by day. In any other copy that moves along with the first day, as far
    as it fits. Nobody owns the copy unasked: what belonged to whoever makes it stays theirs, the other owners are
    asked if `asks_owners`. It is seen by as many as the original.
    """
    require(permissions.can_see(by, origin))
    cycles.refuse_closed(cycle)
    if (count := len(chosen_key_results) + len(chosen_initiatives)) > MOST_PARTS:
        raise ValidationError(
            _("%(count)s key results and initiatives are chosen; up to %(most)s come along at once. Leave some out.")
            % {"count": formats.number(count), "most": formats.number(MOST_PARTS)},
            code="many",
        )
    measured = _still_there(origin.key_results.prefetch_related("steps"), chosen_key_results, "key_results")
    work = _still_there(origin.initiatives.prefetch_related("key_results"), chosen_initiatives, "initiatives")
    owns = origin.owner_id == by.pk or level == Objective.Level.PERSON
    # Nobody but its owners and administrators would see a private copy.
    owns = owns or (origin.visibility == Objective.Visibility.PRIVATE and not by.is_administrator)
    copy = objectives.write(
        by=by,
        cycle=cycle,
        title=origin.title,
        why=origin.why,
        reality=origin.reality,
        level=level,
        teams=teams,
        owner=by if owns else None,
        commitment=origin.commitment,
        visibility=origin.visibility,
        origin=origin,
    )
    with log.in_silence():
        made = {each.pk: _copy(each, copy, by, goes_on, keeps_targets) for each in measured}
        for each in work:
            served = [made[key_result.pk] for key_result in each.key_results.all() if key_result.pk in made]
            owner = by if each.owner_id == by.pk else None
            initiatives.add(copy, by=by, text=each.text, resources=each.resources, owner=owner, key_results=served)
    if not asks_owners:
        return Copy(copy, [])
    asked: list[tuple[Objective | KeyResult, Person | None]] = [(copy, origin.owner)]
    asked += [(made[each.pk], each.owner) for each in measured]
    return Copy(copy, _unasked(asked, by))


def _still_there(parts: Iterable[Part], chosen: Collection[Part], name: str) -> list[Part]:
    """Those of the parts that were chosen, in their order."""
    found = [part for part in parts if part in chosen]
    if len(found) < len(chosen):
        raise ValidationError({name: _("One of them has been removed meanwhile. Look at what is left.")}, code="gone")
    return found


def _copy(key_result: KeyResult, copy: Objective, by: Person, goes_on: bool, keeps_targets: bool) -> KeyResult:
    fields: dict[str, Any] = {name: getattr(key_result, name) for name in ("text", *key_results.FACTS)}
    steps = list(key_result.steps.all())
    has_moved = goes_on and key_result.current is not None
    if key_result.kind == KeyResult.Kind.REACH:
        if has_moved:
            fields["start"] = key_result.current
        if not keeps_targets or (has_moved and (key_result.progress or 0) >= 1):
            fields["target"] = None
    elif key_result.kind == KeyResult.Kind.STEPS and has_moved:
        ahead = steps[int(key_result.current or 0) :]
        steps = ahead if len(ahead) > 1 else steps  # one step is no way: it needs at least two
    owner = by if key_result.owner_id == by.pk else None
    try:
        made = key_results.add(copy, by=by, owner=owner, steps=[step.text for step in steps], **fields)
    except ValidationError as error:
        problem = _("“%(text)s”: %(problem)s") % {"text": key_result.text, "problem": " ".join(error.messages)}
        raise ValidationError({"key_results": problem}, code=getattr(error, "code", None)) from error
    for mine, old in zip(made.steps.all(), steps, strict=True):
        if mine.weight != old.weight:
            mine.weight = old.weight
            mine.save(update_fields=["weight"])
    if not has_moved:
        later = made.starts - key_result.starts
        key_results.plan_again(made, [(day + later, value) for day, value in key_result.planned])
    return made


def _unasked(asked: Sequence[tuple[Objective | KeyResult, Person | None]], by: Person) -> list[Person]:
    """Ask those who owned the original. Returns whom one cannot ask."""
    unasked: dict[int, Person] = {}
    for thing, owner in asked:
        if owner is None or owner.pk in {by.pk, thing.owner_id}:
            continue
        try:
            with transaction.atomic():
                ownership.hand(thing, by=by, to=owner)
        except ValidationError:
            unasked[owner.pk] = owner
    return list(unasked.values())
