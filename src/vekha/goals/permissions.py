"""Who may do what with goals. `ObjectiveQuerySet.visible_to` says the first line in SQL.

| deed                                   | administrator | coach | lead of one of its teams | its owner | owner of a key result | member    | viewer |
| see, for everyone                      | yes           | yes   | yes                      | yes       | yes                   | yes       | yes    |
| see, for its teams                     | yes           | yes   | yes                      | yes       | yes                   | of a team | of a team |
| see, private                           | yes           |       |                          | yes       | yes                   |           |        |
| see earlier words                      | who sees it, and would have seen it as it was open then                                                |
| write a new one for the company        | yes           | yes   |                          |           |                       |           |        |
| write a new one for a team             | yes           | yes   | yes                      |           |                       | of a team |        |
| write a new one for oneself            | yes           | yes   | yes                      |           |                       | yes       |        |
| change it, its key results, initiatives| yes           | yes   | yes                      | yes       |                       | of a team, while it is a draft | |
| move it, drop it, close it             | yes           | yes   | yes                      | yes       |                       |           |        |
| comment, agree, ask somebody to read   | yes           | yes   | yes                      | yes       | yes                   | who see it |       |
| say that one has read it               | whoever was asked, while they see it                                                                   |
| ask others to align with it, answer    | as move it; of a key result its owner too                                                              |
| claim a key result that nobody owns    | yes           | yes   | yes                      | yes       | yes                   | of a team, of a company objective all | |
| change an initiative                   | as above, and the initiative's owner                                                                   |
| check in a key result                  | yes           |       | yes                      | yes       | yes (own)             |           |        |
| hand a won key result to the KPIs      | who checks it in or moves its objective, and writes KPIs                                                |
| undo a check-in                        | its author, within a week of recording it, while they see it                                           |
| open and change cycles                 | yes           | yes   |                          |           |                       |           |        |
| give an action item                    | all but viewers; one that belongs to an objective: as comment                                          |
| do, change, hand over an action item   | yes           | its owner, and whoever gave it                                                         |
| take an action item back               | yes           | whoever gave it                                                                        |
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from vekha.people.permissions import led_team_ids

if TYPE_CHECKING:
    from vekha.goals.models import ActionItem, CheckIn, Initiative, KeyResult, Objective, Version
    from vekha.people.models import Person, Team

UNDO_WITHIN = timedelta(days=7)


def can_see(person: "Person", objective: "Objective") -> bool:
    return _would_see(person, objective, objective.visibility)


def can_read(person: "Person", version: "Version") -> bool:
    """Words that were written before more people saw the objective stay with those who saw them then."""
    return can_see(person, version.objective) and _would_see(person, version.objective, version.visibility)


def can_write(person: "Person", level: str, teams: "list[Team]", owner: "Person | None") -> bool:
    """Whether the person may bring a new objective of this level, teams and owner into being."""
    if not person.is_active or person.role == "viewer":
        return False
    if person.role in {"administrator", "coach"}:
        return True
    if level == "company":
        return False
    if level == "person":
        return owner is None or owner.pk == person.pk
    return bool({team.pk for team in teams} & _member_team_ids(person))


def can_change(person: "Person", objective: "Objective") -> bool:
    """A draft is written by those who will carry it: every member of its teams."""
    if can_move(person, objective):
        return True
    is_draft = objective.state == "draft" and person.role != "viewer" and can_see(person, objective)
    return is_draft and bool(_team_ids(objective) & _member_team_ids(person))


def can_move(person: "Person", objective: "Objective") -> bool:
    """To another state, and in and out of alignments with others."""
    if not can_see(person, objective) or person.role == "viewer":
        return False
    if person.role in {"administrator", "coach"} or objective.owner_id == person.pk:
        return True
    return bool(_team_ids(objective) & led_team_ids(person))


def can_speak_for(person: "Person", objective: "Objective", key_result: "KeyResult | None") -> bool:
    """For the objective's side of an alignment, or for that of one of its key results."""
    if can_move(person, objective):
        return True
    owns = key_result is not None and key_result.owner_id == person.pk
    return owns and can_comment(person, objective)


def can_comment(person: "Person", objective: "Objective") -> bool:
    return person.role != "viewer" and can_see(person, objective)


def can_claim(person: "Person", key_result: "KeyResult") -> bool:
    objective = key_result.objective
    if key_result.owner_id is not None or not can_comment(person, objective):
        return False
    if objective.level == "company" or can_move(person, objective):
        return True
    return bool(_team_ids(objective) & _member_team_ids(person))


def can_change_initiative(person: "Person", initiative: "Initiative") -> bool:
    objective = initiative.objective
    if can_change(person, objective):
        return True
    return initiative.owner_id == person.pk and person.role != "viewer" and can_see(person, objective)


def can_check_in(person: "Person", key_result: "KeyResult") -> bool:
    objective = key_result.objective
    if not can_see(person, objective):
        return False
    if person.pk in {key_result.owner_id, objective.owner_id} or person.role == "administrator":
        return True
    return bool(_team_ids(objective) & led_team_ids(person))


def can_hand_over(person: "Person", key_result: "KeyResult") -> bool:
    """To the board of KPIs, once it is won."""
    return can_check_in(person, key_result) or can_move(person, key_result.objective)


def can_undo(person: "Person", check_in: "CheckIn", now: datetime) -> bool:
    if not person.is_active or check_in.author_id != person.pk or now - check_in.recorded_at > UNDO_WITHIN:
        return False
    # Whoever owns the key result sees it: of them nothing more is asked of the database.
    return check_in.key_result.owner_id == person.pk or can_see(person, check_in.key_result.objective)


def can_give_action_item(person: "Person", objective: "Objective | None") -> bool:
    if objective is not None:
        return can_comment(person, objective)
    return person.is_active and person.role != "viewer"


def can_change_action_item(person: "Person", item: "ActionItem") -> bool:
    return can_take_back_action_item(person, item) or (person.is_active and item.owner_id == person.pk)


def can_take_back_action_item(person: "Person", item: "ActionItem") -> bool:
    return person.is_active and (item.by_id == person.pk or person.role == "administrator")


def can_change_cycles(person: "Person") -> bool:
    return person.is_active and person.role in {"administrator", "coach"}


def _would_see(person: "Person", objective: "Objective", visibility: str) -> bool:
    """Whether the person sees the objective if that is who may see it."""
    if not person.is_active:
        return False
    if visibility == "everyone" or person.role == "administrator" or _owns_part(person, objective):
        return True
    if visibility == "private":
        return False
    return person.role == "coach" or bool(_team_ids(objective) & _member_team_ids(person))


def _owns_part(person: "Person", objective: "Objective") -> bool:
    return objective.owner_id == person.pk or any(
        key_result.owner_id == person.pk for key_result in objective.key_results.all()
    )


def _team_ids(objective: "Objective") -> set[int]:
    return {team.pk for team in objective.teams.all()}


def _member_team_ids(person: "Person") -> set[int]:
    return {membership.team_id for membership in person.memberships.all()}
