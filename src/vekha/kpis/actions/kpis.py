"""KPIs: written, changed, retired, brought back. Their numbers come by `readings.record`."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.kpis import permissions
from vekha.kpis.models import Kpi, Source
from vekha.people.models import Person, Team
from vekha.people.permissions import require
from vekha.ui import formats


@transaction.atomic
def write(*, by: Person, teams: Iterable[Team] = (), **fields: Any) -> Kpi:
    """Bring a new KPI into being. Without teams it is the whole company's. Fields: those of the model."""
    teams = list(teams)
    require(permissions.can_write(by, teams))
    kpi = Kpi(**fields)
    _refuse_who_left(kpi)
    save(kpi)
    kpi.teams.set(teams)
    log.record("kpi.written", by=by, subject=kpi, changes={"name": kpi.name})
    return kpi


@transaction.atomic
def edit(
    kpi: Kpi, *, by: Person, teams: Iterable[Team] | None = None, version: int | None = None, **fields: Any
) -> Kpi:
    """Change a KPI. A new corridor judges the last reading anew; the log keeps the old one.

    `version` is what the editor had before their eyes: when somebody has saved since, nothing is changed and a
    ValidationError of code `conflict` is raised.
    """
    kpi.wait_for_others()
    require(permissions.can_change(by, kpi))
    if version not in (None, kpi.version):
        raise ValidationError(_("Somebody else has saved this KPI while you were writing."), code="conflict")
    changes = changed(kpi, fields)
    if "owner" in changes:
        _refuse_who_left(kpi)
    if teams is not None:
        teams = list(teams)
        before, after = _names(kpi.teams.all()), _names(teams)
        if before != after:
            kpi.teams.set(teams)
            changes["teams"] = [before, after]
    if changes:
        kpi.version += 1
        save(kpi)
        log.record("kpi.changed", by=by, subject=kpi, changes=changes)
    if "rhythm" in changes:
        _ask_sooner(kpi)
    return kpi


@transaction.atomic
def retire(kpi: Kpi, *, by: Person) -> None:
    """Watch it no longer. Its readings stay to be read. Retiring twice changes nothing."""
    kpi.wait_for_others()
    require(permissions.can_change(by, kpi))
    if kpi.is_retired:
        return
    kpi.retired_at = timezone.now()
    save(kpi)
    log.record("kpi.retired", by=by, subject=kpi, changes={"name": kpi.name})


@transaction.atomic
def bring_back(kpi: Kpi, *, by: Person) -> None:
    """Watch a retired KPI again."""
    kpi.wait_for_others()
    require(permissions.can_change(by, kpi))
    if not kpi.is_retired:
        return
    kpi.retired_at = None
    save(kpi)
    log.record("kpi.brought_back", by=by, subject=kpi, changes={"name": kpi.name})


def _ask_sooner(kpi: Kpi) -> None:
    """Let its source follow a rhythm that has become shorter; one that fails has times of its own."""
    source = Source.objects.filter(kpi=kpi, failures=0).first()
    if source and source.read_at:
        source.kpi = kpi
        sooner = source.after(source.read_at)
        Source.objects.filter(pk=source.pk, next_at__gt=sooner).update(next_at=sooner)


def _names(teams: Iterable[Team]) -> str:
    return formats.names(sorted(map(str, teams)))


def _refuse_who_left(kpi: Kpi) -> None:
    if kpi.owner and not kpi.owner.is_active:
        raise ValidationError(
            {"owner": _("%(name)s has left. Choose somebody who works here.") % {"name": kpi.owner}}, code="left"
        )
