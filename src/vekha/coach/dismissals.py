"""Findings that the author dismisses in the text itself, with a reason.

    KR1: Pass the audit of the regulator by 30 June <!-- vekha: K-BINARY: the regulator knows only pass or fail -->

The comment stands behind the statement, on its line or below it; several codes are separated by commas. It is about
the nearest statement before it that such a finding can be about. Without a reason nothing is dismissed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vekha.coach.document import Document, Initiative, KeyResult, Objective, Span

_COMMENT = re.compile(
    r"<!--\s*vekha\s*[:：]\s*(?P<codes>[A-Za-z]-[A-Za-z]+(?:\s*[,，、]\s*[A-Za-z]-[A-Za-z]+)*)"
    r"\s*[:：—–-]*\s*(?P<reason>(?:(?!-->).)*?)\s*-->",
    re.DOTALL,
)
_BETWEEN = re.compile(r"[\s,，、]+")


@dataclass(frozen=True, slots=True)
class Dismissal:
    """One dismissed code. `objective` and `targets`: what it can be about; None is the list of all objectives."""

    span: Span
    code: str
    reason: str
    objective: int | None = None
    targets: frozenset[str] = frozenset({"list"})


class Trouble(StrEnum):
    """Why a dismissal does nothing."""

    NO_REASON = "no_reason"
    UNKNOWN_CODE = "unknown_code"
    NOT_FOUND = "not_found"  # there is no such finding here, or none any more


def dismissals(document: Document) -> Iterator[Dismissal]:
    """All dismissals of a document, in order of appearance."""
    for found in _COMMENT.finditer(document.text):
        objective, targets = _about(document.objectives, found.start())
        for code in _BETWEEN.split(found["codes"]):
            span = Span(found.start(), found.end())
            yield Dismissal(span, code.upper(), " ".join(found["reason"].split()), objective, targets)


def _about(objectives: Sequence[Objective], offset: int) -> tuple[int | None, frozenset[str]]:
    """The statements that end nearest before the offset: one of each kind."""
    begun = [number for number, each in enumerate(objectives) if each.span and each.span.start <= offset]
    if not begun:
        return None, frozenset({"list"})
    objective = objectives[begun[-1]]
    targets = {"objective", "set"}
    for name, items in (("key_results", objective.key_results), ("initiatives", objective.initiatives)):
        before = _last_before(items, offset)
        if before is not None:
            targets.add(f"{name}[{before}]")
    return begun[-1], frozenset(targets)


def _last_before(items: Sequence[KeyResult | Initiative], offset: int) -> int | None:
    before = [(item.span.start, number) for number, item in enumerate(items) if item.span and item.span.start <= offset]
    return max(before)[1] if before else None
