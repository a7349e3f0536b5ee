"""Where everything stands on the map. Pure: columns of blocks in, positions out; the same blocks stand the same way.

The tallest column is packed from the top. The blocks of the others stand as near as their order allows to what they
are linked to. Lengths are pixels of the map at its natural size; a position is the upper left corner.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

WIDTH, HEIGHT = 232, 50
COLUMN = 312  # from the left of one column to the left of the next
GAP = 7
TOP = 44  # room for the name of the level
NAME = 24  # room for the name of a team over its first node
INDENT = 20  # of a key result under its objective


@dataclass(frozen=True, slots=True)
class Block:
    """A node with what is unfolded under it. `name`: the key of the team's name, where it stands above."""

    key: str
    under: tuple[str, ...] = ()
    name: str = ""

    @property
    def lead(self) -> int:
        """How far below the top of the block its node begins."""
        return NAME + GAP if self.name else 0

    @property
    def height(self) -> int:
        return self.lead + (HEIGHT + GAP) * (1 + len(self.under))


def place(columns: Sequence[Sequence[Block]], links: Iterable[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """The positions of all keys."""
    partners: dict[str, list[str]] = {}
    for one, other in links:
        partners.setdefault(one, []).append(other)
        partners.setdefault(other, []).append(one)
    heights = [sum(block.height for block in column) for column in columns]
    tallest = max(range(len(columns)), key=lambda number: (heights[number], -number), default=0)
    placed: dict[str, tuple[float, float]] = {}
    for number in sorted(range(len(columns)), key=lambda number: (abs(number - tallest), number)):
        column = columns[number]
        tops = _packed(column) if number == tallest else _beside(column, partners, placed, heights[tallest])
        for block, top in zip(column, tops, strict=True):
            x, y = number * COLUMN, TOP + top + block.lead
            if block.name:
                placed[block.name] = (x, TOP + top + GAP)
            placed[block.key] = (x, y)
            for line, key in enumerate(block.under, 1):
                placed[key] = (x + INDENT, y + line * (HEIGHT + GAP))
    return placed


def _packed(column: Sequence[Block]) -> list[float]:
    return [0.0, *accumulate(float(block.height) for block in column)][: len(column)]


def _beside(
    column: Sequence[Block], partners: Mapping[str, list[str]], placed: Mapping[str, tuple[float, float]], most: int
) -> list[float]:
    """The tops of the blocks: each beside the mean of its partners, none over another or below the tallest column."""
    tops: list[float] = []
    free = 0.0
    for block in column:
        keys = (block.key, *block.under)
        beside = [placed[other][1] - TOP for key in keys for other in partners.get(key, ()) if other in placed]
        wanted = sum(beside) / len(beside) - block.lead if beside else free
        tops.append(max(free, wanted))
        free = tops[-1] + block.height
    limit = float(most)
    for number in range(len(column) - 1, -1, -1):
        limit -= column[number].height
        tops[number] = limit = min(tops[number], limit)
    return tops
