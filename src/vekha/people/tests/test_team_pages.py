from pytest_django import DjangoAssertNumQueries

from vekha.conftest import ClientOf
from vekha.people.models import Membership, Person, Team

HTMX = {"HX-Request": "true"}


def page(team: Team, below: str = "") -> str:
    return f"/settings/teams/{team.pk}/{below}"


def test_the_tree_stands_with_leads_and_sizes(emil: Person, boris: Person, dora: Person, product: Team) -> None:
    Team.objects.create(name="Data", parent=product)

    tree = ClientOf(emil).get("/settings/teams/").content.decode()

    assert tree.index("Product") < tree.index("Data")
    assert "Boris" in tree
    assert "--depth:1" in tree
    assert page(product) not in tree  # emil may not change it


def test_a_large_tree_costs_no_more_queries(
    anna: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    top = Team.objects.create(name="Top")
    for number in range(30):
        team = Team.objects.create(name=f"Team {number}", parent=top)
        Membership.objects.create(team=team, person=anna, role="lead")

    client = ClientOf(anna)
    with django_assert_max_num_queries(8):
        client.get("/settings/teams/")


def test_without_a_team_the_page_teaches(anna: Person) -> None:
    tree = ClientOf(anna).get("/settings/teams/").content.decode()

    assert "No team yet" in tree
    assert "/settings/teams/new/" in tree


def test_a_new_team_leads_to_its_people(anna: Person, product: Team) -> None:
    answer = ClientOf(anna).post("/settings/teams/new/", {"name": "Data", "parent": product.pk, "purpose": ""})

    data = Team.objects.get(name="Data")
    assert data.parent == product
    assert answer["Location"] == page(data)


def test_a_taken_name_comes_back_at_its_field(anna: Person, product: Team) -> None:
    answer = ClientOf(anna).post("/settings/teams/new/", {"name": "Product", "parent": "", "purpose": "A purpose"})

    assert answer.status_code == 422
    assert "There is a team of this name already." in answer.content.decode()
    assert "A purpose" in answer.content.decode()


def test_a_circle_is_refused_at_the_field_of_the_place(anna: Person, product: Team) -> None:
    data = Team.objects.create(name="Data", parent=product)

    answer = ClientOf(anna).post(page(product), {"name": "Product", "parent": data.pk, "purpose": ""})

    assert answer.status_code == 422
    assert "cannot be part of itself" in answer.content.decode()


def test_a_lead_changes_the_words_and_sees_no_place_in_the_tree(boris: Person, product: Team, sales: Team) -> None:
    client = ClientOf(boris)
    assert 'name="parent"' not in client.get(page(product)).content.decode()

    client.post(page(product), {"name": "Product", "parent": sales.pk, "purpose": "Clients ship sooner"})

    product.refresh_from_db()
    assert (product.purpose, product.parent) == ("Clients ship sooner", None)


def test_for_those_who_may_not_change_it_there_is_no_such_page(dora: Person, frida: Person, product: Team) -> None:
    for client in (ClientOf(dora), ClientOf(frida)):
        assert client.get(page(product)).status_code == 404
        assert client.get(page(product, "members/?words=a")).status_code == 404
        assert client.post(page(product, f"members/{frida.pk}/"), {"deed": "add"}).status_code == 404
        assert client.post(page(product, "remove/")).status_code == 404
        assert client.get("/settings/teams/new/").status_code == 404
    assert set(product.people.all()) == {dora}


def test_a_lead_does_not_remove_the_team(boris: Person, product: Team) -> None:
    assert ClientOf(boris).post(page(product, "remove/")).status_code == 404


def test_a_colleague_is_found_and_added_without_javascript(boris: Person, frida: Person, product: Team) -> None:
    client = ClientOf(boris)
    assert "Frida" in client.get(page(product, "members/?words=FRI")).content.decode()

    answer = client.post(page(product, f"members/{frida.pk}/"), {"deed": "add"})

    assert (answer.status_code, answer["Location"]) == (302, page(product))
    assert frida in product.people.all()


def test_with_htmx_the_people_of_the_team_come_back_alone(boris: Person, dora: Person, product: Team) -> None:
    client = ClientOf(boris)

    answer = client.post(page(product, f"members/{dora.pk}/"), {"deed": "lead"}, headers=HTMX)

    assert answer.content.decode().lstrip().startswith('<section class="members" id="members"')
    assert Membership.objects.get(person=dora).role == "lead"

    client.post(page(product, f"members/{dora.pk}/"), {"deed": "member"}, headers=HTMX)
    assert Membership.objects.get(person=dora).role == "member"

    client.post(page(product, f"members/{dora.pk}/"), {"deed": "remove"}, headers=HTMX)
    assert dora not in product.people.all()


def test_adding_somebody_twice_says_so_in_place(boris: Person, dora: Person, product: Team) -> None:
    answer = ClientOf(boris).post(page(product, f"members/{dora.pk}/"), {"deed": "add"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Dora is in Product already." in answer.content.decode()


def test_those_in_the_team_and_those_who_left_are_not_offered(
    boris: Person, dora: Person, gleb: Person, product: Team
) -> None:
    fragment = ClientOf(boris).get(page(product, "members/?words=northlight"), headers=HTMX).content.decode()

    assert "Gleb" not in fragment
    assert 'value="add"' not in fragment


def test_removing_a_team_that_something_hangs_on_is_explained(anna: Person, product: Team) -> None:
    Team.objects.create(name="Data", parent=product)

    answer = ClientOf(anna).post(page(product, "remove/"))

    assert answer.status_code == 422
    assert "Move or remove them first." in answer.content.decode()


def test_an_empty_team_is_removed(anna: Person, sales: Team) -> None:
    assert ClientOf(anna).post(page(sales, "remove/"))["Location"] == "/settings/teams/"
    assert not Team.objects.exists()
