"""Which objectives of a company have anything to do with one another, found without comparing each with each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from vekha.coach.document import Objective
from vekha.coach.rule import Peer
from vekha.coach.statement import Statement, once

ALIKE = 0.6  # share of common words from which two lines are about the same
_LEVELS = {"company": 0, "team": 1, "person": 2, "": 1}
_COMMON = 20  # objectives that share two words: with more of them the words tell nothing

_LONGEST = 8  # words of a line that are looked at

_Key = tuple[object, ...]


class _Line(NamedTuple):
    """What is compared of an objective or a key result."""

    text: str
    metric: str | None
    subject: frozenset[str]


class Company:
    """Objectives with their key results, to be asked which others may say the same as one of them, or the opposite."""

    def __init__(self, objectives: Sequence[Objective], peers: Sequence[Peer]) -> None:
        self._objectives = objectives
        self._peers = peers
        self._lines = [
            [_Line(line.raw, metric(line), subject(line)) for line in (peer.objective, *peer.key_results)]
            for peer in peers
        ]
        self._shelves: dict[_Key, list[int]] = defaultdict(list)
        for number in sorted(range(len(peers)), key=self._height):
            for key in {key for line in self._lines[number] for key in _keys(line)}:
                self._shelves[key].append(number)

    def around(self, number: int) -> tuple[Peer, ...]:
        """The others that have a line like one of this one's, those from above first."""
        others: set[int] = set()
        for line in self._lines[number]:
            for key in _keys(line):
                shelf = self._shelves[key]
                if key[0] != _PAIR or len(shelf) <= _COMMON:
                    others.update(shelf[:_COMMON])
        others.discard(number)
        near = [other for other in others if self._are_near(number, other)]
        supports = _folded(self._objectives[number].fields.supports)
        return tuple(
            _marked(self._peers[other], supports)
            for other in sorted(near, key=lambda other: (self._height(other), other))
        )

    def _height(self, number: int) -> int:
        return _LEVELS.get(self._peers[number].level, 1)

    def _are_near(self, one: int, other: int) -> bool:
        return any(
            mine.text == its.text
            or (
                (mine.metric == its.metric or not mine.metric or not its.metric)
                and likeness(mine.subject, its.subject) >= ALIKE
            )
            for mine in self._lines[one]
            for its in self._lines[other]
        )


_TEXT, _ABOUT, _PAIR = "text", "about", "pair"


def _keys(line: _Line) -> Iterator[_Key]:
    """What lines must have in common to be worth comparing: the text, the metric with all its words, or two of them."""
    words = sorted(line.subject)
    yield _TEXT, line.text
    yield _ABOUT, line.metric, *words
    for pair in combinations(words[:_LONGEST], 2):
        yield _PAIR, line.metric, *pair


def likeness(mine: frozenset[str], its: frozenset[str]) -> float:
    """The share of their words that two lines have in common."""
    shared = len(mine & its)
    return shared / (len(mine) + len(its) - shared) if shared else 0.0


@once
def subject(line: Statement) -> frozenset[str]:
    """What it is about. "Churn" and "churn of customers" are the same: people count where they are all that is said."""
    people = tuple(hit.span for hit in line.found("people"))
    about = frozenset(word.concept for word in line.content if word.span not in people)
    return about or frozenset(word.concept for word in line.content)


def metric(line: Statement) -> str | None:
    """What it measures first."""
    return line.measures[0].concept if line.measures else None


def _marked(peer: Peer, supports: str) -> Peer:
    """The peer as it is for an objective that says what it contributes to."""
    if not supports:
        return peer
    title = _folded(peer.objective.raw)
    return replace(peer, is_supported=True) if title and (title in supports or supports in title) else peer


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
