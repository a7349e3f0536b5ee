"""The table in permissions.py and the SQL of `visible_to` say the same."""

import pytest

from vekha.goals import permissions
from vekha.goals.models import KeyResult, Objective
from vekha.people.models import Membership, Person, Team

EVERYBODY = ("anna", "boris", "chen", "dora", "emil", "frida", "gleb")
MAY_SEE = {
    Objective.Visibility.EVERYONE: {"anna", "boris", "chen", "dora", "emil", "frida"},
    Objective.Visibility.TEAMS: {"anna", "boris", "chen", "dora"},
    Objective.Visibility.PRIVATE: {"anna", "boris"},
}


@pytest.fixture
def people(request: pytest.FixtureRequest) -> dict[str, Person]:
    return {name: request.getfixturevalue(name) for name in EVERYBODY}


@pytest.mark.parametrize("visibility", list(Objective.Visibility))
def test_one_objective_and_the_query_agree_on_who_may_see(
    visibility: str, objective: Objective, people: dict[str, Person]
) -> None:
    objective.visibility = visibility
    objective.save()

    by_table = {name for name, person in people.items() if permissions.can_see(person, objective)}
    by_query = {name for name, person in people.items() if objective in Objective.objects.visible_to(person)}

    assert by_table == by_query == MAY_SEE[Objective.Visibility(visibility)]


@pytest.mark.parametrize("visibility", list(Objective.Visibility))
def test_owning_a_key_result_opens_its_objective(
    visibility: str, key_result: KeyResult, frida: Person, emil: Person
) -> None:
    key_result.owner = frida
    key_result.save()
    objective = key_result.objective
    objective.visibility = visibility
    objective.save()

    assert objective in Objective.objects.visible_to(frida)
    assert permissions.can_see(frida, objective)
    assert KeyResult.objects.visible_to(frida).get() == key_result


def test_who_may_change_an_objective(objective: Objective, people: dict[str, Person]) -> None:
    assert {name for name, person in people.items() if permissions.can_change(person, objective)} == {
        "anna",
        "boris",
        "chen",
    }


def test_a_draft_is_written_by_every_member_of_its_teams(objective: Objective, people: dict[str, Person]) -> None:
    objective.state = Objective.State.DRAFT

    may_change = {name for name, person in people.items() if permissions.can_change(person, objective)}
    may_move = {name for name, person in people.items() if permissions.can_move(person, objective)}

    assert may_change == {"anna", "boris", "chen", "dora"}
    assert may_move == {"anna", "boris", "chen"}


def test_who_may_claim_a_key_result_that_nobody_owns(key_result: KeyResult, people: dict[str, Person]) -> None:
    assert not any(permissions.can_claim(person, key_result) for person in people.values())

    key_result.owner = None
    assert {name for name, person in people.items() if permissions.can_claim(person, key_result)} == {
        "anna",
        "boris",
        "chen",
        "dora",
    }
    key_result.objective.level = Objective.Level.COMPANY
    assert permissions.can_claim(people["frida"], key_result)
    assert not permissions.can_claim(people["emil"], key_result)


def test_who_may_check_in(key_result: KeyResult, people: dict[str, Person]) -> None:
    assert {name for name, person in people.items() if permissions.can_check_in(person, key_result)} == {
        "anna",
        "boris",
        "dora",
    }


@pytest.mark.parametrize(
    ("level", "allowed"),
    [
        (Objective.Level.COMPANY, {"anna", "chen"}),
        (Objective.Level.TEAM, {"anna", "chen", "boris", "dora"}),
        (Objective.Level.PERSON, {"anna", "chen", "boris", "dora", "frida"}),
    ],
)
def test_who_may_write_a_new_objective(level: str, allowed: set[str], product: Team, people: dict[str, Person]) -> None:
    may = {name for name, person in people.items() if permissions.can_write(person, level, [product], None)}
    assert may == allowed


def test_a_lead_of_a_team_above_sees_nothing_more_than_a_member_of_its_own(
    objective: Objective, product: Team, frida: Person
) -> None:
    above = Team.objects.create(name="Company")
    Membership.objects.create(person=frida, team=above, role=Membership.Role.LEAD)
    product.parent = above
    product.save()
    objective.visibility = Objective.Visibility.TEAMS
    objective.save()

    assert not permissions.can_see(frida, objective)
    assert objective not in Objective.objects.visible_to(frida)
