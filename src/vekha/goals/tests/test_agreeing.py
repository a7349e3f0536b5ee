"""From a draft to what all have agreed to; after that, changes are made in front of everybody."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vekha.activity.models import Event
from vekha.goals.actions import key_results, objectives
from vekha.goals.models import Agreement, Cycle, KeyResult, Objective
from vekha.people.models import Person

State = Objective.State


@pytest.fixture
def proposed(objective: Objective) -> Objective:
    objective.state = State.PROPOSED
    objective.save()
    return objective


def test_whoever_moves_it_to_agreed_has_agreed(proposed: Objective, boris: Person) -> None:
    objectives.move(proposed, by=boris, to=State.AGREED)

    assert Agreement.objects.get().person == boris


def test_an_agreement_belongs_to_the_words_as_they_stood(proposed: Objective, boris: Person, dora: Person) -> None:
    objectives.agree(proposed, by=dora)
    objectives.edit(proposed, by=boris, title="Clients ship within three days")

    assert Agreement.objects.get().version < Objective.objects.get().version

    objectives.agree(proposed, by=dora)
    assert Agreement.objects.get().version == Objective.objects.get().version


def test_a_draft_is_not_agreed_to_and_those_who_only_look_do_not_agree(
    objective: Objective, proposed: Objective, dora: Person, emil: Person
) -> None:
    with pytest.raises(PermissionDenied):
        objectives.agree(proposed, by=emil)
    objective.state = State.DRAFT
    with pytest.raises(ValidationError, match="Nobody is asked to agree now"):
        objectives.agree(objective, by=dora)


@pytest.mark.parametrize("state", [State.AGREED, State.ACTIVE])
def test_once_agreed_other_words_need_a_reason(objective: Objective, boris: Person, state: str) -> None:
    objective.state = state
    objective.save()

    with pytest.raises(ValidationError, match="Say why it changes") as refused:
        objectives.edit(objective, by=boris, title="Another")
    assert "reason" in refused.value.message_dict
    as_it_stands = Objective.objects.get()
    objectives.edit(as_it_stands, by=boris, title="Another", reason="The market has moved")

    assert Event.objects.get(verb="objective.changed").changes["reason"] == "The market has moved"


@pytest.mark.parametrize("fields", [{"target": 5}, {"weight": 3}, {"text": "Median time to ship from 27 to 9 days"}])
def test_so_do_other_targets_weights_and_words_of_a_key_result(
    key_result: KeyResult, boris: Person, fields: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError, match="Say why it changes"):
        key_results.edit(key_result, by=boris, **fields)

    key_results.edit(key_result, by=boris, **fields, reason="We know more now")
    key_results.edit(key_result, by=boris, source="CRM")  # what nobody agreed upon


def test_what_waits_in_the_backlog_is_not_proposed(objective: Objective, boris: Person) -> None:
    objective.state, objective.cycle = State.DRAFT, Cycle.backlog()
    objective.save()

    with pytest.raises(ValidationError, match="waits in the backlog"):
        objectives.move(objective, by=boris, to=State.PROPOSED)
