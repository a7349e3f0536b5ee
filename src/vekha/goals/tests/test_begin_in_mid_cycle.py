from datetime import date

from vekha.goals.actions import objectives
from vekha.goals.models import Objective
from vekha.goals.progress import Pace
from vekha.people.models import Person


def test_what_begins_in_mid_cycle_is_neither_late_nor_silent_before_its_first_day(
    objective: Objective, boris: Person, today: date
) -> None:
    objective.state = Objective.State.AGREED
    objective.save()

    objectives.move(objective, by=boris, to=Objective.State.ACTIVE)

    objective.refresh_from_db()
    assert objective.own_starts == today
    assert objective.standing().pace is Pace.NONE


def test_what_comes_back_with_a_history_keeps_its_road(objective: Objective, boris: Person, today: date) -> None:
    objective.state = Objective.State.POSTPONED
    objective.checked_in_on = date(2026, 10, 9)
    objective.save()

    objectives.move(objective, by=boris, to=Objective.State.ACTIVE)

    assert objective.own_starts is None
