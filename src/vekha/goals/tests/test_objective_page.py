import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.activity.models import Event
from vekha.goals.actions import check_ins, initiatives, key_results, objectives, ownership
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Person, Team

ClientOf = Callable[[Person], Client]
State = Objective.State


def page(client: Client, objective: Objective, **choices: str) -> str:
    response = client.get(f"/objectives/{objective.pk}/", choices)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_it_says_what_the_objective_is_and_how_it_goes(
    objective: Objective, key_result: KeyResult, dora: Person, boris: Person, client_of: ClientOf
) -> None:
    objectives.edit(objective, by=boris, reality="An engineer visits every warehouse.", reason="It was missing")
    check_ins.record(key_result, by=dora, value=18, confidence=7, note="No more manual checks")

    said = words(page(client_of(dora), objective))

    assert objective.title in said
    assert "Product · aspirational · owned by Boris · active since" in said
    assert "Every third contract dies before its first shipment." in said
    assert "An engineer visits every warehouse." in said
    assert "from 27 to 9 days, now 18 · Dora" in said


def test_an_objective_of_several_teams_names_them_together(
    objective: Objective, sales: Team, dora: Person, client_of: ClientOf
) -> None:
    objective.teams.add(sales)

    assert "Product , Sales together" in words(page(client_of(dora), objective))


def test_outsiders_learn_nothing_of_a_private_objective(
    objective: Objective, frida: Person, client_of: ClientOf
) -> None:
    Objective.objects.filter(pk=objective.pk).update(visibility=Objective.Visibility.PRIVATE)
    client = client_of(frida)

    for address in ("", "edit/", "progress/", "happened/", "key-results/new/", "initiatives/new/"):
        assert client.get(f"/objectives/{objective.pk}/{address}").status_code == 404
    assert client.post(f"/objectives/{objective.pk}/move/", {"to": "dropped"}).status_code == 404


def test_without_key_results_it_teaches(objective: Objective, boris: Person, emil: Person, client_of: ClientOf) -> None:
    assert "Write the first one" in page(client_of(boris), objective)
    assert "Write the first one" not in page(client_of(emil), objective)


def test_only_those_who_may_change_it_are_offered_to(
    objective: Objective, key_result: KeyResult, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    assert f"/objectives/{objective.pk}/edit/" in page(client_of(boris), objective)
    assert f"/objectives/{objective.pk}/edit/" not in page(client_of(frida), objective)
    assert f"/key-results/{key_result.pk}/check-ins/" not in page(client_of(frida), objective)


def test_the_number_opens_its_formula_in_place_and_as_a_page(
    objective: Objective, key_result: KeyResult, dora: Person, boris: Person, client_of: ClientOf
) -> None:
    key_results.add(objective, by=boris, text="Rating", kind="keep", low=4.5, weight=3, reason="A guard")
    check_ins.record(key_result, by=dora, value=18)
    key_results.edit(key_result, by=boris, target=3, reason="Nine was too easy")
    client = client_of(dora)
    address = f"/objectives/{objective.pk}/progress/"
    assert f'hx-get="{address}"' in page(client, objective)

    fragment = client.get(address, HTTP_HX_REQUEST="true").content.decode()
    said = words(fragment)

    assert "<html" not in fragment
    assert "(18 − 27) ÷ (3 − 27)" in said
    assert "38% 1 9.4" in said  # 37.5 % of the way, a quarter of the weight
    assert "Mean by weight 4 9.4" in said
    assert "55% expected by time: 51 days of 92 have gone." in said
    assert "46 points are missing, and more than 25 is “at risk”." in said
    assert "was changed from 9 to 3. Against the old one it would stand at 50%." in said
    assert "<html" in client.get(address).content.decode()


def test_where_the_weakest_counts_the_formula_says_so(
    objective: Objective, key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    objective.cycle.roll_up = "weakest"
    objective.cycle.save()
    check_ins.record(key_result, by=dora, value=18)

    said = words(client_of(dora).get(f"/objectives/{objective.pk}/progress/").content.decode())

    assert "The weakest key result counts 50%" in said


def test_what_happened_stands_newest_first_and_older_on_demand(
    objective: Objective, key_result: KeyResult, dora: Person, boris: Person, client_of: ClientOf
) -> None:
    for value in range(40):
        check_ins.record(key_result, by=dora, value=value, confidence=5)
    objectives.edit(objective, by=boris, title="A sharper title", reason="It was vague")
    client = client_of(dora)

    html = page(client, objective)
    older = f"/objectives/{objective.pk}/happened/?shown=30"

    assert html.count("<time") == 30
    assert words(html).index("A sharper title", words(html).index("What happened")) < words(html).index("38 39 days")
    assert older in html
    piece = client.get(older, HTTP_HX_REQUEST="true").content.decode()
    assert piece.count("<time") == 11
    assert "Show older" not in piece
    assert client.get(older).content.decode().count("<time") == 11
    assert page(client, objective, only="changes").count("<time") == 1
    assert client.get(f"/objectives/{objective.pk}/happened/?shown=nonsense").status_code == 200
    assert client.get(f"/objectives/{objective.pk}/happened/?shown={'9' * 30}").status_code == 200


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_every_deed_has_its_sentence_in_every_language(
    language: str, objective: Objective, key_result: KeyResult, anna: Person, dora: Person, client_of: ClientOf
) -> None:
    anna.language = language
    anna.save()
    objectives.edit(
        objective,
        by=anna,
        title="T",
        why="Long " * 20,
        owner=dora,
        commitment="committed",
        own_ends=objective.cycle.ends,
        reason="It was vague",
    )
    key_results.edit(key_result, by=anna, target=5, is_leading=True, reason="Because")
    check_in = check_ins.record(key_result, by=dora, value=18, confidence=7)
    check_ins.undo(check_in, by=dora)
    added = key_results.add(
        objective, by=anna, text="Another", kind="steps", steps=["One", "Two"], reason="A guard was missing"
    )
    key_results.edit(added, by=anna, steps=["One", "Three"], reason="Two was too far")
    key_results.remove(added, by=anna, reason="One is enough")
    initiative = initiatives.add(objective, by=anna, text="Work", key_results=[key_result])
    initiatives.edit(initiative, by=anna, state=Initiative.State.DONE)
    initiatives.remove(initiative, by=anna)
    for state in ("dropped", "draft", "proposed", "agreed", "active", "postponed", "active", "closed"):
        objectives.move(objective, by=anna, to=state, score=0.7 if state == "closed" else None, note="Decided")
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {verb.partition(".")[0] for verb in verbs} == {
        "agreement",
        "objective",
        "key_result",
        "check_in",
        "initiative",
    }

    html = page(client_of(anna), objective)

    assert html.count("<time") == Event.objects.count()


def test_the_steps_from_state_to_state_are_buttons_and_lead_on(
    objective: Objective, boris: Person, client_of: ClientOf
) -> None:
    Objective.objects.filter(pk=objective.pk).update(state=State.DRAFT)
    client = client_of(boris)

    for state, likely in (("draft", "proposed"), ("proposed", "agreed"), ("agreed", "active")):
        assert f'class="button main" name="to" value="{likely}"' in page(client, objective), state
        response = client.post(f"/objectives/{objective.pk}/move/", {"to": likely})
        assert response["Location"] == f"/objectives/{objective.pk}/"

    objective.refresh_from_db()
    assert objective.state == State.ACTIVE


def test_closing_brings_score_and_decision(
    objective: Objective, key_result: KeyResult, dora: Person, boris: Person, client_of: ClientOf
) -> None:
    check_ins.record(key_result, by=dora, value=18)
    client = client_of(boris)
    assert 'name="score" value="0.5"' in page(client, objective)  # proposed from the progress

    refused = client.post(f"/objectives/{objective.pk}/move/", {"to": "closed", "score": "7", "note": "Nearly there"})
    assert refused.status_code == 422
    assert "Nearly there</textarea>" in refused.content.decode()

    client.post(f"/objectives/{objective.pk}/move/", {"to": "closed", "score": "0,7", "note": "Goes on"})
    objective.refresh_from_db()
    assert (objective.state, objective.score, objective.closing_note) == (State.CLOSED, 0.7, "Goes on")
    assert "Goes on" in page(client, objective)


def test_a_state_that_does_not_exist_is_refused(objective: Objective, boris: Person, client_of: ClientOf) -> None:
    assert client_of(boris).post(f"/objectives/{objective.pk}/move/", {"to": "famous"}).status_code == 400


def test_members_who_do_not_own_it_cannot_move_it(objective: Objective, dora: Person, client_of: ClientOf) -> None:
    assert client_of(dora).post(f"/objectives/{objective.pk}/move/", {"to": "dropped"}).status_code == 403


def test_fifteen_queries_are_enough_for_many_key_results(
    objective: Objective,
    boris: Person,
    dora: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        part = key_results.add(objective, by=boris, text=f"Key result {number}", target=10, reason="More")
        ownership.claim(part, by=dora)
        check_ins.record(part, by=dora, value=number)
        initiatives.add(objective, by=boris, text="Work", key_results=[part], owner=boris)
    client = client_of(dora)

    with django_assert_max_num_queries(15):
        page(client, objective)
