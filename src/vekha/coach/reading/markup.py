"""Markdown inside a line: emphasis, code marks, links and escapes are taken away, their words stay.

A code span of two backticks or more that ends the line holds words to be taken as they are.
"""

import re
from collections.abc import Iterator

from vekha.coach.reading.passage import BLANK, Passage, joined, space_after

_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}(?:\s\"[^\"]{0,200}\")?\)")
_VERBATIM = re.compile(r"(?<!`)(?P<fence>`{2,}) (?P<words>\S|\S.*\S) (?P=fence)\s*$")
_RUN = re.compile(r"\*+|_+|~~|`+|\\[\\`*_{}\[\]()#+\-.!|<>~&]")


def plain_text(passage: Passage) -> tuple[Passage, tuple[tuple[int, int], ...]]:
    """The passage without Markdown's emphasis, code marks, links and escapes, and the places that were emphasised."""
    text = passage.text
    if "``" in text and (span := _VERBATIM.search(text)):
        label, emphasised = plain_text(passage[: span.start()].rstrip())
        blank = [space_after(label)] if label else []
        return joined([label, *blank, passage[slice(*span.span("words"))].verbatim()]), emphasised
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


def _apart(gaps: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The gaps without those that lie inside an earlier one."""
    done = 0
    for start, end in gaps:
        if start >= done:
            yield start, end
            done = end
