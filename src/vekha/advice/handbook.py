"""The coach's rules as a book to read: what each objects to, why, and what it says to sentences that show it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from vekha.advice.marking import WEIGHT, Numbered, Piece, pieces
from vekha.coach import report, rules
from vekha.coach.document import Language
from vekha.coach.review import judge_example
from vekha.coach.rule import Example, On, Rule
from vekha.coach.settings import Settings, Severity


@dataclass(frozen=True, slots=True)
class ShownExample:
    """A sentence that the rule catches, as the coach would meet it, and a better one."""

    text: Sequence[Piece]
    members: Sequence[str]  # what stands with it: key results, or the other objectives of a list
    question: str
    better: str
    better_members: Sequence[str]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One rule in one language."""

    rule: Rule
    title: str
    why: str
    caught: Sequence[ShownExample]
    fine: Sequence[Example]


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a rule weighs in a company. `word` is empty where it is silent, `shipped` where nothing was changed."""

    severity: Severity
    word: str
    shipped: str


def weight(rule: Rule, settings: Settings, language: Language) -> Weight:
    """How much the rule weighs by these settings."""
    words, shipped = report.phrases(language), rule.book.severity
    severity = settings.severities.get(rule.code, shipped)
    is_silent = rule.code in settings.off
    return Weight(
        severity=severity,
        word="" if is_silent else words[severity],
        shipped=words[shipped] if is_silent or severity is not shipped else "",
    )


def chapters_by_subject(settings: Settings, language: Language) -> list[tuple[On, list[tuple[Chapter, Weight]]]]:
    """All rules with their weights, by what they judge, the heaviest first."""
    subjects = []
    for on in On:
        about = [rule for rule in rules.ALL if rule.on[0] is on]
        weighed = [(chapter(rule.code, language), weight(rule, settings, language)) for rule in about]
        weighed.sort(key=lambda each: -WEIGHT[each[1].severity] if each[1].word else 0)
        if weighed:
            subjects.append((on, weighed))
    return subjects


@cache
def chapter(code: str, language: Language) -> Chapter:
    """The rule of that code. Its examples are put to the coach, so that the answers stand here as it gives them."""
    rule = rules.BY_CODE[code]
    words = rule.book.words[language]
    return Chapter(
        rule=rule,
        title=words.title,
        why=words.why,
        caught=[_shown(rule, example, language) for example in words.bad],
        fine=words.good,
    )


def _shown(rule: Rule, example: Example, language: Language) -> ShownExample:
    found = [finding for finding in judge_example(rule, example, language) if finding.code == rule.code]
    together = rule.on[0] in (On.SET, On.LIST)
    marked = pieces(example.text, [] if together else [Numbered(0, finding) for finding in found])
    return ShownExample(
        # Nothing stands beside an example that its mark could be numbered for. A list is its members.
        text=[] if example.objectives else [replace(piece, ends=()) for piece in marked],
        members=(*example.objectives, *example.key_results) if together else (),
        question=found[0].said(language).question if found else "",
        better=example.better or ("" if example.objectives else example.text),
        better_members=(*example.better_objectives, *example.better_key_results, *example.better_initiatives),
    )
