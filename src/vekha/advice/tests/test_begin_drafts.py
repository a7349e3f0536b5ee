"""From a text to drafts."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vekha.activity.models import Event
from vekha.advice.actions import begin_drafts
from vekha.coach.document import Document, Fields, Initiative, KeyResult, Language, Objective
from vekha.coach.reading import read
from vekha.goals.models import Cycle, Offer
from vekha.goals.models import Objective as StoredObjective
from vekha.people.models import Organisation, Person, Team

TEXT = """Objective: Guests who stay once come back within the year
KR1: Repeat bookings from 9% to 25%
KR2: Keep the breakfast rating at least 4.5
KR3: Renovate the bathrooms
Initiatives:
- Write to guests a month after their stay

Objective: Families find a room in August
KR1: August rooms for four from 6 to 14
"""


@pytest.fixture(autouse=True)
def company(organisation: Organisation) -> None:
    """The organisation stands."""


def test_each_objective_becomes_a_draft_with_all_that_belongs_to_it(cycle: Cycle, product: Team, dora: Person) -> None:
    made = begin_drafts.from_text(read(TEXT), by=dora, cycle=cycle, level="team", teams=[product])
    guests, families = StoredObjective.objects.order_by("pk")
    assert made.objectives == [guests, families]
    assert guests.title == "Guests who stay once come back within the year"
    assert (guests.state, guests.owner, guests.level, list(guests.teams.all())) == ("draft", dora, "team", [product])
    rows = guests.key_results.values_list("text", "kind", "unit", "start", "target", "low")
    assert list(rows) == [
        ("Repeat bookings from 9% to 25%", "reach", "%", 9, 25, None),
        ("Keep the breakfast rating at least 4.5", "keep", "", None, None, 4.5),
        ("Renovate the bathrooms", "done", "", None, None, None),
    ]
    assert [initiative.text for initiative in guests.initiatives.all()] == ["Write to guests a month after their stay"]
    assert (len(made.key_results), len(made.measured), len(made.initiatives)) == (4, 3, 1)


def test_each_draft_is_in_the_log(cycle: Cycle, product: Team, dora: Person) -> None:
    begin_drafts.from_text(read(TEXT), by=dora, cycle=cycle, level="team", teams=[product])
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert (verbs.count("objective.written"), verbs.count("key_result.added")) == (2, 4)


def test_a_named_owner_is_found_by_name_and_nobody_is_guessed(
    cycle: Cycle, product: Team, dora: Person, boris: Person
) -> None:
    Person.objects.create_user("other@northlight.example", name="Frida", language="en")
    Person.objects.create_user("third@northlight.example", name="Frida", language="en")
    named = [
        KeyResult(f"Guests from {place} to 9", fields=Fields(owner=name))
        for place, name in enumerate(["Boris", "Frida", "Zoe", ""])
    ]
    document = Document("-", "", Language.EN, (Objective("Guests come back", key_results=tuple(named)),))
    made = begin_drafts.from_text(document, by=dora, cycle=cycle, level="team", teams=[product])
    assert [key_result.owner for key_result in made.key_results] == [None, None, None, None]
    assert [(offer.thing, offer.person) for offer in Offer.objects.all()] == [(made.key_results[0], boris)]


def test_no_word_of_a_long_statement_is_lost(cycle: Cycle, dora: Person) -> None:
    long = "Guests come back " * 30
    objective = Objective(long, key_results=(KeyResult(long),), initiatives=(Initiative(long),), reality="Few do.")
    document = Document("-", "", Language.EN, (objective,))
    (made,) = begin_drafts.from_text(document, by=dora, cycle=cycle, level="person").objectives
    assert made.title.endswith("…")
    assert made.reality == f"{long}\n\nFew do."
    assert made.key_results.get().definition == long
    assert made.initiatives.get().resources == long


def test_a_member_writes_neither_for_the_company_nor_for_another_team(cycle: Cycle, sales: Team, dora: Person) -> None:
    for level, teams in (("company", []), ("team", [sales])):
        with pytest.raises(PermissionDenied):
            begin_drafts.from_text(read(TEXT), by=dora, cycle=cycle, level=level, teams=teams)
    assert not StoredObjective.objects.exists()


def test_a_team_objective_without_a_team_is_refused(cycle: Cycle, chen: Person) -> None:
    with pytest.raises(ValidationError, match="needs a team"):
        begin_drafts.from_text(read(TEXT), by=chen, cycle=cycle, level="team")
    assert not StoredObjective.objects.exists()


def test_a_text_of_a_thousand_statements_is_refused_with_its_count(cycle: Cycle, dora: Person) -> None:
    members = tuple(KeyResult("Guests from 1 to 2") for _number in range(1000))
    document = Document("-", "", Language.EN, (Objective("Guests come back", key_results=members),))
    with pytest.raises(ValidationError, match="1,001 statements"):
        begin_drafts.from_text(document, by=dora, cycle=cycle, level="person")
