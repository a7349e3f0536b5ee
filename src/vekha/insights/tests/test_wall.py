"""The screen on the wall: what stands there, in which order, and that everybody in the company may read it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from vekha.conftest import ClientOf
from vekha.goals.actions import check_ins
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective
from vekha.kpis.actions import readings
from vekha.kpis.models import Kpi
from vekha.people.models import Organisation, Person, Team

WALL = "/company/present/"


@pytest.fixture
def of_company(objective: Objective, key_result: KeyResult, dora: Person) -> Objective:
    """The company's one objective, checked in."""
    objective.level = Objective.Level.COMPANY
    objective.save()
    check_ins.record(key_result, by=dora, value=20, confidence=6)
    return objective


@pytest.fixture
def broken(anna: Person) -> Kpi:
    kpi = Kpi.objects.create(name="Complaints a week", definition="Letters", high=9)
    readings.record(kpi, by=anna, value=14)
    return kpi


def screens(person: Person, address: str = WALL) -> dict[str, str]:
    """The text of each screen by its kind; of several objectives the last one."""
    page = ClientOf(person).get(address).content.decode()
    parts = re.findall(r'<section class="wall-screen" data-screen="(\w+)"[^>]*>(.*?)</section>', page, re.DOTALL)
    return {kind: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)) for kind, text in parts}


def test_it_begins_with_the_answer_and_goes_on_to_each_objective_and_what_needs_somebody(
    of_company: Objective, broken: Kpi, dora: Person
) -> None:
    Organisation.objects.update(behind_until=10)
    Objective.objects.update(created_at=timezone.now() - timedelta(days=30))

    shown = screens(dora)

    assert list(shown) == ["answer", "objective", "moves", "calls", "kpis"]
    assert f"{of_company.title} : at risk, 17 points behind." in shown["answer"]
    assert "1 at risk" in shown["answer"]
    assert of_company.title in shown["objective"]
    assert "27 20 9 days" in shown["objective"]
    assert "39%" in shown["objective"]
    assert f"{of_company.title} Median time" in shown["moves"]
    assert "days: — → 39%" in shown["moves"]
    assert "at risk, 17 points behind" in shown["calls"]
    assert "Complaints a week" in shown["kpis"]
    assert "broken: above the corridor" in shown["kpis"]


def test_where_all_is_well_only_that_is_said(of_company: Objective, key_result: KeyResult, dora: Person) -> None:
    check_ins.record(key_result, by=dora, value=9, confidence=9)

    assert list(screens(dora)) == ["answer", "objective"]


@pytest.mark.parametrize("visibility", ["private", "teams"])
@pytest.mark.parametrize("reader", ["anna", "boris", "dora", "frida"])
def test_whoever_opens_it_there_stands_only_what_everybody_sees(
    visibility: str, reader: str, of_company: Objective, key_result: KeyResult, request: pytest.FixtureRequest
) -> None:
    check_ins.record(key_result, by=request.getfixturevalue("dora"), value=21, blocker="Saffron")
    Objective.objects.update(title="Velvet", visibility=visibility)
    KeyResult.objects.update(text="Kestrel")
    kpi = Kpi.objects.create(name="Obsidian", definition="x", high=9, visibility=Kpi.Visibility.TEAMS)
    readings.record(kpi, by=request.getfixturevalue("anna"), value=14)

    page = ClientOf(request.getfixturevalue(reader)).get(WALL).content.decode()

    assert not re.search("Velvet|Kestrel|Saffron|Obsidian", page)
    assert "Nothing is active here yet." in page


def test_a_blocker_stands_first_and_says_who_could_help(
    of_company: Objective, key_result: KeyResult, dora: Person, boris: Person
) -> None:
    check_ins.record(key_result, by=dora, value=21, blocker="No lawyer reads our contracts, @Boris")

    calls = screens(dora)["calls"]

    assert "No lawyer reads our contracts" in calls
    assert "could help: Boris" in calls
    assert "points behind" not in calls  # each objective once


def test_a_blocker_that_the_next_check_in_does_not_repeat_is_over(
    of_company: Objective, key_result: KeyResult, dora: Person
) -> None:
    CheckIn.objects.update(at=timezone.now() - timedelta(days=3), blocker="No lawyer")
    assert "No lawyer" in screens(dora)["calls"]

    check_ins.record(key_result, by=dora, value=19)
    assert "calls" not in screens(dora)


def test_objectives_of_persons_are_not_hung_on_the_wall(objective: Objective, dora: Person) -> None:
    Objective.objects.update(level="person")

    assert list(screens(dora)) == ["answer"]
    assert objective.title in screens(dora, f"{WALL}?level=person")["answer"]  # unless somebody asks for them


@pytest.mark.parametrize(
    ("asked", "seconds", "number"),
    [
        ("", 20, 1),
        ("seconds=45&screen=2", 45, 2),
        ("seconds=0", 0, 1),
        ("seconds=1&screen=99", 5, 3),
        ("seconds=99999", 3600, 1),
        ("seconds=x&screen=-1", 20, 1),
    ],
)
def test_the_address_says_how_fast_and_where_to_begin(
    asked: str, seconds: int, number: int, of_company: Objective, broken: Kpi, dora: Person
) -> None:
    page = ClientOf(dora).get(f"{WALL}?{asked}").content.decode()

    assert f'data-seconds="{seconds}"' in page
    shown = [number for number, tag in enumerate(re.findall("<section[^>]*>", page), 1) if "hidden" not in tag]
    assert shown == [number]
    assert ("http-equiv" in page) == bool(seconds)  # without scripts the page itself goes on


def test_without_scripts_links_turn_the_pages(of_company: Objective, broken: Kpi, dora: Person, cycle: Cycle) -> None:
    page = ClientOf(dora).get(f"{WALL}?cycle={cycle.pk}&screen=3&seconds=30").content.decode()

    assert f'href="?cycle={cycle.pk}&amp;screen=1&amp;seconds=30" rel="next"' in page
    assert f'href="?cycle={cycle.pk}&amp;screen=2&amp;seconds=30" rel="prev"' in page
    assert f'href="/company/?cycle={cycle.pk}"' in page


def test_a_company_of_any_size_costs_the_same(
    of_company: Objective, broken: Kpi, dora: Person, product: Team, django_assert_max_num_queries: Any
) -> None:
    for place in range(30):
        made = Objective.objects.create(cycle=of_company.cycle, title=str(place), level="company", state="active")
        made.teams.add(product)
        for kind in KeyResult.Kind.values:
            part = KeyResult.objects.create(objective=made, text=kind, kind=kind, start=0, target=9)
            CheckIn.objects.create(key_result=part, author=dora, value=1, blocker="Stuck", at=timezone.now())

    client = ClientOf(dora)
    with django_assert_max_num_queries(30):
        page = client.get(WALL).content.decode()

    assert page.count('data-screen="objective"') == 12


def test_without_a_cycle_it_leads_to_the_company_page(dora: Person) -> None:
    assert ClientOf(dora).get(WALL).headers["Location"] == "/company/"
