"""What the browser sent of a draft: what its author changed of each field, and what could not be saved of it."""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vekha.advice.coaching import language_of
from vekha.advice.draft_page.forms import (
    FACTS,
    DraftForm,
    DraftInitiativeForm,
    DraftKeyResultForm,
    PartForm,
    StatementsForm,
)
from vekha.advice.understood import key_result_fields
from vekha.coach import document
from vekha.goals.actions.drafts import Edit, Member, Saved, Written, remembered
from vekha.goals.forms.key_results import OF_KIND
from vekha.goals.models import Objective
from vekha.people.fields import spelled
from vekha.people.models import Person
from vekha.ui import formats

MOST_LINES = 50  # key results made of one paste
MOST_PARTS = 300  # of a page; no objective has as many

_NOTHING: Mapping[str, Any] = {"steps": [], "unit": ""}
_KEY = re.compile(r"[a-z0-9]{1,20}")
_MARK_OF_A_LINE = re.compile(
    r"\s*(?:[-–—*•·▪‣]|\(?\d{1,2}[.)、]|(?:KR|КР)\s*-?\s*\d*(?:\.\d+)?\s*[:：.)–—-])\s*", re.IGNORECASE
)


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
        self.has_facts = any(not self._is_untouched(name) for name in FACTS)  # others than the page was made with
        if self.has_facts:
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
                yield " · ".join(filter(None, (title, str(label)))), formats.names(typed)
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
                    keys.append(new_key())
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


def new_key() -> str:
    """How the page names what is not stored yet."""
    return f"n{secrets.token_hex(5)}"
