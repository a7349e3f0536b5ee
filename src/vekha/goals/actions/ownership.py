"""Who owns a key result or an objective: claimed by oneself, or offered and accepted. Nobody is assigned in silence."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import save
from vekha.goals import permissions
from vekha.goals.models import KeyResult, Objective, Offer
from vekha.people.models import Person
from vekha.people.permissions import require

Answer = Offer.Answer


@transaction.atomic
def claim(key_result: KeyResult, *, by: Person) -> None:
    """Take a key result that nobody owns. An offer of it to somebody else is over with that."""
    key_result.wait_for_others()
    if key_result.owner is not None:
        raise ValidationError(
            _("%(name)s has taken it meanwhile. Talk to them if you want it.") % {"name": key_result.owner},
            code="taken",
        )
    require(permissions.can_claim(by, key_result))
    _withdraw_offer(key_result, by)
    _own(key_result, by)
    log.record(
        "key_result.claimed",
        by=by,
        subject=key_result.objective,
        target=key_result,
        changes={"text": key_result.text},
        tell=key_result.objective.voices(),
    )


@transaction.atomic
def release(key_result: KeyResult, *, by: Person, reason: str) -> None:
    """Give one's key result back: it stands open again for others."""
    key_result.wait_for_others()
    require(key_result.owner_id == by.pk or permissions.can_move(by, key_result.objective))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that whoever takes it next knows.")}, code="reason")
    before = key_result.owner
    _own(key_result, None)
    log.record(
        "key_result.released",
        by=by,
        subject=key_result.objective,
        target=key_result,
        changes={"text": key_result.text, "reason": reason.strip()},
        tell=[*key_result.objective.voices(), *([before] if before else ())],
    )


@transaction.atomic
def hand(thing: Objective | KeyResult, *, by: Person, to: Person) -> Offer | None:
    """Give a key result or an objective to somebody: at once to oneself and by an administrator, else as an offer.

    Returns the offer that waits for an answer; None when the owner has changed.
    """
    objective = thing.objective if isinstance(thing, KeyResult) else thing
    is_free = thing.owner_id in (None, by.pk)  # a member of the team gives, and takes, only what nobody has
    require(permissions.can_move(by, objective) or (is_free and permissions.can_change(by, objective)))
    _refuse_whoever_cannot(to, objective)
    _withdraw_offer(thing, by)
    before = thing.owner
    if before == to:
        return None
    if to == by or by.is_administrator:
        _own(thing, to)
        told = [to, *([before] if before else ())]
        verb = "key_result.assigned" if isinstance(thing, KeyResult) else "objective.assigned"
        log.record(verb, by=by, subject=objective, target=thing, changes=_changes(thing, to), tell=told)
        return None
    if not permissions.can_see(to, objective):
        raise ValidationError(
            {"owner": _("%(name)s does not see this objective. Let more people see it first.") % {"name": to}},
            code="unseen",
        )
    offer = Offer(objective=objective, key_result=thing if isinstance(thing, KeyResult) else None, person=to, by=by)
    save(offer)
    log.record("offer.made", by=by, subject=objective, target=thing, changes=_changes(thing, to), tell=[to])
    return offer


def hand_over(thing: Objective | KeyResult, fields: dict[str, Any], *, by: Person) -> None:
    """Take a new `owner` out of the fields of an edit and hand the thing to them. Nobody (None) stays an edit."""
    if fields.get("owner") and (to := fields.pop("owner")) != thing.owner:
        hand(thing, by=by, to=to)


@transaction.atomic
def accept(offer: Offer, *, by: Person) -> None:
    """Say yes: the person who was asked owns it from now on."""
    thing = offer.thing
    thing.wait_for_others()  # before the offer, as `claim` and `hand` do
    _take_up(offer, by)
    _refuse_whoever_cannot(by, offer.objective)
    before = thing.owner
    _own(thing, by)
    _answer(offer, Answer.ACCEPTED, before)


@transaction.atomic
def decline(offer: Offer, *, by: Person, reason: str) -> None:
    """Say no, and why."""
    _take_up(offer, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that they can ask somebody else.")}, code="reason")
    offer.reason = reason.strip()
    _answer(offer, Answer.DECLINED)


def _take_up(offer: Offer, by: Person) -> None:
    offer.refresh_from_db(from_queryset=Offer.objects.select_for_update(of=("self",)))
    require(offer.person_id == by.pk and permissions.can_see(by, offer.objective))
    if offer.answer:
        raise ValidationError(
            _("This was answered already: %(answer)s.") % {"answer": offer.get_answer_display()}, code="over"
        )


def _answer(offer: Offer, answer: Offer.Answer, before: Person | None = None) -> None:
    offer.answer, offer.answered_at = answer, timezone.now()
    offer.save(update_fields=["answer", "reason", "answered_at"])
    log.record(
        f"offer.{answer}",
        by=offer.person,
        subject=offer.objective,
        target=offer.thing,
        changes=_changes(offer.thing, offer.person) | {"reason": offer.reason},
        tell=[person for person in (offer.by, before) if person],
    )


def _own(thing: Objective | KeyResult, owner: Person | None) -> None:
    thing.owner = owner
    thing.save(update_fields=["owner"])


def _withdraw_offer(thing: Objective | KeyResult, by: Person) -> None:
    """The question to somebody who has not answered it yet is over, and they hear of it."""
    key_result = thing if isinstance(thing, KeyResult) else None
    objective = thing.objective if isinstance(thing, KeyResult) else thing
    offer = Offer.objects.open().filter(objective=objective, key_result=key_result).select_related("person").first()
    if offer is None:
        return
    offer.answer, offer.answered_at = Answer.WITHDRAWN, timezone.now()
    offer.save(update_fields=["answer", "answered_at"])
    if offer.person != by:  # whoever takes what they were asked to own takes nothing back
        changes = _changes(thing, offer.person)
        log.record("offer.withdrawn", by=by, subject=objective, target=thing, changes=changes, tell=[offer.person])


def _refuse_whoever_cannot(person: Person, objective: Objective) -> None:
    if not person.is_active:
        raise ValidationError(
            {"owner": _("%(name)s has left. Choose somebody who works here.") % {"name": person}}, code="left"
        )
    if person.role == "viewer":
        raise ValidationError(
            {"owner": _("%(name)s only reads along here. Choose somebody who writes.") % {"name": person}},
            code="viewer",
        )


def _changes(thing: Objective | KeyResult, person: Person) -> dict[str, str]:
    text = thing.text if isinstance(thing, KeyResult) else ""
    return {"text": text, "person": person.name}
