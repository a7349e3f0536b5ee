"""The marks of a good objective, from what was found and what the source tells."""

import pytest

from vekha.coach import rules
from vekha.coach.document import Document, Fields, KeyResult, Language, Objective
from vekha.coach.marks import CODES, OF_KEY_RESULTS, OF_OBJECTIVES, Mark, Standing, marks
from vekha.coach.review import review


def standings(objective: Objective) -> dict[Mark, Standing]:
    (reviewed,) = review(Document("-", "", Language.EN, (objective,))).objectives
    return {marked.mark: marked.standing for marked in marks(reviewed)}


def test_every_rule_about_objectives_and_key_results_speaks_of_exactly_one_mark() -> None:
    codes = sorted(code for mark in Mark for code in CODES[mark])
    assert len(codes) == len(set(codes))
    assert {rule.code for rule in rules.ALL if not rule.code.startswith("I-")} <= set(codes)
    assert (*OF_OBJECTIVES, *OF_KEY_RESULTS) == tuple(Mark)


def test_what_the_text_does_not_tell_is_unknown() -> None:
    stands = standings(Objective("Nurses spend their shifts with patients"))
    assert stands[Mark.SELF_DRIVEN] is Standing.UNKNOWN
    assert stands[Mark.ALIGNMENT] is Standing.UNKNOWN
    assert stands[Mark.MEASURED] is Standing.UNKNOWN


def test_owners_roads_and_support_are_seen() -> None:
    key_result = KeyResult("Time at the bedside grows from 30% to 50% of a shift", fields=Fields(owner="Ida"))
    stands = standings(
        Objective(
            "Nurses spend their shifts with patients",
            key_results=(key_result, key_result),
            fields=Fields(owner="Ida", supports="A clinic people come back to"),
        )
    )
    seen = (Mark.ALIGNMENT, Mark.SELF_DRIVEN, Mark.CHALLENGE, Mark.OWNED, Mark.MEASURED)
    assert {mark: stands[mark] for mark in seen} == dict.fromkeys(seen, Standing.SEEN)


@pytest.mark.parametrize(
    ("text", "standing"), [("Launch the new rota", Standing.MISSING), ("Bedside time from 30% to 50%", Standing.SEEN)]
)
def test_a_task_is_no_result(text: str, standing: Standing) -> None:
    good = KeyResult("Overtime falls from 40 to 10 hours a month")
    objective = Objective("Nurses spend their shifts with patients", key_results=(KeyResult(text), good))
    assert standings(objective)[Mark.RESULT] is standing


def test_a_question_leaves_a_mark_asked() -> None:
    objective = Objective(
        "Nurses spend their shifts with patients", key_results=(KeyResult("Overtime below 40 hours"),)
    )
    assert standings(objective)[Mark.FEW] is Standing.ASKED


def test_what_others_decide_says_nothing_about_an_owner() -> None:
    others = KeyResult("Close the $3M deal with Boeing")
    good = KeyResult("Overtime falls from 40 to 10 hours a month")
    stands = standings(Objective("Nurses spend their shifts with patients", key_results=(others, good)))
    assert stands[Mark.SELF_DRIVEN] is Standing.MISSING
    assert stands[Mark.OWNED] is Standing.UNKNOWN
