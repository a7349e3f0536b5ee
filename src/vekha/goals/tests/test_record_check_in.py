from vekha.activity.models import Event
from vekha.goals.actions import check_ins
from vekha.goals.models import KeyResult
from vekha.people.models import Person


def test_a_check_in_moves_the_key_result_and_its_objective(key_result: KeyResult, dora: Person) -> None:
    check_ins.record(key_result, by=dora, value=18, confidence=7, note="Removed the manual stock check")

    key_result.refresh_from_db()
    assert (key_result.current, key_result.progress, key_result.confidence) == (18, 0.5, 7)
    assert key_result.objective.progress == 0.5
    assert Event.objects.get().verb == "check_in.recorded"


def test_undoing_restores_what_was_before(key_result: KeyResult, dora: Person) -> None:
    check_ins.record(key_result, by=dora, value=18, confidence=7)
    later = check_ins.record(key_result, by=dora, value=9, confidence=9)

    check_ins.undo(later, by=dora)

    key_result.refresh_from_db()
    assert (key_result.current, key_result.progress, key_result.confidence) == (18, 0.5, 7)
    assert key_result.check_ins.count() == 2
