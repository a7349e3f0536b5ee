"""What differs between two texts: word by word, and character by character in Chinese, which parts no words."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORDS = re.compile(rf"[{HAN}]|\d+(?:[.,]\d+)*|[^\W\d{HAN}]+|\s+|.", re.DOTALL)
ALIKE = 0.4  # two texts that share less than this part of their words are two texts, not one that changed
CRUMB = 3  # one word of so few letters that stayed between two changes parts nothing: it is read with what changed
MOST = 4_000_000  # pairs of words that are compared; beyond, a text counts as written anew


class Piece(NamedTuple):
    """A stretch of text: it stayed, it has gone, or it is new."""

    kind: Literal["same", "gone", "new"]
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """The later text with what has gone from the earlier one, in the order in which one reads."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    head, tail = old[:start], old[len(old) - end :]
    middle = _between(old[start : len(old) - end], new[start : len(new) - end])
    stayed = [*head, *tail, *(word for piece in middle if piece.kind == "same" for word in WORDS.findall(piece.text))]
    if 2 * len(_said(stayed)) < ALIKE * (len(_said(old)) + len(_said(new))):
        found = [Piece("gone", before), Piece("new", after)]
    else:
        found = [Piece("same", "".join(head)), *middle, Piece("same", "".join(tail))]
    return [piece for piece in found if piece.text]


def pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which text of one list has become which of the other, in the order of the later; what has gone comes last.

    The same words belong together wherever they stand, then the most alike. None: it was not there, it is not there.
    """
    left = list(range(len(before)))
    become: dict[int, int] = {}
    for place, text in enumerate(after):
        if same := [old for old in left if before[old] == text]:
            become[place] = same[0]
            left.remove(same[0])
    for place, text in enumerate(after):
        if place in become or not left:
            continue
        likeness, old = max((_likeness(before[old], text), -old) for old in left)
        if likeness >= ALIKE:
            become[place] = -old
            left.remove(-old)
    return [(become.get(place), place) for place in range(len(after))] + [(old, None) for old in left]


def _likeness(one: str, other: str) -> float:
    old, new = _said(WORDS.findall(one)), _said(WORDS.findall(other))
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def _said(words: list[str]) -> list[str]:
    """The words without the spaces between them."""
    return [word for word in words if not word.isspace()]


def _shared(old: list[str], new: list[str]) -> int:
    """How many words the two begin with alike."""
    count = 0
    while count < min(len(old), len(new)) and old[count] == new[count]:
        count += 1
    return count


def _between(old: list[str], new: list[str]) -> list[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) * len(new) > MOST:
        return [Piece("gone", "".join(old)), Piece("new", "".join(new))]
    found: list[Piece] = []
    gone = came = ""
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        stayed = "".join(old[old_from:old_to])
        if kind != "equal":
            gone, came = gone + stayed, came + "".join(new[new_from:new_to])
        elif (gone or came) and _is_crumb(stayed):
            gone, came = gone + stayed, came + stayed
        else:
            found += [Piece("gone", gone), Piece("new", came), Piece("same", stayed)]
            gone = came = ""
    return [*found, Piece("gone", gone), Piece("new", came)]


def _is_crumb(stayed: str) -> bool:
    words = _said(WORDS.findall(stayed))
    return not words or (len(words) == 1 and len(words[0]) <= CRUMB)
