"""The map as it is read without JavaScript, and the data that it is drawn from."""

import re
from typing import Any

import pytest

from vekha.conftest import ClientOf
from vekha.goals.models import Alignment, AlignmentStep, Cycle, KeyResult, Objective
from vekha.people.models import Membership, Person, Team

MAP = "/map/"
DATA = "/map/data/"


@pytest.fixture
def company_objective(objective: Objective, cycle: Cycle, anna: Person) -> Objective:
    """Of the company: the first that everything may go with."""
    return Objective.objects.create(
        cycle=cycle, title="A new warehouse earns from its first week", level="company", owner=anna, state="active"
    )


@pytest.fixture
def of_sales(objective: Objective, cycle: Cycle, sales: Team, frida: Person) -> Objective:
    """Sales' own, owned by Frida."""
    made = Objective.objects.create(
        cycle=cycle, title="Contracts arrive with stock data attached", level="team", owner=frida, state="active"
    )
    made.teams.add(sales)
    return made


def link(source: Objective, goal: Objective, state: str = "accepted", text: str = "", **fields: Any) -> Alignment:
    alignment = Alignment.objects.create(objective=source, to_objective=goal, state=state, **fields)
    AlignmentStep.objects.create(
        alignment=alignment, state=state, kind=alignment.kind, text=text, by=goal.owner if text else source.owner
    )
    return alignment


def drawn(person: Person, address: str = "") -> dict[str, Any]:
    return ClientOf(person).get(DATA + address).json()  # type: ignore[no-any-return]


def ids(data: dict[str, Any]) -> list[str]:
    return [node["id"] for node in data["nodes"]]


def ends(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(link["from"], link["to"], link["state"]) for link in data["links"]]


def page(person: Person, address: str = "") -> str:
    """What is on the page, without the token that differs each time."""
    response = ClientOf(person).get(MAP + address)
    assert response.status_code == 200
    return re.sub(r"(\"X-CSRFToken\": |csrfmiddlewaretoken\" value=)\"\w+\"", "", response.content.decode())


def test_objectives_stand_in_the_column_of_their_level(
    dora: Person, objective: Objective, company_objective: Objective, cycle: Cycle, product: Team
) -> None:
    own = Objective.objects.create(cycle=cycle, title="I answer alone", level="person", owner=dora, state="active")
    own.teams.add(product)

    data = drawn(dora)

    places = {node["id"]: node["x"] for node in data["nodes"]}
    assert places[f"o{company_objective.pk}"] < places[f"o{objective.pk}"] < places[f"o{own.pk}"]
    assert [level["title"] for level in data["levels"]] == ["Company", "Teams", "Personal"]
    assert [name["title"] for name in data["names"]] == ["Product", "Product"]


@pytest.mark.parametrize(
    ("state", "shown"),
    [("accepted", "accepted"), ("requested", "waiting"), ("countered", "waiting"), ("declined", "declined")],
)
def test_a_link_is_drawn_with_its_state(
    dora: Person, objective: Objective, company_objective: Objective, state: str, shown: str
) -> None:
    link(objective, company_objective, state)

    assert ends(drawn(dora)) == [(f"o{objective.pk}", f"o{company_objective.pk}", shown)]


def test_a_withdrawn_request_is_not_drawn(dora: Person, objective: Objective, company_objective: Objective) -> None:
    link(objective, company_objective, "withdrawn")

    data = drawn(dora)

    assert data["links"] == []
    assert all(node["alone"] for node in data["nodes"])


def test_what_only_a_declined_link_ties_is_linked_to_nobody(
    dora: Person, objective: Objective, company_objective: Objective, of_sales: Objective
) -> None:
    link(objective, company_objective)
    link(of_sales, company_objective, "declined")

    alone = {node["id"]: node["alone"] for node in drawn(dora)["nodes"]}

    assert alone == {f"o{company_objective.pk}": False, f"o{objective.pk}": False, f"o{of_sales.pk}": True}


@pytest.mark.parametrize("visibility", ["private", "teams"])
def test_a_hidden_objective_leaves_no_trace(
    frida: Person, objective: Objective, company_objective: Objective, of_sales: Objective, visibility: str
) -> None:
    before, list_before = drawn(frida), page(frida, "?show=list")
    hidden = Objective.objects.create(
        cycle=objective.cycle,
        title="Nobody may know this",
        owner=objective.owner,
        state="active",
        visibility=visibility,
    )
    hidden.teams.set(objective.teams.all())
    part = KeyResult.objects.create(objective=hidden, text="Nor this", start=0, target=1)
    for state in ("accepted", "requested", "declined"):
        link(hidden, company_objective, state, text="Nor why", key_result=part)
        link(of_sales, hidden, state)

    keys = f"?at=o{hidden.pk}&open=o{hidden.pk}"
    around = f"?around={hidden.pk}"

    assert drawn(frida) == before
    assert ids(drawn(frida, keys)) == ids(before)
    assert drawn(frida, around)["nodes"] == []
    assert drawn(frida, "?q=nobody")["nodes"] == []
    assert page(frida, "?show=list") == list_before
    for address in (keys, around, "?links=waiting", "?links=declined", "?links=none", f"?owner={hidden.owner_id}"):
        for words in ("Nobody may know this", "Nor this", "Nor why", f'id="o{hidden.pk}"', f"/objectives/{hidden.pk}/"):
            assert words not in page(frida, address)
            assert words not in ClientOf(frida).get(DATA + address).content.decode()


def test_those_who_may_see_it_see_its_links(boris: Person, objective: Objective, of_sales: Objective) -> None:
    objective.visibility = Objective.Visibility.PRIVATE
    objective.save()
    link(objective, of_sales)

    assert ends(drawn(boris)) == [(f"o{objective.pk}", f"o{of_sales.pk}", "accepted")]


def test_filters_leave_what_was_asked_for_and_what_it_is_linked_to(
    dora: Person,
    objective: Objective,
    company_objective: Objective,
    of_sales: Objective,
    cycle: Cycle,
    product: Team,
    frida: Person,
) -> None:
    link(objective, company_objective)
    link(of_sales, company_objective, "requested")
    other = Objective.objects.create(cycle=cycle, title="Fewer calls", owner=dora, state="draft")
    other.teams.add(product)
    company, mine, theirs, alone = (f"o{one.pk}" for one in (company_objective, objective, of_sales, other))

    def shown(address: str) -> set[str]:
        return set(ids(drawn(dora, address)))

    assert shown("") == {company, mine, theirs, alone}
    assert shown(f"?team={product.pk}") == {company, mine, alone}
    assert shown(f"?owner={frida.pk}") == {company, theirs}
    assert shown("?q=STOCK") == shown("?q=sto%00ck") == {company, theirs}
    assert shown("?q=frida") == {company, theirs}
    assert shown("?level=team") == {mine, theirs, alone}
    assert shown("?state=draft") == {alone}
    assert shown("?links=waiting") == {company, theirs}
    assert shown("?links=none") == {alone}
    assert shown("?links=declined") == set()
    assert shown("?level=nonsense&team=x&cycle=999999&at=zzz&open=,,t&steps=-1") == {company, mine, theirs, alone}


def test_a_team_includes_those_below_it(dora: Person, objective: Objective, product: Team) -> None:
    above = Team.objects.create(name="Engineering")
    product.parent = above
    product.save()

    assert ids(drawn(dora, f"?team={above.pk}")) == [f"o{objective.pk}"]


def test_links_between_teams_leave_the_company_out(
    dora: Person, objective: Objective, company_objective: Objective, of_sales: Objective
) -> None:
    link(objective, company_objective)
    link(of_sales, objective, kind="depends_on")

    assert ends(drawn(dora, "?links=teams")) == [(f"o{of_sales.pk}", f"o{objective.pk}", "accepted")]


def test_around_one_objective_only_so_many_steps_are_shown(
    dora: Person, objective: Objective, company_objective: Objective, of_sales: Objective, cycle: Cycle
) -> None:
    far = Objective.objects.create(cycle=cycle, title="Far", level="person", state="active")
    beside = Objective.objects.create(cycle=cycle, title="Goes with the same", level="person", state="active")
    link(far, of_sales)
    link(of_sales, objective)
    link(objective, company_objective)
    link(beside, company_objective)

    one = set(ids(drawn(dora, f"?around={objective.pk}&steps=1")))
    whole = set(ids(drawn(dora, f"?around={objective.pk}")))

    assert one == {f"o{pk}" for pk in (company_objective.pk, objective.pk, of_sales.pk)}
    assert whole == one | {f"o{far.pk}"}


def test_a_partner_in_another_cycle_is_shown_beside(dora: Person, objective: Objective, cycle: Cycle) -> None:
    year = Cycle.objects.create(name="2030", starts="2030-01-01", ends="2030-12-31")
    direction = Objective.objects.create(cycle=year, title="The direction", level="company", state="active")
    Objective.objects.create(cycle=year, title="Another direction", level="company", state="active")
    link(objective, direction)

    data = drawn(dora, f"?cycle={cycle.pk}")

    assert {node["id"]: node["beside"] for node in data["nodes"]} == {
        f"o{direction.pk}": True,
        f"o{objective.pk}": False,
    }


def test_what_was_dropped_is_shown_when_it_is_asked_for(dora: Person, objective: Objective) -> None:
    objective.state = Objective.State.DROPPED
    objective.save()

    assert drawn(dora)["nodes"] == []
    assert ids(drawn(dora, "?state=dropped")) == [f"o{objective.pk}"]


def test_filtering_takes_nodes_away_and_shuffles_none(
    dora: Person, objective: Objective, company_objective: Objective, cycle: Cycle, product: Team
) -> None:
    for number in range(12):
        made = Objective.objects.create(cycle=cycle, title=f"Number {number}", owner=dora, state="active")
        made.teams.add(product)
        if number % 3 == 0:
            link(made, company_objective if number % 2 else objective)

    whole, some = ids(drawn(dora)), ids(drawn(dora, f"?owner={dora.pk}"))

    assert drawn(dora) == drawn(dora)
    assert [one for one in whole if one in some] == some


def test_unfolded_key_results_are_nodes_and_hold_their_links(
    dora: Person, objective: Objective, key_result: KeyResult, of_sales: Objective
) -> None:
    link(of_sales, objective, to_key_result=key_result)

    assert ends(drawn(dora)) == [(f"o{of_sales.pk}", f"o{objective.pk}", "accepted")]
    unfolded = drawn(dora, f"?open=o{objective.pk}")
    assert f"k{key_result.pk}" in ids(unfolded)
    assert ends(unfolded) == [(f"o{of_sales.pk}", f"k{key_result.pk}", "accepted")]
    assert key_result.text in page(dora, f"?open=o{objective.pk}&at=k{key_result.pk}")


def test_teams_are_folded_where_there_are_many(
    dora: Person, objective: Objective, company_objective: Objective, product: Team, cycle: Cycle
) -> None:
    made = Objective.objects.bulk_create(
        Objective(cycle=cycle, title=f"Number {number}", state="active") for number in range(200)
    )
    Objective.teams.through.objects.bulk_create(Objective.teams.through(objective=one, team=product) for one in made)
    link(made[0], company_objective)
    link(made[1], company_objective)

    folded, opened = drawn(dora), drawn(dora, f"?open=t{product.pk}")

    assert ids(folded) == [f"o{company_objective.pk}", f"t{product.pk}"]
    assert folded["nodes"][1]["says"] == "201 objectives"
    assert ends(folded) == [(f"t{product.pk}", f"o{company_objective.pk}", "accepted")]
    assert len(ids(opened)) == len(ids(drawn(dora, "?open=all"))) == 202
    assert "201 objectives" in page(dora)
    assert page(dora, "?open=all").count('class="outline-line"') == 100


def test_the_answer_says_who_goes_with_the_first_objective_of_the_company(
    dora: Person, objective: Objective, company_objective: Objective, of_sales: Objective, cycle: Cycle
) -> None:
    Objective.objects.create(cycle=cycle, title="Alone", level="person", owner=dora, state="active")
    link(objective, company_objective)
    link(of_sales, company_objective, "requested")

    shown = page(dora)

    answer = shown[shown.index('class="answer') : shown.index("</p>", shown.index('class="answer'))]
    assert "One team goes with" in answer
    assert "“Sales” asks to." in answer
    assert "One objective is" in answer


def test_the_panel_tells_who_goes_along_who_waits_and_why_somebody_was_declined(
    dora: Person, anna: Person, objective: Objective, company_objective: Objective, of_sales: Objective, cycle: Cycle
) -> None:
    third = Objective.objects.create(cycle=cycle, title="Twenty webinars", level="person", state="active")
    link(objective, company_objective)
    link(of_sales, company_objective, "requested")
    link(third, company_objective, "declined", text="Webinars bring viewers, not launches.")

    for person, button in ((dora, ">Read it at the objective</a>"), (anna, ">Accept</button>")):
        shown = page(person, f"?at=o{company_objective.pk}")
        panel = shown[shown.index('id="panel"') :]
        assert objective.title in panel
        assert of_sales.title in panel
        assert button in panel
        assert "Webinars bring viewers, not launches." in panel


def test_an_answer_is_given_beside_the_map(anna: Person, objective: Objective, company_objective: Objective) -> None:
    alignment = link(objective, company_objective, "requested")
    panel = page(anna, f"?at=o{company_objective.pk}")
    form = panel[panel.index("data-answer") : panel.index("</form>", panel.index("data-answer"))]
    typed = dict(re.findall(r'name="(seen|at|what)" value="(\w+)"', form))

    ClientOf(anna).post(f"/alignments/{alignment.pk}/answer/", typed)

    assert ends(drawn(anna)) == [(f"o{objective.pk}", f"o{company_objective.pk}", "accepted")]


def test_the_list_says_the_same_as_the_map(
    dora: Person, objective: Objective, company_objective: Objective, of_sales: Objective
) -> None:
    link(objective, company_objective)
    link(of_sales, objective, "declined", kind="depends_on")

    shown = page(dora, "?show=list")
    outline = shown[shown.index('id="outline"') : shown.index('id="panel"')]

    for one in (objective, company_objective, of_sales):
        assert f'href="/objectives/{one.pk}/"' in outline
    for words in (
        "Supports:",
        "Is supported by:",
        "Wanted to rely on, was declined:",
        "Wanted to rely on it, was declined:",
    ):
        assert words in outline


def test_without_a_cycle_the_page_says_what_is_missing(dora: Person, organisation: object) -> None:
    assert "There is no cycle yet" in page(dora)
    assert drawn(dora)["nodes"] == []


@pytest.mark.parametrize("more", [2, 40])
def test_the_map_takes_a_fixed_number_of_queries(
    more: int,
    dora: Person,
    objective: Objective,
    company_objective: Objective,
    key_result: KeyResult,
    cycle: Cycle,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(more):
        team = Team.objects.create(name=f"Team {number}")
        person = Person.objects.create_user(f"p{number}@x.example", "x", name=f"P{number}", language="en")
        Membership.objects.create(team=team, person=person, role="lead")
        made = Objective.objects.create(
            cycle=cycle,
            title=f"Number {number}",
            owner=person,
            state="active",
            visibility=("everyone", "teams")[number % 2],
        )
        made.teams.set([team, *objective.teams.all()])
        KeyResult.objects.create(objective=made, text="From 1 to 2", start=1, target=2)
        link(made, objective, ("accepted", "requested", "countered", "declined")[number % 4], text="Why")
        link(objective, made, "requested", kind="depends_on")

    for place in range(more):
        steps = KeyResult.objects.create(objective=objective, text="Two steps", kind="steps", position=place)
        for step in ("Here", "Everywhere"):
            steps.steps.create(text=step)

    browser = ClientOf(dora)
    address = f"?at=o{objective.pk}&open=o{objective.pk}&q=number&show=list"
    with django_assert_max_num_queries(15):
        assert browser.get(MAP + address).status_code == 200
    with django_assert_max_num_queries(15):
        assert browser.get(DATA + address).status_code == 200
