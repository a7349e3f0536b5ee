"""Which objectives of a company have anything to do with one another, found without comparing each with each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from vekha.coach.document import Objective
from vekha.coach.rule import Peer
from vekha.coach.statement import Statement

_LEVELS = {"company": 0, "team": 1, "person": 2, "": 1}
_COMMON = 40  # objectives that share two words: with more of them the words tell nothing

_LONGEST = 8  # words of a line that are looked at

_Key = tuple[object, ...]


class Company:
    """Objectives with their key results, to be asked which others may say the same as one of them, or the opposite."""

    def __init__(self, objectives: Sequence[Objective], peers: Sequence[Peer]) -> None:
        self._objectives = objectives
        self._peers = peers
        self._shelves: dict[_Key, list[int]] = defaultdict(list)
        from_above = sorted(range(len(peers)), key=lambda number: _LEVELS.get(peers[number].level, 1))
        for number in from_above:
            for key in set(_keys(peers[number])):
                self._shelves[key].append(number)

    def around(self, number: int) -> tuple[Peer, ...]:
        """The others to compare this one with, those from above first."""
        others: dict[int, None] = {}
        for key in _keys(self._peers[number]):
            shelf = self._shelves[key]
            exact = key[0] != _PAIR
            if exact or len(shelf) <= _COMMON:
                others |= dict.fromkeys(shelf[:_COMMON])
        others.pop(number, None)
        supports = _folded(self._objectives[number].fields.supports)
        near = sorted(others, key=lambda other: (_LEVELS.get(self._peers[other].level, 1), other))
        return tuple(_marked(self._peers[other], supports) for other in near)


_TEXT, _ABOUT, _PAIR = "text", "about", "pair"


def _keys(peer: Peer) -> Iterator[_Key]:
    """What lines must have in common to be worth comparing: the text, the metric with all its words, or two of them."""
    for line in (peer.objective, *peer.key_results):
        metric = _metric(line)
        words = sorted(subject(line))
        yield _TEXT, line.raw
        yield _ABOUT, metric, *words
        for pair in combinations(words[:_LONGEST], 2):
            yield _PAIR, metric, *pair


def subject(line: Statement) -> frozenset[str]:
    """What it is about. "Churn" and "churn of customers" are the same: people count where they are all that is said."""
    people = tuple(hit.span for hit in line.found("people"))
    about = frozenset(word.concept for word in line.content if word.span not in people)
    return about or frozenset(word.concept for word in line.content)


def _metric(line: Statement) -> str | None:
    return line.measures[0].concept if line.measures else None


def _marked(peer: Peer, supports: str) -> Peer:
    """The peer as it is for an objective that says what it contributes to."""
    if not supports:
        return peer
    title = _folded(peer.objective.raw)
    return replace(peer, is_supported=True) if title and (title in supports or supports in title) else peer


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
