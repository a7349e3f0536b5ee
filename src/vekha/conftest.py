"""The people and the small company that all tests know. Dates stand still: it is Friday, 20 November 2026.

anna administrates · boris leads Product · chen coaches · dora is a member of Product and owns key results ·
emil only looks · frida is a member of Sales · gleb has left.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.people.models import Membership, Organisation, Person, Role, Team

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PASSWORD = "a long enough one"  # noqa: S105  the password of everybody in the tests


@pytest.fixture
def today() -> Iterator[date]:
    """Stops the clock at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield NOW.date()


@pytest.fixture
def organisation(db: None) -> Organisation:
    organisation = Organisation(name="Northlight", language="en", stage=2, coach_is_open=True)
    organisation.save()
    return organisation


@pytest.fixture
def product(db: None) -> Team:
    return Team.objects.create(name="Product")


@pytest.fixture
def sales(db: None) -> Team:
    return Team.objects.create(name="Sales")


def _person(name: str, role: Role = Role.MEMBER, **fields: object) -> Person:
    return Person.objects.create_user(
        f"{name.lower()}@northlight.example", PASSWORD, name=name, role=role, language="en", **fields
    )


@pytest.fixture
def anna(db: None) -> Person:
    return _person("Anna", Role.ADMINISTRATOR)


@pytest.fixture
def boris(product: Team) -> Person:
    person = _person("Boris")
    Membership.objects.create(person=person, team=product, role=Membership.Role.LEAD)
    return person


@pytest.fixture
def chen(db: None) -> Person:
    return _person("Chen", Role.COACH)


@pytest.fixture
def dora(product: Team) -> Person:
    person = _person("Dora")
    Membership.objects.create(person=person, team=product)
    return person


@pytest.fixture
def emil(db: None) -> Person:
    return _person("Emil", Role.VIEWER)


@pytest.fixture
def frida(sales: Team) -> Person:
    person = _person("Frida")
    Membership.objects.create(person=person, team=sales)
    return person


@pytest.fixture
def gleb(db: None) -> Person:
    return _person("Gleb", is_active=False)


@pytest.fixture
def cycle(db: None) -> Cycle:
    """The fourth quarter, checked in weekly: 51 of 92 days have gone."""
    return Cycle.objects.create(name="Q4 2026", starts=date(2026, 10, 1), ends=date(2026, 12, 31))


@pytest.fixture
def objective(today: date, organisation: Organisation, cycle: Cycle, product: Team, boris: Person) -> Objective:
    """An active objective of Product, owned by Boris, seen by everyone."""
    objective = Objective.objects.create(
        cycle=cycle,
        title="Clients ship a week after signing, not a month",
        why="Every third contract dies before its first shipment.",
        level=Objective.Level.TEAM,
        owner=boris,
        state=Objective.State.ACTIVE,
    )
    objective.teams.add(product)
    return objective


@pytest.fixture
def key_result(objective: Objective, dora: Person) -> KeyResult:
    """Dora's: from 27 down to 9 days."""
    return KeyResult.objects.create(
        objective=objective,
        text="Median time from contract to first shipment from 27 to 9 days",
        unit="days",
        start=27,
        target=9,
        owner=dora,
    )


@pytest.fixture
def client_of() -> type["ClientOf"]:
    return ClientOf


class ClientOf(Client):
    """A browser in which somebody is signed in: `client_of(dora).get("/")`."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.force_login(person)
