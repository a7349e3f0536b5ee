"""Reviews as JSON, for programs; the shape is described in `review.schema.json`."""

import json
from collections.abc import Iterable
from typing import Any

from vekha import __version__
from vekha.coach.document import Document, Language
from vekha.coach.marks import marks
from vekha.coach.report.lines import counts, place_of
from vekha.coach.review import Finding, Review

REVIEW_SCHEMA = "vekha.review/1"


def as_json(reviews: Iterable[Review], language: Language | None = None) -> str:
    """For programs; the shape is described in `review.schema.json`."""
    documents = [_document_json(review, language or review.document.language) for review in reviews]
    return dumped({"schema": REVIEW_SCHEMA, "version": __version__, "documents": documents})


def _document_json(review: Review, language: Language) -> dict[str, Any]:
    document = review.document
    return {
        "source": document.source,
        "language": document.language,
        "answer_language": language,
        "stage": review.settings.stage,
        "counts": counts(review),
        "objectives": [
            {
                "title": reviewed.objective.title,
                "span": reviewed.objective.span,
                "key_results": [{"text": k.text, "span": k.span} for k in reviewed.objective.key_results],
                "initiatives": [{"text": i.text, "span": i.span} for i in reviewed.objective.initiatives],
                "findings": [_finding_json(finding, document, language) for finding in reviewed.findings],
                "marks": {marked.mark: marked.standing for marked in marks(reviewed)},
            }
            for reviewed in review.objectives
        ],
        "findings": [_finding_json(finding, document, language) for finding in review.list_findings],
    }


def _finding_json(finding: Finding, document: Document, language: Language) -> dict[str, Any]:
    said = finding.said(language)
    return plain_finding(finding, language) | {
        "title": said.title,
        "why": said.why,
        "words": finding.words,
        "place": place_of(document, finding.span, language) or None,
        "held_back": finding.held_back,
        "dismissed": finding.dismissed or None,
    }


def plain_finding(finding: Finding, language: Language | None = None) -> dict[str, Any]:
    """A finding as a line of `--jsonl` carries it."""
    said = finding.said(language)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "target": finding.target,
        "span": finding.span,
        "message": said.message,
        "question": said.question,
        "rewrite": finding.rewrite,
    }


def dumped(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
