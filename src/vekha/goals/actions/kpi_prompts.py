"""A KPI that leaves its corridor calls for an objective: people hear of it, and one of them begins a draft."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.models import Event
from vekha.goals import permissions
from vekha.goals.actions import key_results, kpi_values, objectives
from vekha.goals.actions.drafts import OPEN_STATES
from vekha.goals.kpi_prompts import KpiPrompt
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.kpis import ledger
from vekha.kpis import permissions as kpi_permissions
from vekha.kpis.corridor import Health
from vekha.kpis.models import Kpi
from vekha.people.models import Membership, Person
from vekha.people.permissions import require

State = Objective.State
AT_WORK = (*OPEN_STATES, State.AGREED, State.ACTIVE)  # in these an objective answers the KPI, until its cycle closes


def tell_of_broken() -> int:
    """Tell the owner of each broken KPI and the leads of its teams, once each time it breaks. Of how many KPIs.

    Nobody is told while an objective about it is at work.
    """
    now = timezone.localdate()
    at_work = Objective.objects.filter(state__in=AT_WORK, cycle__closed_at=None)
    answered = at_work.exclude(prompted_by=None).values("prompted_by")
    watched = Kpi.objects.watched().exclude(pk__in=answered).exclude(value=None).order_by("pk")
    broken = [kpi for kpi in watched if kpi.health(now) is Health.BROKEN]
    since = ledger.broken_since(broken)
    subjects = [log.reference(kpi) for kpi in broken]
    events = Event.objects.filter(verb="kpi.broken", subject__in=subjects).order_by("at", "pk")
    told = {subject: changes["since"] for subject, changes in events.values_list("subject", "changes")}
    count = 0
    for kpi in broken:
        left = since[kpi.pk].isoformat()
        if told.get(log.reference(kpi)) != left:
            changes = {"kpi": kpi.name, "value": kpi.value, "unit": kpi.unit, "since": left}
            with transaction.atomic():  # told and noted, or neither
                log.record("kpi.broken", by=None, subject=kpi, changes=changes, tell=_who_answers_for(kpi))
            count += 1
    return count


@transaction.atomic
def write_about(kpi: Kpi, *, by: Person, cycle: Cycle) -> Objective:
    """Begin a draft about a KPI that has left its corridor: its facts are the reality, a key result brings it back.

    Whoever has begun one already gets that one. It belongs to those teams of the KPI for which the person writes, else
    to the person, and is seen by no more people.
    """
    kpi.wait_for_others()
    require(kpi_permissions.can_see(by, kpi))
    begun = Objective.objects.filter(prompted_by=kpi, owner=by, state=State.DRAFT, cycle__closed_at=None).first()
    if begun is not None:
        return begun
    prompt = KpiPrompt.of(kpi)
    if prompt is None:
        raise ValidationError(_("“%(kpi)s” is in its corridor by now.") % {"kpi": kpi}, code="inside")
    teams = [team for team in kpi.teams.all() if permissions.can_write(by, Objective.Level.TEAM, [team], by)]
    level = Objective.Level.TEAM if teams else Objective.Level.PERSON
    if not kpi.teams.all() and permissions.can_write(by, Objective.Level.COMPANY, [], by):
        level = Objective.Level.COMPANY
    everyone = kpi.visibility == Kpi.Visibility.EVERYONE
    objective = objectives.write(
        by=by,
        cycle=cycle,
        title=prompt.title,
        reality=prompt.reality,
        level=level,
        teams=teams,
        owner=by,
        visibility=Objective.Visibility.EVERYONE if everyone else Objective.Visibility.TEAMS,
        prompted_by=kpi,
    )
    with log.in_silence():
        made = key_results.add(
            objective,
            by=by,
            text=prompt.key_result,
            kind=KeyResult.Kind.REACH,
            unit=kpi.unit,
            start=kpi.value,
            target=prompt.kerb,
            definition=kpi.definition,
            source=kpi.source[:200],
        )
        kpi_values.connect(made, by=by, kpi=kpi)
    return objective


def _who_answers_for(kpi: Kpi) -> set[Person]:
    """Its owner and the leads of its teams."""
    leads = Membership.objects.filter(team__in=kpi.teams.all(), role=Membership.Role.LEAD).values("person")
    people = set(Person.objects.active().filter(pk__in=leads))
    return people | ({kpi.owner} if kpi.owner and kpi.owner.is_active else set())
