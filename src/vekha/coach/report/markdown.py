"""Reviews as Markdown, for a comment beside a change or a page of a wiki."""

import re
from collections.abc import Iterable

from vekha.coach.document import Language
from vekha.coach.report.lines import SIGNS, STDIN, Line, closing, lines_of, phrases, severity_words, shown, standings
from vekha.coach.review import Review, ReviewedObjective

_MARKUP = re.compile(r"([\\`*_\[\]<>|~#])")


def as_markdown(reviews: Iterable[Review], language: Language | None = None) -> str:
    """Every statement with its marked words, under it the questions, then the marks of a good objective."""
    documents = (_document(review, language or review.document.language) for review in reviews)
    return "\n\n".join(documents) + "\n"


def _document(review: Review, language: Language) -> str:
    say = phrases(language)
    blocks = [] if review.document.source == STDIN else [f"## {_escaped(review.document.source)}"]
    if not review.objectives:
        return "\n\n".join([*blocks, say["nothing_found"]])
    blocks.append("  \n".join(closing(review, language)))
    for number, reviewed in enumerate(review.objectives, 1):
        lines = lines_of(reviewed, number, review.document, language)
        blocks += [f"### {_statement(lines[0])}", *_findings(lines[0], language)]
        for line in lines[1:]:
            blocks += [_statement(line), *_findings(line, language)]
        blocks.append(_standings(reviewed, language))
    if together := shown(review.list_findings):
        line = Line(say["list"], "", None, together)
        blocks += [f"### {_statement(line)}", *_findings(line, language)]
    return "\n\n".join(blocks)


def _statement(line: Line) -> str:
    pieces, done = [], 0
    for span, _ in line.marks():
        pieces += [_escaped(line.text[done : span.start]), f"<mark>{_escaped(line.text[span.start : span.end])}</mark>"]
        done = span.end
    text = "".join([*pieces, _escaped(line.text[done:])])
    place = f" ({_escaped(line.place)})" if line.place else ""
    return f"{line.name}: {text}{place}" if text else line.name


def _findings(line: Line, language: Language) -> list[str]:
    say, quotes = phrases(language), []
    for finding in line.findings:
        said = finding.said(language)
        head = f"> {severity_words(finding, language)} · `{finding.code}`"
        if finding.dismissed:
            quotes.append(f"{head} · {say['dismissed']}{_escaped(finding.dismissed)}")
            continue
        rows = [head, ">", f"> **{_escaped(said.question)}** {_escaped(said.message)}"]
        if finding.rewrite:
            rows += [">", f"> {say['rewrite']}{_escaped(finding.rewrite)}"]
        quotes.append("\n".join(rows))
    return quotes


def _standings(reviewed: ReviewedObjective, language: Language) -> str:
    return "  \n".join(
        f"{name}: " + " · ".join(f"{mark} {SIGNS[marked.standing]}" for mark, marked in of)
        for name, of in standings(reviewed, language)
    )


def _escaped(words: str) -> str:
    return _MARKUP.sub(r"\\\1", words)
