from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from vekha.goals.actions import initiatives
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Person

ClientOf = Callable[[Person], Client]
State = Initiative.State


@pytest.fixture
def initiative(objective: Objective, key_result: KeyResult, boris: Person, dora: Person) -> Initiative:
    """Dora's, in Boris's objective."""
    return initiatives.add(objective, by=boris, text="Import wizard", key_results=[key_result], owner=dora)


def test_an_initiative_is_added_and_says_what_it_serves(
    objective: Objective, key_result: KeyResult, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    client = client_of(boris)
    typed = {"text": "Import wizard", "key_results": [key_result.pk], "owner": "Dora", "state": "planned", "due": ""}

    client.post(f"/objectives/{objective.pk}/initiatives/new/", typed)

    added = objective.initiatives.get()
    assert (added.owner, list(added.key_results.all())) == (dora, [key_result])
    assert "serves key result 1" in client.get(f"/objectives/{objective.pk}/").content.decode()


def test_key_results_of_other_objectives_cannot_be_served(
    objective: Objective, key_result: KeyResult, boris: Person, client_of: ClientOf
) -> None:
    other = Objective.objects.create(cycle=objective.cycle, title="Other", owner=boris)
    typed = {"text": "Work", "key_results": [key_result.pk], "state": "planned"}

    assert client_of(boris).post(f"/objectives/{other.pk}/initiatives/new/", typed).status_code == 422


def test_an_owner_who_left_is_refused_but_may_stay(
    initiative: Initiative, boris: Person, dora: Person, gleb: Person, client_of: ClientOf
) -> None:
    client = client_of(boris)
    typed = {"text": "Sharper", "reason": "Clearer", "owner": "gleb@northlight.example", "state": "planned"}
    assert "Gleb has left." in client.post(f"/initiatives/{initiative.pk}/edit/", typed).content.decode()

    dora.is_active = False
    dora.save()
    assert client.post(f"/initiatives/{initiative.pk}/edit/", typed | {"owner": "Dora"}).status_code == 302
    initiative.refresh_from_db()
    assert (initiative.text, initiative.owner) == ("Sharper", dora)


def test_it_is_due_while_its_objective_lasts(
    initiative: Initiative, objective: Objective, boris: Person, client_of: ClientOf
) -> None:
    client, outside = client_of(boris), "This day lies outside the objective’s time."
    typed = {"text": "Import wizard", "state": "planned", "due": "2027-01-01"}
    for address in (f"/initiatives/{initiative.pk}/edit/", f"/objectives/{objective.pk}/initiatives/new/"):
        refused = client.post(address, typed)
        assert refused.status_code == 422
        assert outside in refused.content.decode()

    client.post(f"/initiatives/{initiative.pk}/edit/", typed | {"due": "2026-12-31"})
    assert Initiative.objects.get().due == date(2026, 12, 31)

    Initiative.objects.update(due=date(2027, 2, 1))  # from before the objective was given days of its own
    initiatives.edit(Initiative.objects.get(), by=boris, state=State.DONE)
    assert Initiative.objects.get().state == State.DONE


def test_its_owner_moves_it_on_in_place_and_without_javascript(
    initiative: Initiative, dora: Person, client_of: ClientOf
) -> None:
    client = client_of(dora)

    fragment = client.post(f"/initiatives/{initiative.pk}/move/", {"state": "in_progress"}, HTTP_HX_REQUEST="true")
    assert fragment.content.decode().startswith(f'<li id="initiative-{initiative.pk}">')
    assert "serves key result 1" in fragment.content.decode()
    assert fragment["HX-Trigger"] == '{"objective-changed": {}}'
    page = client.post(f"/initiatives/{initiative.pk}/move/", {"state": "done"})
    assert page["Location"] == f"/objectives/{initiative.objective_id}/"

    initiative.refresh_from_db()
    assert initiative.state == State.DONE


def test_a_state_that_does_not_exist_is_refused(initiative: Initiative, dora: Person, client_of: ClientOf) -> None:
    assert client_of(dora).post(f"/initiatives/{initiative.pk}/move/", {"state": "famous"}).status_code == 400


def test_only_those_who_change_the_objective_remove_it(
    initiative: Initiative, dora: Person, boris: Person, client_of: ClientOf
) -> None:
    assert client_of(dora).post(f"/initiatives/{initiative.pk}/remove/").status_code == 404
    client_of(boris).post(f"/initiatives/{initiative.pk}/remove/")

    assert not Initiative.objects.exists()


def test_outsiders_get_404(initiative: Initiative, frida: Person, emil: Person, client_of: ClientOf) -> None:
    for person in (frida, emil):
        client = client_of(person)
        assert client.get(f"/initiatives/{initiative.pk}/edit/").status_code == 404
        assert client.post(f"/initiatives/{initiative.pk}/move/", {"state": "done"}).status_code == 404
        assert client.get(f"/objectives/{initiative.objective_id}/initiatives/new/").status_code == 404
