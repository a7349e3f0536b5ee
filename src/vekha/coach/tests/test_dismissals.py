"""Findings dismissed in the text itself."""

import pytest

from vekha.coach.dismissals import Trouble
from vekha.coach.reading import read
from vekha.coach.review import Review, review

PLAN = """Objective: Guests find their room ready
KR1: Launch the new booking system {first}
KR2: Rooms ready before noon from 60% to 95%
{below}
"""


def reviewed(first: str = "", below: str = "") -> Review:
    return review(read(PLAN.format(first=first, below=below)))


def dismissed(found: Review) -> dict[str, str]:
    return {finding.code: finding.dismissed for finding in found.findings if finding.dismissed}


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- vekha: K-TASK: the ministry prescribes the system -->",
        "<!--vekha: k-task the ministry\n prescribes the system-->",
        "<!-- vekha：K-TASK，S-ALIGN：the ministry prescribes the system -->",
    ],
)
def test_a_comment_behind_a_statement_dismisses_its_finding_with_the_reason(comment: str) -> None:
    found = reviewed(first=comment)
    assert dismissed(found) == {"K-TASK": "the ministry prescribes the system"}
    assert "K-TASK" not in {finding.code for finding in found.standing}
    assert found.objectives[0].objective.key_results[0].text == "Launch the new booking system"


def test_it_is_about_the_nearest_statement_before_it() -> None:
    found = reviewed(below="<!-- vekha: K-TASK: for the second one -->")
    assert dismissed(found) == {}
    assert [trouble for _, trouble in found.idle] == [Trouble.NOT_FOUND]


@pytest.mark.parametrize(
    ("comment", "trouble"),
    [
        ("<!-- vekha: K-TASK -->", Trouble.NO_REASON),
        ("<!-- vekha: K-NOTHING: so -->", Trouble.UNKNOWN_CODE),
        ("<!-- vekha: K-ACTIVITY: so -->", Trouble.NOT_FOUND),
    ],
)
def test_what_dismisses_nothing_is_told(comment: str, trouble: Trouble) -> None:
    found = reviewed(first=comment)
    assert dismissed(found) == {}
    assert [each for _, each in found.idle] == [trouble]


def test_a_set_is_dismissed_under_its_objective() -> None:
    text = "Objective: Guests find their room ready\nKR: Rooms ready before noon from 60% to 95%\n"
    assert [finding.code for finding in review(read(text)).findings] == ["S-FEW"]
    found = review(read(text + "<!-- vekha: S-FEW: one number says it all -->"))
    assert dismissed(found) == {"S-FEW": "one number says it all"}
    assert found.standing == ()
