"""The words of one language by what they mean: verbs, action nouns, metrics and the classes rules ask for.

`languages/concepts.toml` says which meanings there are and of what sort; `languages/*/lexicon.toml` says by which words
a language expresses them.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, reduce
from importlib.resources import files
from operator import or_
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from vekha.coach.statement import Kind, Trait

HIT, METRIC = "hit", "metric"


class Verb(NamedTuple):
    """What a verb means."""

    concept: str | None
    kind: Kind


class Sense(NamedTuple):
    """What a phrase stands for: a hit of a class, or a metric."""

    section: str
    group: str
    concept: str


class Found(NamedTuple):
    """A phrase found: half-open range in the searched text."""

    start: int
    end: int
    sense: Sense


UNKNOWN = Verb(None, Kind.OTHER)


@cache
def concepts() -> Mapping[str, Any]:
    """All meanings, shared by the languages."""
    return tomllib.loads(_read("concepts.toml"))


@cache
def traits(metric: str) -> Trait:
    """What is known about a metric from its name."""
    return reduce(or_, (Trait[name] for name in concepts()["metrics"][metric]), Trait.NONE)


@cache
def _kinds() -> Mapping[str, Kind]:
    return {concept: Kind[kind] for kind, names in concepts()["verbs"].items() for concept in names}


def _read(*path: str) -> str:
    return files(__package__).joinpath(*path).read_text(encoding="utf-8")


class Lexicon:
    """The vocabulary of one language. `phrase` brings an entry of several words into the form texts are searched in."""

    def __init__(self, language: str, phrase: Callable[[str], str], spaced: bool = True) -> None:
        words = tomllib.loads(_read(language, "lexicon.toml"))
        self.grammar: Mapping[str, Any] = words["grammar"]
        self.verbs = dict(_verbs(words["verbs"]))
        self.nouns = dict(_verbs(words.get("nouns", {})))
        self._spaced = spaced
        senses: dict[str, list[Sense]] = {}
        for concept, entries in words["metrics"].items():
            for entry in entries:
                senses.setdefault(phrase(entry), []).append(Sense(METRIC, "", concept))
        for group, by_concept in words["hits"].items():
            for concept, entries in by_concept.items():
                for entry in entries:
                    senses.setdefault(phrase(entry), []).append(Sense(HIT, group, concept))
        self._senses = list(senses.values())
        patterns = [f" {entry} " for entry in senses] if spaced else list(senses)
        self._automaton = AhoCorasick(patterns)

    def find(self, text: str) -> list[Found]:
        """Every phrase in the text, the longest where phrases of one class overlap, in order of appearance.

        In a spaced language the text must begin and end with a blank and hold lemmas.
        """
        edge = 1 if self._spaced else 0
        found = [
            Found(start + edge, end - edge, sense)
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
            for sense in self._senses[index]
        ]
        found.sort(key=lambda hit: (hit.start - hit.end, hit.start))
        kept: list[Found] = []
        for hit in found:
            group = hit.sense[:2]
            if not any(other.sense[:2] == group and hit.start < other.end and other.start < hit.end for other in kept):
                kept.append(hit)
        return sorted(kept)


def _verbs(section: Mapping[str, list[str]]) -> Iterator[tuple[str, Verb]]:
    kinds = _kinds()
    for concept, entries in section.items():
        for entry in entries:
            yield entry.lower().replace("ё", "е"), Verb(concept, kinds[concept])
