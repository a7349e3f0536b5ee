"""Drafts, written by several people at once: each field is saved if it stands as its author saw it.

What somebody else has changed meanwhile is never overwritten: it comes back as a conflict that holds both texts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.models import Event
from vekha.goals import permissions
from vekha.goals.actions import initiatives, key_results, objectives
from vekha.goals.models import Initiative, KeyResult, Objective, Presence, Version
from vekha.goals.planned import written
from vekha.people.models import Person
from vekha.people.permissions import require

OPEN_STATES = (Objective.State.DRAFT, Objective.State.PROPOSED)
_NEW = KeyResult()  # what a key result holds before anybody has said anything about it
# Fields that only make sense with one another: what refuses one of them holds the others back.
TOGETHER = (
    frozenset({"kind", "start", "target", "low", "high", "unit", "steps"}),
    frozenset({"cycle", "own_starts", "own_ends"}),
    frozenset({"level", "teams"}),
)
# What changes words on other pages, as the log names it.
OTHER_WORDS = (
    "objective.changed",
    *(f"{part}.{deed}" for part in ("key_result", "initiative") for deed in ("added", "changed", "removed")),
)

Thing = Objective | KeyResult | Initiative


class Edit(NamedTuple):
    """What a person made of a field. `was`: what stood there when their page was made, as `remembered` says it."""

    was: str
    now: Any


@dataclass(frozen=True)
class Member:
    """A key result or an initiative as it stands on a page. `key` names it there; a new one has no `pk` yet.

    `understood` are the fields that the new sentence tells, `understood_before` those that the old one told.
    An initiative serves the key results of the keys in its edit of `key_results`.
    """

    key: str
    pk: int | None
    edits: Mapping[str, Edit]
    is_removed: bool = False
    understood: Mapping[str, Any] = field(default_factory=dict)
    understood_before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """All that stands on a page, members in their order. `…_before`: the order when the page was made."""

    edits: Mapping[str, Edit] = field(default_factory=dict)
    key_results: Sequence[Member] = ()
    initiatives: Sequence[Member] = ()
    key_results_before: Sequence[int] = ()
    initiatives_before: Sequence[int] = ()


@dataclass
class Saved:
    """What became of it. Fields are named by the page: ("", "title"), ("kr-57", "text"), ("in-4", "text")."""

    conflicts: dict[tuple[str, str], Any] = field(default_factory=dict)  # what stands there instead
    refused: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # not saved, and why
    made: dict[str, int] = field(default_factory=dict)  # the parts that are new → their numbers
    gone: dict[str, int] = field(default_factory=dict)  # removed by somebody else while they were changed here

    @property
    def is_whole(self) -> bool:
        return not (self.conflicts or self.refused or self.gone)


def remembered(value: Any) -> str:
    """A value as a page keeps it beside its field, to tell later what the person saw there."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return repr(float(value))
        case str():
            return value.replace("\r\n", "\n").replace("\r", "\n").strip()
        case date():
            return value.isoformat()
        case models.Model():
            return str(value.pk)
        case _:
            values = [remembered(each) for each in value]
            return ",".join(sorted(values)) if all(isinstance(each, models.Model) for each in value) else str(values)


def value_of(thing: Thing, name: str) -> Any:
    """What stands in a field now; of several things, a list."""
    if name == "steps":  # few key results have any, and only those are asked for them
        return [step.text for step in thing.steps.all()] if thing.kind == KeyResult.Kind.STEPS else []  # type: ignore[union-attr]
    value = getattr(thing, name)
    return list(value.all()) if name in {"teams", "key_results"} else value


@transaction.atomic
def save(objective: Objective, *, by: Person, written: Written) -> Saved:
    """Save what a person has written on the page of a draft, field by field.

    A field that somebody else has changed meanwhile is left alone and told in `conflicts`, one that cannot be kept in
    `refused`; all others are saved. What changed in a draft, its versions tell; later, each change is an event.
    Afterwards the objective is at hand as it stands, with its members.
    """
    objective.wait_for_others()
    require(permissions.can_change(by, objective))
    if objective.state not in OPEN_STATES:
        raise ValidationError(
            _("It is not a draft any more: %(state)s.") % {"state": objective.get_state_display()}, code="state"
        )
    _have_at_hand(objective)
    before = as_it_stands(objective)
    saving = _Saving(objective, by, Saved())
    with log.in_silence() if objective.state == Objective.State.DRAFT else nullcontext():
        saving.edit("", objective, written.edits, lambda **fields: objectives.edit(objective, by=by, **fields))
        saving.key_results(written)
        saving.initiatives(written)
    if saving.has_other_rows:
        objective.refresh_from_db()
        _have_at_hand(objective)
    if saving.is_change:
        keep_version(objective, by=by, before=before)
    return saving.saved


def _have_at_hand(objective: Objective) -> None:
    """All that a page of a draft shows, in as few queries as it takes."""
    measured = Prefetch("key_results", KeyResult.objects.with_planned())
    members = ("key_results__owner", "initiatives__owner", "initiatives__key_results")
    prefetch_related_objects([objective], "teams", measured, *members)


def words_of(objective: Objective) -> dict[str, Any]:
    """The words of an objective as a version keeps them."""
    return {
        "title": objective.title,
        "why": objective.why,
        "reality": objective.reality,
        "key_results": [key_result.text for key_result in objective.key_results.all()],
        "initiatives": [initiative.text for initiative in objective.initiatives.all()],
    }


def as_it_stands(objective: Objective) -> Version:
    """The objective as a version would keep it now; nothing is kept yet."""
    measured = list(objective.key_results.all())
    prefetch_related_objects([each for each in measured if each.kind == KeyResult.Kind.STEPS], "steps")
    facts = [key_results.facts_of(each) | {"planned": written(each.planned)} for each in measured]
    return Version(objective=objective, words=words_of(objective), facts=facts, visibility=objective.visibility)


def keep_version(objective: Objective, *, by: Person, before: Version, apart: bool = False) -> Version | None:
    """Keep the words as they stand now: one version a sitting of one person. None where they stand as `before`.

    `apart`: a version of its own, whoever wrote the last one and when.
    """
    version, last = as_it_stands(objective), objective.versions.first()
    version.by, version.at = by, timezone.now()
    if version.words == before.words:
        return None
    if last is None:
        last = _first_version(objective, before)
    elif last.words != before.words:
        last = _version_between(objective, last, before, by)
    elif not apart and _is_of_one_sitting(last, version):
        last.at, last.words, last.facts = version.at, version.words, version.facts
        last.save(update_fields=["at", "words", "facts"])
        return last
    else:
        last.facts = before.facts
        last.save(update_fields=["facts"])
    version.number = last.number + 1
    version.save()
    log.record("objective.drafted", by=by, subject=objective, changes={"number": version.number})
    return version


def _is_of_one_sitting(last: Version, version: Version) -> bool:
    """Whether one person has written both, without a pause and for the same eyes."""
    soon = version.at - last.at < Version.SITTING
    return soon and (last.by_id, last.visibility) == (version.by_id, version.visibility)


def _first_version(objective: Objective, before: Version) -> Version:
    """The words that an objective came with, as whoever wrote it down left them."""
    written = Event.objects.filter(subject=log.reference(objective), verb="objective.written").first()
    author, at = (written.actor_id, written.at) if written else (objective.owner_id, objective.created_at)
    before.number, before.by_id, before.at = 1, author, at
    before.save()
    return before


def _version_between(objective: Objective, last: Version, before: Version, by: Person) -> Version:
    """The words that came about on other pages since the last version: by somebody else, or by whoever writes now."""
    events = Event.objects.filter(subject=log.reference(objective), verb__in=OTHER_WORDS, at__gte=last.at)
    changed = events.exclude(actor=by).first()
    author, at = (changed.actor_id, changed.at) if changed else (by.pk, timezone.now())
    before.number, before.by_id, before.at = last.number + 1, author, at
    before.save()
    return before


def be_present(objective: Objective, *, by: Person, place: str = "", at: datetime | None = None) -> None:
    """Say that the person has the draft open, with the cursor at that place (named as in `Comment.place`)."""
    require(permissions.can_change(by, objective))
    Presence.objects.bulk_create(
        [Presence(objective=objective, person=by, place=place, at=at or timezone.now())],
        update_conflicts=True,
        unique_fields=["objective", "person"],
        update_fields=["place", "at"],
    )


@dataclass
class _Saving:
    """One save on its way."""

    objective: Objective
    by: Person
    saved: Saved
    is_change: bool = False  # whether anything was written
    has_other_rows: bool = False  # whether there are more members, fewer, or in another order than those at hand

    def key_results(self, written: Written) -> None:
        stored = {key_result.pk: key_result for key_result in self.objective.key_results.all()}
        listed = {member.pk for member in written.key_results}
        unlisted = [key_result for pk, key_result in stored.items() if pk not in listed]
        for member in written.key_results:
            part = f"kr-{member.key}"
            key_result = stored.get(member.pk) if member.pk else None
            if member.pk and key_result is None:
                self.missing(part, member)
            elif member.is_removed:
                if key_result:
                    self.remove(part, key_result, member, lambda thing: key_results.remove(thing, by=self.by))
            elif key_result:
                self.edit_key_result(part, key_result, member)
            elif made := self.twin(unlisted, member) or self.add_key_result(part, member):
                self.saved.made[part] = made.pk
        self.order(KeyResult, written.key_results, "kr-", written.key_results_before)

    def initiatives(self, written: Written) -> None:
        stored = {initiative.pk: initiative for initiative in self.objective.initiatives.all()}
        served = {key_result.pk: key_result for key_result in self.stored(KeyResult)}
        by_key = {
            member.key: served[pk]
            for member in written.key_results
            if (pk := member.pk or self.saved.made.get(f"kr-{member.key}")) in served
        }
        listed = {member.pk for member in written.initiatives}
        unlisted = [initiative for pk, initiative in stored.items() if pk not in listed]
        for member in written.initiatives:
            part = f"in-{member.key}"
            edits = dict(member.edits)
            if serves := edits.get("key_results"):
                things = [by_key[key] for key in serves.now if key in by_key]
                edits["key_results"] = Edit(serves.was, things)
            initiative = stored.get(member.pk) if member.pk else None
            if member.pk and initiative is None:
                self.missing(part, member)
            elif member.is_removed:
                if initiative:
                    self.remove(part, initiative, member, lambda thing: initiatives.remove(thing, by=self.by))
            elif initiative:
                self.edit_initiative(part, initiative, edits)
            elif made := self.twin(unlisted, member) or self.add_initiative(part, edits):
                self.saved.made[part] = made.pk
        self.order(Initiative, written.initiatives, "in-", written.initiatives_before)

    # --- one member ---

    def missing(self, part: str, member: Member) -> None:
        """Somebody has removed it: what was changed here is not lost, and not brought back unasked either."""
        if (
            member.pk
            and not member.is_removed
            and any(remembered(edit.now) != edit.was for edit in member.edits.values())
        ):
            self.saved.gone[part] = member.pk

    def remove(self, part: str, thing: Thing, member: Member, deed: Callable[[Any], None]) -> None:
        seen = member.edits.get("text")
        if seen and seen.was != remembered(str(thing)):
            self.saved.conflicts[part, "text"] = str(thing)
            return
        try:
            deed(thing)
            self.is_change = self.has_other_rows = True
        except ValidationError as error:
            self.saved.refused[part, "text"] = error.messages

    def edit_key_result(self, part: str, key_result: KeyResult, member: Member) -> None:
        understood: dict[str, Any] = {}
        edit = member.edits.get("text")
        if edit and remembered(edit.now) != edit.was == remembered(key_result.text):
            understood = self.newly_understood(key_result, member)

        def deed(**fields: Any) -> None:
            key_results.edit(key_result, by=self.by, **fields)

        self.edit(part, key_result, member.edits, deed, understood)

    def newly_understood(self, key_result: KeyResult, member: Member) -> dict[str, Any]:
        """What the new sentence tells of the fields that nobody has corrected since the old one was understood."""
        fields: dict[str, Any] = {}
        for name in sorted((member.understood.keys() | member.understood_before.keys()) - {"text", "definition"}):
            nothing = getattr(_NEW, name)
            stands, told = value_of(key_result, name), member.understood_before.get(name, nothing)
            own = member.edits.get(name)
            is_own = own is not None and remembered(own.now) != own.was
            if not is_own and remembered(stands) == remembered(told):
                fields[name] = member.understood.get(name, nothing)
        return fields

    def add_key_result(self, part: str, member: Member) -> Any:
        own = {name: edit.now for name, edit in member.edits.items() if remembered(edit.now) != edit.was}
        if not own.get("text"):
            return None
        return self.add(part, lambda: key_results.add(self.objective, by=self.by, **{**own, **_told(member, own)}))

    def edit_initiative(self, part: str, initiative: Initiative, edits: Mapping[str, Edit]) -> None:
        self.edit(part, initiative, edits, lambda **fields: initiatives.edit(initiative, by=self.by, **fields))

    def add_initiative(self, part: str, edits: Mapping[str, Edit]) -> Any:
        own = {name: edit.now for name, edit in edits.items()}
        if not own.get("text"):
            return None
        return self.add(part, lambda: initiatives.add(self.objective, by=self.by, **own))

    def twin(self, unlisted: list[Any], member: Member) -> Any:
        """What stands there already in the same words: an answer that never arrived, or a colleague's same thought."""
        text = member.edits["text"].now if "text" in member.edits else ""
        found = next((thing for thing in unlisted if thing.text == text), None)
        if found is not None:
            unlisted.remove(found)
        return found

    def add(self, part: str, deed: Callable[[], Any]) -> Any:
        try:
            made = deed()
            self.is_change = self.has_other_rows = True
            return made
        except ValidationError as error:
            for name, messages in _by_field(error).items():
                self.saved.refused[part, name] = messages
            return None

    # --- fields ---

    def edit(
        self,
        part: str,
        thing: Thing,
        edits: Mapping[str, Edit],
        deed: Callable[..., Any],
        understood: Mapping[str, Any] | None = None,
    ) -> None:
        """Save those fields that can be saved; what one of them is refused for keeps no other from it."""
        wanted = dict(understood or {}) | self.free(part, thing, edits)
        while wanted:
            try:
                deed(**wanted)
                self.is_change = True
                return
            except ValidationError as error:
                thing.refresh_from_db()
                objections = _by_field(error)
                held = {name for named in objections for name in _with_companions(named)} & wanted.keys()
                for name in held or set(wanted):
                    self.saved.refused.setdefault((part, name), [])
                    del wanted[name]
                for name, messages in objections.items():
                    self.saved.refused[part, name] = messages

    def free(self, part: str, thing: Thing, edits: Mapping[str, Edit]) -> dict[str, Any]:
        """The edits of fields that stand as they were seen. Others are conflicts, unless both wrote the same."""
        free = {}
        for name, edit in edits.items():
            stands, now = value_of(thing, name), remembered(edit.now)
            if now in (edit.was, remembered(stands)):
                continue
            if remembered(stands) == edit.was:
                free[name] = edit.now
            else:
                self.saved.conflicts[part, name] = stands
        return free

    def order(self, model: Any, members: Sequence[Member], prefix: str, before: Sequence[int]) -> None:
        """Put them in the order of the page, where it was changed there; what is new stands behind its neighbour."""
        things = {thing.pk: thing for thing in self.stored(model)}
        made = {each.key: pk for each in members if (pk := self.saved.made.get(prefix + each.key))}
        mine = [pk for each in members if (pk := each.pk or made.get(each.key)) in things]
        is_moved = [pk for pk in mine if pk in before] != [pk for pk in before if pk in mine]
        old = [pk for pk in things if pk not in made.values()]
        order = woven(mine, old) if is_moved else woven(old, mine)
        for position, pk in enumerate(order):
            if things[pk].position != position:
                model.objects.filter(pk=pk).update(position=position)
                self.is_change = self.has_other_rows = True

    def stored(self, model: Any) -> Iterable[Any]:
        """The members as they stand by now."""
        if self.has_other_rows:
            return model.objects.filter(objective=self.objective)  # type: ignore[no-any-return]
        return self.objective.key_results.all() if model is KeyResult else self.objective.initiatives.all()


def woven(base: Iterable[Any], more: Sequence[Any]) -> list[Any]:
    """`base` with what only `more` holds, each behind what it follows there."""
    order = list(base)
    for place, item in enumerate(more):
        if item not in order:
            order.insert(order.index(more[place - 1]) + 1 if place else 0, item)
    return order


def _told(member: Member, own: Mapping[str, Any]) -> dict[str, Any]:
    """What the sentence of a new key result tells, where its author has not said it otherwise."""
    return {name: value for name, value in member.understood.items() if name == "text" or name not in own}


def _with_companions(name: str) -> frozenset[str]:
    return next((group for group in TOGETHER if name in group), frozenset({name}))


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    """What is objected to, by field; under "" what is said of none."""
    if not hasattr(error, "error_dict"):
        return {"": error.messages}
    return {
        "" if name == NON_FIELD_ERRORS else name: [message for each in errors for message in each.messages]
        for name, errors in error.error_dict.items()
    }
