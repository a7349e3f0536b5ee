"""What the page of a draft shows: all that is stored, with what could not be saved in its place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django import forms

from vekha.advice.draft_page.forms import (
    FACTS,
    FURTHER,
    UNDERSTOOD,
    DraftForm,
    DraftInitiativeForm,
    DraftKeyResultForm,
    PartForm,
    StatementsForm,
)
from vekha.advice.draft_page.notes import DraftNotes, Margin
from vekha.advice.draft_page.sent import Left, Sent, new_key
from vekha.advice.marking import Piece
from vekha.goals.actions.drafts import Saved, remembered, value_of, woven
from vekha.goals.forms.key_results import OF_KIND
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.fields import spelled
from vekha.people.models import Person
from vekha.ui import formats

BLANK_KEY = "newkey"


@dataclass(frozen=True)
class Shown:
    """A field on the page."""

    bound: forms.BoundField
    was: str
    left: Left | None = None

    @property
    def name(self) -> str:
        return self.bound.html_name

    @property
    def id(self) -> str:
        return self.bound.auto_id

    @property
    def value(self) -> Any:
        value = self.bound.value()
        return "" if value is None else value

    @property
    def is_missing(self) -> bool:
        return self.value in ("", None, [])

    @property
    def theirs(self) -> str:
        """What stands there instead, in words."""
        value = self.left.theirs if self.left else None
        choices = dict(getattr(self.bound.field, "choices", ()))
        match value:
            case None | "":
                return "—"
            case bool():
                return str(dict(self.bound.field.widget.choices).get(str(value).lower(), ""))
            case int() | float():
                return spelled(value)
            case date():
                return formats.day(value)
            case list():
                return formats.names(value) or "—"
            case _:
                return str(choices.get(value, value))

    @property
    def theirs_remembered(self) -> str:
        return remembered(self.left.theirs) if self.left else ""


@dataclass
class ShownPart:
    """A key result or an initiative on the page. What is not stored (yet, or any more) has no `thing`."""

    name: str  # kr-57
    key: str
    pk: int | None
    thing: Any
    make_fields: Callable[[], Mapping[str, Shown]]
    number: int = 0
    is_gone: bool = False
    is_as_sent: bool = False  # the page that asks shows it already as it stands
    beside_is_as_sent: bool = False  # all but its sentence
    initiatives: list["ShownPart"] = field(default_factory=list)
    section: str = ""  # of an initiative: the part whose margin its notes stand in
    margin: Margin = field(default_factory=Margin)
    pieces: Sequence[Piece] = ()

    @cached_property
    def fields(self) -> Mapping[str, Shown]:
        return self.make_fields()

    @property
    def direction(self) -> str:
        """Where a key result that reaches for a value goes: up, down; empty where it cannot be told."""
        start, target = (self.thing.start, self.thing.target) if self.thing else (None, None)
        if start is None or target is None or self.thing.kind != KeyResult.Kind.REACH:
            return ""
        return "up" if target > start else "down"

    @property
    def beside(self) -> list[tuple[Shown, str]]:
        """The fields that were understood, with the classes that say of which kinds they are and what is missing."""
        missing = {name for name in UNDERSTOOD if self.fields[name].is_missing}
        if not {"low", "high"} <= missing:  # one kerb makes a corridor
            missing -= {"low", "high"}
        return [(self.fields[name], _kinds(name) + " missing" * (name in missing)) for name in UNDERSTOOD]

    @property
    def further(self) -> list[tuple[Shown, str]]:
        return [(self.fields[name], _kinds(name)) for name in FURTHER]

    @property
    def further_is_open(self) -> bool:
        return any(self.fields[name].left for name in FURTHER) or self.fields["kind"].value == KeyResult.Kind.STEPS


def _kinds(name: str) -> str:
    return " ".join(f"of-{kind}" for kind in OF_KIND.get(name, ()))


class ShownDraft:
    """All that the page of a draft shows of the objective: what is stored, and what could not be saved."""

    def __init__(
        self,
        objective: Objective,
        *,
        by: Person,
        sent: Sent | None = None,
        saved: Saved | None = None,
        left: Mapping[str, Left] | None = None,
        add: str = "",
    ) -> None:
        self.objective, self._by, self._sent = objective, by, sent
        self.left, self._saved = left or {}, saved or Saved()
        stored: dict[str, list[Any]] = {
            "kr": list(objective.key_results.all()),
            "in": list(objective.initiatives.all()),
        }
        self._keys = {name: self._keys_of(name, things, sent) for name, things in stored.items()}
        things = {name: {self._keys[name][thing.pk]: thing for thing in stored[name]} for name in stored}
        order = {name: self._order(name, list(things[name]), sent) for name in stored}
        if add == "kr" or not order["kr"]:
            order["kr"].append(new_key())
        serves = {}
        if add.removeprefix("in-") in ["", *order["kr"]] and add.startswith("in-"):
            order["in"].append(new_key())
            serves[order["in"][-1]] = [add.removeprefix("in-")]
        self.key_results = [self._key_result(key, things["kr"].get(key)) for key in order["kr"]]
        for number, part in enumerate(self.key_results, 1):
            part.number = number
        choices = [(part.key, str(part.number)) for part in self.key_results]
        self.initiatives = [
            self._initiative(key, things["in"].get(key), choices, serves.get(key)) for key in order["in"]
        ]
        by_name = {part.name: part for part in self.key_results}
        for initiative in self.initiatives:
            if initiative.section in by_name:
                by_name[initiative.section].initiatives.append(initiative)
        self.loose = [initiative for initiative in self.initiatives if initiative.section == "loose"]
        self.key_results_before = ",".join(str(thing.pk) for thing in stored["kr"])
        self.initiatives_before = ",".join(str(thing.pk) for thing in stored["in"])

    @cached_property
    def statements(self) -> Mapping[str, Shown]:
        return self._fields(StatementsForm(None, self.objective), self.objective)

    @property
    def facts(self) -> list[Shown]:
        fields = self._fields(DraftForm(None, self.objective, by=self._by), self.objective)
        return [fields[name] for name in FACTS]

    @property
    def facts_are_as_sent(self) -> bool:
        """Whether the page that asks shows them already as they stand."""
        return self._is_as_sent(self.objective, "", FACTS)

    def _is_as_sent(self, thing: Any, prefix: str, names: Iterable[str]) -> bool:
        if self._sent is None or thing is None:
            return False
        data = self._sent.data
        return all(
            prefix + name not in self.left and data.get(f"was-{prefix}{name}") == remembered(value_of(thing, name))
            for name in names
        )

    def take(self, notes: DraftNotes) -> None:
        """Put the notes beside what they are about."""
        for part in (*self.key_results, *self.initiatives):
            part.margin = notes.margins.get(part.name, part.margin)
            part.pieces = notes.mirrors.get(part.name, ())

    @property
    def section_of(self) -> dict[str, str]:
        return {initiative.name: initiative.section for initiative in self.initiatives}

    @property
    def blank_key_result(self) -> ShownPart:
        """What the browser makes a new key result of; it puts another key in the place of this one."""
        return self._key_result(BLANK_KEY, None)

    @property
    def blank_initiative(self) -> ShownPart:
        choices = [(part.key, str(part.number)) for part in self.key_results]
        return self._initiative(BLANK_KEY, None, choices, [])

    @property
    def some_is_gone(self) -> bool:
        return bool(self._saved.gone)

    @property
    def facts_are_open(self) -> bool:
        return any(name in self.left for name in FACTS)

    def part_of(self, name: str, pk: int) -> str:
        """How the page names a stored key result (name `kr`) or initiative (`in`)."""
        return f"{name}-{self._keys[name][pk]}"

    def _keys_of(self, name: str, things: Iterable[Any], sent: Sent | None) -> dict[int, str]:
        """What is stored keeps the key that it has on the page, so that its fields keep their names."""
        sent_parts = (sent.key_results if name == "kr" else sent.initiatives) if sent else []
        made = self._saved.made
        known = {pk: part.key for part in sent_parts if (pk := part.pk or made.get(f"{name}-{part.key}"))}
        return {thing.pk: known.get(thing.pk, str(thing.pk)) for thing in things}

    def _order(self, name: str, stored: list[str], sent: Sent | None) -> list[str]:
        """What is stored, with what was sent and is not (yet) behind its neighbour."""
        if sent is None:
            return stored
        kept = []
        for part in sent.key_results if name == "kr" else sent.initiatives:
            html = f"{name}-{part.key}"
            is_unsaved = part.pk is None and html not in self._saved.made
            if part.key in stored or html in self._saved.gone or (is_unsaved and not part.is_removed):
                kept.append(part.key)
        return woven(stored, kept)

    def _fields(self, form: PartForm, thing: Any) -> dict[str, Shown]:
        shown = {}
        for name in form.fields:
            html = form.add_prefix(name)
            left = self.left.get(html)
            if left:
                form.initial[name] = left.typed
                was = left.was
            else:
                was = remembered(value_of(thing, name)) if thing else ""
            shown[name] = Shown(form[name], was, left)
        return shown

    def _key_result(self, key: str, thing: KeyResult | None) -> ShownPart:
        name = f"kr-{key}"

        def make_fields() -> Mapping[str, Shown]:
            return self._fields(DraftKeyResultForm(None, self.objective, thing, prefix=name), thing)

        return self._part(name, key, thing, make_fields, (*UNDERSTOOD, *FURTHER))

    def _initiative(
        self, key: str, thing: Initiative | None, choices: list[tuple[str, str]], serves: list[str] | None = None
    ) -> ShownPart:
        name = f"in-{key}"
        served = serves or []
        if left := self.left.get(f"{name}-key_results"):
            served = left.typed
        elif thing:
            served = [self._keys["kr"][each.pk] for each in thing.key_results.all()]
        elif serves is None and self._sent:
            served = self._sent.data.getlist(f"{name}-key_results")

        def make_fields() -> Mapping[str, Shown]:
            form = DraftInitiativeForm(None, thing, prefix=name, choices=choices)
            form.initial["key_results"] = served
            return self._fields(form, thing)

        part = self._part(name, key, thing, make_fields, ("key_results",))
        part.section = next((f"kr-{key}" for key, _number in choices if key in served), "loose")
        if self._sent and self._sent.keys["kr"] != [key for key, _number in choices]:
            part.is_as_sent = False
        return part

    def _part(
        self, name: str, key: str, thing: Any, make_fields: Callable[[], Mapping[str, Shown]], beside: Iterable[str]
    ) -> ShownPart:
        gone = self._saved.gone.get(name)
        part = ShownPart(name, key, thing.pk if thing else gone, thing, make_fields, is_gone=gone is not None)
        part.beside_is_as_sent = self._is_as_sent(thing, f"{name}-", beside)
        part.is_as_sent = part.beside_is_as_sent and self._is_as_sent(thing, f"{name}-", ["text"])
        return part
