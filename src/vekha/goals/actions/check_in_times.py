"""When a team checks in: at a day and hour of its own, or at the cycle's."""

from django.db import transaction

from vekha.activity import log
from vekha.goals.models import TeamCheckInTime
from vekha.people.models import Person, Team
from vekha.people.permissions import can_change_team, require


@transaction.atomic
def set_time(team: Team, *, by: Person, day: int, hour: int, time_zone: str = "") -> TeamCheckInTime:
    """Give the team a day and hour of its own. Without a time zone each person's own clock counts."""
    require(can_change_team(by, team))
    time = TeamCheckInTime(team=team, day=day, hour=hour, time_zone=time_zone)
    time.full_clean(validate_unique=False)
    fields = {"day": day, "hour": hour, "time_zone": time_zone}
    time, _is_new = TeamCheckInTime.objects.update_or_create(team=team, defaults=fields)
    log.record("team.check_in_time_set", by=by, subject=team, changes={"day": day, "hour": hour, "zone": time_zone})
    return time


@transaction.atomic
def clear_time(team: Team, *, by: Person) -> None:
    """Let the team check in when its cycles say."""
    require(can_change_team(by, team))
    if TeamCheckInTime.objects.filter(team=team).delete()[0]:
        log.record("team.check_in_time_cleared", by=by, subject=team)
