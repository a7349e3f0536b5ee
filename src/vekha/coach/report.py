"""Shows reviews: for people as text and as a page to print, for programs as JSON and SARIF."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from vekha import __version__
from vekha.coach import rules
from vekha.coach.document import Language, Span
from vekha.coach.review import THE_SET, Finding, Review, ReviewedObjective
from vekha.coach.rule import Example, Rule
from vekha.coach.settings import Severity

REVIEW_SCHEMA = "vekha.review/1"  # described in review.schema.json

_STDIN = "-"  # the name of a document that came from standard input
_SARIF_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
_COLOUR = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.HINT: "\x1b[36m"}
_BOLD, _FAINT, _LINE, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[4m", "\x1b[0m"


@cache
def phrases(language: Language) -> Mapping[str, str]:
    """The words around findings, in that language."""
    with files("vekha.coach").joinpath("phrases.toml").open("rb") as file:
        words: Mapping[str, str] = tomllib.load(file)[language]
    return words


@dataclass(frozen=True, slots=True)
class _Line:
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


def _lines(reviewed: ReviewedObjective, number: int, document_text: str, language: Language) -> list[_Line]:
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
        lines.append(_Line(name, text, place.start if place and as_written else None, _shown(found), not found))
    together = _shown(finding for finding in reviewed.findings if finding.target == THE_SET)
    return [*lines, _Line(say["set"], "", None, together)] if together else lines


def _shown(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in found if not finding.held_back)


def severity_words(finding: Finding, language: Language) -> str:
    """«Ещё не цель», “A question” …"""
    say = phrases(language)
    kind = f"error_{finding.target.partition('[')[0]}"
    return say.get(kind, say["error"]) if finding.severity is Severity.ERROR else say[finding.severity]


def _counts(review: Review) -> dict[str, int]:
    objectives = [reviewed.objective for reviewed in review.objectives]
    shown = _shown(review.findings)
    return {
        "objectives": len(objectives),
        "key_results": sum(len(objective.key_results) for objective in objectives),
        "initiatives": sum(len(objective.initiatives) for objective in objectives),
        "errors": sum(finding.severity is Severity.ERROR for finding in shown),
        "warnings": sum(finding.severity is Severity.WARNING for finding in shown),
        "hints": sum(finding.severity is Severity.HINT for finding in shown),
        "held_back": len(review.findings) - len(shown),
    }


def _closing(review: Review, language: Language) -> list[str]:
    """The sentences that sum up a review."""
    say, counts = phrases(language), _counts(review)
    anything = counts["errors"] + counts["warnings"] + counts["hints"]
    lines = [say["summary"].format(**counts), say["counts" if anything else "all_clear"].format(**counts)]
    if counts["held_back"]:
        lines.append(say["held_back"].format(count=counts["held_back"]))
    return lines


# --- text ------------------------------------------------------------------------------------------------------------


def as_text(reviews: Iterable[Review], language: Language | None = None, *, colour: bool = False) -> str:
    """For the terminal: every statement with its marked words, under it the questions."""
    texts = (_document_text(review, language or review.document.language, colour) for review in reviews)
    return "\n\n".join(texts) + "\n"


def _document_text(review: Review, language: Language, colour: bool) -> str:
    say = phrases(language)
    blocks = [] if review.document.source == _STDIN else [_painted(review.document.source, _BOLD, colour)]
    if not review.objectives:
        return "\n\n".join([*blocks, say["nothing_found"]])
    for number, reviewed in enumerate(review.objectives, 1):
        for line in _lines(reviewed, number, review.document.text, language):
            blocks.append(_line_text(line, language, colour))
    together = _shown(review.list_findings)
    if together:
        blocks.append(_line_text(_Line(say["list"], "", None, together), language, colour))
    return "\n\n".join([*blocks, "\n".join(_closing(review, language))])


def _line_text(line: _Line, language: Language, colour: bool) -> str:
    text, marks = line.text, line.marks()
    for span, finding in reversed(marks):
        words, note = text[span.start : span.end], _superscript(line.findings.index(finding) + 1)
        marked = _painted(words, _COLOUR[finding.severity] + _LINE, True) if colour else f"[{words}]"
        text = text[: span.start] + marked + note + text[span.end :]
    head = f"{_painted(line.name, _BOLD, colour)}  {text}".rstrip()
    if line.is_clear:
        return f"{head}  {_painted('— ' + phrases(language)['clear'], _FAINT, colour)}"
    rows = [head]
    for number, finding in enumerate(line.findings, 1):
        said = finding.said(language)
        severity = _painted(severity_words(finding, language), _COLOUR[finding.severity], colour)
        rows.append(f"  {_superscript(number)} {severity} · {finding.code}")
        rows.append(f"    {_painted(said.question, _BOLD, colour)}")
        rows.append(f"    {said.message}")
        if finding.rewrite:
            rows.append(f"    {phrases(language)['rewrite']}{finding.rewrite}")
    return "\n".join(rows)


def _superscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _painted(text: str, how: str, colour: bool) -> str:
    return f"{how}{text}{_PLAIN}" if colour else text


def rule_as_text(rule: Rule, language: Language) -> str:
    """Everything a rule says about itself, with its examples."""
    say, book, words = phrases(language), rule.book, rule.book.words[language]
    standing = f"{say[book.severity]} · {say['speaks_from'].format(stage=book.stage)}"
    rows = [f"{rule.code} · {words.title}", standing, ""]
    rows += [words.why, ""]
    rows.append(say["bad_examples"])
    for example in words.bad:
        rows += [f"  − {_example_text(example)}", f"    {say['better_examples']}{_better_text(example)}"]
    rows += ["", say["good_examples"], *(f"  + {_example_text(example)}" for example in words.good), ""]
    return "\n".join([*rows, f"{say['source']}{book.source}"]) + "\n"


def _example_text(example: Example) -> str:
    return " / ".join([example.text, *example.key_results, *example.objectives])


def _better_text(example: Example) -> str:
    members = (*example.better_key_results, *example.better_objectives)
    return " / ".join([example.better or example.text, *members])


def rules_as_text(language: Language) -> str:
    """All rules, a line each."""
    say = phrases(language)
    return "".join(f"{r.code:<11} {r.book.words[language].title} · {say[r.book.severity]}\n" for r in rules.ALL)


# --- JSON ------------------------------------------------------------------------------------------------------------


def as_json(reviews: Iterable[Review], language: Language | None = None) -> str:
    """For programs; the shape is described in `review.schema.json`."""
    documents = [_document_json(review, language or review.document.language) for review in reviews]
    return _dumped({"schema": REVIEW_SCHEMA, "version": __version__, "documents": documents})


def _document_json(review: Review, language: Language) -> dict[str, Any]:
    document = review.document
    return {
        "source": document.source,
        "language": document.language,
        "answer_language": language,
        "stage": review.settings.stage,
        "counts": _counts(review),
        "objectives": [
            {
                "title": reviewed.objective.title,
                "span": reviewed.objective.span,
                "key_results": [{"text": k.text, "span": k.span} for k in reviewed.objective.key_results],
                "initiatives": [{"text": i.text, "span": i.span} for i in reviewed.objective.initiatives],
                "findings": [_finding_json(finding, language) for finding in reviewed.findings],
            }
            for reviewed in review.objectives
        ],
        "findings": [_finding_json(finding, language) for finding in review.list_findings],
    }


def _finding_json(finding: Finding, language: Language) -> dict[str, Any]:
    said = finding.said(language)
    return plain_finding(finding, language) | {
        "title": said.title,
        "why": said.why,
        "words": finding.words,
        "held_back": finding.held_back,
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


def _dumped(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


# --- SARIF 2.1.0 -----------------------------------------------------------------------------------------------------


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
    return _dumped({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _sarif_rule(rule: Rule, language: Language) -> dict[str, Any]:
    words = rule.book.words[language]
    return {
        "id": rule.code,
        "shortDescription": {"text": words.title},
        "fullDescription": {"text": words.why},
        "defaultConfiguration": {"level": _SARIF_LEVEL[rule.book.severity]},
        "properties": {"stage": rule.book.stage, "source": rule.book.source},
    }


def _result(finding: Finding, review: Review, language: Language) -> dict[str, Any]:
    said = finding.said(language)
    text, span = review.document.text, finding.span or Span(0, 0)
    region = {
        **_position("start", text, span.start),
        **_position("end", text, span.end),
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": rules.ALL.index(rules.BY_CODE[finding.code]),
        "level": _SARIF_LEVEL[finding.severity],
        "message": {"text": f"{said.message} {said.question}"},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": _uri(review.document.source)}, "region": region}}
        ],
        "properties": {"target": finding.target, "question": said.question, "rewrite": finding.rewrite},
    }


def _position(edge: str, text: str, offset: int) -> dict[str, int]:
    """Line and column, both counted from one."""
    line_start = text.rfind("\n", 0, offset) + 1
    return {f"{edge}Line": text.count("\n", 0, offset) + 1, f"{edge}Column": offset - line_start + 1}


def _uri(source: str) -> str:
    return "stdin" if source == _STDIN else source.replace("\\", "/").replace(" ", "%20")


# --- HTML ------------------------------------------------------------------------------------------------------------


def as_html(reviews: Sequence[Review], language: Language | None = None) -> str:
    """One file to read, send or print; nothing is fetched."""
    reader = language or (reviews[0].document.language if reviews else Language.EN)
    say = phrases(reader)
    style = files("vekha.coach").joinpath("report.css").read_text(encoding="utf-8")
    body = "\n".join(_document_html(review, language or review.document.language) for review in reviews)
    tag = {Language.RU: "ru", Language.EN: "en", Language.ZH: "zh-Hans"}[reader]
    return (
        f'<!doctype html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(say['heading'])}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(say['heading'])}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _document_html(review: Review, language: Language) -> str:
    say = phrases(language)
    rows = [] if review.document.source == _STDIN else [f"<h2>{escape(review.document.source)}</h2>"]
    if not review.objectives:
        return "\n".join([*rows, f'<p class="answer">{escape(say["nothing_found"])}</p>'])
    rows += [f'<p class="answer">{"<br>".join(escape(line) for line in _closing(review, language))}</p>']
    if review.settings.stage:
        rows.append(f'<p class="note">{escape(say["reviewed_on"].format(stage=review.settings.stage))}</p>')
    for number, reviewed in enumerate(review.objectives, 1):
        lines = _lines(reviewed, number, review.document.text, language)
        rows += ["<section>", *(_line_html(line, language, first=line is lines[0]) for line in lines), "</section>"]
    together = _shown(review.list_findings)
    if together:
        rows += ["<section>", _line_html(_Line(say["list"], "", None, together), language, first=True), "</section>"]
    return "\n".join(rows)


def _line_html(line: _Line, language: Language, *, first: bool) -> str:
    say, pieces, done = phrases(language), [], 0
    for span, finding in line.marks():
        pieces.append(escape(line.text[done : span.start]))
        number = line.findings.index(finding) + 1
        words = escape(line.text[span.start : span.end])
        pieces.append(f'<mark class="{finding.severity}">{words}</mark><sup>{number}</sup>')
        done = span.end
    pieces.append(escape(line.text[done:]))
    tag = "h3" if first else "p"
    clear = f' <span class="clear">{escape(say["clear"])}</span>' if line.is_clear else ""
    rows = [f'<{tag} class="statement"><span class="name">{escape(line.name)}</span> {"".join(pieces)}{clear}</{tag}>']
    for number, finding in enumerate(line.findings, 1):
        said = finding.said(language)
        severity, kind = finding.severity, escape(severity_words(finding, language))
        rows += [
            f'<article class="{severity}"><p class="head">{number} {kind} <code>{finding.code}</code></p>',
            f'<p class="question">{escape(said.question)}</p>',
            f"<p>{escape(said.message)}</p>",
        ]
        if finding.rewrite:
            blanks = escape(finding.rewrite).replace("__", '<span class="blank">__</span>')
            rows.append(f'<p class="rewrite"><span>{escape(say["rewrite"].strip())}</span> {blanks}</p>')
        rows.append("</article>")
    return "\n".join(rows)
