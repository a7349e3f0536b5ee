"""Every example of every rule is a test: bad ones are flagged at the marked words, better and good ones are silent."""

import pytest

from vekha.coach import rules
from vekha.coach.document import Language
from vekha.coach.review import Finding, judge, judge_example
from vekha.coach.rule import Example, On, Rule
from vekha.coach.settings import Severity

EACH = [pytest.param(rule, language, id=f"{rule.code}-{language}") for rule in rules.ALL for language in Language]
BAD = [
    pytest.param(rule, language, example, id=f"{rule.code}-{language}-{example.text}")
    for rule in rules.ALL
    for language in Language
    for example in rule.book.words[language].bad
]
GOOD = [
    pytest.param(rule, language, example, id=f"{rule.code}-{language}-{example.text}")
    for rule in rules.ALL
    for language in Language
    for example in rule.book.words[language].good
]


def better(example: Example) -> Example:
    return Example(
        text=example.better or example.text,
        objective=example.objective,
        key_results=example.better_key_results or example.key_results,
        initiatives=example.better_initiatives or example.initiatives,
        objectives=example.better_objectives,
    )


def own(rule: Rule, found: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in found if finding.code == rule.code]


def test_every_expected_rule_is_there() -> None:
    assert [rule.code for rule in rules.ALL] == [
        *("O-BROAD", "O-EASY", "O-METRIC", "O-OPS", "O-SCOPE", "O-SOLUTION", "O-UNCLEAR", "O-VAGUE", "O-WHY"),
        *("K-ACTIVITY", "K-BASELINE", "K-BINARY", "K-COMPOUND", "K-DEADLINE", "K-EASY", "K-EXTERNAL", "K-GAMEABLE"),
        *("K-KPI", "K-LAGGING", "K-NOMETRIC", "K-OWNER", "K-TASK", "K-UNDEFINED", "K-UNREAL", "K-VANITY"),
        *(
            "I-RESULT",
            "I-UNCLEAR",
            "I-UNLINKED",
            "I-MANY",
            "S-ALIGN",
            "S-ARITH",
            "S-BALANCE",
            "S-DEFOCUS",
            "S-FEW",
            "S-MANY",
            "S-MISMATCH",
        ),
    ]


@pytest.mark.parametrize(("rule", "language"), EACH)
def test_each_language_has_words_and_examples_enough(rule: Rule, language: Language) -> None:
    words = rule.book.words[language]
    assert words.title
    assert words.why
    assert len(words.bad) >= 4
    assert len(words.good) >= 4
    assert words.variants.keys() == rule.book.words[Language.EN].variants.keys()
    for wording in words.variants.values():
        assert "?" in wording.question.replace("？", "?")
        assert "!" not in wording.message + wording.question + wording.rewrite


@pytest.mark.parametrize(("rule", "language", "example"), BAD)
def test_a_bad_example_is_flagged_once_at_the_marked_words(rule: Rule, language: Language, example: Example) -> None:
    found = own(rule, judge_example(rule, example, language))
    assert [finding.words for finding in found] == [example.flags]


@pytest.mark.parametrize(("rule", "language", "example"), BAD)
def test_the_better_wording_is_silent(rule: Rule, language: Language, example: Example) -> None:
    found = judge_example(rule, better(example), language)
    assert not own(rule, found)
    assert not [(finding.code, finding.words) for finding in found if finding.severity is Severity.ERROR]


@pytest.mark.parametrize(("rule", "language", "example"), GOOD)
def test_a_good_example_is_silent(rule: Rule, language: Language, example: Example) -> None:
    assert not [finding.words for finding in own(rule, judge_example(rule, example, language))]


@pytest.mark.parametrize(("rule", "language", "example"), BAD)
def test_every_finding_can_be_told_to_every_reader(rule: Rule, language: Language, example: Example) -> None:
    for finding in own(rule, judge_example(rule, example, language)):
        for reader in Language:
            said = finding.said(reader)
            assert said.question
            assert said.message
            assert "{" not in said.message + said.question


@pytest.mark.parametrize(("rule", "language", "example"), BAD)
def test_a_rewrite_once_filled_in_is_no_error(rule: Rule, language: Language, example: Example) -> None:
    for finding in own(rule, judge_example(rule, example, language)):
        if finding.rewrite and rule.on[0] is On.KEY_RESULT:
            assert "__" in finding.rewrite
            name, numbers = {"ru": "возвраты", "en": "returns", "zh": "退货率"}[language], iter(("12%", "4%"))
            pieces = finding.rewrite.split("__")
            blanks = [name] * (len(pieces) - 3) + list(numbers) if len(pieces) > 2 else ["12%"]
            filled = "".join(piece + blank for piece, blank in zip(pieces, [*blanks, ""], strict=True))
            found = judge("key_result", filled, language=language)
            assert not [(f.code, filled) for f in found if f.severity is Severity.ERROR]


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.code)
def test_every_wording_of_a_rule_is_spoken_by_some_example(rule: Rule) -> None:
    spoken = {
        finding.variant
        for language in Language
        for example in rule.book.words[language].bad
        for finding in own(rule, judge_example(rule, example, language))
    }
    assert spoken == rule.book.words[Language.EN].variants.keys()
