"""What people say to one another about an objective and its check-ins: comments, reactions, requests to read it.

A thread is what was said at one place and is not settled; settling folds it, and what is said there next begins
another one.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import save
from vekha.activity.models import Notice
from vekha.goals import mentions, permissions
from vekha.goals.mentions import Mention
from vekha.goals.models import CheckIn, Comment, KeyResult, Objective, Reaction, ReviewRequest
from vekha.people.models import Person
from vekha.people.permissions import require

MOST_CHARACTERS = 5000


@transaction.atomic
def comment(objective: Objective, *, by: Person, text: str, place: str = "") -> Comment:
    """Say something about the objective or one of its parts (`place`, see `Objective.places`).

    Of those who may see it, these hear of it: who is mentioned, who wrote there before, who owns the part and who
    speaks for the objective. Of what is said about a check-in its author hears instead of these two.
    """
    require(permissions.can_comment(by, objective))
    check_in = _check_in_at(objective, place)
    places = {place: check_in.key_result.text} if check_in else objective.places()
    if place not in places:
        raise ValidationError(
            {"place": _("This part is no longer there. Choose another one, or the whole objective.")}, code="place"
        )
    text = text.strip()
    if len(text) > MOST_CHARACTERS:
        raise ValidationError(
            {"text": _("That is too long: %(length)d characters, %(most)d at most. Part it in two.")
             % {"length": len(text), "most": MOST_CHARACTERS}},
            code="long",
        )  # fmt: skip
    said = Comment(objective=objective, place=place, text=text, by=by)
    save(said)
    said.mentions.set(mention.person for mention in mentions_in(text, objective) if mention.person)
    about = places[place] if "/" in place else ""
    changes = {"place": place, "about": about, "text": text}
    log.record("comment.written", by=by, subject=objective, target=said, changes=changes, tell=_hearers(said))
    written = Notice.objects.filter(person=by, event__subject=log.reference(objective), event__verb="comment.written")
    here = written.filter(event__changes__place=place)
    here.filter(seen_at=None).update(seen_at=timezone.now())  # whoever writes there has read what was written
    return said


def mentions_in(text: str, objective: Objective) -> list[Mention]:
    """The names behind an @, and which of those who may see the objective each may mean."""
    beginnings = mentions.beginnings(text)
    if not beginnings:
        return []
    may_be_meant = Q()
    for beginning in beginnings:
        may_be_meant |= Q(search_text__startswith=beginning) | Q(email__startswith=beginning)
    return mentions.read(text, objective.readers().filter(may_be_meant))


@transaction.atomic
def settle(comment: Comment, *, by: Person) -> None:
    """Fold the thread of this comment, as far as it: what was said after it stays open."""
    require(permissions.can_comment(by, comment.objective))
    thread = Comment.objects.filter(objective=comment.objective_id, place=comment.place, settled_at=None)
    if thread.filter(pk__lte=comment.pk).update(settled_at=timezone.now()):
        _record("comment.settled", comment, by)


@transaction.atomic
def reopen(comment: Comment, *, by: Person) -> None:
    """Unfold the settled thread of this comment."""
    require(permissions.can_comment(by, comment.objective))
    comment.refresh_from_db(fields=["settled_at"])
    if comment.settled_at is None:
        return
    Comment.objects.filter(objective=comment.objective_id, place=comment.place, settled_at=comment.settled_at).update(
        settled_at=None
    )
    _record("comment.reopened", comment, by)


@transaction.atomic
def react(thing: Comment | CheckIn, *, by: Person, kind: str) -> None:
    """Say a short word to a comment or a check-in. Its author hears of it."""
    objective = _objective_of(thing)
    require(permissions.can_comment(by, objective))
    if kind not in Reaction.Kind.values:
        raise ValidationError(_("There is no such reaction."), code="kind")
    _reaction, is_new = thing.reactions.get_or_create(person=by, kind=kind)
    if not is_new:
        return
    changes: dict[str, str | float | None]
    if isinstance(thing, Comment):
        verb, author, changes = "comment.reacted", thing.by_id, {"text": thing.text}
    else:
        key_result = thing.key_result
        verb, author = "check_in.reacted", thing.author_id or key_result.owner_id
        changes = {"key_result": key_result.text, "unit": key_result.unit, "note": thing.note}
        changes["value"] = None if key_result.kind == KeyResult.Kind.DONE else thing.value
    tell = _readers_among(objective, [author])
    log.record(verb, by=by, subject=objective, target=thing, changes=changes | {"kind": kind}, tell=tell)


@transaction.atomic
def unreact(thing: Comment | CheckIn, *, by: Person, kind: str) -> None:
    """Take a short word back. That is nobody's news."""
    require(permissions.can_comment(by, _objective_of(thing)))
    thing.reactions.filter(person=by, kind=kind).delete()


@transaction.atomic
def ask_to_read(objective: Objective, *, by: Person, people: Iterable[Person], note: str = "") -> list[ReviewRequest]:
    """Ask a coach or colleagues to read the objective. All of them are asked, or nobody if one cannot be."""
    require(permissions.can_comment(by, objective))
    objective.wait_for_others()  # nobody is asked twice at once
    people = list(people)
    if not people:
        raise ValidationError({"people": _("Say who is asked.")}, code="nobody")
    _refuse_whoever_cannot_read(people, objective)
    requests = [ReviewRequest(objective=objective, person=person, by=by, note=note.strip()) for person in people]
    for request in requests:
        save(request)
        changes = {"person": request.person.name, "note": request.note}
        log.record("review.asked", by=by, subject=objective, target=request, changes=changes, tell=[request.person])
    return requests


@transaction.atomic
def acknowledge(request: ReviewRequest, *, by: Person, answer: str = "") -> None:
    """Say that one has read it, with a word or without. Whoever asked hears of it."""
    request.refresh_from_db(from_queryset=ReviewRequest.objects.select_for_update(of=("self",)))
    require(request.person_id == by.pk and permissions.can_see(by, request.objective))
    if request.acknowledged_at is not None:
        raise ValidationError(_("You have said already that you read it."), code="over")
    request.answer, request.acknowledged_at = answer.strip(), timezone.now()
    request.save(update_fields=["answer", "acknowledged_at"])
    log.record(
        "review.acknowledged",
        by=by,
        subject=request.objective,
        target=request,
        changes={"answer": request.answer},
        tell=_readers_among(request.objective, [request.by_id]),
    )


def _hearers(said: Comment) -> Iterable[Person]:
    """Whom a comment concerns, of those who may see the objective."""
    objective = said.objective
    concerned: set[int | None] = {person.pk for person in said.mentions.all()}
    concerned |= set(Comment.objects.filter(objective=objective, place=said.place).values_list("by", flat=True))
    if check_in := _check_in_at(objective, said.place):
        return _readers_among(objective, {*concerned, check_in.author_id or check_in.key_result.owner_id})
    concerned |= {person.pk for person in objective.voices()}
    for part in (*objective.key_results.all(), *objective.initiatives.all()):
        if said.place == log.reference(part):
            concerned.add(part.owner_id)
    return _readers_among(objective, concerned)


def _readers_among(objective: Objective, people: Iterable[int | None]) -> Iterable[Person]:
    """Those of the people, by their numbers, who may see it now."""
    return objective.readers().filter(pk__in=[pk for pk in people if pk is not None])


def _check_in_at(objective: Objective, place: str) -> CheckIn | None:
    """The check-in that the place names, also one that was taken back."""
    number = CheckIn.number_of(place)
    if number is None:
        return None
    check_ins = CheckIn.objects.filter(key_result__objective=objective).select_related("key_result")
    return check_ins.filter(pk=number).first()


def _objective_of(thing: Comment | CheckIn) -> Objective:
    return thing.objective if isinstance(thing, Comment) else thing.key_result.objective


def _record(verb: str, comment: Comment, by: Person) -> None:
    changes = {"place": comment.place, "text": comment.text}
    tell = _hearers(comment)
    log.record(verb, by=by, subject=comment.objective, target=comment, changes=changes, tell=tell)


def _refuse_whoever_cannot_read(people: list[Person], objective: Objective) -> None:
    readers = set(objective.readers().filter(pk__in=[person.pk for person in people]))
    asked = ReviewRequest.objects.open().filter(objective=objective, person__in=people)
    waiting = set(asked.values_list("person", flat=True))
    for person in people:
        if not person.is_active:
            refusal = _("%(name)s has left. Choose somebody who works here.")
        elif person not in readers:
            refusal = _("%(name)s does not see this objective. Let more people see it first, or ask somebody else.")
        elif person.pk in waiting:
            refusal = _("%(name)s was asked already and has not answered yet.")
        else:
            continue
        raise ValidationError({"people": refusal % {"name": person}}, code="reader")
