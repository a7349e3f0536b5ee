"""Replies to the coach: a question answered, a remark dismissed, a wording taken, any of it taken back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import save
from vekha.advice import coaching, permissions, rewriting
from vekha.advice.dialogue import Remark
from vekha.advice.models import Reply
from vekha.advice.understood import key_result_fields
from vekha.coach import document
from vekha.coach.document import Language
from vekha.goals.actions import drafts, initiatives, key_results, objectives
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Person
from vekha.people.permissions import require
from vekha.ui.templatetags.marks import GAP


@transaction.atomic
def answer(remark: Remark, *, by: Person, text: str) -> Reply:
    """Answer the coach's question. The answer stays with the objective as long as the words it is about."""
    if not text.strip():
        raise ValidationError({"text": _("Write what you would tell a colleague who asks this.")}, code="empty")
    return _say(remark, Reply.What.ANSWERED, by=by, text=text)


@transaction.atomic
def dismiss(remark: Remark, *, by: Person, reason: str, text: str = "") -> Reply:
    """Dismiss a remark, and say why."""
    if not reason:
        raise ValidationError({"reason": _("Choose a reason: it stays with the objective.")}, code="empty")
    return _say(remark, Reply.What.DISMISSED, by=by, reason=reason, text=text)


@transaction.atomic
def accept(remark: Remark, *, by: Person, text: str) -> Reply:
    """Put the coach's wording, filled in, in the place of the statement: through the verb that changes the statement.

    Raises a ValidationError of code `conflict` when the statement has become another one meanwhile.
    """
    if GAP.search(text):
        raise ValidationError(_("Fill in the gaps: only you know what stands there."), code="gaps")
    remark.objective.wait_for_others()
    remark.thing.refresh_from_db()
    if str(remark.thing) != remark.statement:
        raise ValidationError(_("Somebody has changed these words meanwhile."), code="conflict")
    reply = _say(remark, Reply.What.ACCEPTED, by=by, text=text)
    _reword(remark, text, by)
    return reply


@transaction.atomic
def accept_in_draft(remark: Remark, *, by: Person, text: str) -> Reply:
    """The same on the page of a draft, where what the words become is kept as a version."""
    objective = remark.objective
    objective.wait_for_others()
    before = drafts.as_it_stands(objective)
    reply = accept(remark, by=by, text=text)
    drafts.keep_version(Objective.objects.get(pk=objective.pk), by=by, before=before)
    return reply


@transaction.atomic
def take_back(reply: Reply, *, remark: Remark, by: Person) -> Reply:
    """Take back what was said: the question stands again. What was said stays in the history."""
    return _say(remark, Reply.What.TAKEN_BACK, by=by)


def _say(remark: Remark, what: Reply.What, *, by: Person, reason: str = "", text: str = "") -> Reply:
    require(permissions.can_reply(by, remark.objective, remark.thing))
    reply = Reply(
        objective=remark.objective,
        question=remark.question,
        code=remark.finding.code,
        about=remark.about,
        statement=remark.statement,
        what=what,
        reason=reason,
        text=text.strip(),
        by=by,
    )
    save(reply)
    said = {"code": reply.code, "statement": str(remark.thing), "reason": reply.reason, "text": reply.text}
    log.record(f"remark.{what}", by=by, subject=remark.objective, target=remark.thing, changes=said)
    return reply


def _reword(remark: Remark, text: str, by: Person) -> None:
    reason = _("The coach asked: %(code)s") % {"code": remark.finding.code}
    match thing := remark.thing:
        case Objective():
            objectives.edit(thing, by=by, title=text, version=thing.version, reason=reason)
        case KeyResult():
            _reword_key_result(thing, text, by, reason)
        case Initiative():
            initiatives.edit(thing, by=by, text=text, reason=reason)


def _reword_key_result(key_result: KeyResult, text: str, by: Person, reason: str) -> None:
    """The key result with the new words. A second result in them becomes another one, work an initiative."""
    first, *others = rewriting.read_apart(text)
    fields = _numbers(key_result, first.text)
    if named := _named(first.fields.owner):
        fields["owner"] = named
    key_results.edit(key_result, by=by, text=first.text, reason=reason, **fields)
    objective = key_result.objective
    for other in others:
        if isinstance(other, document.Initiative):
            initiatives.add(objective, by=by, text=other.text, owner=key_result.owner, key_results=[key_result])
        else:
            owner = _named(other.fields.owner) or key_result.owner
            fields = key_result_fields(other, _language())
            key_results.add(objective, by=by, owner=owner, reason=reason, **fields)


def _named(name: str) -> Person | None:
    """The person who is called exactly so, if just one is."""
    people = list(Person.objects.active().filter(name=name)[:2]) if name else []
    return people[0] if len(people) == 1 else None


def _numbers(key_result: KeyResult, text: str) -> dict[str, Any]:
    """What the new sentence says of start, target and unit, where the key result has no numbers of its own yet."""
    own = (key_result.start, key_result.target, key_result.low, key_result.high)
    if own != (None, None, None, None) or key_result.kind == KeyResult.Kind.STEPS or key_result.check_ins.exists():
        return {}
    fields = key_result_fields(document.KeyResult(text), _language())
    return {name: fields[name] for name in ("kind", "unit", "start", "target", "low", "high") if name in fields}


def _language() -> Language:
    return coaching.language_of(get_language() or "en")
