"""The words of one language by what they mean: verbs, action nouns, metrics and the classes rules ask for.

`languages/concepts.toml` says which meanings there are and of what sort; `languages/*/lexicon.toml` says by which words
a language expresses them, in the plain form of `normalise`.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from vekha.coach.normalise import normalise
from vekha.coach.settings import METRICS, OwnWords
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


OWN = "own"  # the concept of a company's own words
OWN_METRIC = Sense(METRIC, "", OWN)
UNKNOWN = Verb(None, Kind.OTHER)


@cache
def concepts() -> Mapping[str, Any]:
    """All meanings, shared by the languages."""
    return tomllib.loads(_read("concepts.toml"))


@cache
def traits(metric: str) -> frozenset[Trait]:
    """What is known about a metric from its name."""
    return frozenset(Trait[name] for name in concepts()["metrics"][metric])


@cache
def _kinds() -> Mapping[str, Kind]:
    return {concept: Kind[kind] for kind, names in concepts()["verbs"].items() for concept in names}


def _read(*path: str) -> str:
    return files(__package__).joinpath(*path).read_text(encoding="utf-8")


_TABLE_NAME = re.compile(r'"([^"]+)"|([^.\[\]"]+)')


def word_lists(language: str) -> dict[str, Any]:
    """The tables of a lexicon. Each of its lists stands on one line as JSON writes it, and is read as such.

    `tomllib` needs ten times as long for as many words, half of what loading a language took.
    """
    lists: dict[str, Any] = {}
    table = lists
    for line in _read(language, "lexicon.toml").splitlines():
        if line.startswith("["):
            table = lists
            for quoted, plain in _TABLE_NAME.findall(line):
                table = table.setdefault(quoted or plain, {})
        elif line and not line.startswith("#"):
            name, _, words = line.partition(" = ")
            table[name.strip('"')] = json.loads(words)
    return lists


class Phrases:
    """Phrases with what they stand for. In a spaced language a text must begin and end with a blank and hold lemmas."""

    def __init__(self, entries: Iterable[tuple[Sense, str]], spaced: bool) -> None:
        self._edge = " " if spaced else ""
        senses: dict[str, list[tuple[Sense, str]]] = {}  # each with its class
        for sense, entry in entries:
            senses.setdefault(entry, []).append((sense, f"{sense.section} {sense.group}"))
        self._senses = list(senses.values())
        self._automaton = AhoCorasick([f"{self._edge}{entry}{self._edge}" for entry in senses])

    def find(self, text: str) -> list[Found]:
        """Every phrase in the text, the longest where phrases of one class overlap, in order of appearance."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not matches:
            return []
        edge = len(self._edge)
        found = [
            (start - end, start + edge, end - edge, sense, group)
            for index, start, end in matches
            for sense, group in self._senses[index]
        ]
        found.sort()  # the longest first
        kept: list[Found] = []
        taken: dict[str, list[tuple[int, int]]] = {}
        for _, start, end, sense, group in found:
            places = taken.get(group)
            if places is None:
                taken[group] = [(start, end)]
            elif any(start < other_end and other_start < end for other_start, other_end in places):
                continue
            else:
                places.append((start, end))
            kept.append(Found(start, end, sense))
        kept.sort()
        return kept


class Lexicon:
    """The vocabulary of one language. `words` are the lists its grammar asks for by name.

    Metrics and word classes can be found once `index` has been called.
    """

    def __init__(self, language: str) -> None:
        table = word_lists(language)
        self.words: Mapping[str, tuple[str, ...]] = {name: tuple(words) for name, words in table["grammar"].items()}
        self.verbs = dict(_verbs(table["verbs"]))
        self.nouns = dict(_verbs(table.get("nouns", {})))
        self.longer = _longer(self.verbs)
        self._settled = {
            verb: [(frozenset(company), Verb(concept, _kinds()[concept])) for concept, company in by_concept.items()]
            for verbs, by_concept in table["settled"].items()
            for verb in verbs.split(", ")
        }
        self._senses = [(sense, entry) for sense, entries in _senses(table) for entry in entries]

    def index(self, phrase: Callable[[str], str], spaced: bool = True, own: Callable[[str], str] | None = None) -> None:
        """Makes phrases findable. `phrase` brings an entry into the form in which texts are searched.

        In a spaced language that is its lemmas, and a phrase stands between blanks. `own` does the same for a company's
        own words where they are not written as entries are.
        """
        self._own_phrase, self._spaced = own or phrase, spaced
        self._phrases = Phrases(((sense, phrase(entry)) for sense, entry in self._senses), spaced)

    @property
    def entries(self) -> Iterator[str]:
        """The phrases that can be found, as the word list has them."""
        return (entry for _, entry in self._senses)

    def find(self, text: str) -> list[Found]:
        """Every phrase of the lexicon in the text; see `Phrases`."""
        return self._phrases.find(text)

    @lru_cache(maxsize=64)  # noqa: B019 - a lexicon lives as long as the process
    def own(self, words: OwnWords) -> "Phrases":
        """A company's own words, to be found like those of the lexicon.

        Without blanks only words in the language's own characters are: Latin ones are looked up as English.
        """
        senses = ((OWN_METRIC if name == METRICS else Sense(HIT, name, OWN), each) for name, each in words)
        entries = ((sense, normalise(entry)) for sense, phrases in senses for entry in phrases)
        own = ((sense, self._own_phrase(entry)) for sense, entry in entries if self._spaced or not entry.isascii())
        return Phrases(own, self._spaced)

    def settled(self, verb: str, company: Iterable[str]) -> Verb | None:
        """What a verb means in the company of these words: to close deals, to close tickets."""
        if verb not in self._settled:
            return None
        words = set(company)
        return next((meaning for known, meaning in self._settled[verb] if known & words), None)

    def settled_by_text(self, verb: str, behind: str) -> Verb | None:
        """The same in a language without blanks: the company is looked for anywhere in the text behind."""
        meanings = self._settled.get(verb, ())
        return next((meaning for known, meaning in meanings if any(word in behind for word in known)), None)


def _verbs(section: Mapping[str, list[str]]) -> Iterator[tuple[str, Verb]]:
    kinds = _kinds()
    for concept, entries in section.items():
        for entry in entries:
            yield entry, Verb(concept, kinds[concept])


def _longer(verbs: Mapping[str, Verb]) -> dict[str, list[tuple[tuple[str, ...], Verb]]]:
    """Verbs of several words by their first: "roll" → ("out",). The longest come first."""
    longer: dict[str, list[tuple[tuple[str, ...], Verb]]] = {}
    for entry, verb in verbs.items():
        first, *rest = entry.split()
        if rest:
            longer.setdefault(first, []).append((tuple(rest), verb))
    for entries in longer.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return longer


def _senses(table: Mapping[str, Any]) -> Iterator[tuple[Sense, list[str]]]:
    for concept, entries in table["metrics"].items():
        yield Sense(METRIC, "", concept), entries
    for group, by_concept in table["hits"].items():
        for concept, entries in by_concept.items():
            yield Sense(HIT, group, concept), entries
