import io
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from vekha.people.models import Organisation, Person


def administrator(password: str) -> None:
    with patch("sys.stdin", io.StringIO(password + "\n")):
        call_command(
            "administrator", "Olga@north.example", "Ольга", organisation="Север", language="ru", stdout=io.StringIO()
        )


@pytest.mark.django_db
def test_an_empty_database_gets_an_organisation_and_somebody_who_can_sign_in() -> None:
    administrator("семь белых оленей")

    assert Organisation.current().name == "Север"
    olga = Person.objects.get()
    assert olga.is_administrator
    assert Client().login(email="olga@north.example", password="семь белых оленей")


@pytest.mark.django_db
def test_a_weak_password_and_a_second_time_are_refused_with_the_reason() -> None:
    with pytest.raises(CommandError):
        administrator("12345")
    administrator("семь белых оленей")
    with pytest.raises(CommandError):
        administrator("семь белых оленей")

    assert Person.objects.count() == 1
