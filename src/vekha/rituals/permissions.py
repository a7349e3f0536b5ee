"""Who may do what with meetings. Points about objectives that somebody may not see do not exist for them.

| deed                                 | administrator | coach | lead of the team | member of the team | others | viewer |
| read it, and its summary             | yes           | yes   | yes              | yes                | yes    | yes    |
| begin it, lead it, close it          | yes           | yes   | yes              | yes                |        |        |
| that of the company's level          | yes           | yes   | of any team      |                    |        |        |
| write down notes, decisions, actions | yes           | yes   | yes              | yes                | yes    |        |
| take a line back                     | whoever wrote it, while the meeting runs                                         |
"""

from typing import TYPE_CHECKING

from vekha.people.permissions import led_team_ids

if TYPE_CHECKING:
    from vekha.people.models import Person, Team
    from vekha.rituals.models import Meeting, Outcome


def can_lead(person: "Person", team: "Team | None") -> bool:
    """Begin a meeting of the team (None: of the company), and lead and close it."""
    if not person.is_active or person.role == "viewer":
        return False
    if person.role in {"administrator", "coach"}:
        return True
    return bool(led_team_ids(person)) if team is None else belongs(person, team)


def belongs(person: "Person", team: "Team | None") -> bool:
    """Whether the meeting is one of their own; that of the company belongs to those who lead teams."""
    if team is None:
        return bool(led_team_ids(person))
    return any(membership.team_id == team.pk for membership in person.memberships.all())


def can_write(person: "Person", meeting: "Meeting") -> bool:
    """Write down what comes out, while it runs."""
    return person.is_active and person.role != "viewer" and meeting.is_running


def can_take_back(person: "Person", outcome: "Outcome") -> bool:
    return outcome.by_id == person.pk and can_write(person, outcome.point.meeting)
