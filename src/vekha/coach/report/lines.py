"""What all reports show alike: the statements of a document in order, with what was found about each."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vekha.coach.document import Language, Span
from vekha.coach.review import THE_SET, Finding, Review, ReviewedObjective
from vekha.coach.settings import Severity

STDIN = "-"  # the name of a document that came from standard input


@cache
def phrases(language: Language) -> Mapping[str, str]:
    """The words around findings, in that language."""
    with files("vekha.coach").joinpath("phrases.toml").open("rb") as file:
        words: Mapping[str, str] = tomllib.load(file)[language]
    return words


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a review as it is shown: its name, its text, where that text begins, what was found."""

    name: str
    text: str
    start: int | None
    findings: tuple[Finding, ...]
    is_clear: bool = False  # nothing was found, not even for a later stage

    def marks(self) -> list[tuple[Span, Finding]]:
        """The places to mark in `text`, from left to right, none inside another."""
        marks: list[tuple[Span, Finding]] = []
        for finding in self.findings:
            if self.start is None or finding.span is None or finding.target == THE_SET:
                continue
            span = Span(finding.span.start - self.start, finding.span.end - self.start)
            if 0 <= span.start < span.end <= len(self.text) and (not marks or marks[-1][0].end <= span.start):
                marks.append((span, finding))
        return marks


def lines_of(reviewed: ReviewedObjective, number: int, document_text: str, language: Language) -> list[Line]:
    say, objective = phrases(language), reviewed.objective
    items: list[tuple[str, str, str, Span | None]] = [
        (f"{say['objective']} {number}", "objective", objective.title, objective.span)
    ]
    for i, key_result in enumerate(objective.key_results):
        items.append((f"{say['key_result']} {i + 1}", f"key_results[{i}]", key_result.text, key_result.span))
    for i, initiative in enumerate(objective.initiatives):
        items.append((f"{say['initiative']} {i + 1}", f"initiatives[{i}]", initiative.text, initiative.span))
    lines = []
    for name, target, text, place in items:
        as_written = place is not None and document_text[place.start : place.end] == text
        found = [finding for finding in reviewed.findings if finding.target == target]
        lines.append(Line(name, text, place.start if place and as_written else None, shown(found), not found))
    together = shown(finding for finding in reviewed.findings if finding.target == THE_SET)
    return [*lines, Line(say["set"], "", None, together)] if together else lines


def shown(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in found if not finding.held_back)


def severity_words(finding: Finding, language: Language) -> str:
    """«Ещё не цель», “A question” …"""
    say = phrases(language)
    kind = f"error_{finding.target.partition('[')[0]}"
    return say.get(kind, say["error"]) if finding.severity is Severity.ERROR else say[finding.severity]


def counts(review: Review) -> dict[str, int]:
    objectives = [reviewed.objective for reviewed in review.objectives]
    asked = shown(review.findings)
    return {
        "objectives": len(objectives),
        "key_results": sum(len(objective.key_results) for objective in objectives),
        "initiatives": sum(len(objective.initiatives) for objective in objectives),
        "errors": sum(finding.severity is Severity.ERROR for finding in asked),
        "warnings": sum(finding.severity is Severity.WARNING for finding in asked),
        "hints": sum(finding.severity is Severity.HINT for finding in asked),
        "held_back": len(review.findings) - len(asked),
    }


def closing(review: Review, language: Language) -> list[str]:
    """The sentences that sum up a review."""
    say, number = phrases(language), counts(review)
    anything = number["errors"] + number["warnings"] + number["hints"]
    lines = [say["summary"].format(**number), say["counts" if anything else "all_clear"].format(**number)]
    if number["held_back"]:
        lines.append(say["held_back"].format(count=number["held_back"]))
    return lines
