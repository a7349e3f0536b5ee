"""OKRs out of nested records: objects, lists and texts, whatever their keys are called.

Three shapes are known, and mixtures of them: objectives that hold their key results; flat rows that repeat the
objective of each key result; key results that point to their objective by an id.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any

from vekha.coach.document import Fields, Guidance, Initiative, KeyResult, Objective
from vekha.coach.languages import detect
from vekha.coach.normalise import normalise
from vekha.coach.reading import labels
from vekha.coach.reading.files.limits import limits
from vekha.coach.reading.files.page import Page
from vekha.coach.reading.files.unreadable import Unreadable, Why
from vekha.coach.reading.labels import MAIN, Part
from vekha.coach.reading.write import markdown

_HUMPS = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])")
_BETWEEN = re.compile(r"[\s_.\-/#]+")
_COUNTED = re.compile(r"[\s#№]*\d[\d.]*$")
_NAMES_OF_PEOPLE = ("name", "display name", "full name", "имя", "фио", "姓名", "title", "email", "login", "username")


def page_of_records(value: Any) -> Page:
    """The page of what a JSON or YAML file holds: its OKRs in canonical Markdown."""
    reader = _Reader()
    reader.read(value, 0)
    objectives = reader.finished()
    said = " ".join(words for each in objectives for words in (each.title, *(item.text for item in each.key_results)))
    return Page(markdown(objectives, detect(said), Guidance(**reader.guidance)))


@dataclass(slots=True)
class _Draft:
    """An objective being read."""

    title: str
    fields: Fields = field(default_factory=Fields)
    beside: dict[str, Any] = field(default_factory=dict)  # why, reality, level, team
    key_results: list[KeyResult] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)


class _Reader:
    def __init__(self) -> None:
        self.drafts: list[_Draft] = []
        self.guidance: dict[str, str] = {}
        self._by_identity: dict[str, _Draft] = {}
        self._orphans: list[tuple[str, Part, Mapping[str, Any]]] = []
        self._count = 0

    def finished(self) -> tuple[Objective, ...]:
        for parent, part, record in self._orphans:
            if draft := self._by_identity.get(parent):
                self._member(draft, part, record, 0)
        return tuple(
            Objective(
                draft.title,
                None,
                tuple(draft.key_results),
                tuple(draft.initiatives),
                fields=draft.fields,
                **draft.beside,
            )
            for draft in self.drafts
            if draft.title
        )

    def read(self, value: Any, depth: int, above: Mapping[str, str] | None = None, part: Part | None = None) -> None:
        """Look for objectives in a value; `above` is the team and level that hold it, `part` what its key calls it."""
        self._visit(depth)
        above = above or {}
        if isinstance(value, list):
            for each in value:
                self.read(each, depth + 1, above, part)
        elif isinstance(value, str) and part is Part.OBJECTIVE and value.strip():
            self.drafts.append(_Draft(_without_label(value, part), beside=dict(above)))
        elif isinstance(value, Mapping):
            self._record(_flattened(value), depth, above, part)

    def _visit(self, depth: int) -> None:
        self._count += 1
        if depth > limits().depth:
            raise Unreadable(Why.TOO_DEEP)
        if self._count > limits().cells:
            raise Unreadable(Why.TOO_MANY_CELLS, most=limits().cells)

    def _record(self, record: Mapping[str, Any], depth: int, above: Mapping[str, str], part: Part | None) -> None:
        part = _kind(record) or part
        parent = _text(_first(record, "parent"))
        titled = _title(record, part)
        if part in (Part.KEY_RESULT, Part.INITIATIVE) and parent:
            self._orphans.append((parent, part, record))
        elif titled and (part is Part.OBJECTIVE or _holds(record, Part.KEY_RESULT) or _names_objective(record)):
            self._objective(record, titled, depth, above)
        else:
            beside = dict(above) | _beside(record)
            for key, value in record.items():
                if isinstance(value, str) and (name := _guidance(key)):
                    self.guidance.setdefault(name, _text(value))
                inner = _main_part(key)
                if part is Part.OBJECTIVE and inner is None and isinstance(value, list | Mapping):
                    self._titled_by_key(key, value, depth, beside)
                elif inner is not Part.KEY_RESULT or isinstance(value, list):
                    self.read(value, depth + 1, beside, inner)

    def _titled_by_key(self, title: str, value: Any, depth: int, above: Mapping[str, str]) -> None:
        """An objective that is the key of its key results."""
        self._visit(depth)
        if isinstance(value, Mapping) and (_title(value, Part.OBJECTIVE)):
            self.read(value, depth + 1, above, Part.OBJECTIVE)
            return
        draft = _Draft(_without_label(title, Part.OBJECTIVE), beside=dict(above))
        self.drafts.append(draft)
        if isinstance(value, list):
            self._member(draft, Part.KEY_RESULT, value, depth + 1)
        else:
            self._members(draft, value, depth)

    def _objective(self, record: Mapping[str, Any], title: str, depth: int, above: Mapping[str, str]) -> None:
        title = _without_label(title, Part.OBJECTIVE)
        is_row = not _holds(record, Part.KEY_RESULT)
        draft = next((each for each in self.drafts[-1:] if each.title == title), None) if is_row else None
        if draft is None:
            # In a row the fields are the key result's own.
            own = Fields() if is_row and _has_row_member(record) else _fields(record)
            draft = _Draft(title, own, dict(above) | _beside(record))
            self.drafts.append(draft)
        for identity in (_text(_first(record, "identity")), title):
            if identity:
                self._by_identity.setdefault(identity, draft)
        inner = record.get(_key_of(record, Part.OBJECTIVE) or "")
        if isinstance(inner, Mapping):
            inner = _flattened(inner)
            self._by_identity.setdefault(_text(_first(inner, "identity")), draft)
            draft.fields = _merged(_fields(inner), draft.fields)
            draft.beside = _beside(inner) | draft.beside
            self._members(draft, inner, depth + 1)
        self._members(draft, record, depth)

    def _members(self, draft: _Draft, record: Mapping[str, Any], depth: int) -> None:
        for key, value in record.items():
            part = _main_part(key)
            if part in (Part.KEY_RESULT, Part.INITIATIVE):
                if isinstance(value, str) and not isinstance(record.get(key), list) and _is_row(record):
                    self._member(draft, part, {"text": value} | _only_fields(record), depth + 1)
                else:
                    self._member(draft, part, value, depth + 1)
            elif _means(key, "children") and isinstance(value, list):
                self._children(draft, value, depth + 1)

    def _children(self, draft: _Draft, value: list[Any], depth: int) -> None:
        """Parts that say themselves what they are; without a word they are key results."""
        for each in value:
            part = _kind(_flattened(each)) if isinstance(each, Mapping) else None
            if part is Part.OBJECTIVE or (isinstance(each, Mapping) and _holds(_flattened(each), Part.KEY_RESULT)):
                self.read(each, depth, None, Part.OBJECTIVE)
            else:
                self._member(draft, part or Part.KEY_RESULT, each, depth)

    def _member(self, draft: _Draft, part: Part, value: Any, depth: int) -> None:
        self._visit(depth)
        if isinstance(value, list):
            for each in value:
                self._member(draft, part, each, depth + 1)
        elif isinstance(value, str):
            if text := _without_label(value, part):
                self._add(draft, part, text, Fields())
        elif isinstance(value, Mapping):
            record = _flattened(value)
            if text := _title(record, part):
                self._add(draft, part, _without_label(text, part), _fields(record))
                self._members(draft, {key: each for key, each in record.items() if _main_part(key) is not part}, depth)
            else:  # {"KR1": …, "KR2": …}, or the text is the key
                for key, each in record.items():
                    if isinstance(each, str | list) or _main_part(key):
                        self._member(draft, part, each, depth + 1)
                    elif isinstance(each, Mapping) and not _title(_flattened(each), part):
                        self._add(draft, part, _without_label(key, part), _fields(_flattened(each)))
                    else:
                        self._member(draft, part, each, depth + 1)

    def _add(self, draft: _Draft, part: Part, text: str, beside: Fields) -> None:
        if part is Part.KEY_RESULT:
            draft.key_results.append(KeyResult(text, None, beside))
        else:
            draft.initiatives.append(Initiative(text, None, beside))


# --- keys ------------------------------------------------------------------------------------------------------------


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("vekha.coach.reading.files").joinpath("records.toml").read_text(encoding="utf-8"))


@cache
def _plain(key: str) -> str:
    """A key as words in small letters: keyResults, key_results, «KR 1»."""
    words = normalise(_BETWEEN.sub(" ", _HUMPS.sub(" ", key)).strip()).strip(" :：")
    return _COUNTED.sub("", words) or words


@cache
def _main_part(key: str) -> Part | None:
    plain = _plain(key)
    return next((part for part in MAIN if plain in _words()[part.value]), None)


@cache
def _means(key: str, what: str) -> bool:
    return _plain(key) in _words()[what]


@cache
def _field(key: str) -> str:
    """The field that a key names, as `Fields` calls it."""
    plain = _plain(key)
    said = next((name for name, words in _words()["fields"].items() if plain in words), "")
    if said or plain in _words()["wording"]:
        return said
    part = labels.column(plain)
    return part.value if part and part.value in {each.name for each in fields(Fields)} else ""


@cache
def _guidance(key: str) -> str:
    return next((name for name, words in _words()["guidance"].items() if _plain(key) in words), "")


def _flattened(record: Mapping[Any, Any]) -> dict[str, Any]:
    """A record with text keys; what lies in «attributes» or «fields» stands beside the rest."""
    flat: dict[str, Any] = {}
    for key, value in record.items():
        if _plain(str(key)) in ("attributes", "fields", "properties", "node") and isinstance(value, Mapping):
            flat |= {str(inner): each for inner, each in value.items()}
        else:
            flat[str(key)] = value
    return flat


def _key_of(record: Mapping[str, Any], part: Part) -> str | None:
    return next((key for key in record if _main_part(key) is part), None)


def _first(record: Mapping[str, Any], what: str) -> Any:
    return next((value for key, value in record.items() if _means(key, what)), None)


def _kind(record: Mapping[str, Any]) -> Part | None:
    said = _first(record, "kind")
    return _main_part(said) if isinstance(said, str) else None


def _holds(record: Mapping[str, Any], part: Part) -> bool:
    """Whether the record has a list of these, or several of them counted."""
    found = [value for key, value in record.items() if _main_part(key) is part]
    return len(found) > 1 or any(isinstance(value, list | Mapping) for value in found)


def _names_objective(record: Mapping[str, Any]) -> bool:
    """Whether it has one objective, rather than several counted or a list of them."""
    found = [value for key, value in record.items() if _main_part(key) is Part.OBJECTIVE]
    return len(found) == 1 and (
        isinstance(found[0], str)
        or (isinstance(found[0], Mapping) and bool(_title(_flattened(found[0]), Part.OBJECTIVE)))
    )


def _has_row_member(record: Mapping[str, Any]) -> bool:
    return any(_main_part(key) in (Part.KEY_RESULT, Part.INITIATIVE) for key in record)


def _is_row(record: Mapping[str, Any]) -> bool:
    """Whether a record is a line of a table: the objective, one key result and its fields."""
    return _key_of(record, Part.OBJECTIVE) is not None and not _holds(record, Part.KEY_RESULT)


# --- values ----------------------------------------------------------------------------------------------------------


def _title(record: Mapping[Any, Any], part: Part | None) -> str:
    """The words of a record: under the name of its part, else under the first key that means wording."""
    sought = part or Part.OBJECTIVE
    named = [value for key, value in record.items() if _main_part(str(key)) is sought]
    own = named[0] if len(named) == 1 else None
    if isinstance(own, Mapping):
        own = _title(_flattened(own), sought)
    if isinstance(own, str) and own.strip():
        return _text(own)
    by_word = {_plain(str(key)): value for key, value in record.items()}
    found = (by_word[word] for word in _words()["wording"] if isinstance(by_word.get(word), str))
    return next((_text(value) for value in found if value.strip()), "")


def _text(value: Any) -> str:
    """A value as people read it: people by their names, lists with commas."""
    if isinstance(value, Mapping):
        by_word = {_plain(str(key)): each for key, each in value.items()}
        return next((_text(by_word[name]) for name in _NAMES_OF_PEOPLE if by_word.get(name)), "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value[:20])))
    if value is None or isinstance(value, bool):
        return ""
    return " ".join((f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)).split())


def _fields(record: Mapping[str, Any]) -> Fields:
    said: dict[str, str] = {}
    for key, value in record.items():
        if (name := _field(key)) and not _main_part(key) and (text := _text(value)):
            said.setdefault(name, text)
    return Fields(**said)


def _only_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if _field(key) and not _main_part(key)}


def _merged(first: Fields, second: Fields) -> Fields:
    return Fields(**{each.name: getattr(first, each.name) or getattr(second, each.name) for each in fields(Fields)})


def _beside(record: Mapping[str, Any]) -> dict[str, str]:
    """Why, reality, level and team, where the record says them."""
    said: dict[str, str] = {}
    for key, value in record.items():
        if _means(key, "team"):
            said["team"] = _text(value)
        elif _means(key, "level"):
            said["level"] = _level(_plain(_text(value)))
        elif isinstance(value, str) and (part := labels.column(_plain(key))) in (Part.WHY, Part.REALITY) and part:
            said.setdefault(part.value, _text(value))
    return {name: words for name, words in said.items() if words}


def _level(plain: str) -> str:
    return next((name for name, words in _words()["levels"].items() if plain in words), "") or labels.level(plain)


def _without_label(text: str, part: Part) -> str:
    """The words without «KR1:» before them: the key says it already."""
    text = _text(text)
    found = labels.label(normalise(text))
    return text[found.end :].strip() if found and found.part is part and found.end < len(text) else text
