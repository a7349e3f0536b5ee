"""Who may do what with people and teams.

| deed                                        | administrator | coach | lead of the team | member | viewer |
| see people and teams                        | yes           | yes   | yes              | yes    | yes    |
| change the organisation, people, team tree  | yes           |       |                  |        |        |
| invite                                      | yes           |       | to own team, as member or viewer  | | |
| change a team's name, purpose, membership   | yes           |       | yes              |        |        |
| change own name, job, language, password    | yes           | yes   | yes              | yes    | yes    |
"""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from vekha.people.models import Person, Team


def require(allowed: bool) -> None:
    """Raise PermissionDenied unless allowed. Every verb opens with it."""
    if not allowed:
        raise PermissionDenied


def leads(person: "Person", team: "Team") -> bool:
    """Whether the person leads the team or one above it."""
    led = led_team_ids(person)
    return team.pk in led or any(above.pk in led for above in team.ancestors())


def led_team_ids(person: "Person") -> set[int]:
    """The teams that the person leads directly."""
    return {membership.team_id for membership in person.memberships.all() if membership.role == "lead"}


def can_change_organisation(person: "Person") -> bool:
    return person.is_active and person.role == "administrator"


def can_change_person(person: "Person", other: "Person") -> bool:
    return can_change_organisation(person) or (person.is_active and person.pk == other.pk)


def can_change_team(person: "Person", team: "Team") -> bool:
    return can_change_organisation(person) or (person.is_active and leads(person, team))


def can_invite_somebody(person: "Person") -> bool:
    return can_change_organisation(person) or (person.is_active and bool(led_team_ids(person)))


def can_invite(person: "Person", team: "Team | None", role: str) -> bool:
    if can_change_organisation(person):
        return True
    return team is not None and role in {"member", "viewer"} and can_change_team(person, team)
