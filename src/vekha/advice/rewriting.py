"""The coach's rewrite, filled in and put in the place of the statement that it is about."""

import zlib
from collections.abc import Sequence
from itertools import zip_longest
from types import MappingProxyType

from vekha.advice.unsure import Answers
from vekha.coach import reading
from vekha.coach.document import Initiative, KeyResult, Span
from vekha.ui.templatetags.marks import GAP

_LONGEST_LABEL = 12  # characters: «KR-1.2: »


def filled(rewrite: str, blanks: Sequence[str]) -> str:
    """The rewrite with what the author wrote into its gaps; a gap left empty stays a gap."""
    gaps = GAP.findall(rewrite)
    words = [" ".join(blank.split()) or gap for gap, blank in zip_longest(gaps, blanks[: len(gaps)], fillvalue="")]
    parts = GAP.split(rewrite)
    return "".join(part + word for part, word in zip_longest(parts, words, fillvalue=""))


def put_in(text: str, place: Span, words: str) -> str:
    """The text with other words at that place. Of several lines each stands as the statement stood: behind a label like
    its own, in a row like its own.
    """
    first, *others = words.splitlines() or [""]
    before = text[text.rfind("\n", 0, place.start) + 1 : place.start]
    behind = text[place.end :].partition("\n")[0]
    if len(before) > _LONGEST_LABEL and "|" not in before:  # other statements stand in the same line
        before, behind = "- ", ""
    further = "".join(f"{behind}\n{before}{line}" for line in others)
    return text[: place.start] + first + further + text[place.end :]


def read_apart(words: str) -> list[KeyResult | Initiative]:
    """A wording of a key result as what it holds: mostly itself, or two results, or a result and the work for it."""
    lines = ["O: Growth", *(f"KR{number}: {line}" for number, line in enumerate(words.splitlines(), 1))]
    members: list[KeyResult | Initiative] = []
    for objective in reading.read("\n".join(lines)).objectives:
        members += [*objective.key_results, *objective.initiatives]
    return members if len(members) > 1 else [KeyResult(words)]


def fingerprint(text: str, stage: int | None, answers: Answers = MappingProxyType({})) -> str:
    """Tells whether the notes on a page still belong to what is in its form."""
    return f"{zlib.crc32(f'{stage}:{sorted(answers.items())}:{text}'.encode()):x}"
