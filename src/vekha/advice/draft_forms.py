"""The page of a draft: what stands in its fields, what stood there when it was made, what could not be saved."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from vekha.advice.coaching import language_of
from vekha.advice.draft_notes import DraftNotes, Margin
from vekha.advice.marking import Piece
from vekha.advice.understood import key_result_fields
from vekha.coach import document
from vekha.goals.actions.drafts import Edit, Member, Saved, Written, remembered, value_of, woven
from vekha.goals.forms.fields import GoalsForm, spelled
from vekha.goals.forms.key_results import OF_KIND, KeyResultForm
from vekha.goals.forms.objectives import ObjectiveForm
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Person
from vekha.ui import formats

MOST_LINES = 50  # key results made of one paste
MOST_PARTS = 300  # of a page; no objective has as many
BLANK_KEY = "newkey"
FACTS = ("level", "commitment", "teams", "cycle", "own_starts", "own_ends", "visibility")
UNDERSTOOD = ("kind", "start", "target", "low", "high", "unit", "source")  # beside each sentence
FURTHER = ("steps", "definition", "is_leading", "weight", "due")  # in a fold below it

_NOTHING: Mapping[str, Any] = {"steps": [], "unit": ""}
_KEY = re.compile(r"[a-z0-9]{1,20}")
_MARK_OF_A_LINE = re.compile(
    r"\s*(?:[-–—*•·▪‣]|\(?\d{1,2}[.)、]|(?:KR|КР)\s*-?\s*\d*(?:\.\d+)?\s*[:：.)–—-])\s*", re.IGNORECASE
)


def _one_line(text: str) -> str:
    return " ".join(text.split())


class DraftForm(ObjectiveForm):
    """The objective's words and facts. Who owns it is asked and answered on its page."""

    def __init__(self, data: QueryDict | None, thing: Objective, *, by: Person) -> None:
        super().__init__(data, thing, by=by)
        for name in ("owner", "version", "reason"):
            self.fields.pop(name, None)

    def clean_title(self) -> str:
        return _one_line(self.cleaned_data["title"])


class StatementsForm(GoalsForm):
    """The objective's words alone, where nobody has touched its facts."""

    class Meta:
        model = Objective
        fields = ("title", "why", "reality")

    def clean_title(self) -> str:
        return _one_line(self.cleaned_data["title"])


class DraftKeyResultForm(KeyResultForm):
    def __init__(self, data: QueryDict | None, objective: Objective, thing: KeyResult | None, *, prefix: str) -> None:
        super().__init__(data, objective, thing, prefix=prefix)
        for name in ("owner", "reason"):
            self.fields.pop(name, None)
        self.fields["text"].error_messages["required"] = _("Write the key result, or remove it.")
        self.fields["kind"].widget = forms.Select(choices=KeyResult.Kind.choices)
        for name in UNDERSTOOD[1:]:
            self.fields[name].widget.attrs["placeholder"] = _("not said yet")

    def clean_text(self) -> str:
        return _one_line(self.cleaned_data["text"])


class DraftInitiativeForm(GoalsForm):
    """An initiative's words, and the key results that it serves, by their keys on the page."""

    key_results = forms.MultipleChoiceField(
        label=gettext_lazy("Serves"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Initiative
        fields = ("text",)

    def __init__(
        self, data: QueryDict | None, thing: Initiative | None, *, prefix: str, choices: list[tuple[str, str]]
    ) -> None:
        super().__init__(data, thing, prefix=prefix)
        self.fields["key_results"].choices = choices  # type: ignore[attr-defined]
        self.fields["text"].error_messages["required"] = _("Write the initiative, or remove it.")

    def clean_text(self) -> str:
        return _one_line(self.cleaned_data["text"])


PartForm = DraftForm | StatementsForm | DraftKeyResultForm | DraftInitiativeForm


@dataclass(frozen=True)
class Left:
    """What could not be saved of a field: as it was typed, and what stands there instead if somebody else wrote it."""

    typed: Any
    was: str
    errors: list[str] = field(default_factory=list)
    theirs: Any = None
    is_conflict: bool = False


@dataclass(frozen=True)
class SentPart:
    """A key result or an initiative as it was sent."""

    key: str
    pk: int | None
    form: PartForm | None  # None: it was sent as the page was made
    is_removed: bool


class Sent:
    """A page as it was sent. The buttons that change the page itself are carried out here: the order, lines pasted into
    one field, which text of a conflict counts.
    """

    def __init__(self, data: QueryDict, objective: Objective, *, by: Person) -> None:
        self.data = data = data.copy()
        self.too_many: dict[str, Left] = {}  # fields with more lines pasted into them than are taken in one go
        self._choose(data.get("choose", ""))
        self.form: PartForm = StatementsForm(data)
        if any(not self._is_untouched(name) for name in FACTS):
            self.form = DraftForm(data, objective, by=by)
        self.keys = {name: self._keys(name) for name in ("kr", "in")}
        self._split_lines()
        self.key_results = [self._part("kr", key, objective) for key in self.keys["kr"]]
        self.initiatives = [self._part("in", key, objective) for key in self.keys["in"]]

    @property
    def written(self) -> Written:
        """What the verb is given."""
        return Written(
            edits=dict(_edits(self.form)),
            key_results=[self._member(part, f"kr-{part.key}") for part in self.key_results],
            initiatives=[self._member(part, f"in-{part.key}") for part in self.initiatives],
            key_results_before=_numbers(self.data.get("kr-before", "")),
            initiatives_before=_numbers(self.data.get("in-before", "")),
        )

    def left(self, saved: Saved) -> dict[str, Left]:
        """What could not be saved, by the name of the field."""
        left = dict(_mistyped(self.form))
        for name, parts in (("kr", self.key_results), ("in", self.initiatives)):
            for part in parts:
                if part.is_removed or (part.pk is None and not self.data.get(f"{name}-{part.key}-text", "").strip()):
                    continue
                left |= _mistyped(part.form) if part.form else {}
                if f"{name}-{part.key}" in saved.gone:
                    left |= {html: self._left(html) for html in self._sent_fields(f"{name}-{part.key}-")}
        for place, errors in saved.refused.items():
            left[_html(place)] = replace(self._left(_html(place)), errors=errors)
        for place, theirs in saved.conflicts.items():
            left[_html(place)] = replace(self._left(_html(place)), theirs=theirs, is_conflict=True)
        return left | self.too_many

    def all_left(self) -> dict[str, Left]:
        """All that was sent, where nothing of it could be saved."""
        return {html: self._left(html) for html in self._sent_fields("")}

    def unsaved_words(self, left: Mapping[str, Left]) -> Iterator[tuple[str, str]]:
        """What was typed into those fields and in reply to the coach, with what the page calls each field."""
        parts: list[tuple[str, PartForm | None]] = [("", self.form)]
        for number, part in enumerate(self.key_results, 1):
            parts += [(_("Key result %(number)s") % {"number": number}, part.form)] * (part.form is not None)
        parts += [(_("Initiative"), part.form) for part in self.initiatives if part.form]
        for title, form in parts:
            for bound in form or ():
                html = bound.html_name
                if html not in left or self._is_untouched(html):
                    continue
                choices = {str(value): str(label) for value, label in getattr(bound.field.widget, "choices", ())}
                typed = [choices.get(value, value) for value in self.data.getlist(html)]
                label = bound.label if bound.name != "text" else ""
                yield " · ".join(filter(None, (title, str(label)))), ", ".join(typed)
        yield from ((_("Key result"), each.typed) for each in self.too_many.values())
        for name in self.data:
            if name.startswith(("answer-", "because-", "blank-")) and any(self.data.getlist(name)):
                yield _("Said to the coach"), ", ".join(self.data.getlist(name))

    def _left(self, html: str) -> Left:
        typed: Any = self.data.get(html, "")
        if html == "teams" or html.endswith("-key_results"):
            typed = self.data.getlist(html)
        return Left(typed, self.data.get(f"was-{html}", ""))

    def _sent_fields(self, prefix: str) -> Iterator[str]:
        for name in self.data:
            if name.startswith(f"was-{prefix}"):
                yield name.removeprefix("was-")

    def _choose(self, choice: str) -> None:
        which, _colon, name = choice.partition(":")
        if which == "mine":
            self.data[f"was-{name}"] = self.data.get(f"theirs-{name}", "")
        elif which == "theirs":
            self.data.pop(f"was-{name}", None)
        elif which == "new":  # somebody has removed it; as a new one, all that stands in it is new
            self.data[f"{name}-id"] = ""
            for html in list(self._sent_fields(f"{name}-")):
                self.data[f"was-{html}"] = ""

    def _keys(self, name: str) -> list[str]:
        """The keys of the key results or initiatives, in their order, with one of them moved if a button says so."""
        keys = [key for key in dict.fromkeys(self.data.getlist(name)) if _KEY.fullmatch(key)][:MOST_PARTS]
        for button, step in (("up", -1), ("down", 1)):
            key = self.data.get(button, "").removeprefix(f"{name}-")
            if key in keys and 0 <= (place := keys.index(key) + step) < len(keys):
                keys.remove(key)
                keys.insert(place, key)
        return keys

    def _split_lines(self) -> None:
        """Lines pasted into the field of one key result become key results of their own."""
        keys = []
        for key in self.keys["kr"]:
            keys.append(key)
            lines = [line for line in self.data.get(f"kr-{key}-text", "").splitlines() if line.strip()]
            if len(lines) > MOST_LINES:
                html = f"kr-{key}-text"
                self.too_many[html] = replace(self._left(html), errors=[_too_many(len(lines))])
                self.data.pop(f"was-{html}", None)
            elif len(lines) > 1:
                bare = [_MARK_OF_A_LINE.sub("", line, count=1).strip() or line for line in lines]
                self.data[f"kr-{key}-text"] = bare[0]
                for line in bare[1:]:
                    keys.append(f"n{secrets.token_hex(5)}")
                    self.data[f"kr-{keys[-1]}-text"], self.data[f"was-kr-{keys[-1]}-text"] = line, ""
        self.keys["kr"] = keys

    def _part(self, name: str, key: str, objective: Objective) -> SentPart:
        prefix = f"{name}-{key}"
        pk = next(iter(_numbers(self.data.get(f"{prefix}-id", ""))), None)
        is_removed = self.data.get("remove") == prefix
        if pk and all(self._is_untouched(html) for html in self._sent_fields(f"{prefix}-")):
            return SentPart(key, pk, None, is_removed)
        if name == "kr":
            form: PartForm = DraftKeyResultForm(self.data, objective, None, prefix=prefix)
        else:
            choices = [(each, each) for each in self.keys["kr"]]
            form = DraftInitiativeForm(self.data, None, prefix=prefix, choices=choices)
        return SentPart(key, pk, form, is_removed)

    def _is_untouched(self, html: str) -> bool:
        """Whether a field came back as the page was made, told without reading it: most of a page does, every time."""
        was = self.data.get(f"was-{html}")
        if was is None:
            return True
        if html == "teams":
            return ",".join(sorted(self.data.getlist(html))) == was
        if html.endswith("-key_results"):
            served = [self.data.get(f"kr-{key}-id", "new") for key in self.data.getlist(html)]
            return ",".join(sorted(served)) == was
        return remembered(self.data.get(html, "")) in (remembered(was), _as_typed(was))

    def _member(self, part: SentPart, prefix: str) -> Member:
        if part.form is None:
            stands = self.data.get(f"was-{prefix}-text", "")
            return Member(part.key, part.pk, {"text": Edit(stands, stands)}, part.is_removed)
        edits = dict(_edits(part.form))
        kind = edits.get("kind")
        if kind and remembered(kind.now) != kind.was:  # what the new kind has no use for goes
            unused = [name for name, kinds in OF_KIND.items() if kind.now not in kinds and name in edits]
            edits |= {name: Edit(edits[name].was, _NOTHING.get(name)) for name in unused}
        member = Member(part.key, part.pk, edits, part.is_removed)
        text = edits.get("text")
        if not isinstance(part.form, DraftKeyResultForm) or not text or remembered(text.now) == text.was:
            return member
        language = language_of(get_language() or "en")
        return replace(
            member,
            understood=key_result_fields(document.KeyResult(text.now), language),
            understood_before=key_result_fields(document.KeyResult(text.was), language) if text.was else {},
        )


def _edits(form: PartForm) -> Iterator[tuple[str, Edit]]:
    """The fields that were sent with what stood in them before, and could be read."""
    form.is_valid()
    for name in form.fields:
        was = form.data.get(f"was-{form.add_prefix(name)}")
        if was is not None and name not in form.errors:
            yield name, Edit(remembered(was), form.cleaned_data[name])


def _mistyped(form: PartForm) -> Iterator[tuple[str, Left]]:
    """The fields that could not be read."""
    for name, errors in form.errors.items():
        html = form.add_prefix(name)
        was = form.data.get(f"was-{html}")
        if was is not None:
            yield html, Left(form[name].data, remembered(was), [str(error) for error in errors])


def _as_typed(was: str) -> str:
    """What stood in a field, as its control spells it."""
    try:
        return spelled(float(was))
    except ValueError:
        return {"": "unknown", "yes": "true", "no": "false"}.get(was, was)


def _html(place: tuple[str, str]) -> str:
    return "-".join(filter(None, place))


def _numbers(listed: str) -> list[int]:
    return [int(pk) for pk in listed.split(",") if pk.isdecimal() and len(pk) < 16]


def _too_many(lines: int) -> str:
    return ngettext(
        "%(count)s line: key results are made of up to %(most)s at once. Leave the part that holds them.",
        "%(count)s lines: key results are made of up to %(most)s at once. Leave the part that holds them.",
        lines,
    ) % {"count": formats.number(lines), "most": MOST_LINES}


# --- what the page shows ---


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
                return ", ".join(map(str, value)) or "—"
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
            order["kr"].append(_new_key())
        serves = {}
        if add.removeprefix("in-") in ["", *order["kr"]] and add.startswith("in-"):
            order["in"].append(_new_key())
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

        return self._part(name, key, thing, make_fields, ("text", *UNDERSTOOD, *FURTHER))

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

        part = self._part(name, key, thing, make_fields, ("text", "key_results"))
        part.section = next((f"kr-{key}" for key, _number in choices if key in served), "loose")
        if self._sent and self._sent.keys["kr"] != [key for key, _number in choices]:
            part.is_as_sent = False
        return part

    def _part(
        self, name: str, key: str, thing: Any, make_fields: Callable[[], Mapping[str, Shown]], names: Iterable[str]
    ) -> ShownPart:
        gone = self._saved.gone.get(name)
        is_as_sent = self._is_as_sent(thing, f"{name}-", names)
        return ShownPart(
            name, key, thing.pk if thing else gone, thing, make_fields, is_gone=gone is not None, is_as_sent=is_as_sent
        )


def _new_key() -> str:
    return f"n{secrets.token_hex(5)}"
