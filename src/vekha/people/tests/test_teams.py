import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vekha.activity.models import Event
from vekha.goals.models import Objective
from vekha.people.actions import teams
from vekha.people.models import Membership, Person, Team


def test_an_administrator_builds_the_tree(anna: Person) -> None:
    company = teams.create(by=anna, name="Northlight")
    teams.create(by=anna, name="Product", parent=company, purpose="Clients ship sooner")

    assert [(team.name, team.depth) for team in Team.objects.in_tree_order()] == [("Northlight", 0), ("Product", 1)]
    assert [event.verb for event in Event.objects.all()] == ["team.created", "team.created"]


def test_a_name_is_given_once(anna: Person, product: Team) -> None:
    with pytest.raises(ValidationError) as refused:
        teams.create(by=anna, name="Product")

    assert refused.value.message_dict == {"name": ["There is a team of this name already."]}


def test_others_build_no_teams(boris: Person) -> None:
    with pytest.raises(PermissionDenied):
        teams.create(by=boris, name="Boris's own")


def test_a_lead_changes_the_name_and_purpose_but_not_the_place(boris: Person, product: Team, sales: Team) -> None:
    teams.edit(product, by=boris, name="Product and data", parent=None)
    assert Team.objects.filter(name="Product and data").exists()

    with pytest.raises(PermissionDenied):
        teams.edit(product, by=boris, parent=sales)


def test_a_lead_changes_the_teams_below_but_not_beside(boris: Person, anna: Person, product: Team, sales: Team) -> None:
    data = teams.create(by=anna, name="Data", parent=product)

    teams.edit(data, by=boris, purpose="Figures that are believed")
    with pytest.raises(PermissionDenied):
        teams.edit(sales, by=boris, purpose="Anything")


def test_a_team_is_part_of_nothing_below_it(anna: Person, product: Team) -> None:
    data = teams.create(by=anna, name="Data", parent=product)
    lake = teams.create(by=anna, name="Lake", parent=data)

    for below in (product, data, lake):
        with pytest.raises(ValidationError) as refused:
            teams.edit(Team.objects.get(pk=product.pk), by=anna, parent=below)
        assert list(refused.value.message_dict) == ["parent"]
    assert Team.objects.get(pk=product.pk).parent is None


def test_a_team_with_objectives_stays(anna: Person, objective: Objective, product: Team) -> None:
    with pytest.raises(ValidationError, match="still has objectives or KPIs"):
        teams.remove(product, by=anna)

    assert list(objective.teams.all()) == [product]


def test_a_team_with_teams_below_stays(anna: Person, product: Team) -> None:
    teams.create(by=anna, name="Data", parent=product)

    with pytest.raises(ValidationError, match="part of Product"):
        teams.remove(product, by=anna)


def test_an_empty_team_goes_and_its_people_stay(anna: Person, boris: Person, product: Team) -> None:
    teams.remove(product, by=anna)

    assert not Team.objects.exists()
    assert Person.objects.filter(pk=boris.pk).exists()
    assert Event.objects.get().changes == {"name": "Product"}


def test_a_lead_adds_and_removes_people(boris: Person, frida: Person, product: Team) -> None:
    membership = teams.add_member(product, frida, by=boris)
    assert set(product.people.all()) == {boris, frida}

    teams.remove_member(membership, by=boris)
    assert set(product.people.all()) == {boris}
    assert [event.verb for event in Event.objects.all()] == ["team.member_removed", "team.member_added"]


def test_a_member_adds_nobody(dora: Person, frida: Person, product: Team) -> None:
    with pytest.raises(PermissionDenied):
        teams.add_member(product, frida, by=dora)


def test_nobody_is_in_a_team_twice(boris: Person, dora: Person, product: Team) -> None:
    with pytest.raises(ValidationError, match="in Product already"):
        teams.add_member(product, dora, by=boris)


def test_who_has_left_joins_no_team(boris: Person, gleb: Person, product: Team) -> None:
    with pytest.raises(ValidationError, match="has left"):
        teams.add_member(product, gleb, by=boris)


def test_leading_is_given_and_taken(boris: Person, dora: Person, product: Team) -> None:
    membership = Membership.objects.get(person=dora)

    teams.set_lead(membership, by=boris, leads=True)
    assert Membership.objects.get(person=dora).role == "lead"

    teams.set_lead(membership, by=dora, leads=False)
    assert Membership.objects.get(person=dora).role == "member"
    assert Event.objects.count() == 2


def test_a_team_may_be_changed_by_administrators_and_leads_above(
    anna: Person, boris: Person, dora: Person, product: Team, sales: Team
) -> None:
    Team.objects.create(name="Data", parent=product)

    def names(person: Person) -> list[str]:
        return [team.name for team in Team.objects.changeable_by(person)]

    assert names(anna) == ["Product", "Data", "Sales"]
    assert names(boris) == ["Product", "Data"]
    assert names(dora) == []
