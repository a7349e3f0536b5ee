"""Reviews and rules as text for the terminal."""

from collections.abc import Iterable

from vekha.coach import rules
from vekha.coach.document import Language
from vekha.coach.report.lines import STDIN, Line, closing, lines_of, phrases, severity_words, shown
from vekha.coach.review import Review
from vekha.coach.rule import Example, Rule
from vekha.coach.settings import Severity

_COLOUR = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.HINT: "\x1b[36m"}
_BOLD, _FAINT, _LINE, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[4m", "\x1b[0m"


def as_text(reviews: Iterable[Review], language: Language | None = None, *, colour: bool = False) -> str:
    """For the terminal: every statement with its marked words, under it the questions."""
    texts = (_document_text(review, language or review.document.language, colour) for review in reviews)
    return "\n\n".join(texts) + "\n"


def _document_text(review: Review, language: Language, colour: bool) -> str:
    say = phrases(language)
    blocks = [] if review.document.source == STDIN else [_painted(review.document.source, _BOLD, colour)]
    if not review.objectives:
        return "\n\n".join([*blocks, say["nothing_found"]])
    for number, reviewed in enumerate(review.objectives, 1):
        for line in lines_of(reviewed, number, review.document.text, language):
            blocks.append(_line_text(line, language, colour))
    together = shown(review.list_findings)
    if together:
        blocks.append(_line_text(Line(say["list"], "", None, together), language, colour))
    return "\n\n".join([*blocks, "\n".join(closing(review, language))])


def _line_text(line: Line, language: Language, colour: bool) -> str:
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
