"""What a reader finds in a text: documents, objectives, key results, initiatives, each with its place."""

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

UNSURE = 0.7  # below this certainty a person is asked whether it was read rightly


class Language(StrEnum):
    """A language the coach is at home in."""

    RU = "ru"
    EN = "en"
    ZH = "zh"


class Span(NamedTuple):
    """A half-open range of character offsets into the text that was given, exactly as it was given."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fields:
    """What stands beside a statement rather than in it. Empty means: the source does not say."""

    owner: str = ""
    due: str = ""
    start: str = ""
    target: str = ""
    current: str = ""
    unit: str = ""
    weight: str = ""
    progress: str = ""
    score: str = ""
    confidence: str = ""
    status: str = ""
    commitment: str = ""  # aspirational, committed, learning, in the source's own words
    supports: str = ""  # what it is said to contribute to


NO_FIELDS = Fields()


class Unit(StrEnum):
    """What a source is divided into, where a person looks for a place by other means than its line."""

    PAGE = "page"
    SLIDE = "slide"
    CELL = "cell"
    FILE = "file"  # of an archive


class Place(NamedTuple):
    """From this offset of the text on, one stands on that page, slide, cell ("Sheet1!B4") or in that file."""

    start: int
    unit: Unit
    name: str


@dataclass(frozen=True, slots=True)
class Initiative:
    """Work that serves key results."""

    text: str
    span: Span | None = None
    fields: Fields = field(default_factory=Fields)
    certainty: float = 1.0  # of the reader that this is an initiative, 0–1; below UNSURE a person is asked


@dataclass(frozen=True, slots=True)
class KeyResult:
    """One sentence that says by what the objective will be known to be reached."""

    text: str
    span: Span | None = None
    fields: Fields = field(default_factory=Fields)
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective with what belongs to it. `why` and `reality` are its context, not part of the title.

    `level` is "company", "team" or "person"; empty where the text does not say.
    """

    title: str
    span: Span | None = None
    key_results: tuple[KeyResult, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    why: str = ""
    reality: str = ""
    level: str = ""
    team: str = ""
    fields: Fields = field(default_factory=Fields)
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Guidance:
    """What objectives come from, where the text tells it before them."""

    mission: str = ""
    vision: str = ""
    strategy: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One source as it was read. Every span of its items points into `text`.

    For a file that is not text, `text` is the page that was made of it, and `places` say where its parts come from.
    """

    source: str
    text: str
    language: Language
    objectives: tuple[Objective, ...] = ()
    guidance: Guidance = field(default_factory=Guidance)
    places: tuple[Place, ...] = ()

    def place(self, offset: int) -> Place | None:
        """Where a person finds this offset in the source; None in a plain text, where the line tells it."""
        at = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        return self.places[at] if at >= 0 else None
