from pytest_django import DjangoAssertNumQueries

from vekha.conftest import ClientOf
from vekha.people.models import Membership, Person, Team

PAGE = "/settings/people/"


def shown(client: ClientOf, query: str = "", **headers: str) -> str:
    return client.get(PAGE + query, headers=headers).content.decode()


def test_everyone_sees_who_works_here_with_role_and_teams(emil: Person, boris: Person, gleb: Person) -> None:
    page = shown(ClientOf(emil))

    assert "Boris" in page
    assert "Product" in page
    assert "Gleb" not in page
    assert f"{PAGE}{boris.pk}/" not in page  # only administrators are led to changing


def test_people_are_found_in_any_script_and_case(anna: Person, dora: Person) -> None:
    Person.objects.create_user("x@northlight.example", name="Ёлкина Мария", language="ru")
    Person.objects.create_user("y@northlight.example", name="王小明", language="zh-hans")
    client = ClientOf(anna)

    for words, name in [("ёлкина", "Ёлкина Мария"), ("小明", "王小明"), ("DORA@", "Dora")]:
        found = shown(client, f"?words={words}")
        assert name in found
        assert "boris" not in found.lower()


def test_those_who_left_have_their_own_list(anna: Person, gleb: Person) -> None:
    page = shown(ClientOf(anna), "?state=left")

    assert "Gleb" in page
    assert "anna@northlight.example" not in page


def test_a_search_without_a_find_says_what_to_do(anna: Person) -> None:
    assert "Nobody is found by “zzz”" in shown(ClientOf(anna), "?words=zzz")


def test_htmx_gets_the_list_alone(anna: Person) -> None:
    fragment = shown(ClientOf(anna), "?words=anna", **{"HX-Request": "true"})

    assert fragment.lstrip().startswith('<div id="persons">')
    assert "anna@northlight.example" in fragment


def test_a_page_holds_fifty_people_and_as_many_queries_as_for_one(
    anna: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    teams = [Team.objects.create(name=f"Team {number}") for number in range(3)]
    for number in range(60):
        person = Person.objects.create_user(f"p{number}@northlight.example", name=f"Person {number}", language="en")
        for team in teams:
            Membership.objects.create(person=person, team=team)
    client = ClientOf(anna)

    with django_assert_max_num_queries(8):
        page = shown(client)
    assert page.count("@northlight.example") == 50
    assert "1–50 of 61" in page
    assert shown(client, "?page=2").count("@northlight.example") == 11
