"""The coach's errors are counted beforehand, and again only where something has changed."""

import pytest

from vekha.advice import coaching, dialogue
from vekha.advice.actions import error_counts
from vekha.advice.models import ErrorCount, Reply
from vekha.coach.settings import Severity
from vekha.goals.models import KeyResult, Objective


@pytest.fixture
def task(objective: Objective, key_result: KeyResult) -> KeyResult:
    """A key result that is a task, which is an error."""
    return KeyResult.objects.create(objective=objective, text="Launch a mobile app", kind="done")


def count(objective: Objective) -> int:
    return ErrorCount.objects.get(objective=objective).errors


def test_errors_are_counted_and_what_was_replied_to_is_none(objective: Objective, task: KeyResult) -> None:
    error_counts.refresh()
    assert count(objective) == 1
    review = coaching.of_objective(Objective.objects.get(), language="en", stage=2)
    remarks = dialogue.remarks_on(objective, review.objectives[0].findings)
    (error,) = (remark for remark in remarks if remark.finding.severity is Severity.ERROR)
    Reply.objects.create(
        objective=objective, question=error.question, code=error.finding.code, about=error.about, what="dismissed"
    )
    error_counts.refresh()
    assert count(objective) == 0


def test_only_what_has_changed_is_read_anew(objective: Objective, task: KeyResult) -> None:
    assert error_counts.refresh() == 1
    assert error_counts.refresh() == 0
    task.text = "Orders from the app from 0 to 400 a week"
    task.save()
    assert error_counts.refresh() == 1
    assert count(objective) == 0


def test_what_is_over_is_counted_no_more(objective: Objective, task: KeyResult) -> None:
    error_counts.refresh()
    Objective.objects.update(state="closed")
    error_counts.refresh()
    assert not ErrorCount.objects.exists()
