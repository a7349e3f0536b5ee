"""How people sign in: allauth does the work, this says what is ours about it."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from vekha.people.models import Person


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up alone: people come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def display(person: Person) -> str:
    """How mails address a person."""
    return person.name
