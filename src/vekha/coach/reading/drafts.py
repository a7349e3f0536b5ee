"""The objectives of a document while it is being read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from vekha.coach.document import Fields, Initiative, KeyResult, Objective
from vekha.coach.reading import notes
from vekha.coach.reading.labels import FIELDS, Part
from vekha.coach.reading.passage import Decoded, Passage


@dataclass(slots=True)
class Item:
    """A statement being read, with the fields that were found beside it."""

    passage: Passage
    fields: dict[Part, str] = field(default_factory=dict)
    number: str = ""
    wording: str = ""  # where the statement was put together from cells

    def add(self, part: Part, value: str) -> None:
        """Keep what was said first."""
        value = re.sub(r"\s+", " ", value).strip(" ,;|·，；。")
        if value and value not in ("-", "—", "–") and part in FIELDS:
            self.fields.setdefault(part, value)


@dataclass(slots=True)
class Draft:
    """An objective being read."""

    title: Item
    is_sure: bool = True  # labelled as an objective, not only spoken of as one
    is_spoken: bool = False  # a sentence calls it an objective
    heading: int = 0  # level of the heading it is, 0 if none
    is_implied: bool = False  # nothing says that its key results are key results
    is_weak: bool = False  # they are called so by a word that names other things too
    level: str = ""
    why: str = ""
    reality: str = ""
    key_results: list[Item] = field(default_factory=list)
    initiatives: list[Item] = field(default_factory=list)

    def has_number(self, number: str) -> bool:
        """Whether a key result of this number was read already."""
        return any(item.number == number for item in self.key_results)


class Drafts:
    """All objectives read so far; the last one is being written."""

    def __init__(self) -> None:
        self.all: list[Draft] = []
        self.last_item: Item | None = None

    @property
    def current(self) -> Draft | None:
        return self.all[-1] if self.all else None

    def objective(
        self, passage: Passage, emphasis: Iterable[tuple[int, int]] = (), *, number: str = ""
    ) -> Draft | None:
        """Begin an objective; None where the words state nothing."""
        item = _item(passage, emphasis, number, is_title=True)
        if item is None:
            return None
        self.all.append(Draft(item))
        self.last_item = item
        return self.all[-1]

    def key_result(
        self, passage: Passage, emphasis: Iterable[tuple[int, int]] = (), *, number: str = ""
    ) -> Item | None:
        """Add a key result to the objective being written."""
        item = _item(passage, emphasis, number)
        if item and self.current:
            self.current.key_results.append(item)
            self.last_item = item
        return item

    def initiative(self, passage: Passage, emphasis: Iterable[tuple[int, int]] = ()) -> Item | None:
        """Add an initiative to the objective being written."""
        item = _item(passage, emphasis, "")
        if item and self.current:
            self.current.initiatives.append(item)
            self.last_item = item
        return item

    def finished(self, decoded: Decoded) -> tuple[Objective, ...]:
        """The objectives as the document holds them."""
        items = [item for draft in self.all for item in (draft.title, *draft.key_results, *draft.initiatives)]
        _name_owners(items)
        return tuple(
            Objective(
                title=_text(draft.title),
                span=decoded.span(draft.title.passage),
                key_results=tuple(
                    KeyResult(_text(item), decoded.span(item.passage), _fields(item)) for item in draft.key_results
                ),
                initiatives=tuple(
                    Initiative(_text(item), decoded.span(item.passage), _fields(item)) for item in draft.initiatives
                ),
                why=draft.why,
                reality=draft.reality,
                level=draft.level,
                fields=_fields(draft.title),
            )
            for draft in self.all
        )


def _item(passage: Passage, emphasis: Iterable[tuple[int, int]], number: str, *, is_title: bool = False) -> Item | None:
    statement, fields = notes.around(passage, tuple(emphasis), is_title=is_title)
    if not re.search(r"[^\W_]", re.sub(r"\[[^\[\]]*\]|<[^<>]*>", "", statement.text)):
        return None
    item = Item(statement, number=number)
    for part, value in fields:
        item.add(part, value)
    return item


def _name_owners(items: list[Item]) -> None:
    """Read «(Anna)» behind statements as owners where the document does so more than once."""
    names = []
    for item in items:
        if not item.wording and (start := notes.named_at_end(item.passage)):
            name = item.passage.text[start:].strip(" ()（）")
            if notes.looks_like_name(name):
                names.append((item, start, name))
    if len(names) < 2:
        return
    for item, start, name in names:
        item.add(Part.OWNER, name)
        item.passage = item.passage[:start].rstrip()


def _text(item: Item) -> str:
    return item.wording or re.sub(r"\s+", " ", item.passage.text)


def _fields(item: Item) -> Fields:
    return Fields(**{part.value: value for part, value in item.fields.items()})
