"""Objectives without labels: what stands as a heading above a list in a document that is a list of OKRs."""

import re

from vekha.coach.reading import labels
from vekha.coach.reading.blocks import Block, Kind
from vekha.coach.reading.labels import Mark, Part
from vekha.coach.reading.statements import is_quantified

_PERIOD = re.compile(r"\bq[1-4]\b|\b20\d\d\b|\d\s?кв|квартал|полугоди|季度|上半年|下半年|年|\bh[12]\b")
_LONGEST_TITLE = 160


def unlabelled_objectives(blocks: list[Block]) -> tuple[set[int], set[int]]:
    """Which blocks are objectives though nothing says so, and which are the flattened header of a table.

    Empty where objectives are labelled: there, what has no label is none.
    """
    found = [labels.label(block.plain) if block.kind is not Kind.ROW else None for block in blocks]
    header = _flattened_header(blocks, found)
    for at, label in enumerate(found):
        if label and label.part is Part.OBJECTIVE and at not in header and not _is_definition(blocks[at], label):
            return set(), set()
    if any(label and label.part is Part.KEY_RESULT for at, label in enumerate(found) if at not in header):
        return _above_key_results(blocks, found), header
    if header or _is_list_of_okrs(blocks):
        return _above_lists(blocks, found, plain_titles=bool(header)), header
    return set(), set()


def _is_definition(block: Block, label: labels.Label) -> bool:
    return labels.is_definition(block.plain[label.end :])


def _flattened_header(blocks: list[Block], found: list[labels.Label | None]) -> set[int]:
    """The column headings of a table that lost its columns: «Objective» and «Key results» alone, one after the other."""
    header: set[int] = set()
    for at in range(len(blocks) - 1):
        first, second = found[at], found[at + 1]
        if first and second and first.mark is second.mark is Mark.END:
            if first.part is Part.OBJECTIVE and second.part is Part.KEY_RESULT and not first.number:
                following = blocks[at + 2] if at + 2 < len(blocks) else None
                if following is not None and following.kind is not Kind.ITEM:
                    header |= {at, at + 1}
    return header


def _above_key_results(blocks: list[Block], found: list[labels.Label | None]) -> set[int]:
    """The last title before each run of labelled key results."""
    titles: set[int] = set()
    candidate: int | None = None
    for at, block in enumerate(blocks):
        label = found[at]
        if label and label.part is Part.KEY_RESULT:
            if candidate is not None:
                titles.add(candidate)
            candidate = None
        elif label is None and block.kind is not Kind.ROW and not labels.fields(block.plain) and _is_title(block):
            candidate = at
        elif block.kind is Kind.PARAGRAPH and label is None and len(block.passage.text) > _LONGEST_TITLE:
            candidate = None
    return titles


def _above_lists(blocks: list[Block], found: list[labels.Label | None], *, plain_titles: bool) -> set[int]:
    titles: set[int] = set()
    for at, block in enumerate(blocks[:-1]):
        following = blocks[at + 1]
        if found[at] or found[at + 1] or following.kind is not Kind.ITEM or labels.fields(following.plain):
            continue
        if block.kind is Kind.ITEM:
            is_title = _depth(following) > _depth(block) and not _inside(titles, blocks, at)
        else:
            is_title = block.kind is Kind.HEADING or block.is_strong or plain_titles
        if is_title and _is_title(block) and block.kind is not Kind.ROW:
            titles.add(at)
    return titles


def _inside(titles: set[int], blocks: list[Block], at: int) -> bool:
    """Whether an item lies below an item that is an objective."""
    while at > 0 and blocks[at].kind is Kind.ITEM:
        before = at - 1
        if blocks[before].kind is not Kind.ITEM:
            return before in titles
        if before in titles:
            return _depth(blocks[at]) > _depth(blocks[before])
        at = before
    return False


def _depth(block: Block) -> tuple[int, int]:
    """How deep an item lies: by its number («1.2» below «1»), then by its indentation."""
    return len(re.findall(r"\d+", block.marker)) if re.search(r"\d", block.marker) else 1, block.level


def _is_title(block: Block) -> bool:
    plain = block.plain
    return (
        3 < len(plain) < _LONGEST_TITLE
        and plain[-1] not in ":?!"
        and not labels.is_advice(plain)
        and not labels.mentions_okr(plain)
        and not labels.level(plain)
    )


def _is_list_of_okrs(blocks: list[Block]) -> bool:
    """Whether a text says that it is one: «OKRs 2018 Q4» above, not «how to write OKRs»."""
    titles = [block.plain for at, block in enumerate(blocks) if at < 3 or block.kind is Kind.HEADING or block.is_strong]
    named = [title for title in titles if labels.mentions_okr(title) and not labels.is_advice(title)]
    if not named or any(labels.is_advice(title) and labels.mentions_okr(title) for title in titles):
        return False
    if any(_PERIOD.search(title) for title in titles if len(title) < 100):
        return True
    items = [block for block in blocks if block.kind is Kind.ITEM]
    return bool(items) and 2 * sum(is_quantified(item.passage.text) for item in items) >= len(items)
