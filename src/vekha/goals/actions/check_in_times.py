"""When a team checks in: in a rhythm, at a day and hour of its own, or as its cycles say."""

from django.db import transaction

from vekha.activity import log
from vekha.goals.models import Objective, TeamCheckInTime
from vekha.people.models import Person, Team
from vekha.people.permissions import can_change_team, require


@transaction.atomic
def set_time(team: Team, *, by: Person, day: int, hour: int, time_zone: str = "", rhythm: str = "") -> TeamCheckInTime:
    """Give the team a day and hour of its own, and a rhythm unless that of the cycle goes on to count.

    Without a time zone each person's own clock counts.
    """
    require(can_change_team(by, team))
    fields = {"rhythm": rhythm, "day": day, "hour": hour, "time_zone": time_zone}
    TeamCheckInTime(team=team, **fields).full_clean(validate_unique=False)
    time, _is_new = TeamCheckInTime.objects.update_or_create(team=team, defaults=fields)
    Objective.objects.filter(teams=team).take_rhythms()
    changes = {"rhythm": rhythm, "day": day, "hour": hour, "zone": time_zone}
    log.record("team.check_in_time_set", by=by, subject=team, changes=changes)
    return time


@transaction.atomic
def clear_time(team: Team, *, by: Person) -> None:
    """Let the team check in when its cycles say."""
    require(can_change_team(by, team))
    if TeamCheckInTime.objects.filter(team=team).delete()[0]:
        Objective.objects.filter(teams=team).take_rhythms()
        log.record("team.check_in_time_cleared", by=by, subject=team)
