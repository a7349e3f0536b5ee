"""The objectives of a document while it is being read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from vekha.coach.document import Fields, Initiative, KeyResult, Objective
from vekha.coach.reading import notes, wording
from vekha.coach.reading.certainty import LABELLED, LISTED
from vekha.coach.reading.labels import FIELDS, Part
from vekha.coach.reading.passage import Decoded, Passage


@dataclass(slots=True)
class Item:
    """A statement being read, with the fields that were found beside it."""

    passage: Passage
    fields: dict[Part, str] = field(default_factory=dict)
    number: str = ""
    wording: str = ""  # where the statement was put together from cells
    certainty: float = LABELLED

    def add(self, part: Part, value: str, *, is_verbatim: bool = False) -> None:
        """Keep what was said first."""
        if not is_verbatim:
            value = re.sub(r"\s+", " ", value).strip(" ,;|·，；。")
            value = "" if value in ("-", "—", "–") else value
        if value and part in FIELDS:
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
    team: str = ""
    why: str = ""
    reality: str = ""
    key_results: list[Item] = field(default_factory=list)
    initiatives: list[Item] = field(default_factory=list)

    def drop_implied(self) -> None:
        """Give up what only stood in a list below the objective, now that key results are labelled."""
        self.key_results = [item for item in self.key_results if item.certainty > LISTED]

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
        self,
        passage: Passage,
        emphasis: Iterable[tuple[int, int]] = (),
        *,
        number: str = "",
        certainty: float = LABELLED,
    ) -> Draft | None:
        """Begin an objective; None where the words state nothing."""
        item = _item(passage, emphasis, number, certainty, is_title=True)
        if item is None:
            return None
        self.all.append(Draft(item))
        self.last_item = item
        return self.all[-1]

    def key_result(
        self,
        passage: Passage,
        emphasis: Iterable[tuple[int, int]] = (),
        *,
        number: str = "",
        certainty: float = LABELLED,
    ) -> Item | None:
        """Add a key result to the objective being written."""
        item = _item(passage, emphasis, number, certainty)
        if item and self.current:
            self.current.key_results.append(item)
            self.last_item = item
        return item

    def initiative(
        self, passage: Passage, emphasis: Iterable[tuple[int, int]] = (), *, certainty: float = LABELLED
    ) -> Item | None:
        """Add an initiative to the objective being written."""
        item = _item(passage, emphasis, "", certainty)
        if item and self.current:
            self.current.initiatives.append(item)
            self.last_item = item
        return item

    def finished(self, decoded: Decoded) -> tuple[Objective, ...]:
        """The objectives as the document holds them."""
        items = [item for draft in self.all for item in (draft.title, *draft.key_results, *draft.initiatives)]
        _name_owners(items)
        for draft in self.all:
            _read_weights(draft)
            _read_parts_of_whole(draft)
        return tuple(
            Objective(
                title=_text(draft.title),
                span=decoded.span(draft.title.passage),
                key_results=tuple(
                    KeyResult(_text(item), decoded.span(item.passage), _fields(item), item.certainty)
                    for item in draft.key_results
                ),
                initiatives=tuple(
                    Initiative(_text(item), decoded.span(item.passage), _fields(item), item.certainty)
                    for item in draft.initiatives
                ),
                why=draft.why,
                reality=draft.reality,
                level=draft.level,
                team=draft.team,
                fields=_fields(draft.title),
                certainty=draft.title.certainty,
            )
            for draft in self.all
        )


def _item(
    passage: Passage, emphasis: Iterable[tuple[int, int]], number: str, certainty: float, *, is_title: bool = False
) -> Item | None:
    if not passage.is_verbatim and wording.has_named_blank(passage.plain):
        return None
    statement, fields = notes.around(passage, tuple(emphasis), is_title=is_title)
    words = statement.text if statement.is_verbatim else wording.BLANK_OF_FORM.sub("", statement.text)
    is_form = not statement.is_verbatim and wording.is_form(statement.plain)
    if is_form or not _LETTER_OR_DIGIT.search(words):
        return None
    item = Item(statement, number=number, certainty=certainty)
    for part, value in fields:
        item.add(part, value)
    return item


_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def _name_owners(items: list[Item]) -> None:
    """Read «(Anna)» behind statements as owners where the document does so more than once."""
    names = []
    for item in items:
        if not item.wording and (start := notes.named_at_end(item.passage)):
            name = item.passage.text[start:].strip(" ()（）-–—")
            if notes.looks_like_name(name):
                names.append((item, start, name))
    if len(names) < 2:
        return
    for item, start, name in names:
        item.add(Part.OWNER, name)
        item.passage = item.passage[:start].rstrip()


def _read_weights(draft: Draft) -> None:
    """Read «(40%)» behind every key result as weights where they make up the whole, or the objective's own weight."""
    found = [_SHARE_LAST.search(item.passage.text) for item in draft.key_results]
    shares = [share for share in found if share]
    whole = {"100", draft.title.fields.get(Part.WEIGHT, "").rstrip("% ")}
    if len(shares) < 2 or len(shares) < len(found) or str(sum(int(share[1]) for share in shares)) not in whole:
        return
    for item, share in zip(draft.key_results, shares, strict=True):
        item.add(Part.WEIGHT, f"{share[1]}%")
        item.passage = item.passage[: share.start()].rstrip()


_SHARE_LAST = re.compile(r"\s*[(（](\d{1,3})\s?[%％][)）]$")


def _read_parts_of_whole(draft: Draft) -> None:
    """Read «(4/10)» at the end as progress where the statement says the whole, else as confidence out of ten.

    Where it says nothing of the whole, every key result must end so: alone it may be what is to be reached.
    """
    found = [(item, _OF_WHOLE.search(item.passage.text)) for item in draft.key_results if not item.wording]
    parts = [(item, part) for item, part in found if part]
    are_all = 1 < len(parts) == len(draft.key_results)
    for item, part in parts:
        statement = item.passage.text[: part.start()]
        says_whole = re.search(rf"(?<![\d.,]){part['whole']}(?![\d.,]\d|\d|%|％)", statement)
        if says_whole or (part["whole"] == "10" and are_all):
            item.add(Part.PROGRESS if says_whole else Part.CONFIDENCE, part["part"])
            item.passage = item.passage[: part.start()].rstrip()


_OF_WHOLE = re.compile(r"\s*[(（\[【](?P<part>\d+(?:[.,]\d)?\s?[/／]\s?(?P<whole>\d+))[)）\]】]$")


def _text(item: Item) -> str:
    return item.wording or re.sub(r"\s+", " ", item.passage.text)


def _fields(item: Item) -> Fields:
    return Fields(**{part.value: value for part, value in item.fields.items()})
