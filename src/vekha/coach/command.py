"""What the commands read, review, explain and rules do. `vekha.cli` parses their arguments.

Each returns an exit code: 0 nothing to rewrite, 1 at least one error finding, 2 something could not be read.
"""

import gc
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from vekha.coach import report, rules
from vekha.coach.document import Document, Fields, Language, Objective, Span
from vekha.coach.reading.files import Unreadable, is_worth_trying, most_bytes, read_each
from vekha.coach.reading.write import markdown
from vekha.coach.review import Finding, Review, judge, review
from vekha.coach.settings import FILE, Settings, Severity, Unusable, default_settings, settings_for
from vekha.coach.statement import Role, Statement
from vekha.coach.understand import understand

FINE, OBJECTIONS, CANNOT = 0, 1, 2
STDIN = "-"
_FIELDS = frozenset(Fields.__slots__)
_PIECE = 1 << 16  # bytes of --jsonl that are read at once
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode  # made once, not for each line
_WIDEST = 110  # cells of a line in a wide terminal


class BadLine(ValueError):
    """A line of --jsonl that asks nothing; the message says why, in the user's language."""


class _Unopened(NamedTuple):
    """A source that the system does not give."""

    file: str
    why: str
    values: Mapping[str, str] = {}


def users_language() -> Language:
    """The language of the machine's user, for messages that belong to no text."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return next((language for language in Language if locale.startswith(language)), Language.EN)


def read(sources: Sequence[str], output_format: str) -> int:
    """Prints what a reader finds in the texts."""
    documents, code = _documents(sources, users_language())
    if output_format == "markdown":
        pages = (markdown(each.objectives, each.language, each.guidance) for each in documents)
        sys.stdout.write("\n".join(pages))
    else:
        data = {"documents": [_document_json(document) for document in documents]}
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    return code


def review_files(
    sources: Sequence[str], output_format: str, stage: int | None, language: Language | None, *, quiet: bool = False
) -> int:
    """Prints what an expert would say about the texts."""
    documents, code = _documents(sources, language or users_language())
    reviews = []
    for document in documents:
        try:
            reviews.append(review(document, _settings(document.source, stage)))
        except Unusable as problem:
            say = report.phrases(language or users_language())
            why = say["unusable_setting"].format(key=problem.key, allowed=problem.allowed)
            sys.stderr.write(f"{FILE}: {why}\n")
            return CANNOT
    shown = {
        "text": lambda: _text(reviews, language, quiet=quiet),
        "json": lambda: report.as_json(reviews, language),
        "sarif": lambda: report.as_sarif(reviews, language),
        "html": lambda: report.as_html(reviews, language),
        "markdown": lambda: report.as_markdown(reviews, language),
    }
    if reviews or not code:
        sys.stdout.write(shown[output_format]())
    return code or (OBJECTIONS if any(_has_error(review.standing) for review in reviews) else FINE)


def _text(reviews: Sequence[Review], language: Language | None, *, quiet: bool) -> str:
    """The report as a terminal shows it; lines are left whole where the output goes elsewhere."""
    if not sys.stdout.isatty():
        return report.as_text(reviews, language, quiet=quiet)
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return report.as_text(reviews, language, colour="NO_COLOR" not in os.environ, width=width, quiet=quiet)


def _settings(source: str, stage: int | None) -> Settings:
    """The settings of the folder a source is in; the stage of the command line goes before theirs."""
    settings = default_settings() if source == STDIN else settings_for(Path(source), rules.BY_CODE)
    return settings if stage is None else replace(settings, stage=stage)


def review_lines(stage: int | None, language: Language | None) -> int:
    """Reviews standard input line by line; what has arrived is answered before more is waited for."""
    code, settings = FINE, replace(default_settings(), stage=stage)
    say = report.phrases(language or users_language())
    gc.freeze()  # what is loaded by now stays
    for number, line in enumerate(_arriving(sys.stdin.buffer), 1):
        if not line.strip():
            continue
        answer, found = _answer(line, number, settings, language, say)
        sys.stdout.write(_ENCODE(answer) + "\n")
        if _has_error(found):
            code = OBJECTIONS
    return code


def _arriving(source: BinaryIO) -> Iterator[bytes]:
    """The lines as they arrive, many at a time where they come fast. Output goes out before more is waited for."""
    begun: list[bytes] = []
    while piece := source.read1(_PIECE):  # type: ignore[attr-defined]
        *ended, rest = piece.split(b"\n")
        for line in ended:
            yield b"".join([*begun, line])
            begun = []
        begun.append(rest)
        sys.stdout.flush()
    yield b"".join(begun)


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


def crashed(error: str) -> int:
    """Says that a fault of ours has stopped the work."""
    sys.stderr.write(report.phrases(users_language())["crashed"].format(error=error) + "\n")
    return CANNOT


def _has_error(found: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in found)


# --- a line of --jsonl -----------------------------------------------------------------------------------------------


def _answer(
    line: bytes, number: int, settings: Settings, language: Language | None, say: Mapping[str, str]
) -> tuple[dict[str, Any], Sequence[Finding]]:
    identity = None
    try:
        item = json.loads(line)
        if not isinstance(item, dict):
            raise BadLine(say["not_object"])
        identity = item.get("id")
        found = judge(**_question(item, say), settings=settings)
    except BadLine as problem:
        return {"id": identity, "line": number, "error": str(problem)}, ()
    except (ValueError, RecursionError):
        return {"id": identity, "line": number, "error": say["not_json"]}, ()
    return {"id": identity, "findings": [report.plain_finding(finding, language) for finding in found]}, found


def _question(item: dict[str, Any], say: Mapping[str, str]) -> dict[str, Any]:
    """The arguments of `judge` from a line, or BadLine."""
    if item.get("kind") not in ("objective", "key_result", "initiative", "set"):
        raise BadLine(say["bad_kind"])
    if not isinstance(item.get("text"), str) or not item["text"].strip():
        raise BadLine(say["bad_text"])
    objective = item.get("objective") or ""
    if not isinstance(objective, str):
        raise BadLine(say["bad_string"].format(field="objective"))
    members = {}
    for field in ("key_results", "initiatives"):
        members[field] = item.get(field)
        known = members[field] is None or isinstance(members[field], list)
        if not known or not all(isinstance(text, str) for text in members[field] or ()):
            raise BadLine(say["bad_list"].format(field=field))
    fields = item.get("fields")
    if fields is not None and not (isinstance(fields, dict) and fields.keys() <= _FIELDS and _all_text(fields)):
        raise BadLine(say["bad_fields"].format(allowed=", ".join(sorted(_FIELDS))))
    return {"kind": item["kind"], "text": item["text"], "objective": objective, "fields": fields, **members}


def _all_text(fields: dict[str, Any]) -> bool:
    return all(isinstance(value, str) for value in fields.values())


# --- sources ---------------------------------------------------------------------------------------------------------


def _documents(sources: Sequence[str], language: Language) -> tuple[list[Document], int]:
    """What could be read, and the exit code for what could not; each trouble is told on standard error."""
    say, documents, code = report.phrases(language), [], FINE
    for source in sources:
        for found in _read_source(source):
            if isinstance(found, Document):
                documents.append(found)
            else:
                why = say[found.why].format(**found.values)
                sys.stderr.write(say["cannot_read"].format(file=found.file, why=why) + "\n")
                code = CANNOT
    return documents, code


def _read_source(source: str) -> Iterator[Document | Unreadable | _Unopened]:
    """The documents of a file, an archive, a folder or standard input."""
    if source != STDIN and Path(source).is_dir():
        paths = list(_files_in(Path(source)))
        if not paths:
            yield _Unopened(source, "nothing_in_folder")
    else:
        paths = [source]
    for path in paths:
        content = _content(path)
        if isinstance(content, _Unopened):
            yield content
        else:
            yield from read_each(content, path)


def _files_in(folder: Path) -> Iterator[str]:
    """The files of a folder and of those below it that may hold OKRs, in the order of their names."""
    for name in sorted(os.listdir(folder)):
        path = folder / name
        if path.is_dir() and not path.is_symlink() and not name.startswith("."):
            yield from _files_in(path)
        elif path.is_file() and is_worth_trying(name):
            yield str(path)


def _content(source: str) -> bytes | _Unopened:
    try:
        if source == STDIN:
            return sys.stdin.buffer.read(most_bytes() + 1)
        with Path(source).open("rb") as file:
            return file.read(most_bytes() + 1)
    except FileNotFoundError:
        return _Unopened(source, "missing")
    except PermissionError:
        return _Unopened(source, "forbidden")
    except (OSError, ValueError) as problem:
        return _Unopened(source, "failed", {"error": str(problem)})


# --- what was read ---------------------------------------------------------------------------------------------------


def _document_json(document: Document) -> dict[str, Any]:
    return {
        "source": document.source,
        "language": document.language,
        "objectives": [_objective_json(objective, document) for objective in document.objectives],
    }


def _objective_json(objective: Objective, document: Document) -> dict[str, Any]:
    return {
        "title": objective.title,
        "span": objective.span,
        **_place_json(objective.span, document),
        "key_results": [
            {
                "text": item.text,
                "span": item.span,
                **_place_json(item.span, document),
                "quantity": _quantity_json(understand(item.text, Role.KEY_RESULT, document.language)),
                **_fields_json(item.fields),
            }
            for item in objective.key_results
        ],
        "initiatives": [
            {"text": item.text, "span": item.span, **_place_json(item.span, document), **_fields_json(item.fields)}
            for item in objective.initiatives
        ],
        **{name: value for name in ("why", "reality", "level") if (value := getattr(objective, name))},
        **_fields_json(objective.fields),
    }


def _place_json(span: Span | None, document: Document) -> dict[str, str]:
    place = document.place(span.start) if span else None
    return {"place": f"{place.unit} {place.name}"} if place else {}


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
