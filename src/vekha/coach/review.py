"""Judges documents and single statements by all rules.

A finding holds a code and the author's words; the sentences around them are chosen when it is shown, in the language of
the reader. Offsets point into the document's text, or into the statement's own where it has no place in a document.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from vekha.coach import rules
from vekha.coach.document import Document, Fields, Initiative, KeyResult, Language, Objective, Span
from vekha.coach.rule import Context, Example, Flag, Limits, On, Rule, Severity
from vekha.coach.statement import Role, Statement
from vekha.coach.understand import understand

STAGES = (1, 2, 3, 4)
THE_SET = "set"
_LONGEST = 2_000  # characters of one statement that are read


class Said(NamedTuple):
    """A finding in words."""

    title: str
    message: str
    question: str
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection: what, how much, where, about which words.

    `target` is `objective`, `key_results[i]`, `initiatives[i]`, `set`, or `list` for all objectives of a document.
    `rewrite` stands in the author's language. `held_back`: the company's stage is not there yet, so it only asks.
    """

    code: str
    severity: Severity
    target: str
    span: Span | None
    words: str
    language: Language
    values: Mapping[str, str] = field(default_factory=dict)
    variant: str = ""
    rewrite: str | None = None
    held_back: bool = False

    def said(self, language: Language | None = None) -> Said:
        """The finding's sentences in that language, the author's own if none is given."""
        words = rules.BY_CODE[self.code].book.words[language or self.language]
        wording = words.variants[self.variant]
        return Said(
            title=words.title,
            message=wording.message.format_map(self.values),
            question=wording.question.format_map(self.values),
            why=words.why,
        )


@dataclass(frozen=True, slots=True)
class ReviewedObjective:
    """An objective with all that was found about it and its members."""

    objective: Objective
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A document with all that was found. `list_findings` are about its objectives taken together."""

    document: Document
    objectives: tuple[ReviewedObjective, ...]
    list_findings: tuple[Finding, ...]
    stage: int | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in the order of the text."""
        return tuple(f for reviewed in self.objectives for f in reviewed.findings) + self.list_findings

    def count(self, severity: Severity) -> int:
        """How many findings weigh that much."""
        return sum(finding.severity is severity for finding in self.findings)


def review(document: Document, *, stage: int | None = None) -> Review:
    """What an expert would say about the document; with a stage, only what matters there weighs."""
    limits = default_limits()
    reviewed, statements = [], []
    some_key_results = any(objective.key_results for objective in document.objectives)
    for objective in document.objectives:
        title = _understood(objective.title, Role.OBJECTIVE, document.language)
        statements.append((objective.level, title))
        key_results = [_understood(item.text, Role.KEY_RESULT, title.language) for item in objective.key_results]
        initiatives = [_understood(item.text, Role.INITIATIVE, title.language) for item in objective.initiatives]
        context = Context(limits, title, tuple(key_results), tuple(initiatives), why=objective.why)
        items: list[Objective | KeyResult | Initiative] = [objective, *objective.key_results, *objective.initiatives]
        found = _judge_objective(title, context, fields=[item.fields for item in items], judge_set=some_key_results)
        places = _places(document, objective)
        found = [_placed(finding, *places[finding.target], document) for finding in found]
        reviewed.append(ReviewedObjective(objective, tuple(_for_stage(found, stage))))
    return Review(document, tuple(reviewed), tuple(_for_stage(_judge_list(statements, limits), stage)), stage)


def judge(
    kind: str,
    text: str,
    *,
    objective: str = "",
    key_results: Sequence[str] | None = None,
    initiatives: Sequence[str] | None = None,
    language: Language = Language.EN,
    stage: int | None = None,
) -> tuple[Finding, ...]:
    """What an expert would say about one `objective`, `key_result`, `initiative`, or about a `set`.

    A set is an objective with its members; its text is the objective. What is None is not known and not judged.
    `language` is taken for texts that do not show their own («NPS 9»).
    """
    is_title = kind in (On.OBJECTIVE, On.SET)
    about = _understood(text if is_title else objective, Role.OBJECTIVE, language) if is_title or objective else None
    default = about.language if about else language
    context = Context(
        limits=default_limits(),
        objective=about,
        key_results=tuple(_understood(item, Role.KEY_RESULT, default) for item in key_results or ()),
        initiatives=tuple(_understood(item, Role.INITIATIVE, default) for item in initiatives or ()),
    )
    if about and kind == On.SET:
        found = _judge_objective(about, context, judge_set=key_results is not None)
    else:
        statement = about if about and is_title else _understood(text, Role(kind), default)
        found = _judge(statement, On(kind), kind, context)
    return tuple(_for_stage(found, stage))


def judge_example(rule: Rule, example: Example, language: Language) -> tuple[Finding, ...]:
    """What an expert would say about an example of a rule: the sentence alone, a set, or a list of objectives."""
    if example.objectives:
        listed = tuple(Objective(title) for title in example.objectives)
        return review(Document("-", "", language, listed)).findings
    known = rule.on[0] is On.SET or example.key_results
    return judge(
        rule.on[0],
        example.text,
        objective=example.objective,
        key_results=example.key_results if known else None,
        initiatives=example.initiatives,
        language=language,
    )


@cache
def default_limits() -> Limits:
    """The limits as shipped."""
    with files("vekha.coach").joinpath("defaults.toml").open("rb") as file:
        return Limits(**tomllib.load(file)["limits"])


def _understood(text: str, role: Role, default: Language) -> Statement:
    """The analysis of a statement; of a page pasted as one, of its beginning."""
    return understand(text[:_LONGEST], role, default)


def _judge_objective(
    title: Statement, context: Context, *, fields: Sequence[Fields] = (), judge_set: bool
) -> list[Finding]:
    """An objective with its members; `fields` in the order objective, key results, initiatives."""
    members = [(On.OBJECTIVE, "objective", title)]
    members += [(On.KEY_RESULT, f"key_results[{i}]", item) for i, item in enumerate(context.key_results)]
    members += [(On.INITIATIVE, f"initiatives[{i}]", item) for i, item in enumerate(context.initiatives)]
    found = []
    for number, (on, target, statement) in enumerate(members):
        beside = fields[number] if fields else Fields()
        found += _judge(statement, on, target, replace(context, fields=beside))
    if judge_set:
        found += _judge(title, On.SET, THE_SET, context)
    return found


def _judge_list(statements: Iterable[tuple[str, Statement]], limits: Limits) -> list[Finding]:
    """The objectives of each level together: a company's and a team's list are two lists."""
    levels: dict[str, list[Statement]] = {}
    for level, statement in statements:
        levels.setdefault(level, []).append(statement)
    found = []
    for together in levels.values():
        found += _judge(together[0], On.LIST, On.LIST, Context(limits, objectives=tuple(together)))
    return [replace(finding, span=None, words="") for finding in found]


def _judge(statement: Statement, on: On, target: str, context: Context) -> list[Finding]:
    """All rules of that kind on one statement, without those that would only repeat another one."""
    if not statement.raw.strip():
        return []
    speaking = [rule for rule in rules.ALL if on in rule.on]
    found = [_finding(rule, flag, statement, target) for rule in speaking for flag in rule.check(statement, context)]
    codes = {finding.code for finding in found}
    found = [finding for finding in found if not codes & rules.BY_CODE[finding.code].book.silent_beside]
    return sorted(found, key=lambda finding: finding.span or Span(0, 0))


def _finding(rule: Rule, flag: Flag, statement: Statement, target: str) -> Finding:
    span = flag.span or Span(0, len(statement.raw))
    rewrite = rule.book.words[statement.language].variants[flag.variant].rewrite
    return Finding(
        code=rule.code,
        severity=flag.severity or rule.book.severity,
        target=target,
        span=span,
        words=statement.raw[span.start : span.end],
        language=statement.language,
        values=flag.values,
        variant=flag.variant,
        rewrite=rewrite.format_map(flag.values) or None,
    )


def _for_stage(found: Iterable[Finding], stage: int | None) -> Iterator[Finding]:
    for finding in found:
        if stage is not None and rules.BY_CODE[finding.code].book.stage > stage:
            yield replace(finding, severity=Severity.HINT, held_back=True)
        else:
            yield finding


def _places(document: Document, objective: Objective) -> dict[str, tuple[str, Span | None]]:
    """For each target its text and where it stands in the document."""
    places = {"objective": (objective.title, objective.span), THE_SET: (objective.title, objective.span)}
    places |= {f"key_results[{i}]": (item.text, item.span) for i, item in enumerate(objective.key_results)}
    places |= {f"initiatives[{i}]": (item.text, item.span) for i, item in enumerate(objective.initiatives)}
    return places


def _placed(finding: Finding, text: str, place: Span | None, document: Document) -> Finding:
    """The finding with its span moved into the document; the whole item where its words were joined from pieces."""
    if place is None or finding.span is None:
        return finding
    if document.text[place.start : place.end] == text:
        return replace(finding, span=Span(place.start + finding.span.start, place.start + finding.span.end))
    return replace(finding, span=place)
