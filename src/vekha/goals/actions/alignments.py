"""Alignments: asked for, answered, taken back. Two sides speak in turn, and all that they say is kept.

Who acts says how many steps they had before their eyes (`seen`); when the other side has spoken since, nothing is
changed and a ValidationError of code `conflict` is raised.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.goals import permissions
from vekha.goals.models import Alignment, AlignmentStep, KeyResult, Objective
from vekha.goals.models.objective import speaking_for
from vekha.people.models import Organisation, Person
from vekha.people.permissions import require

Kind, State = Alignment.Kind, Alignment.State
OVER = (Objective.State.CLOSED, Objective.State.DROPPED)


@transaction.atomic
def request(
    objective: Objective,
    *,
    by: Person,
    to: Objective,
    kind: str = Kind.SUPPORTS,
    key_result: KeyResult | None = None,
    to_key_result: KeyResult | None = None,
    text: str = "",
) -> Alignment:
    """Ask the other side to agree that the objective, or a key result of it, supports or depends on theirs."""
    require(permissions.can_speak_for(by, objective, key_result) and permissions.can_see(by, to))
    _one_at_a_time()
    alignment = Alignment(
        objective=objective, key_result=key_result, to_objective=to, to_key_result=to_key_result, kind=kind
    )
    _refuse_what_is_over(alignment)
    _refuse_the_unseen(alignment)
    _refuse_other_times(alignment)
    _refuse_the_same_again(alignment)
    _refuse_circle(alignment)
    alignment.full_clean()
    alignment.save()
    _say(alignment, State.REQUESTED, by=by, text=text)
    return alignment


@transaction.atomic
def counter(
    alignment: Alignment,
    *,
    by: Person,
    seen: int,
    text: str,
    kind: str = "",
    to_key_result: KeyResult | None = None,
) -> None:
    """Propose something else instead: another kind, another key result of the side that was asked, or other words.

    Without a key result: their objective as a whole.
    """
    _take_turn(alignment, by, seen)
    if not text.strip():
        raise ValidationError({"text": _("Say what you propose instead.")}, code="reason")
    if to_key_result is not None and to_key_result.objective_id != alignment.to_objective_id:
        raise ValidationError({"to_key_result": _("This key result belongs to another objective.")}, code="foreign")
    waits = State.REQUESTED if alignment.state == State.COUNTERED else State.COUNTERED
    _say(alignment, waits, by=by, text=text, proposed=(kind or last_step(alignment).kind, to_key_result))


@transaction.atomic
def accept(alignment: Alignment, *, by: Person, seen: int, text: str = "") -> None:
    """Say yes to what the other side proposed last."""
    _take_turn(alignment, by, seen)
    proposed = last_step(alignment)
    if proposed.is_key_result_gone:
        raise ValidationError(
            _("The key result “%(text)s” has been removed meanwhile. Propose what should stand in its place.")
            % {"text": proposed.to_key_result_text},
            code="gone",
        )
    alignment.kind, alignment.to_key_result = proposed.kind, proposed.to_key_result
    _refuse_what_is_over(alignment)
    _refuse_the_same_again(alignment)
    _refuse_circle(alignment)
    _say(alignment, State.ACCEPTED, by=by, text=text)


@transaction.atomic
def decline(alignment: Alignment, *, by: Person, seen: int, reason: str) -> None:
    """Say no, and why."""
    _take_turn(alignment, by, seen)
    if not reason.strip():
        raise ValidationError({"text": _("Say why, so that the other side can go on from there.")}, code="reason")
    _say(alignment, State.DECLINED, by=by, text=reason)


@transaction.atomic
def withdraw(alignment: Alignment, *, by: Person, seen: int, reason: str = "") -> None:
    """Take the request back; or end what was accepted, which either side may, saying why."""
    require(permissions.can_see(by, alignment.objective) and permissions.can_see(by, alignment.to_objective))
    asks, answers = _sides(alignment, by)
    require(asks or answers)
    _wait_for_the_other_side(alignment, seen)
    if alignment.state == State.ACCEPTED:
        if not reason.strip():
            raise ValidationError({"text": _("It was agreed. Say why it ends.")}, code="reason")
    elif not (alignment.is_open and asks):
        raise ValidationError(_("There is nothing to take back any more."), code="over")
    _say(alignment, State.WITHDRAWN, by=by, text=reason)


def end_all(objective: Objective, *, by: Person, reason: str) -> None:
    """End whatever the objective is aligned with or waits for, those that `by` does not see, too: it goes away."""
    _one_at_a_time()
    ends = ("objective", "key_result__owner", "to_objective", "to_key_result__owner")
    for alignment in Alignment.objects.of(objective).filter(state__in=Alignment.STANDING).select_related(*ends):
        _say(alignment, State.WITHDRAWN, by=by, text=reason)


def last_step(alignment: Alignment) -> AlignmentStep:
    """What was said last. The steps are read once where they were prefetched."""
    return list(alignment.steps.all())[-1]


def whose_turn(alignment: Alignment) -> tuple[Objective, KeyResult | None] | None:
    """The objective, and its key result, whose side has to answer; None when nobody has to."""
    match alignment.state:
        case State.REQUESTED:
            return alignment.to_objective, alignment.to_key_result
        case State.COUNTERED:
            return alignment.objective, alignment.key_result
        case _:
            return None


def neighbours(objective: Objective) -> list[Person]:
    """Those who speak for what the objective is aligned with, or may be, and may see it: changes concern them."""
    links = Alignment.objects.of(objective).filter(state__in=Alignment.STANDING)
    ends = {pk for pair in links.values_list("objective", "to_objective") for pk in pair} - {objective.pk}
    return list(objective.readers().filter(speaking_for(ends))) if ends else []


def _take_turn(alignment: Alignment, by: Person, seen: int) -> None:
    """Only the side that is asked now may answer; whoever comes too late is told what was said meanwhile."""
    require(permissions.can_see(by, alignment.objective) and permissions.can_see(by, alignment.to_objective))
    require(any(_sides(alignment, by)))
    _one_at_a_time()
    _wait_for_the_other_side(alignment, seen)
    turn = whose_turn(alignment)
    if turn is None:
        raise ValidationError(_("There is nothing to answer any more."), code="over")
    require(permissions.can_speak_for(by, *turn))


def _sides(alignment: Alignment, person: Person) -> tuple[bool, bool]:
    """Whether the person speaks for the side that asked, and for the one that was asked."""
    return (
        permissions.can_speak_for(person, alignment.objective, alignment.key_result),
        permissions.can_speak_for(person, alignment.to_objective, alignment.to_key_result),
    )


def _one_at_a_time() -> None:
    """Alignments are decided one after the other: two at once cannot close a circle."""
    Organisation.objects.select_for_update().filter(pk=1).first()


def _wait_for_the_other_side(alignment: Alignment, seen: int) -> None:
    alignment.refresh_from_db(from_queryset=Alignment.objects.select_for_update(of=("self",)))
    steps = list(alignment.steps.select_related("by"))
    if len(steps) != seen:
        last = steps[-1]
        raise ValidationError(
            _("Meanwhile %(name)s has answered: %(state)s. Nothing of yours was sent; read it first.")
            % {"name": last.by or "…", "state": last.get_state_display()},
            code="conflict",
        )


def _say(
    alignment: Alignment,
    state: Alignment.State,
    *,
    by: Person,
    text: str = "",
    proposed: tuple[str, KeyResult | None] | None = None,
) -> None:
    """Add the step, move the alignment, and tell both sides, each at its own objective.

    `proposed`: another kind and key result than stand in the alignment.
    The log says neither titles nor reasons: not everybody who sees one side may see the other.
    """
    was_accepted, alignment.state = alignment.state == State.ACCEPTED, state
    alignment.save(update_fields=["state", "kind", "to_key_result"])
    kind, to_key_result = proposed or (alignment.kind, alignment.to_key_result)
    AlignmentStep.objects.create(
        alignment=alignment,
        state=state,
        kind=kind,
        to_key_result=to_key_result,
        to_key_result_text=str(to_key_result or ""),
        text=text.strip(),
        by=by,
    )
    vars(alignment).pop("_prefetched_objects_cache", None)
    for side, part, other in (
        (alignment.objective, alignment.key_result, alignment.to_objective),
        (alignment.to_objective, alignment.to_key_result, alignment.objective),
    ):
        speakers = [*side.voices(), part.owner] if part and part.owner else side.voices()
        told = [person for person in speakers if permissions.can_see(person, other)]
        changes = {"kind": alignment.kind, "asked": side == alignment.to_objective, "ended": was_accepted}
        log.record(f"alignment.{state}", by=by, subject=side, target=alignment, changes=changes, tell=told)


def _refuse_what_is_over(alignment: Alignment) -> None:
    for objective in (alignment.objective, alignment.to_objective):
        if objective.state in OVER or objective.cycle.is_closed:
            raise ValidationError(
                _("“%(objective)s” is over: %(state)s. Choose one that is still to be reached.")
                % {"objective": objective, "state": objective.get_state_display()},
                code="over",
            )


def _refuse_the_unseen(alignment: Alignment) -> None:
    """Both sides have to see what they speak about."""
    for side, other in (
        (alignment.objective, alignment.to_objective),
        (alignment.to_objective, alignment.objective),
    ):
        voices = side.voices()
        if voices and not any(permissions.can_see(person, other) for person in voices):
            raise ValidationError(
                _(
                    "Those who answer for “%(side)s” do not see “%(other)s”. "
                    "Let more people see it first, then ask again."
                )
                % {"side": side, "other": other},
                code="unseen",
            )


def _refuse_other_times(alignment: Alignment) -> None:
    one, other = alignment.objective, alignment.to_objective
    if one.cycle.is_backlog or other.cycle.is_backlog:
        return
    first, second = sorted((one, other), key=lambda objective: objective.starts)
    if first.ends is not None and first.ends < second.starts:
        raise ValidationError(
            _("“%(first)s” ends before “%(second)s” begins, so they cannot help each other. Change the dates of one.")
            % {"first": first, "second": second},
            code="times",
        )


def _refuse_the_same_again(alignment: Alignment) -> None:
    same = Alignment.objects.filter(
        objective=alignment.objective,
        key_result=alignment.key_result,
        to_objective=alignment.to_objective,
        to_key_result=alignment.to_key_result,
        kind=alignment.kind,
        state__in=Alignment.STANDING,
    )
    found = same.exclude(pk=alignment.pk).first()
    if found:
        raise ValidationError(
            _("This was asked already; it is now: %(state)s.") % {"state": found.get_state_display()}, code="again"
        )


def _refuse_circle(alignment: Alignment) -> None:
    """Nothing supports itself by way of others, and nothing waits for itself."""
    edges: dict[int, set[int]] = {}
    links = Alignment.objects.filter(kind=alignment.kind, state__in=Alignment.STANDING)
    for source, goal in links.exclude(pk=alignment.pk).values_list("objective", "to_objective"):
        edges.setdefault(source, set()).add(goal)
    reached, ahead = set(), [alignment.to_objective_id]
    while ahead:
        here = ahead.pop()
        if here == alignment.objective_id:
            words = (
                _("This would close a circle: “%(to)s” already supports “%(objective)s”, perhaps by way of others.")
                if alignment.kind == Kind.SUPPORTS
                else _(
                    "This would close a circle: “%(to)s” already depends on “%(objective)s”, perhaps by way of others."
                )
            )
            raise ValidationError(
                words % {"to": alignment.to_objective, "objective": alignment.objective}, code="circle"
            )
        if here not in reached:
            reached.add(here)
            ahead += edges.get(here, ())
