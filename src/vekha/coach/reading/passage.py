"""Text that knows where it came from: every character keeps its place while labels and markup are taken away."""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vekha.coach.document import Span
from vekha.coach.normalise import normalise

BLANK = " \t\u00a0\u3000\u200b\ufeff\u2060\u2028"
"""What stands around words and is not seen."""

INVISIBLE = re.compile("[\u00ad\u200b\u200c\u2060\ufeff]")
"""Characters without width: they are not read."""

_VERBATIM = "\ue000"  # stands in the plain form for any character of words that are to be taken as they are

SOFT_BREAK = "\u2028"
"""Stands for a line break inside a table cell (`<br>`): ends a line of text, but not the row."""


@dataclass(slots=True)  # made a million times for a long text: a frozen one would cost three times as much
class Passage:
    """A piece of text; `places[i]` is where its i-th character stands in the decoded text.

    `plain` is the same text, character by character, in the form in which words are compared (see `normalise`).
    """

    text: str
    plain: str
    places: Sequence[int]

    def __getitem__(self, part: slice) -> "Passage":
        return Passage(self.text[part], self.plain[part], self.places[part])

    @property
    def is_verbatim(self) -> bool:
        """Whether the words are to be taken as they are, whatever signs stand in them."""
        return self.plain.startswith(_VERBATIM)

    def verbatim(self) -> "Passage":
        """The same words, in which nothing is recognised."""
        return Passage(self.text, _VERBATIM * len(self.text), self.places)

    def __bool__(self) -> bool:
        return bool(self.text)

    def strip(self, characters: str | None = None) -> "Passage":
        kept = self.text.strip(characters)
        if len(kept) == len(self.text):
            return self
        start = len(self.text) - len(self.text.lstrip(characters)) if kept else 0
        return self[start : start + len(kept)]

    def lstrip(self, characters: str | None = None) -> "Passage":
        return self[len(self.text) - len(self.text.lstrip(characters)) :]

    def rstrip(self, characters: str | None = None) -> "Passage":
        return self[: len(self.text.rstrip(characters))]

    def without(self, gaps: Iterable[tuple[int, int]]) -> "Passage":
        """The passage with these ranges cut out (given in order, not overlapping)."""
        kept: list[Passage] = []
        start = 0
        for gap_start, gap_end in gaps:
            kept.append(self[start:gap_start])
            start = gap_end
        return joined([*kept, self[start:]])

    def split(self, separator: re.Pattern[str]) -> list["Passage"]:
        """The pieces between the separators, stripped, without the empty ones."""
        pieces: list[Passage] = []
        start = 0
        for found in separator.finditer(self.text):
            pieces.append(self[start : found.start()].strip())
            start = found.end()
        pieces.append(self[start:].strip())
        return [piece for piece in pieces if piece]


def joined(passages: Iterable[Passage]) -> Passage:
    """Passages one after the other as one."""
    several = [passage for passage in passages if passage]
    if len(several) == 1:
        return several[0]
    return Passage(
        "".join(passage.text for passage in several),
        "".join(passage.plain for passage in several),
        [place for passage in several for place in passage.places],
    )


def space_after(passage: Passage) -> Passage:
    """A space that stands where the passage ends."""
    return Passage(" ", " ", passage.places[-1:])


class _Step(NamedTuple):
    """From here on, decoded and original text run side by side again."""

    decoded: int
    original: int


class Decoded:
    """The text as a reader of the page sees it: entities and tags resolved, with the way back to the original."""

    def __init__(self, text: str, steps: Sequence[_Step]) -> None:
        self.whole = Passage(text, normalise(text), range(len(text)))
        self._decoded = [step.decoded for step in steps]
        self._original = [step.original for step in steps]

    def span(self, passage: Passage) -> Span:
        """Where the passage stands in the text as it was given, from its first to its last character."""
        return Span(self._place(passage.places[0]), self._end(passage.places[-1]))

    def _place(self, decoded: int) -> int:
        step = bisect_right(self._decoded, decoded) - 1
        return self._original[step] + decoded - self._decoded[step]

    def _end(self, decoded: int) -> int:
        following = bisect_left(self._decoded, decoded + 1)
        if following < len(self._decoded) and self._decoded[following] == decoded + 1:
            return self._original[following]
        return self._place(decoded) + 1


_ENTITY_OR_TAG = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|<(/?)(br|p|div|li|ul|ol|dl|dt|dd|h[1-6]|tr|td|th|table|tbody|thead|b|i|strong|em|u|s|sup|sub|span|a|font|code|mark)"
    r"\b[^<>]{0,500}>"
    rf"|{INVISIBLE.pattern}",
    re.IGNORECASE,
)


def decode(text: str) -> Decoded:
    """Resolve HTML entities, tags and comments."""
    parts: list[str] = []
    steps = [_Step(0, 0)]
    done = length = 0

    def replace(start: int, end: int, shown: str) -> None:
        nonlocal done, length
        parts.append(text[done:start])
        length += start - done
        steps.append(_Step(length, start))
        parts.append(shown)
        length += len(shown)
        steps.append(_Step(length, end))
        done = end

    comment, comment_end = _comment(text, 0)
    for found in _ENTITY_OR_TAG.finditer(text):
        while comment < found.start():
            replace(comment, comment_end, "")
            comment, comment_end = _comment(text, comment_end)
        if found.start() < done:
            continue
        shown = _shown(found)
        if shown == "\n" and (text[found.end() : found.end() + 1] in "\r\n" or text[found.start() - 1] == "\n"):
            shown = ""  # the line ends here anyway
        if shown != found.group():
            replace(found.start(), found.end(), shown)
    while comment < len(text):
        replace(comment, comment_end, "")
        comment, comment_end = _comment(text, comment_end)
    if not parts:
        return Decoded(text, steps)
    parts.append(text[done:])
    return Decoded("".join(parts), steps)


def _comment(text: str, start: int) -> tuple[int, int]:
    """The next HTML comment, or the end of the text."""
    opening = text.find("<!--", start)
    closing = text.find("-->", opening) if opening >= 0 else -1
    return (opening, closing + 3) if closing >= 0 else (len(text), len(text))


def _shown(found: re.Match[str]) -> str:
    tag = (found[2] or "").lower()
    if len(found.group()) == 1:  # a character without width
        return ""
    if not tag:
        return html.unescape(found.group()).replace("\n", " ") or found.group()
    closing = bool(found[1])
    if tag == "br":
        return SOFT_BREAK
    if tag == "li":
        return "" if closing else "\n- "
    if tag[0] == "h" and tag[1:].isdigit():
        return "\n" if closing else f"\n{'#' * int(tag[1])} "
    if tag in {"td", "th"}:
        return "\t" if closing else ""
    if tag in {"p", "div", "tr", "ul", "ol", "dl", "dt", "dd", "table"}:
        return "\n"
    return ""
