"""Markdown inside a line: emphasis, code marks, links and escapes are taken away, their words stay.

A code span of two backticks or more that ends the line holds words to be taken as they are.
"""

import re
from collections.abc import Iterator

from vekha.coach.reading.passage import BLANK, Passage, joined, space_after

_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}(?:\s\"[^\"]{0,200}\")?\)")
_SHORTEST_FENCE = 2  # backticks
_RUN = re.compile(r"\*+|_+|~~|`+|\\[\\`*_{}\[\]()#+\-.!|<>~&]")


def plain_text(passage: Passage) -> tuple[Passage, tuple[tuple[int, int], ...]]:
    """The passage without Markdown's emphasis, code marks, links and escapes, and the places that were emphasised."""
    text = passage.text
    if (span := _verbatim(text)) is not None:
        label, emphasised = plain_text(passage[: span[0]].rstrip())
        blank = [space_after(label)] if label else []
        return joined([label, *blank, passage[span[1] : span[2]].verbatim()]), emphasised
    if not any(sign in text for sign in "*_`~\\["):
        return passage, ()
    gaps: list[tuple[int, int]] = []
    if "](" in text:
        for link in _LINK.finditer(text):
            shown = link.span(1) if text[link.start()] == "[" else (link.end(), link.end())
            gaps += [(link.start(), shown[0]), (shown[1], link.end())]
    emphasis: list[tuple[int, int]] = []
    opened: dict[str, tuple[int, int]] = {}
    for run in _RUN.finditer(text):
        start, end = run.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        sign = run.group()
        if sign[0] == "\\":
            gaps.append((start, start + 1))
            continue
        inside_word = sign[0] == "_" and before.isalnum() and after.isalnum()
        if sign in opened and before and not before.isspace() and not inside_word:
            opening = opened.pop(sign)
            gaps += [opening, (start, end)]
            if sign[0] in "*_":
                emphasis.append((passage.places[opening[1]], passage.places[start]))
        elif after and not after.isspace() and not inside_word:
            opened[sign] = (start, end)
        elif len(sign) == 2 and sign[0] == "*":
            gaps.append((start, end))
    gaps += [place for sign, place in opened.items() if sign == "**"]
    if not gaps:
        return passage, ()
    return passage.without(_apart(sorted(gaps))).strip(BLANK), tuple(emphasis)


def _verbatim(text: str) -> tuple[int, int, int] | None:
    """Where the code span that ends the line opens, and where its words begin and end."""
    shown = text.rstrip()
    fence = shown[len(shown.rstrip("`")) :]
    if len(fence) < _SHORTEST_FENCE:
        return None
    opening = re.search(rf"(?<!`){fence} ", shown)
    end = len(shown) - len(fence) - 1
    is_span = opening is not None and opening.end() < end and shown[end] == " "
    return (opening.start(), opening.end(), end) if opening and is_span else None


def _apart(gaps: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The gaps without those that lie inside an earlier one."""
    done = 0
    for start, end in gaps:
        if start >= done:
            yield start, end
            done = end
