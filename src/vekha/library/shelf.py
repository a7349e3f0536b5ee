"""The sets that come with Vekha: one file a role in `sets/`, each set in three languages.

A figure that is a company's own stands in braces: {45}%. The library shows it as an example; a draft leaves it blank.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "ru", "zh")
SETS = Path(__file__).parent / "sets"
EXAMPLE = re.compile(r"\{([^{}]+)\}")
BLANK = "__"


@dataclass(frozen=True, slots=True)
class ShelfKeyResult:
    """A key result of a set. `pace`: leading, lagging, or counter (what must not get worse meanwhile)."""

    text: str
    metric: str
    definition: str
    pace: str

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces; True marks an example figure."""
        return [(piece, bool(place % 2)) for place, piece in enumerate(EXAMPLE.split(self.text)) if piece]

    @property
    def blank(self) -> str:
        """The text with blanks in the place of the example figures."""
        return EXAMPLE.sub(BLANK, self.text)


@dataclass(frozen=True, slots=True)
class ShelfInitiative:
    """An initiative of a set, and the key results it serves, 1 for the first."""

    text: str
    serves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShelfSet:
    """An objective with its key results and initiatives, in one language, to start from."""

    key: str
    role: str
    situations: tuple[str, ...]
    language: str
    title: str
    reality: str
    why: str
    when_not: str
    key_results: tuple[ShelfKeyResult, ...]
    initiatives: tuple[ShelfInitiative, ...]
    folded: str  # the words that are searched, in one case

    def holds(self, words: str) -> bool:
        """Whether each of the words stands somewhere in it."""
        return all(word in self.folded for word in words.casefold().split())


@cache
def all_sets(language: str) -> tuple[ShelfSet, ...]:
    """The sets in this language, by role as the files are named."""
    return tuple(
        _set(path.stem, entry, language)
        for path in sorted(SETS.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["set"]
    )


def find(language: str, *, role: str = "", situation: str = "", words: str = "") -> list[ShelfSet]:
    """The sets of a role and a situation that hold the words."""
    return [
        each
        for each in all_sets(language)
        if (not role or each.role == role)
        and (not situation or situation in each.situations)
        and (not words or each.holds(words))
    ]


def by_key(key: str, language: str) -> ShelfSet | None:
    """The set of that key; None when there is none."""
    return next((each for each in all_sets(language) if each.key == key), None)


def _set(role: str, entry: dict[str, Any], language: str) -> ShelfSet:
    words = entry[language]
    key_results = tuple(ShelfKeyResult(**each) for each in words["key_results"])
    initiatives = tuple(ShelfInitiative(each["text"], tuple(each["serves"])) for each in words["initiatives"])
    searched: Iterable[str] = (
        words["title"],
        words["reality"],
        words["why"],
        *(part for each in key_results for part in (EXAMPLE.sub(r"\1", each.text), each.metric)),
        *(each.text for each in initiatives),
    )
    return ShelfSet(
        key=entry["key"],
        role=role,
        situations=tuple(entry["situations"]),
        language=language,
        title=words["title"],
        reality=words["reality"],
        why=words["why"],
        when_not=words["when_not"],
        key_results=key_results,
        initiatives=initiatives,
        folded="\n".join(searched).casefold(),
    )
