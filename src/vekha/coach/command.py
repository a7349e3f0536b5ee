"""What the commands read, review, explain and rules do. `vekha.cli` parses their arguments.

Each returns an exit code: 0 nothing to rewrite, 1 at least one error finding, 2 something could not be read.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vekha.coach import report, rules
from vekha.coach.document import Document, Fields, Language, Objective
from vekha.coach.reading import read as read_text
from vekha.coach.reading.encoding import NotText, decoded
from vekha.coach.reading.write import markdown
from vekha.coach.review import Finding, judge, review
from vekha.coach.settings import Settings, Severity, default_settings
from vekha.coach.statement import Role, Statement
from vekha.coach.understand import understand

FINE, OBJECTIONS, CANNOT = 0, 1, 2
STDIN = "-"


class Unreadable(Exception):
    """A source that is not text; the message says why, in the user's language."""


def users_language() -> Language:
    """The language of the machine's user, for messages that belong to no text."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return next((language for language in Language if locale.startswith(language)), Language.EN)


def read(sources: Sequence[str], output_format: str) -> int:
    """Prints what a reader finds in the texts."""
    documents, code = _documents(sources, users_language())
    if output_format == "markdown":
        sys.stdout.write("\n".join(markdown(document.objectives, document.language) for document in documents))
    else:
        data = {"documents": [_document_json(document) for document in documents]}
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    return code


def review_files(sources: Sequence[str], output_format: str, stage: int | None, language: Language | None) -> int:
    """Prints what an expert would say about the texts."""
    documents, code = _documents(sources, language or users_language())
    settings = replace(default_settings(), stage=stage)
    reviews = [review(document, settings) for document in documents]
    shown = {
        "text": lambda: report.as_text(reviews, language, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ),
        "json": lambda: report.as_json(reviews, language),
        "sarif": lambda: report.as_sarif(reviews, language),
        "html": lambda: report.as_html(reviews, language),
    }
    if reviews or not code:
        sys.stdout.write(shown[output_format]())
    return code or (OBJECTIONS if any(_has_error(review.findings) for review in reviews) else FINE)


def review_lines(stage: int | None, language: Language | None) -> int:
    """Reviews standard input line by line; every answer is out before the next line is waited for."""
    code, settings = FINE, replace(default_settings(), stage=stage)
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        answer, found = _answer(line, number, settings, language)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        if _has_error(found):
            code = OBJECTIONS
    return code


def explain(code: str, language: Language | None) -> int:
    """Prints what a rule objects to, why, and how to do better."""
    language = language or users_language()
    rule = rules.find(code)
    if rule is None:
        sys.stderr.write(report.phrases(language)["unknown_code"].format(code=code) + "\n")
        return CANNOT
    sys.stdout.write(report.rule_as_text(rule, language))
    return FINE


def list_rules(language: Language | None) -> int:
    """Prints all rules."""
    sys.stdout.write(report.rules_as_text(language or users_language()))
    return FINE


def _has_error(found: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in found)


# --- a line of --jsonl -----------------------------------------------------------------------------------------------


def _answer(
    line: bytes, number: int, settings: Settings, language: Language | None
) -> tuple[dict[str, Any], Sequence[Finding]]:
    say, identity = report.phrases(language or users_language()), None
    try:
        item = json.loads(line)
        if not isinstance(item, dict):
            raise Unreadable(say["not_object"])
        identity = item.get("id")
        found = judge(**_question(item, say), settings=settings)
    except Unreadable as problem:
        return {"id": identity, "line": number, "error": str(problem)}, ()
    except (ValueError, RecursionError):
        return {"id": identity, "line": number, "error": say["not_json"]}, ()
    return {"id": identity, "findings": [report.plain_finding(finding, language) for finding in found]}, found


def _question(item: dict[str, Any], say: Any) -> dict[str, Any]:
    """The arguments of `judge` from a line, or Unreadable."""
    if item.get("kind") not in ("objective", "key_result", "initiative", "set"):
        raise Unreadable(say["bad_kind"])
    if not isinstance(item.get("text"), str) or not item["text"].strip():
        raise Unreadable(say["bad_text"])
    objective = item.get("objective") or ""
    if not isinstance(objective, str):
        raise Unreadable(say["bad_string"].format(field="objective"))
    members = {}
    for field in ("key_results", "initiatives"):
        members[field] = item.get(field)
        known = members[field] is None or isinstance(members[field], list)
        if not known or not all(isinstance(text, str) for text in members[field] or ()):
            raise Unreadable(say["bad_list"].format(field=field))
    return {"kind": item["kind"], "text": item["text"], "objective": objective, **members}


# --- sources ---------------------------------------------------------------------------------------------------------


def _documents(sources: Sequence[str], language: Language) -> tuple[list[Document], int]:
    """What could be read, and the exit code for what could not; each trouble is told on standard error."""
    say, documents, code = report.phrases(language), [], FINE
    for source in sources:
        try:
            documents.append(read_text(_text_of(source, say), source=source))
        except Unreadable as problem:
            sys.stderr.write(say["cannot_read"].format(file=source, why=problem) + "\n")
            code = CANNOT
    return documents, code


def _text_of(source: str, say: Any) -> str:
    try:
        data = sys.stdin.buffer.read() if source == STDIN else Path(source).read_bytes()
    except FileNotFoundError as problem:
        raise Unreadable(say["missing"]) from problem
    except IsADirectoryError as problem:
        raise Unreadable(say["directory"]) from problem
    except PermissionError as problem:
        raise Unreadable(say["directory" if Path(source).is_dir() else "forbidden"]) from problem
    except (OSError, ValueError) as problem:
        raise Unreadable(say["failed"].format(error=problem)) from problem
    try:
        return decoded(data)
    except NotText as problem:
        raise Unreadable(say["binary" if problem.is_binary else "encoding"]) from problem


# --- what was read ---------------------------------------------------------------------------------------------------


def _document_json(document: Document) -> dict[str, Any]:
    return {
        "source": document.source,
        "language": document.language,
        "objectives": [_objective_json(objective, document.language) for objective in document.objectives],
    }


def _objective_json(objective: Objective, language: Language) -> dict[str, Any]:
    return {
        "title": objective.title,
        "span": objective.span,
        "key_results": [
            {
                "text": item.text,
                "span": item.span,
                "quantity": _quantity_json(understand(item.text, Role.KEY_RESULT, language)),
                **_fields_json(item.fields),
            }
            for item in objective.key_results
        ],
        "initiatives": [
            {"text": item.text, "span": item.span, **_fields_json(item.fields)} for item in objective.initiatives
        ],
        **{name: value for name in ("why", "reality", "level") if (value := getattr(objective, name))},
        **_fields_json(objective.fields),
    }


def _fields_json(fields: Fields) -> dict[str, dict[str, str]]:
    known = {name: value for name in Fields.__slots__ if (value := getattr(fields, name))}
    return {"fields": known} if known else {}


def _quantity_json(statement: Statement) -> dict[str, Any] | None:
    """From, to and by of the first metric that has them; else the first number as the value to reach."""
    for measure in statement.measures:
        quantity = measure.target or measure.delta or measure.start
        if quantity is not None:
            values = {"from": measure.start, "to": measure.target, "by": measure.delta}
            numbers = {name: part.value if part else None for name, part in values.items()}
            return numbers | {"unit": quantity.unit, "dimension": quantity.dimension.name.lower()}
    for quantity in statement.quantities:
        numbers = {"from": None, "to": quantity.value, "by": None}
        return numbers | {"unit": quantity.unit, "dimension": quantity.dimension.name.lower()}
    return None
