"""A won key result hands its number to the board of KPIs."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.goals import permissions
from vekha.goals.kpi_handover import is_won
from vekha.goals.models import CheckIn, KeyResult, Objective
from vekha.kpis.actions import kpis
from vekha.kpis.models import Kpi, Reading
from vekha.people.models import Person, Team
from vekha.people.permissions import require

Visibility = Objective.Visibility


@transaction.atomic
def hand_over(key_result: KeyResult, *, by: Person, teams: Iterable[Team], visibility: str, **fields: Any) -> Kpi:
    """Make a KPI of a won key result: its check-ins are the first readings, and from now on it reads the KPI.

    The KPI is seen by no more people than the objective. Fields: those of the KPI.
    """
    key_result.wait_for_others()
    require(permissions.can_hand_over(by, key_result))
    if not is_won(key_result):
        raise ValidationError(_("This number is not won yet."), code="open")
    if key_result.kpi_id is not None:
        raise ValidationError(_("It reads a KPI already: that one goes on watching."), code="watched")
    teams = list(teams)
    _refuse_wider(key_result.objective, teams, visibility, fields.get("owner"))
    kpi = kpis.write(by=by, teams=teams, visibility=visibility, **fields)
    said = list(key_result.check_ins.standing().exclude(value=None).order_by("at", "pk"))
    readings = [Reading(kpi=kpi, value=each.value or 0.0, at=each.at, author_id=each.author_id) for each in said]
    for check_in, reading in zip(said, Reading.objects.bulk_create(readings), strict=True):
        check_in.reading = reading
    CheckIn.objects.bulk_update(said, ["reading"])
    kpi.recompute()
    key_result.kpi = kpi
    key_result.save(update_fields=["kpi"])
    changes = {"text": key_result.text}
    log.record("key_result.handed_over", by=by, subject=key_result.objective, target=key_result, changes=changes)
    return kpi


def _refuse_wider(objective: Objective, teams: list[Team], visibility: str, owner: Person | None) -> None:
    """Refuse a KPI that somebody would see who does not see the objective."""
    if objective.visibility == Visibility.EVERYONE:
        return
    if objective.visibility == Visibility.PRIVATE:
        raise ValidationError(_("The objective is private, so its numbers are too."), code="wider")
    if visibility != Kpi.Visibility.TEAMS:
        words = _("Not everybody sees the objective: let its teams alone see the KPI.")
        raise ValidationError({"visibility": words}, code="wider")
    if set(teams) - set(objective.teams.all()):
        raise ValidationError({"teams": _("Only teams of the objective see it: choose among them.")}, code="wider")
    if owner and not permissions.can_see(owner, objective):
        raise ValidationError({"owner": _("%(name)s does not see the objective.") % {"name": owner}}, code="wider")
