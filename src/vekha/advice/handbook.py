"""The coach's rules as a book to read: what each objects to, why, and what it says to sentences that show it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from vekha.advice.marking import Numbered, Piece, pieces
from vekha.coach import report, rules
from vekha.coach.document import Language
from vekha.coach.review import judge_example
from vekha.coach.rule import Example, On, Rule


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
    word: str  # how much it weighs
    caught: Sequence[ShownExample]
    fine: Sequence[Example]


def chapters_by_subject(language: Language) -> list[tuple[On, list[Chapter]]]:
    """All rules, by what they judge."""
    return [
        (on, [chapter(rule.code, language) for rule in rules.ALL if rule.on[0] is on])
        for on in On
        if any(rule.on[0] is on for rule in rules.ALL)
    ]


@cache
def chapter(code: str, language: Language) -> Chapter:
    """The rule of that code. Its examples are put to the coach, so that the answers stand here as it gives them."""
    rule = rules.BY_CODE[code]
    words = rule.book.words[language]
    return Chapter(
        rule=rule,
        title=words.title,
        why=words.why,
        word=report.phrases(language)[rule.book.severity],
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
