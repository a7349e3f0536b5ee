"""Where everything stands on the map. Pure: columns of blocks in, positions out; the same blocks stand the same way.

The tallest column is packed from the top. The blocks of the others stand as near to what they are linked to as their
order allows. Lengths are pixels of the map at its natural size; a position is the upper left corner.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

WIDTH, HEIGHT = 232, 50
COLUMN = 312  # from the left of one column to the left of the next
GAP = 7
STEP = HEIGHT + GAP
TOP = 44  # room for the name of the level
NAME = 31  # room for the name of a team over its first node
INDENT = 20  # of a key result under its objective


@dataclass(frozen=True, slots=True)
class Block:
    """Nodes that stand together, from top to bottom, each with how deep it is indented. `name`: the key of theirs."""

    rows: tuple[tuple[str, int], ...]
    name: str = ""

    @property
    def lead(self) -> int:
        """How far below the top of the block its first node begins."""
        return NAME if self.name else 0

    @property
    def height(self) -> int:
        return self.lead + STEP * len(self.rows)


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
            x, y = number * COLUMN, TOP + top
            if block.name:
                placed[block.name] = (x, y + GAP)
            for line, (key, depth) in enumerate(block.rows):
                placed[key] = (x + depth * INDENT, y + block.lead + line * STEP)
    return placed


def _packed(column: Sequence[Block]) -> list[float]:
    return [0.0, *accumulate(float(block.height) for block in column)][: len(column)]


def _beside(
    column: Sequence[Block], partners: Mapping[str, list[str]], placed: Mapping[str, tuple[float, float]], most: int
) -> list[float]:
    """The tops of the blocks: in their order, none over another, together as near to their partners as that allows.

    Blocks that would push one another form a run, which stands at the mean of what its nodes wish (least squares).
    """
    offsets = _packed(column)
    runs: list[tuple[float, int, int]] = []  # the sum of wishes, how many wishes, how many blocks
    for block, offset in zip(column, offsets, strict=True):
        wishes = [
            placed[other][1] - TOP - block.lead - line * STEP - offset
            for line, (key, _depth) in enumerate(block.rows)
            for other in partners.get(key, ())
            if other in placed
        ]
        runs.append((sum(wishes), len(wishes), 1))
        while len(runs) > 1 and _wish(runs[-1], runs[-2]) <= _wish(runs[-2], runs[-1]):
            (total, count, blocks), (more_total, more_count, more_blocks) = runs[-2], runs.pop()
            runs[-1] = (total + more_total, count + more_count, blocks + more_blocks)
    room = float(most - sum(block.height for block in column))
    shifts = [min(max(_wish(run), 0.0), room) for run in runs for _block in range(run[2])]
    return [offset + shift for offset, shift in zip(offsets, shifts, strict=True)]


def _wish(run: tuple[float, int, int], neighbour: tuple[float, int, int] = (0.0, 0, 0)) -> float:
    """How far from its packed place a run wishes to stand; one without wishes goes where its neighbour goes."""
    total, wishes, _blocks = run if run[1] else neighbour
    return total / wishes if wishes else 0.0
