"""Reviews as SARIF 2.1.0, for code hosts and editors."""

from collections.abc import Sequence
from typing import Any

from vekha import __version__
from vekha.coach import rules
from vekha.coach.document import Document, Language, Span
from vekha.coach.report.data import dumped
from vekha.coach.report.lines import STDIN, place_of
from vekha.coach.review import Finding, Review
from vekha.coach.rule import Rule
from vekha.coach.settings import Severity

_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}


def as_sarif(reviews: Sequence[Review], language: Language | None = None) -> str:
    """For code hosts and editors. A finding without a place of its own points at the first line."""
    reader = language or (reviews[0].document.language if reviews else Language.EN)
    results = [
        _result(finding, review, language or review.document.language)
        for review in reviews
        for finding in review.findings
    ]
    driver = {"name": "vekha", "version": __version__, "rules": [_sarif_rule(rule, reader) for rule in rules.ALL]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "language": {Language.RU: "ru", Language.EN: "en", Language.ZH: "zh-CN"}[reader],
        "results": results,
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return dumped({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _sarif_rule(rule: Rule, language: Language) -> dict[str, Any]:
    words = rule.book.words[language]
    return {
        "id": rule.code,
        "shortDescription": {"text": words.title},
        "fullDescription": {"text": words.why},
        "defaultConfiguration": {"level": _LEVEL[rule.book.severity]},
        "properties": {"stage": rule.book.stage, "source": rule.book.source},
    }


def _result(finding: Finding, review: Review, language: Language) -> dict[str, Any]:
    said = finding.said(language)
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rules.ALL.index(rules.BY_CODE[finding.code]),
        "level": _LEVEL[finding.severity],
        "message": {"text": f"{said.message} {said.question}"},
        "locations": [_location(review.document, finding.span or Span(0, 0), language)],
        "properties": {"target": finding.target, "question": said.question, "rewrite": finding.rewrite},
    }
    if finding.dismissed:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.dismissed}]
    return result


def _location(document: Document, span: Span, language: Language) -> dict[str, Any]:
    """Lines and columns of a text; page, slide or cell of a file that is none."""
    artifact = {"artifactLocation": {"uri": _uri(document.source)}}
    if place := place_of(document, span, language):
        return {"physicalLocation": artifact, "logicalLocations": [{"name": place}]}
    region = {
        **_position("start", document.text, span.start),
        **_position("end", document.text, span.end),
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }
    return {"physicalLocation": artifact | {"region": region}}


def _position(edge: str, text: str, offset: int) -> dict[str, int]:
    """Line and column, both counted from one."""
    line_start = text.rfind("\n", 0, offset) + 1
    return {f"{edge}Line": text.count("\n", 0, offset) + 1, f"{edge}Column": offset - line_start + 1}


def _uri(source: str) -> str:
    return "stdin" if source == STDIN else source.replace("\\", "/").replace(" ", "%20")
