"""From a draft to what all have agreed to; after that, changes are made in front of everybody."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vekha.activity.models import Event, Notice
from vekha.goals.actions import initiatives, key_results, objectives
from vekha.goals.models import Agreement, Cycle, Initiative, KeyResult, Objective
from vekha.people.models import Person, Team

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

    assert Agreement.objects.get().words != Objective.objects.get().agreed_words()

    objectives.agree(proposed, by=dora)
    assert Agreement.objects.get().words == Objective.objects.get().agreed_words()


def test_a_draft_is_not_agreed_to_and_those_who_only_look_do_not_agree(
    objective: Objective, proposed: Objective, dora: Person, emil: Person
) -> None:
    with pytest.raises(PermissionDenied):
        objectives.agree(proposed, by=emil)
    objective.state = State.DRAFT
    objective.save()
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


def test_so_does_a_key_result_more_or_less(objective: Objective, key_result: KeyResult, boris: Person) -> None:
    with pytest.raises(ValidationError, match="Say why it changes"):
        key_results.add(objective, by=boris, text="Another")
    with pytest.raises(ValidationError, match="Say why it changes"):
        key_results.remove(key_result, by=boris, reason="  ")
    assert KeyResult.objects.get() == key_result

    key_results.add(objective, by=boris, text="Another", reason=" A guard was missing ")
    key_results.remove(key_result, by=boris, reason="It counts the same twice")

    for verb, reason in (
        ("key_result.added", "A guard was missing"),
        ("key_result.removed", "It counts the same twice"),
    ):
        assert Event.objects.get(verb=verb).changes["reason"] == reason


def test_so_do_other_words_of_an_initiative_and_its_state_does_not(objective: Objective, boris: Person) -> None:
    initiative = initiatives.add(objective, by=boris, text="Import wizard")

    initiatives.edit(initiative, by=boris, state="in_progress", resources="Two people")
    with pytest.raises(ValidationError, match="Say why it changes"):
        initiatives.edit(Initiative.objects.get(), by=boris, text="Imports by hand")
    initiatives.edit(initiative, by=boris, text="Imports by hand", reason="Nobody used the wizard")

    assert Event.objects.filter(verb="initiative.changed").first().changes["reason"] == "Nobody used the wizard"  # type: ignore[union-attr]


def test_what_waits_in_the_backlog_is_not_proposed(objective: Objective, boris: Person) -> None:
    objective.state, objective.cycle = State.DRAFT, Cycle.backlog()
    objective.save()

    with pytest.raises(ValidationError, match="waits in the backlog"):
        objectives.move(objective, by=boris, to=State.PROPOSED)


def test_other_targets_outdate_an_agreement_and_other_visibility_does_not(
    proposed: Objective, key_result: KeyResult, boris: Person, dora: Person
) -> None:
    given = objectives.agree(proposed, by=dora)

    objectives.edit(proposed, by=boris, visibility=Objective.Visibility.TEAMS)
    assert given.words == Objective.objects.get().agreed_words()
    key_results.edit(key_result, by=boris, target=999)
    assert given.words != Objective.objects.get().agreed_words()


def test_nobody_agrees_to_words_they_have_not_seen(proposed: Objective, boris: Person, dora: Person) -> None:
    seen = proposed.agreed_words()
    objectives.edit(Objective.objects.get(), by=boris, title="Clients ship within three days")

    with pytest.raises(ValidationError, match="have changed meanwhile") as refused:
        objectives.agree(proposed, by=dora, seen=seen)
    assert refused.value.code == "conflict"


def test_agreeing_twice_to_the_same_words_is_one_deed(proposed: Objective, dora: Person) -> None:
    for _ in range(3):
        objectives.agree(proposed, by=dora)

    assert Event.objects.filter(verb="agreement.given").count() == 1


def test_a_key_result_added_or_removed_after_agreement_is_heard_of(
    objective: Objective, key_result: KeyResult, anna: Person, boris: Person
) -> None:
    added = key_results.add(objective, by=anna, text="Another", start=0, target=5, reason="A guard was missing")
    key_results.remove(added, by=anna, reason="It counts the same twice")

    heard = Notice.objects.filter(person=boris).values_list("event__verb", flat=True)
    assert {"key_result.added", "key_result.removed"} <= set(heard)


def test_a_member_takes_no_draft_to_a_team_of_others_or_to_the_company(
    objective: Objective, sales: Team, dora: Person
) -> None:
    objective.state = State.DRAFT
    objective.save()

    for fields in ({"teams": [sales]}, {"level": Objective.Level.COMPANY}):
        with pytest.raises(PermissionDenied):
            objectives.edit(Objective.objects.get(), by=dora, **fields)


def test_a_page_that_is_out_of_date_moves_nothing(proposed: Objective, anna: Person, boris: Person) -> None:
    on_the_page = Objective.objects.get()
    objectives.move(proposed, by=anna, to=State.DROPPED)

    with pytest.raises(ValidationError, match="does not lead there"):
        objectives.move(on_the_page, by=boris, to=State.AGREED)
    assert Objective.objects.get().state == State.DROPPED
