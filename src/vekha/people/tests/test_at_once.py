"""Two people do the same thing at the same moment. SQLite lets one writer in at a time; PostgreSQL really runs them."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from vekha.people.actions import invitations, people, teams
from vekha.people.models import Invitation, Person, Role, Team

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a database with several writers"),
]


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all deeds at the same moment, each with a connection of its own; returns why the refused ones were."""
    start = Barrier(len(deeds))
    refused: list[str] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            start.wait()
            deed()
        except ValidationError as error:
            refused.extend(error.messages)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_two_accept_one_invitation_and_one_person_comes_in(anna: Person) -> None:
    invitation = invitations.invite(by=anna, email="ines@northlight.example", language="en")

    def accept() -> None:
        own = Invitation.objects.select_related("invited_by").get(pk=invitation.pk)
        invitations.accept(own, name="Ines", password="winter road to the north", language="en")

    assert at_once(*[accept] * 6) == ["This invitation is closed already."] * 5
    assert Person.objects.filter(email="ines@northlight.example").count() == 1


def test_two_administrators_do_not_both_leave(anna: Person, dora: Person) -> None:
    people.set_role(dora, by=anna, role=Role.ADMINISTRATOR)

    refused = at_once(
        lambda: people.leave(Person.objects.get(pk=anna.pk), by=anna),
        lambda: people.leave(Person.objects.get(pk=dora.pk), by=dora),
    )

    assert len(refused) == 1
    assert Person.objects.active().filter(role=Role.ADMINISTRATOR).count() == 1


def test_two_moves_do_not_close_a_circle(anna: Person, product: Team, sales: Team) -> None:
    refused = at_once(
        lambda: teams.edit(Team.objects.get(pk=product.pk), by=anna, parent=sales),
        lambda: teams.edit(Team.objects.get(pk=sales.pk), by=anna, parent=product),
    )

    assert len(refused) == 1
    assert len(Team.objects.in_tree_order()) == 2
