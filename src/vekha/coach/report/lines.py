"""What all reports show alike: the statements of a document in order, with what was found about each."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vekha.coach.document import Document, Language, Span
from vekha.coach.marks import OF_KEY_RESULTS, OF_OBJECTIVES, Marked, Standing, marks
from vekha.coach.review import THE_SET, Finding, Review, ReviewedObjective
from vekha.coach.settings import Severity

STDIN = "-"  # the name of a document that came from standard input
SIGNS = {Standing.SEEN: "✓", Standing.ASKED: "?", Standing.MISSING: "✗", Standing.UNKNOWN: "–"}


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
    place: str = ""  # page, slide or cell of the source
    is_clear: bool = False  # nothing was found, not even for a later stage

    def marks(self) -> list[tuple[Span, Finding]]:
        """The places to mark in `text`, from left to right, none inside another."""
        marks: list[tuple[Span, Finding]] = []
        for finding in self.findings:
            if self.start is None or finding.span is None or finding.target == THE_SET or finding.dismissed:
                continue
            span = Span(finding.span.start - self.start, finding.span.end - self.start)
            if 0 <= span.start < span.end <= len(self.text) and (not marks or marks[-1][0].end <= span.start):
                marks.append((span, finding))
        return marks


def lines_of(reviewed: ReviewedObjective, number: int, document: Document, language: Language) -> list[Line]:
    """The statements of an objective in order, with what is to be shown of their findings."""
    say, objective = phrases(language), reviewed.objective
    items: list[tuple[str, str, str, Span | None]] = [
        (f"{say['objective']} {number}", "objective", objective.title, objective.span)
    ]
    for i, key_result in enumerate(objective.key_results):
        items.append((f"{say['key_result']} {i + 1}", f"key_results[{i}]", key_result.text, key_result.span))
    for i, initiative in enumerate(objective.initiatives):
        items.append((f"{say['initiative']} {i + 1}", f"initiatives[{i}]", initiative.text, initiative.span))
    lines = []
    for name, target, text, span in items:
        as_written = span is not None and document.text[span.start : span.end] == text
        found = [finding for finding in reviewed.findings if finding.target == target]
        start = span.start if span and as_written else None
        place = place_of(document, span, language)
        lines.append(Line(name, text, start, shown(found), place, is_clear=not found))
    together = shown(finding for finding in reviewed.findings if finding.target == THE_SET)
    return [*lines, Line(say["set"], "", None, together)] if together else lines


def place_of(document: Document, span: Span | None, language: Language) -> str:
    """Where a person finds it in the source, where that is no plain text: "page 3"."""
    place = document.place(span.start) if span else None
    return phrases(language)[f"at_{place.unit}"].format(name=place.name) if place else ""


def shown(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without those that wait for a later stage."""
    return tuple(finding for finding in found if not finding.held_back)


def severity_words(finding: Finding, language: Language) -> str:
    """«Ещё не цель», “A question” …"""
    say = phrases(language)
    kind = f"error_{finding.target.partition('[')[0]}"
    return say.get(kind, say["error"]) if finding.severity is Severity.ERROR else say[finding.severity]


def counts(review: Review) -> dict[str, int]:
    objectives = [reviewed.objective for reviewed in review.objectives]
    asked = shown(review.standing)
    return {
        "objectives": len(objectives),
        "key_results": sum(len(objective.key_results) for objective in objectives),
        "initiatives": sum(len(objective.initiatives) for objective in objectives),
        "errors": sum(finding.severity is Severity.ERROR for finding in asked),
        "warnings": sum(finding.severity is Severity.WARNING for finding in asked),
        "hints": sum(finding.severity is Severity.HINT for finding in asked),
        "held_back": len(review.standing) - len(asked),
        "dismissed": len(review.findings) - len(review.standing),
    }


def closing(review: Review, language: Language) -> list[str]:
    """The sentences that sum up a review."""
    say, number = phrases(language), counts(review)
    anything = number["errors"] + number["warnings"] + number["hints"]
    lines = [say["summary"].format(**number), say["counts" if anything else "all_clear"].format(**number)]
    if number["held_back"]:
        lines.append(say["held_back"].format(count=number["held_back"]))
    lines += [say[f"idle_{trouble}"].format(code=dismissal.code) for dismissal, trouble in review.idle]
    return lines


def standings(reviewed: ReviewedObjective, language: Language) -> list[tuple[str, list[tuple[str, Marked]]]]:
    """The marks of a good objective, then of good key results, each under its name."""
    say, every = phrases(language), {marked.mark: marked for marked in marks(reviewed)}
    return [
        (say[name], [(say[f"mark_{mark}"], every[mark]) for mark in of])
        for name, of in (("marks_objective", OF_OBJECTIVES), ("marks_key_results", OF_KEY_RESULTS))
    ]
