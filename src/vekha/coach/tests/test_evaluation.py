"""How well the coach judges the project's own statements: floors, so that no edit worsens it unseen."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from vekha.coach.document import Language
from vekha.coach.review import judge
from vekha.coach.settings import Severity

STATEMENTS = Path(__file__).parents[4] / "evaluation"
# Balanced accuracy that was reached, less 0.03.
FLOORS = {Language.EN: 0.90, Language.RU: 0.88, Language.ZH: 0.875}
OBJECTIVES = {Language.EN: 0.93, Language.RU: 0.92, Language.ZH: 0.91}
INITIATIVES = {Language.EN: 0.95, Language.RU: 0.93, Language.ZH: 0.91}
SELDOM_LABELLED = (
    *("O-BROAD", "O-EASY", "O-SCOPE", "O-UNCLEAR", "K-COMPOUND", "K-DEADLINE", "K-OWNER"),
    *("I-MANY", "I-RESULT", "I-UNCLEAR", "I-UNLINKED", "S-ARITH", "S-BALANCE", "S-DEFOCUS"),
)
EVERY_LANGUAGE = pytest.mark.parametrize("language", Language)


@cache
def judged(language: Language) -> list[tuple[dict[str, Any], bool, frozenset[str]]]:
    """Each statement with whether the coach objects, and the codes it names."""
    rows = []
    for line in (STATEMENTS / f"statements.{language}.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        found = judge(
            label["kind"],
            label["text"],
            objective=label.get("objective", ""),
            key_results=label.get("key_results"),
            initiatives=label.get("initiatives"),
            fields=label.get("fields"),
            language=language,
        )
        objects = any(finding.severity is not Severity.HINT for finding in found)
        rows.append((label, objects, frozenset(finding.code for finding in found)))
    return rows


def balanced_accuracy(language: Language, *kinds: str) -> float:
    shares = []
    for verdict in ("bad", "good"):
        objections = [
            objects
            for label, objects, _ in judged(language)
            if label["verdict"] == verdict and (not kinds or label["kind"] in kinds)
        ]
        shares.append(sum(objects is (verdict == "bad") for objects in objections) / len(objections))
    return sum(shares) / 2


@EVERY_LANGUAGE
def test_all_statements_are_judged_no_worse_than_before(language: Language) -> None:
    assert balanced_accuracy(language) >= FLOORS[language]


@EVERY_LANGUAGE
def test_objectives_are_judged_no_worse_than_before(language: Language) -> None:
    assert balanced_accuracy(language, "objective") >= OBJECTIVES[language]


@EVERY_LANGUAGE
def test_initiatives_are_judged_no_worse_than_before(language: Language) -> None:
    assert balanced_accuracy(language, "initiative") >= INITIATIVES[language]


@EVERY_LANGUAGE
def test_what_is_wrong_with_an_objective_or_initiative_is_named(language: Language) -> None:
    wrong = [(label["codes"][0], codes) for label, _, codes in judged(language) if label["verdict"] == "bad"]
    ours = [code in codes for code, codes in wrong if code[0] in "OI"]
    assert sum(ours) >= 0.88 * len(ours)


@EVERY_LANGUAGE
def test_each_code_has_statements_enough(language: Language) -> None:
    bad, near = Counter[str](), Counter[str]()
    for label, _, _ in judged(language):
        bad.update(label["codes"])
        near.update(label["near"])
    for code in SELDOM_LABELLED:
        assert bad[code] >= 8
        assert near[code] >= 8
