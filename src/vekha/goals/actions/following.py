"""Following an objective: whoever does hears of every check-in of it."""

from django.db import transaction

from vekha.goals import permissions
from vekha.goals.models import Objective
from vekha.people.models import Person
from vekha.people.permissions import require


@transaction.atomic
def follow(objective: Objective, *, by: Person) -> None:
    """Hear of its check-ins from now on. That is nobody's news."""
    require(permissions.can_see(by, objective))
    objective.followers.add(by)


@transaction.atomic
def unfollow(objective: Objective, *, by: Person) -> None:
    """Hear of them no more; also of an objective that one no longer sees."""
    objective.followers.remove(by)
