"""Two sides ask and answer beside their objectives; whoever may not see one end finds no trace of it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.goals.actions import alignments, key_results
from vekha.goals.models import Alignment, Cycle, KeyResult, Objective
from vekha.people.models import Membership, Person, Team

ClientOf = Callable[[Person], Client]
State = Alignment.State


@pytest.fixture
def grace(sales: Team) -> Person:
    """She leads Sales."""
    person = Person.objects.create_user("grace@northlight.example", "a long enough one", name="Grace", language="en")
    Membership.objects.create(person=person, team=sales, role=Membership.Role.LEAD)
    return person


@pytest.fixture
def theirs(objective: Objective, sales: Team, grace: Person, cycle: Cycle) -> Objective:
    theirs = Objective.objects.create(
        cycle=cycle, title="New clients come with clean stock data", level="team", owner=grace, state="proposed"
    )
    theirs.teams.add(sales)
    return theirs


@pytest.fixture
def alignment(objective: Objective, theirs: Objective, boris: Person) -> Alignment:
    """Boris asks Grace to agree that his objective supports hers."""
    return alignments.request(objective, by=boris, to=theirs, text="Your clients wait for us")


def page_of(client: Client, objective: Objective, **choices: str) -> str:
    response = client.get(f"/objectives/{objective.pk}/alignments/", choices)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_objective_s_page_brings_the_section_and_links_to_it_without_scripts(
    objective: Objective, dora: Person, client_of: ClientOf
) -> None:
    address = f"/objectives/{objective.pk}/alignments/"
    client = client_of(dora)

    page = client.get(f"/objectives/{objective.pk}/").content.decode()

    assert f'hx-get="{address}"' in page
    assert f'<a href="{address}">' in page
    assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in client.get(address).content.decode()


def test_the_other_side_answers_in_place_and_the_asking_one_waits(
    alignment: Alignment, boris: Person, grace: Person, client_of: ClientOf
) -> None:
    asked = page_of(client_of(grace), alignment.to_objective)
    asking = page_of(client_of(boris), alignment.objective)

    assert "Boris asks to support this objective Product · since 20 November" in words(asked)
    assert "Supported by: Clients ship a week after signing" in words(asked)
    assert "“Your clients wait for us”" in asked
    assert 'value="accept"' in asked
    assert "Waits for Sales since 20 November" in words(asking)
    assert 'value="accept"' not in asking
    assert "Take the request back" in asking


@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_yes_stands_on_both_sides(
    alignment: Alignment, boris: Person, grace: Person, client_of: ClientOf, is_htmx: bool
) -> None:
    theirs = alignment.to_objective
    headers = {"HX-Request": "true"} if is_htmx else {}

    answered = client_of(grace).post(
        f"/alignments/{alignment.pk}/answer/", {"what": "accept", "seen": 1, "at": theirs.pk}, headers=headers
    )

    if is_htmx:
        assert "accepted on 20 November by Grace" in words(answered.content.decode())
        assert "objective-changed" in answered["HX-Trigger"]
    else:
        assert answered["Location"] == f"/objectives/{theirs.pk}/alignments/"
    assert "Supported by" in page_of(client_of(grace), theirs)
    assert "accepted on 20 November by Grace" in words(page_of(client_of(boris), alignment.objective))


def test_a_no_needs_a_reason_and_keeps_the_form_open_without_one(
    alignment: Alignment, boris: Person, grace: Person, client_of: ClientOf
) -> None:
    client, address = client_of(grace), f"/alignments/{alignment.pk}/answer/"

    refused = client.post(address, {"what": "decline", "seen": 1, "text": " ", "at": alignment.to_objective_id})
    assert refused.status_code == 422
    assert "Say why, so that the other side can go on from there." in refused.content.decode()
    assert '<details class="reply" open>' in refused.content.decode()
    assert "autofocus" in refused.content.decode().partition("<textarea")[2].partition(">")[0]

    client.post(address, {"what": "decline", "seen": 1, "text": "We stop onboarding there"})
    assert "declined on 20 November by Grace: “We stop onboarding there”" in words(
        page_of(client_of(boris), alignment.objective)
    )


def test_something_else_is_proposed_and_accepted_as_proposed(
    alignment: Alignment, boris: Person, grace: Person, client_of: ClientOf
) -> None:
    theirs = alignment.to_objective
    part = key_results.add(theirs, by=grace, text="Stock data complete: 40 to 95 %", start=40, target=95)
    address = f"/alignments/{alignment.pk}/answer/"
    said = {"what": "counter", "seen": "1", "kind": "supports", "to_key_result": str(part.pk), "at": str(theirs.pk)}

    refused = client_of(grace).post(address, said)
    assert refused.status_code == 422
    assert f'<option value="{part.pk}" selected>' in refused.content.decode()
    client_of(grace).post(address, said | {"text": "Rather this number"})

    waiting = words(page_of(client_of(boris), alignment.objective))
    assert "Grace proposes something else" in waiting
    assert "Stock data complete: 40 to 95 %" in waiting
    client_of(boris).post(address, {"what": "accept", "seen": 2, "at": alignment.objective_id})
    alignment.refresh_from_db()
    assert (alignment.state, alignment.to_key_result) == (State.ACCEPTED, part)


def test_whoever_answers_late_sees_what_was_said_meanwhile_and_keeps_their_words(
    alignment: Alignment, anna: Person, grace: Person, client_of: ClientOf
) -> None:
    alignments.accept(alignment, by=grace, seen=1)

    late = client_of(anna).post(
        f"/alignments/{alignment.pk}/answer/",
        {"what": "decline", "seen": 1, "text": "Not this quarter", "at": alignment.to_objective_id},
        headers={"HX-Request": "true"},
    )

    assert late.status_code == 422
    assert "Meanwhile Grace has answered: accepted." in words(late.content.decode())
    assert "You had written: “Not this quarter”" in words(late.content.decode())
    alignment.refresh_from_db()
    assert alignment.state == State.ACCEPTED


def test_where_the_same_answer_can_still_be_given_it_stands_ready_again(
    alignment: Alignment, anna: Person, boris: Person, grace: Person, client_of: ClientOf
) -> None:
    alignments.counter(alignment, by=grace, seen=1, text="Depend on us rather", kind="depends_on")
    alignments.counter(alignment, by=boris, seen=2, text="No, we support you", kind="supports")
    client, address = client_of(anna), f"/alignments/{alignment.pk}/answer/"
    said = {"what": "decline", "text": "Not this quarter", "at": alignment.to_objective_id}

    late = client.post(address, said | {"seen": 1}).content.decode()

    assert "Not this quarter</textarea>" in late
    assert 'name="seen" value="3"' in late
    client.post(address, said | {"seen": 3})
    alignment.refresh_from_db()
    assert alignment.state == State.DECLINED


def test_either_side_ends_what_was_agreed_and_the_whole_thread_stays(
    alignment: Alignment, boris: Person, grace: Person, client_of: ClientOf
) -> None:
    alignments.accept(alignment, by=grace, seen=1)
    client, address = client_of(grace), f"/alignments/{alignment.pk}/answer/"

    assert client.post(address, {"what": "withdraw", "seen": 2}).status_code == 422
    client.post(address, {"what": "withdraw", "seen": 2, "text": "The product is sold"})

    said = words(page_of(client_of(boris), alignment.objective))
    assert "What was said: 3 steps" in said
    for deed in ("Asked Boris", "Accepted Grace", "Ended it Grace", "“The product is sold”"):
        assert deed in said


def test_one_asks_for_the_whole_or_for_a_key_result(
    objective: Objective, theirs: Objective, key_result: KeyResult, boris: Person, client_of: ClientOf
) -> None:
    part = KeyResult.objects.create(objective=theirs, text="Stock data complete", start=40, target=95)
    client, address = client_of(boris), f"/objectives/{objective.pk}/alignments/"

    client.post(
        address,
        {
            "to": f"keyresult/{part.pk}",
            "kind": "depends_on",
            "key_result": key_result.pk,
            "text": "We ship what you enter",
        },
    )

    alignment = Alignment.objects.get()
    assert (alignment.key_result, alignment.to_objective, alignment.to_key_result) == (key_result, theirs, part)
    assert alignment.kind == "depends_on"
    assert "We ship what you enter" in page_of(client, objective)


def test_what_is_refused_comes_back_as_it_was_typed(
    objective: Objective, theirs: Objective, boris: Person, client_of: ClientOf
) -> None:
    client, address = client_of(boris), f"/objectives/{objective.pk}/alignments/"
    typed = {"to": f"objective/{theirs.pk}", "kind": "depends_on", "text": "We ship what you enter"}

    nothing_chosen = client.post(address, typed | {"to": ""})
    assert nothing_chosen.status_code == 422
    assert "Choose the objective or key result" in nothing_chosen.content.decode()
    assert "We ship what you enter</textarea>" in nothing_chosen.content.decode()
    Objective.objects.filter(pk=theirs.pk).update(state="dropped")
    over = client.post(address, typed, headers={"HX-Request": "true"})
    assert over.status_code == 422
    assert "is over: dropped" in over.content.decode()
    assert f'value="objective/{theirs.pk}" checked' in over.content.decode()
    assert not Alignment.objects.exists()


def test_what_was_typed_before_signing_in_comes_back(objective: Objective, theirs: Objective, boris: Person) -> None:
    browser, address = Client(), f"/objectives/{objective.pk}/alignments/"
    browser.post(address, {"to": f"objective/{theirs.pk}", "kind": "supports", "text": "We ship what you enter"})

    browser.force_login(boris)
    back = browser.get(address)

    assert back.status_code == 200
    assert "We ship what you enter</textarea>" in back.content.decode()
    assert not Alignment.objects.exists()


def test_the_owner_of_a_key_result_asks_for_it_alone(
    objective: Objective, theirs: Objective, key_result: KeyResult, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    asked = page_of(client_of(dora), objective)
    address = f"/objectives/{objective.pk}/alignments/"

    assert key_result.text in asked
    assert "the objective as a whole" not in asked
    client_of(dora).post(address, {"to": f"objective/{theirs.pk}", "kind": "supports", "key_result": key_result.pk})
    assert Alignment.objects.get().key_result == key_result
    assert 'id="ask-form"' not in page_of(client_of(frida), objective)
    assert client_of(frida).post(address, {"to": f"objective/{theirs.pk}", "kind": "supports"}).status_code == 404


def test_one_finds_what_one_may_see_by_title_key_result_and_team(
    objective: Objective, theirs: Objective, boris: Person, client_of: ClientOf
) -> None:
    KeyResult.objects.create(objective=theirs, text="Доля полных карточек", start=40, target=95)
    hidden = Objective.objects.create(cycle=objective.cycle, title="Clean secret", level="team", visibility="private")
    client = client_of(boris)

    def found(find: str) -> str:
        address = f"/objectives/{objective.pk}/alignments/"
        headers = {"HX-Request": "true", "HX-Target": "align-candidates"}
        piece = client.get(address, {"find": find}, headers=headers).content.decode()
        assert "<section" not in piece
        assert f"objective/{objective.pk}" not in piece
        assert hidden.title not in piece
        return piece

    for find in ("CLEAN", "clean stock", "sales clean", "доля полных", "Sales", "cle\0an", "clean " * 1200):
        assert f'value="objective/{theirs.pk}"' in found(find), find
    assert "<details open>" in found("полных")
    assert "Nothing found" in found("clean nonsense")
    assert f'value="objective/{theirs.pk}"' in page_of(client, objective, find="clean")


def test_what_has_the_words_in_its_title_comes_first(
    objective: Objective, theirs: Objective, boris: Person, client_of: ClientOf
) -> None:
    above = Objective.objects.create(
        cycle=objective.cycle, title="Half of revenue from the regions", why="Clean stock pays", level="company"
    )

    found = page_of(client_of(boris), objective, find="clean stock")

    assert 0 < found.index(f'value="objective/{theirs.pk}"') < found.index(f'value="objective/{above.pk}"')


def test_without_words_the_company_s_objectives_are_offered_and_what_is_chosen_comes_first(
    objective: Objective, theirs: Objective, boris: Person, client_of: ClientOf
) -> None:
    above = Objective.objects.create(cycle=objective.cycle, title="Half of revenue from the regions", level="company")
    client = client_of(boris)

    offered = page_of(client, objective)
    chosen = page_of(client, objective, to=f"objective/{theirs.pk}")

    assert f'value="objective/{above.pk}"' in offered
    assert f'value="objective/{theirs.pk}"' not in offered
    assert chosen.index(f'value="objective/{theirs.pk}" checked') < chosen.index(f'value="objective/{above.pk}"')
    for nonsense in ("objective/", "objective/x", f"objective/{'9' * 30}", "team/1", "keyresult/999"):
        assert not re.search('name="to" value="[^"]*" checked', page_of(client, objective, to=nonsense))


def test_an_alignment_whose_other_end_one_may_not_see_leaves_no_trace(
    alignment: Alignment, dora: Person, grace: Person, client_of: ClientOf
) -> None:
    theirs = alignment.to_objective
    alignments.accept(alignment, by=grace, seen=1)
    Objective.objects.filter(pk=theirs.pk).update(visibility="private")
    client = client_of(dora)

    for page in (page_of(client, alignment.objective), page_of(client, alignment.objective, find="clean")):
        assert theirs.title not in page
        assert "Sales" not in page
        assert "Nothing yet" in page
    hidden = client.post(f"/alignments/{alignment.pk}/answer/", {"what": "withdraw", "seen": 2, "text": "x"})
    missing = client.post("/alignments/999/answer/", {"what": "withdraw", "seen": 2, "text": "x"})
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert page_of(client_of(grace), alignment.objective).count(theirs.title) >= 1


def test_nothing_is_asked_of_what_one_may_not_see(
    objective: Objective, theirs: Objective, boris: Person, client_of: ClientOf
) -> None:
    Objective.objects.filter(pk=theirs.pk).update(visibility="private")

    refused = client_of(boris).post(
        f"/objectives/{objective.pk}/alignments/", {"to": f"objective/{theirs.pk}", "kind": "supports"}
    )

    assert refused.status_code == 422
    assert theirs.title not in refused.content.decode()


def test_only_those_who_speak_for_the_side_in_turn_can_answer(
    alignment: Alignment, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    for person in (boris, frida):
        answered = client_of(person).post(f"/alignments/{alignment.pk}/answer/", {"what": "accept", "seen": 1})
        assert answered.status_code == 403
    unknown = client_of(boris).post(f"/alignments/{alignment.pk}/answer/", {"what": "shrug", "seen": 1})
    assert unknown.status_code == 400


def test_an_objective_of_several_teams_says_which_carries_what(
    objective: Objective,
    theirs: Objective,
    key_result: KeyResult,
    sales: Team,
    boris: Person,
    grace: Person,
    client_of: ClientOf,
) -> None:
    client = client_of(boris)
    assert "Who carries what" not in page_of(client, objective)
    objective.teams.add(sales)

    assert f"Product {key_result.text} Dora Sales Nothing yet" in words(page_of(client, objective))

    asked = alignments.request(theirs, by=grace, to=objective)
    alignments.accept(asked, by=boris, seen=1)
    assert f"Sales {theirs.title} its own objective" in words(page_of(client, objective))


def test_fifteen_queries_are_enough_for_many_alignments_and_key_results(
    objective: Objective,
    sales: Team,
    cycle: Cycle,
    boris: Person,
    dora: Person,
    grace: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Dora is a plain member, who may ask for the key results that she owns only."""
    objective.teams.add(sales)
    Membership.objects.create(person=dora, team=sales)
    for number in range(12):
        owner = dora if number % 2 else boris
        KeyResult.objects.create(objective=objective, text=f"Own part {number}", owner=owner)
        other = Objective.objects.create(
            cycle=cycle, title=f"Other {number}", level="team", owner=grace, visibility="teams"
        )
        other.teams.add(sales)
        part = KeyResult.objects.create(objective=other, text=f"Part {number}", owner=grace)
        Membership.objects.get_or_create(person=boris, team=sales)
        asked = alignments.request(objective, by=boris, to=other)
        alignments.counter(asked, by=grace, seen=1, text="Rather", to_key_result=part)
        if number % 2:
            alignments.accept(asked, by=boris, seen=2)
    client = client_of(dora)

    with django_assert_max_num_queries(15):
        page = page_of(client, objective, find="other", to=f"objective/{other.pk}")

    assert page.count('name="key_result"') == 1
    assert "Other 11" in page
