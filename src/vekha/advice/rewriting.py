"""The coach's rewrite, filled in and put in the place of the statement that it is about."""

import zlib
from collections.abc import Sequence
from itertools import zip_longest
from types import MappingProxyType

from vekha.advice.unsure import Answers
from vekha.coach.document import Span
from vekha.ui.templatetags.marks import GAP


def filled(rewrite: str, blanks: Sequence[str]) -> str:
    """The rewrite with what the author wrote into its gaps; a gap left empty stays a gap."""
    gaps = GAP.findall(rewrite)
    words = [" ".join(blank.split()) or gap for gap, blank in zip_longest(gaps, blanks[: len(gaps)], fillvalue="")]
    parts = GAP.split(rewrite)
    return "".join(part + word for part, word in zip_longest(parts, words, fillvalue=""))


def put_in(text: str, place: Span, words: str) -> str:
    """The text with other words at that place."""
    return text[: place.start] + words + text[place.end :]


def fingerprint(text: str, stage: int | None, answers: Answers = MappingProxyType({})) -> str:
    """Tells whether the notes on a page still belong to what is in its form."""
    return f"{zlib.crc32(f'{stage}:{sorted(answers.items())}:{text}'.encode()):x}"
