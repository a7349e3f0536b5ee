import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from vekha.conftest import PASSWORD
from vekha.goals.actions import objectives
from vekha.goals.models import Cycle, Objective
from vekha.people.models import Person, Team

ClientOf = Callable[[Person], Client]


def fields(cycle: Cycle, team: Team, **others: Any) -> dict[str, Any]:
    return {
        "title": "Clients ship within a week",
        "why": "They stay",
        "cycle": cycle.pk,
        "level": "team",
        "teams": [team.pk],
        "owner": "Dora",
        "commitment": "committed",
        "visibility": "everyone",
        **others,
    }


def fields_of(objective: Objective, **others: Any) -> dict[str, Any]:
    others = {"reason": "We know more now", **others}
    return fields(objective.cycle, objective.teams.get(), owner="Boris", version=objective.version, **others)


def test_a_member_writes_a_draft_for_their_team(
    today: date, cycle: Cycle, product: Team, dora: Person, client_of: ClientOf
) -> None:
    client = client_of(dora)
    assert 'value="Dora"' in client.get("/objectives/new/").content.decode()  # who writes is proposed as owner

    response = client.post("/objectives/new/", fields(cycle, product))

    objective = Objective.objects.get()
    assert response["Location"] == f"/coach/objectives/{objective.pk}/draft/"
    assert (objective.state, objective.owner, objective.why) == (Objective.State.DRAFT, dora, "They stay")
    assert list(objective.teams.all()) == [product]


@pytest.mark.parametrize(
    ("typed", "objection"),
    [
        ({"title": ""}, "Fill this in."),
        ({"teams": []}, "A team objective needs a team."),
        ({"own_ends": "2027-03-01"}, "This day lies outside the cycle “Q4 2026”."),
        ({"own_starts": "2026-12-01", "own_ends": "2026-11-01"}, "The last day lies before the first."),
        ({"owner": "Nobody Known"}, "Nobody here is called “Nobody Known”."),
        ({"owner": "gleb@northlight.example"}, "Gleb has left. Choose somebody who works here."),
        ({"level": "company"}, "Choose one of what is offered."),
        ({"level": "person", "owner": "Boris"}, "A personal objective is written by its owner."),
    ],
)
def test_what_cannot_be_is_said_under_its_field_and_nothing_typed_is_lost(
    typed: dict[str, Any],
    objection: str,
    today: date,
    cycle: Cycle,
    product: Team,
    dora: Person,
    boris: Person,
    gleb: Person,
    client_of: ClientOf,
) -> None:
    response = client_of(dora).post("/objectives/new/", fields(cycle, product) | typed)

    html = response.content.decode()
    assert response.status_code == 422
    assert objection in re.sub("&[^;]+;", "", html)
    assert "They stay" in html
    assert not Objective.objects.exists()


def test_a_team_one_does_not_belong_to_is_refused_in_words(
    today: date, cycle: Cycle, product: Team, sales: Team, dora: Person, client_of: ClientOf
) -> None:
    response = client_of(dora).post("/objectives/new/", fields(cycle, sales))

    assert response.status_code == 422
    assert "You write for teams you belong to." in response.content.decode()


def test_viewers_have_no_form(cycle: Cycle, emil: Person, client_of: ClientOf) -> None:
    assert client_of(emil).get("/objectives/new/").status_code == 404


def test_the_address_may_name_cycle_and_team(
    today: date, cycle: Cycle, product: Team, sales: Team, anna: Person, client_of: ClientOf
) -> None:
    html = client_of(anna).get(f"/objectives/new/?team={sales.pk}&cycle={cycle.pk}").content.decode()

    assert re.search(rf'value="{sales.pk}"[^>]*checked', html)
    assert not re.search(rf'name="teams" value="{product.pk}"[^>]*checked', html)


def test_two_people_of_one_name_are_told_apart_by_e_mail(
    today: date, cycle: Cycle, product: Team, dora: Person, anna: Person, client_of: ClientOf
) -> None:
    other = Person.objects.create_user("dora.second@northlight.example", name="Dora", language="en")
    client = client_of(anna)

    refused = client.post("/objectives/new/", fields(cycle, product, owner="dora"))
    assert "dora.second@northlight.example" in refused.content.decode()
    client.post("/objectives/new/", fields(cycle, product, owner="Dora.Second@northlight.example"))

    assert Objective.objects.get().owner == other


def test_what_was_typed_when_the_session_ended_comes_back_after_signing_in(
    today: date, cycle: Cycle, product: Team, dora: Person
) -> None:
    client = Client()

    sent = client.post(
        "/objectives/new/", fields(cycle, product), headers={"referer": "http://testserver/objectives/new/"}
    )
    assert "/sign-in/" in sent["Location"]
    client.post(sent["Location"], {"login": dora.email, "password": PASSWORD})
    back = client.get("/objectives/new/").content.decode()

    assert "Clients ship within a week</textarea>" in back
    assert "They stay</textarea>" in back
    assert not Objective.objects.exists()


def test_words_and_facts_can_be_changed(objective: Objective, boris: Person, client_of: ClientOf) -> None:
    response = client_of(boris).post(f"/objectives/{objective.pk}/edit/", fields_of(objective, own_ends="2026-12-01"))

    objective.refresh_from_db()
    assert response.status_code == 302
    assert (objective.title, objective.commitment) == ("Clients ship within a week", "committed")
    assert objective.own_ends == date(2026, 12, 1)
    assert objective.version == 2


def test_an_owner_who_left_may_stay_for_now_and_it_is_said(
    objective: Objective, boris: Person, anna: Person, client_of: ClientOf
) -> None:
    boris.is_active = False
    boris.save()
    client = client_of(anna)

    assert "Boris has left." in client.get(f"/objectives/{objective.pk}/edit/").content.decode()
    response = client.post(f"/objectives/{objective.pk}/edit/", fields_of(objective))

    objective.refresh_from_db()
    assert response.status_code == 302
    assert (objective.title, objective.owner) == ("Clients ship within a week", boris)


def test_of_two_who_edit_at_once_the_second_sees_both_and_chooses(
    objective: Objective, boris: Person, anna: Person, client_of: ClientOf
) -> None:
    typed = fields_of(objective, title="Mine, the later one", why="My why")
    objectives.edit(objective, by=anna, title="Theirs, saved first", reason="Shorter")
    client = client_of(boris)

    conflict = client.post(f"/objectives/{objective.pk}/edit/", typed)

    html = conflict.content.decode()
    assert conflict.status_code == 422
    assert "Theirs, saved first" in html
    assert "Mine, the later one</textarea>" in html
    assert "Save mine" in html
    assert f'<a class="button small" href="/objectives/{objective.pk}/">Keep theirs</a>' in html
    objective.refresh_from_db()
    assert objective.title == "Theirs, saved first"

    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    client.post(f"/objectives/{objective.pk}/edit/", typed | {"version": version[1]})
    objective.refresh_from_db()
    assert (objective.title, objective.why) == ("Mine, the later one", "My why")


def test_an_edit_from_an_old_version_changes_nothing(objective: Objective, boris: Person) -> None:
    objectives.edit(objective, by=boris, version=1, title="First", reason="One")

    with pytest.raises(ValidationError) as refused:
        objectives.edit(objective, by=boris, version=1, title="Second", reason="Two")

    objective.refresh_from_db()
    assert refused.value.code == "conflict"
    assert objective.title == "First"


def test_dates_that_the_cycle_has_moved_away_from_do_not_stand_in_the_way_of_other_words(
    objective: Objective, boris: Person, client_of: ClientOf
) -> None:
    Objective.objects.filter(pk=objective.pk).update(own_ends=date(2027, 3, 1))
    client, typed = client_of(boris), fields_of(objective, own_ends="2027-03-01", why="Another why")

    assert client.post(f"/objectives/{objective.pk}/edit/", typed).status_code == 302
    typed |= {"own_ends": "2027-03-02", "version": 2}
    assert client.post(f"/objectives/{objective.pk}/edit/", typed).status_code == 422


def test_an_edit_leaves_what_a_check_in_meanwhile_moved(objective: Objective, boris: Person) -> None:
    Objective.objects.filter(pk=objective.pk).update(progress=0.7, confidence=9)

    objectives.edit(objective, by=boris, title="Another title", reason="Clearer")

    objective.refresh_from_db()
    assert (objective.title, objective.progress, objective.confidence) == ("Another title", 0.7, 9)


def test_who_closes_the_circle_without_themselves_is_not_led_to_a_page_that_is_not_there(
    objective: Objective, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    objective.owner = frida
    objective.save()
    typed = fields_of(objective, visibility="private") | {"owner": "Frida"}

    response = client_of(boris).post(f"/objectives/{objective.pk}/edit/", typed)

    assert response["Location"] == "/company/"
    objective.refresh_from_db()
    assert objective.visibility == Objective.Visibility.PRIVATE


def test_those_who_may_not_change_it_have_no_form(objective: Objective, dora: Person, client_of: ClientOf) -> None:
    assert client_of(dora).get(f"/objectives/{objective.pk}/edit/").status_code == 404


def test_names_are_offered_while_one_types(
    dora: Person, boris: Person, frida: Person, gleb: Person, client_of: ClientOf
) -> None:
    client = client_of(dora)

    own_team = client.get("/people/find/").content.decode()
    assert "Boris" in own_team
    assert "Frida" not in own_team
    assert "Frida" in client.get("/people/find/?owner=fri").content.decode()
    assert "Gleb" not in client.get("/people/find/?owner=gle").content.decode()
