"""Reviews and rules as text for the terminal."""

from collections.abc import Iterable
from dataclasses import replace

from vekha.coach import rules
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
from vekha.coach.review import Review, ReviewedObjective, judge_example
from vekha.coach.rule import Example, Rule
from vekha.coach.settings import Severity

_COLOUR = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.HINT: "\x1b[36m"}
_NARROWEST = 40  # cells; a narrower terminal gets lines this long
_BOLD, _FAINT, _LINE, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[4m", "\x1b[0m"


def as_text(
    reviews: Iterable[Review],
    language: Language | None = None,
    *,
    colour: bool = False,
    width: int | None = None,
    quiet: bool = False,
) -> str:
    """For the terminal: every statement with its marked words, under it the questions.

    `width` in cells wraps the lines. `quiet` shows only what an expert objects to, and nothing where there is nothing.
    """
    texts = (_document_text(review, language or review.document.language, colour, quiet) for review in reviews)
    text = "\n\n".join(filter(None, texts))
    return _wrapped(f"{text}\n", width) if text else ""


def _document_text(review: Review, language: Language, colour: bool, quiet: bool) -> str:
    say = phrases(language)
    if not review.objectives:
        blocks = [say["nothing_found"]]
    else:
        blocks = []
        for number, reviewed in enumerate(review.objectives, 1):
            lines = lines_of(reviewed, number, review.document, language)
            blocks += [_line_text(line, language, colour, quiet) for line in lines]
            if not quiet:
                blocks.append(_standings_text(reviewed, language, colour))
        if together := shown(review.list_findings):
            blocks.append(_line_text(Line(say["list"], "", None, together), language, colour, quiet))
        if not quiet:
            legend = " · ".join(f"{sign} {say[f'standing_{standing}']}" for standing, sign in SIGNS.items())
            blocks.append("\n".join([_painted(legend, _FAINT, colour), *closing(review, language)]))
    blocks = list(filter(None, blocks))
    if blocks and review.document.source != STDIN:
        blocks.insert(0, _painted(review.document.source, _BOLD, colour))
    return "\n\n".join(blocks)


def _line_text(line: Line, language: Language, colour: bool, quiet: bool) -> str:
    """A statement with its findings; nothing where there is none to show."""
    if quiet:
        objections = (finding for finding in line.findings if finding.severity is not Severity.HINT)
        line = replace(line, findings=tuple(finding for finding in objections if not finding.dismissed))
        if not line.findings:
            return ""
    say, text = phrases(language), line.text
    for span, finding in reversed(line.marks()):
        words, note = text[span.start : span.end], _superscript(line.findings.index(finding) + 1)
        marked = _painted(words, _COLOUR[finding.severity] + _LINE, True) if colour else f"[{words}]"
        text = text[: span.start] + marked + note + text[span.end :]
    place = f"  {_painted(f'({line.place})', _FAINT, colour)}" if line.place else ""
    head = f"{_painted(line.name, _BOLD, colour)}  {text}{place}".rstrip()
    if line.is_clear:
        return f"{head}  {_painted('— ' + say['clear'], _FAINT, colour)}"
    rows = [head]
    for number, finding in enumerate(line.findings, 1):
        said = finding.said(language)
        if finding.dismissed:
            rows.append(_painted(f"  {finding.code} · {say['dismissed']}{finding.dismissed}", _FAINT, colour))
            continue
        severity = _painted(severity_words(finding, language), _COLOUR[finding.severity], colour)
        rows.append(f"  {_superscript(number)} {severity} · {finding.code}")
        rows.append(f"    {_painted(said.question, _BOLD, colour)}")
        rows.append(f"    {said.message}")
        if finding.rewrite:
            rows.append(f"    {say['rewrite']}{finding.rewrite}")
    return "\n".join(rows)


def _standings_text(reviewed: ReviewedObjective, language: Language, colour: bool) -> str:
    """The marks of the objective and of its key results, a line each."""
    return "\n".join(
        _painted(f"  {name}: " + " · ".join(f"{mark} {SIGNS[marked.standing]}" for mark, marked in of), _FAINT, colour)
        for name, of in standings(reviewed, language)
    )


def _wrapped(text: str, width: int | None) -> str:
    """The lines at most so many cells wide, what is continued stands under its beginning."""
    if width is None:
        return text
    import wcwidth  # its tables take a while to load, and are needed on a terminal only

    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip(" ")))
        lines += wcwidth.wrap(line, max(width, _NARROWEST), subsequent_indent=indent) or [""]
    return "\n".join(lines)


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
        rows.append(f"  − {_example_text(example)}")
        found = [finding for finding in judge_example(rule, example, language) if finding.code == rule.code]
        rows += [f"    {finding.said(language).question}" for finding in found[:1]]
        rows.append(f"    {say['better_examples']}{_better_text(example)}")
    rows += ["", say["good_examples"], *(f"  + {_example_text(example)}" for example in words.good), ""]
    return "\n".join([*rows, f"{say['source']}{book.source}"]) + "\n"


def _example_text(example: Example) -> str:
    return " / ".join([example.text, *example.key_results, *example.objectives])


def _better_text(example: Example) -> str:
    members = (*example.better_key_results, *example.better_initiatives, *example.better_objectives)
    return " / ".join([example.better or example.text, *members])


def rules_as_text(language: Language) -> str:
    """All rules, a line each."""
    say = phrases(language)
    return "".join(f"{r.code:<11} {r.book.words[language].title} · {say[r.book.severity]}\n" for r in rules.ALL)
