"""Reviews as one HTML file to read, send or print; nothing is fetched."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from vekha.coach.document import Language
from vekha.coach.report.lines import (
    SIGNS,
    STDIN,
    Line,
    closing,
    lines_of,
    phrases,
    severity_words,
    shown,
    standings,
)
from vekha.coach.review import Review, ReviewedObjective


def as_html(reviews: Sequence[Review], language: Language | None = None) -> str:
    """One file to read, send or print; nothing is fetched."""
    reader = language or (reviews[0].document.language if reviews else Language.EN)
    say = phrases(reader)
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
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
    rows = [] if review.document.source == STDIN else [f"<h2>{escape(review.document.source)}</h2>"]
    if not review.objectives:
        return "\n".join([*rows, f'<p class="answer">{escape(say["nothing_found"])}</p>'])
    rows += [f'<p class="answer">{"<br>".join(escape(line) for line in closing(review, language))}</p>']
    if review.settings.stage:
        rows.append(f'<p class="note">{escape(say["reviewed_on"].format(stage=review.settings.stage))}</p>')
    for number, reviewed in enumerate(review.objectives, 1):
        lines = lines_of(reviewed, number, review.document, language)
        statements = (_line_html(line, language, first=line is lines[0]) for line in lines)
        rows += ["<section>", *statements, _standings_html(reviewed, language), "</section>"]
    legend = " · ".join(f"{sign} {say[f'standing_{standing}']}" for standing, sign in SIGNS.items())
    together = shown(review.list_findings)
    if together:
        rows += ["<section>", _line_html(Line(say["list"], "", None, together), language, first=True), "</section>"]
    return "\n".join([*rows, f'<p class="note">{escape(legend)}</p>'])


def _line_html(line: Line, language: Language, *, first: bool) -> str:
    say, pieces, done = phrases(language), [], 0
    for span, finding in line.marks():
        pieces.append(escape(line.text[done : span.start]))
        number = line.findings.index(finding) + 1
        words = escape(line.text[span.start : span.end])
        pieces.append(f'<mark class="{finding.severity}">{words}</mark><sup>{number}</sup>')
        done = span.end
    pieces.append(escape(line.text[done:]))
    tag = "h3" if first else "p"
    place = f' <span class="note">{escape(line.place)}</span>' if line.place else ""
    clear = f' <span class="clear">{escape(say["clear"])}</span>' if line.is_clear else ""
    text = f"{''.join(pieces)}{place}{clear}"
    rows = [f'<{tag} class="statement"><span class="name">{escape(line.name)}</span> {text}</{tag}>']
    for number, finding in enumerate(line.findings, 1):
        said = finding.said(language)
        if finding.dismissed:
            why = f"{escape(say['dismissed'])}{escape(finding.dismissed)}"
            rows.append(f'<p class="note"><code>{finding.code}</code> {escape(said.title)} · {why}</p>')
            continue
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


def _standings_html(reviewed: ReviewedObjective, language: Language) -> str:
    """The marks of the objective and of its key results; the legend is the title of each sign."""
    say, rows = phrases(language), ['<dl class="marks">']
    for name, of in standings(reviewed, language):
        rows.append(f"<dt>{escape(name)}</dt>")
        for mark, marked in of:
            told = escape(say[f"standing_{marked.standing}"])
            sign = f'<b aria-hidden="true">{SIGNS[marked.standing]}</b>'
            rows.append(f'<dd class="{marked.standing}" title="{told}">{sign} {escape(mark)}<i>: {told}</i></dd>')
    return "\n".join([*rows, "</dl>"])
