"""Who may do what with KPIs. `KpiQuerySet.visible_to` says the first two lines in SQL.

| deed                            | administrator | coach | lead of one of its teams | its owner | member             | viewer    |
| see, for everyone               | yes           | yes   | yes                      | yes       | yes                | yes       |
| see, for its teams              | yes           | yes   | yes                      | yes       | of a team          | of a team |
| write a new one                 | yes           | yes   | for own teams            |           | for own teams      |           |
| change it, retire it            | yes           | yes   | yes                      | yes       |                    |           |
| record a reading                | yes           | yes   | yes                      | yes       | of a team          |           |
| take a reading back             | whoever recorded it, within a week; what a source said, whoever records readings           |
| connect and disconnect a source | as change it; a query in a database: administrators only                                    |
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from vekha.people.permissions import led_team_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vekha.kpis.models import Kpi, Reading
    from vekha.kpis.sources import Kind
    from vekha.people.models import Person, Team

UNDO_WITHIN = timedelta(days=7)


def can_see(person: "Person", kpi: "Kpi") -> bool:
    if not person.is_active:
        return False
    if kpi.visibility == "everyone" or person.role in {"administrator", "coach"} or kpi.owner_id == person.pk:
        return True
    return bool(_team_ids(kpi) & _member_team_ids(person))


def can_write_some(person: "Person") -> bool:
    """Whether the person may bring a new KPI into being, whatever its teams."""
    if not person.is_active or person.role == "viewer":
        return False
    return person.role in {"administrator", "coach"} or bool(_member_team_ids(person))


def can_write(person: "Person", teams: "Iterable[Team]") -> bool:
    """Whether the person may bring a new KPI of these teams into being; of none: of the whole company."""
    if not can_write_some(person):
        return False
    return person.role in {"administrator", "coach"} or bool({team.pk for team in teams} & _member_team_ids(person))


def can_change(person: "Person", kpi: "Kpi") -> bool:
    if not can_see(person, kpi) or person.role == "viewer":
        return False
    if person.role in {"administrator", "coach"} or kpi.owner_id == person.pk:
        return True
    return bool(_team_ids(kpi) & led_team_ids(person))


def can_record(person: "Person", kpi: "Kpi") -> bool:
    if can_change(person, kpi):
        return True
    return can_see(person, kpi) and person.role != "viewer" and bool(_team_ids(kpi) & _member_team_ids(person))


def can_undo(person: "Person", reading: "Reading", now: datetime) -> bool:
    if not person.is_active or now - reading.recorded_at > UNDO_WITHIN:
        return False
    return can_record(person, reading.kpi) if reading.source else reading.author_id == person.pk


def can_connect(person: "Person", kpi: "Kpi", kind: "Kind") -> bool:
    return can_change(person, kpi) and (person.role == "administrator" or not kind.for_administrators)


def _team_ids(kpi: "Kpi") -> set[int]:
    return {team.pk for team in kpi.teams.all()}


def _member_team_ids(person: "Person") -> set[int]:
    return {membership.team_id for membership in person.memberships.all()}
