"""How an objective stands by the marks of a good one, instead of a bare score.

Five marks of an objective: it is focused, agreed with those it touches, the team's own, a challenge, of value. Five of
its key results: few, results, measured, owned, and checkable before the end. What a text does not tell is said to be
unknown, never assumed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from vekha.coach import languages
from vekha.coach.document import Fields, Language, Objective
from vekha.coach.review import Finding, ReviewedObjective
from vekha.coach.settings import NO_WORDS, Severity
from vekha.coach.statement import Role
from vekha.coach.understand import understand


class Mark(StrEnum):
    """A mark of a good objective, then of good key results."""

    FOCUS = "focus"
    ALIGNMENT = "alignment"
    SELF_DRIVEN = "self_driven"
    CHALLENGE = "challenge"
    VALUE = "value"
    FEW = "few"
    RESULT = "result"
    MEASURED = "measured"
    OWNED = "owned"
    CHECKABLE = "checkable"


OF_OBJECTIVES = (Mark.FOCUS, Mark.ALIGNMENT, Mark.SELF_DRIVEN, Mark.CHALLENGE, Mark.VALUE)
OF_KEY_RESULTS = (Mark.FEW, Mark.RESULT, Mark.MEASURED, Mark.OWNED, Mark.CHECKABLE)

# What a finding says against. Findings about initiatives say nothing about the objective.
CODES = {
    Mark.FOCUS: frozenset({"O-BROAD", "O-UNCLEAR", "S-DEFOCUS"}),
    Mark.ALIGNMENT: frozenset({"O-SCOPE", "S-ALIGN"}),
    Mark.SELF_DRIVEN: frozenset({"O-OPS", "O-METRIC", "K-KPI", "K-EXTERNAL"}),
    Mark.CHALLENGE: frozenset({"O-EASY", "K-EASY", "K-UNREAL"}),
    Mark.VALUE: frozenset({"O-WHY", "O-VAGUE", "O-SOLUTION", "K-VANITY"}),
    Mark.FEW: frozenset({"S-MANY", "S-FEW"}),
    Mark.RESULT: frozenset({"K-TASK", "K-ACTIVITY", "K-GAMEABLE", "S-MISMATCH", "S-BALANCE"}),
    Mark.MEASURED: frozenset({"K-NOMETRIC", "K-BASELINE", "K-UNDEFINED", "K-COMPOUND", "S-ARITH"}),
    Mark.OWNED: frozenset({"K-OWNER"}),
    Mark.CHECKABLE: frozenset({"K-LAGGING", "K-BINARY", "K-DEADLINE"}),
}


class Standing(StrEnum):
    """How a mark stands."""

    SEEN = "seen"
    ASKED = "asked"  # the coach has a question
    MISSING = "missing"  # the coach objects
    UNKNOWN = "unknown"  # the source does not tell


@dataclass(frozen=True, slots=True)
class Marked:
    """One mark of an objective, with the findings that speak against it."""

    mark: Mark
    standing: Standing
    findings: tuple[Finding, ...] = ()


def marks(reviewed: ReviewedObjective) -> tuple[Marked, ...]:
    """All ten marks, those of the objective first. What is dismissed or held back is not counted."""
    found = [finding for finding in reviewed.findings if not finding.held_back and not finding.dismissed]
    told = _told(reviewed.objective)
    return tuple(_marked(mark, found, is_told=mark in told) for mark in Mark)


def _marked(mark: Mark, found: Iterable[Finding], *, is_told: bool) -> Marked:
    against = tuple(finding for finding in found if finding.code in CODES[mark])
    if any(finding.severity is not Severity.HINT for finding in against):
        return Marked(mark, Standing.MISSING, against)
    if against:
        return Marked(mark, Standing.ASKED, against)
    return Marked(mark, Standing.SEEN if is_told else Standing.UNKNOWN)


def _told(objective: Objective) -> frozenset[Mark]:
    """The marks about which the source says enough for silence to mean something."""
    told = {Mark.FOCUS, Mark.VALUE}
    own: Fields = objective.fields
    if own.supports:
        told.add(Mark.ALIGNMENT)
    if own.owner:
        told.add(Mark.SELF_DRIVEN)
    if not objective.key_results:
        return frozenset(told)
    told |= {Mark.FEW, Mark.RESULT, Mark.MEASURED, Mark.CHECKABLE}
    if all(item.fields.owner for item in objective.key_results):
        told.add(Mark.OWNED)
    has_numbers = any(item.fields.start and item.fields.target for item in objective.key_results)
    if own.commitment or has_numbers or _has_road(objective):
        told.add(Mark.CHALLENGE)
    return frozenset(told)


def _has_road(objective: Objective) -> bool:
    """Whether a key result says from where to where. Read as for the review, which has read it a moment ago."""
    language = languages.detect(objective.title, Language.EN)
    statements = (understand(item.text, Role.KEY_RESULT, language, NO_WORDS) for item in objective.key_results)
    return any(measure.start and measure.target for statement in statements for measure in statement.measures)
