import re
from collections.abc import Callable

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.goals.actions import check_ins, key_results, ownership
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.people.models import Membership, Organisation, Person, Team

ClientOf = Callable[[Person], Client]


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_all_teams_stand_as_a_tree_with_their_leads_and_standing(
    objective: Objective, product: Team, dora: Person, client_of: ClientOf
) -> None:
    Objective.objects.update(progress=0.61)
    Team.objects.create(name="Design", parent=product)

    html = client_of(dora).get("/teams/").content.decode()
    said = " ".join(re.sub(r"<[^>]+>", " ", html).split())

    assert "Product Boris 1 61%" in said
    assert "Design no active objective" in said
    assert '--depth:1"><a class="plain"' in html
    assert "Design" not in words(client_of(dora), "/teams/?q=PROD")


def test_a_team_shows_purpose_people_objectives_and_the_teams_within(
    objective: Objective, key_result: KeyResult, product: Team, dora: Person, client_of: ClientOf
) -> None:
    product.purpose = "Shopkeepers get their evenings back"
    product.save()
    within = Team.objects.create(name="Design", parent=product)
    Team.objects.create(name="Research", parent=product)
    other = Objective.objects.create(cycle=objective.cycle, title="Of design", state="active", progress=0.5)
    other.teams.add(within)

    said = words(client_of(dora), f"/teams/{product.pk}/")

    assert "Shopkeepers get their evenings back" in said
    assert objective.title in said
    assert "Boris leads 1 objective" in said
    assert "Dora 1 key result" in said
    assert "Design 1 50%" in said
    assert "Without an active objective in this cycle: Research" in said


def test_a_team_shows_no_objective_that_the_reader_may_not_see(
    objective: Objective, product: Team, frida: Person, client_of: ClientOf
) -> None:
    Objective.objects.update(visibility=Objective.Visibility.TEAMS)

    said = words(client_of(frida), f"/teams/{product.pk}/")

    assert objective.title not in said
    assert "Boris leads 1 objective" not in said


def test_a_team_without_an_objective_is_taught(cycle: Cycle, product: Team, dora: Person, client_of: ClientOf) -> None:
    assert "This team has no objective in this cycle" in words(client_of(dora), f"/teams/{product.pk}/")


def test_without_teams_or_cycles_the_pages_stand(organisation: Organisation, anna: Person, client_of: ClientOf) -> None:
    assert "There are no teams yet" in words(client_of(anna), "/teams/")
    team = Team.objects.create(name="First")
    assert "First" in words(client_of(anna), f"/teams/{team.pk}/")


def test_a_person_shows_job_teams_what_they_own_and_what_they_said(
    objective: Objective, key_result: KeyResult, dora: Person, boris: Person, client_of: ClientOf
) -> None:
    dora.job = "Launch engineer"
    dora.save()
    check_ins.record(key_result, by=dora, value=18, confidence=7, note="Manual checks are gone")

    hers, his = (words(client_of(boris), f"/people/{person.pk}/") for person in (dora, boris))

    assert "Launch engineer · Product" in hers
    assert f"{key_result.text} {objective.title}" in hers
    assert "Manual checks are gone" in hers
    assert f"{objective.title} Product" in his
    assert "Product (leads)" in his


def test_of_somebody_who_left_it_is_said_what_waits_and_offered_to_those_who_may(
    key_result: KeyResult, dora: Person, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    dora.is_active = False
    dora.save()
    link = f"/key-results/{key_result.pk}/edit/"

    page = client_of(boris).get(f"/people/{dora.pk}/").content.decode()

    assert "Dora has left." in page
    assert "1 key result waits for a new owner:" in page
    assert link in page
    assert link not in client_of(frida).get(f"/people/{dora.pk}/").content.decode()


def test_what_is_private_is_not_shown_on_a_persons_page(
    objective: Objective, key_result: KeyResult, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    check_ins.record(key_result, by=dora, value=18, note="Manual checks are gone")
    Objective.objects.update(visibility=Objective.Visibility.PRIVATE)

    said = words(client_of(frida), f"/people/{dora.pk}/")

    assert key_result.text not in said
    assert "Manual checks are gone" not in said


def test_fifteen_queries_are_enough_however_large_the_team(
    objective: Objective,
    product: Team,
    boris: Person,
    dora: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(8):
        member = Person.objects.create_user(f"m{number}@northlight.example", name=f"M{number}", language="en")
        Membership.objects.create(person=member, team=product)
        within = Team.objects.create(name=f"Team {number}", parent=product)
        part = key_results.add(objective, by=boris, text=f"KR {number}", start=0, target=10, reason="More")
        ownership.claim(part, by=dora)
        check_ins.record(part, by=dora, value=number)
        objective.teams.add(within)
    client = client_of(dora)

    for address in ("/teams/", f"/teams/{product.pk}/", f"/people/{dora.pk}/"):
        with django_assert_max_num_queries(15):
            client.get(address)
