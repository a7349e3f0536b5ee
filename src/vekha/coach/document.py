"""What a reader finds in a text: documents, objectives, key results, initiatives, each with its place."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


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
    confidence: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Initiative:
    """Work that serves key results."""

    text: str
    span: Span | None = None
    fields: Fields = field(default_factory=Fields)


@dataclass(frozen=True, slots=True)
class KeyResult:
    """One sentence that says by what the objective will be known to be reached."""

    text: str
    span: Span | None = None
    fields: Fields = field(default_factory=Fields)


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
    fields: Fields = field(default_factory=Fields)


@dataclass(frozen=True, slots=True)
class Document:
    """One source as it was read. Every span of its items points into `text`."""

    source: str
    text: str
    language: Language
    objectives: tuple[Objective, ...] = ()
