"""Readings of KPIs: recorded and taken back, never edited."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.kpis import limited, permissions
from vekha.kpis.measured import Measured, measured
from vekha.kpis.models import Kpi, Reading
from vekha.people.models import Person
from vekha.people.permissions import require


@transaction.atomic
def record(kpi: Kpi, *, by: Person, value: float, note: str = "", at: datetime | None = None) -> Reading:
    """Add a reading; `at` is when the value held, now by default. The latest by that moment is the KPI's value."""
    kpi.wait_for_others()
    require(permissions.can_record(by, kpi))
    refuse_retired(kpi)
    now = timezone.now()
    reading = Reading(kpi=kpi, author=by, value=value, note=note, at=at or now, recorded_at=now)
    if reading.at > now:
        raise ValidationError({"day": _("This day has not come yet.")}, code="future")
    reading.full_clean(exclude=["kpi", "author"])
    reading.save(force_insert=True)
    before = kpi.value
    kpi.recompute()
    log.record(
        "reading.recorded",
        by=by,
        subject=kpi,
        target=reading,
        changes={"kpi": kpi.name, "unit": kpi.unit, "value": [before, value], "note": note},
        at=now,
    )
    return reading


def look_into(kpi: Kpi, *, by: Person, table: bytes, value: str, day: str) -> list[Measured]:
    """The readings in a table, CSV or XLSX, by the headings of its columns; nothing is stored. Raises NoReading."""
    require(permissions.can_record(by, kpi))
    with limited.turn():
        return measured(limited.found_by("table", {"value": value, "day": day}, table), timezone.now())


@transaction.atomic
def bring_in(kpi: Kpi, *, by: Person, found: Iterable[Measured]) -> int:
    """Record many readings at once, as out of a file, and say how many are new: those that stand already are not.

    Another value of a moment replaces the one that the same person has brought in before, which stays struck through.
    """
    kpi.wait_for_others()
    require(permissions.can_record(by, kpi))
    refuse_retired(kpi)
    now = timezone.now()
    standing = set(kpi.readings.standing().values_list("at", "value"))
    new = [
        Reading(kpi=kpi, author=by, value=each.value, at=each.at, recorded_at=now)
        for each in found
        if (each.at, each.value) not in standing
    ]
    if new:
        before = kpi.value
        brought_before = kpi.readings.standing().filter(author=by, source="", note="")
        brought_before.filter(at__in=[reading.at for reading in new]).update(undone_at=now)
        Reading.objects.bulk_create(new)
        kpi.recompute()
        changes = {"kpi": kpi.name, "unit": kpi.unit, "value": [before, kpi.value], "count": len(new)}
        log.record("reading.brought_in", by=by, subject=kpi, changes=changes)
    return len(new)


@transaction.atomic
def undo(reading: Reading, *, by: Person) -> None:
    """Take a reading back. It stays in the history, marked as taken back. Twice changes nothing."""
    kpi = reading.kpi
    kpi.wait_for_others()
    require(permissions.can_undo(by, reading, timezone.now()))
    if not Reading.objects.standing().filter(pk=reading.pk).update(undone_at=timezone.now()):
        return
    reading.refresh_from_db(fields=["undone_at"])
    kpi.recompute()
    changes = {"kpi": kpi.name, "unit": kpi.unit, "value": reading.value}
    log.record("reading.undone", by=by, subject=kpi, target=reading, changes=changes)


def refuse_retired(kpi: Kpi) -> None:
    """A KPI that is watched no longer takes no readings."""
    if kpi.is_retired:
        raise ValidationError(_("This KPI is retired. Bring it back first."), code="retired")
