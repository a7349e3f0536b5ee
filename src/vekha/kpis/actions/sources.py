"""Sources of readings: tried, connected, disconnected; and asked for what they say when their time has come."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from vekha.activity import log
from vekha.kpis import limited, permissions
from vekha.kpis.actions.readings import refuse_retired
from vekha.kpis.measured import Measured, measured
from vekha.kpis.models import Kpi, Reading, Source
from vekha.kpis.sources import Kind, kinds
from vekha.kpis.trouble import NoReading, Trouble
from vekha.people.models import Person
from vekha.people.permissions import require

LEASE = timedelta(minutes=5)  # within it nobody else asks the same source; whoever was killed is followed after it
SECONDS = 120.0  # that one round may last

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempts:
    """How many sources were asked and how many of them gave nothing."""

    asked: int
    failed: int


def try_out(kpi: Kpi, *, by: Person, kind: str, settings: Mapping[str, str]) -> list[Measured]:
    """What the source says now, latest last; nothing is stored. Raises NoReading."""
    require(permissions.can_connect(by, kpi, _kind(kind)))
    with limited.turn():
        return _asked(kind, settings)


@transaction.atomic
def connect(
    kpi: Kpi, *, by: Person, kind: str, settings: dict[str, str], secrets: dict[str, str], found: list[Measured]
) -> Source:
    """Let the source fill the KPI from now on, beginning with what `try_out` has found."""
    kpi.wait_for_others()
    require(permissions.can_connect(by, kpi, _kind(kind)))
    refuse_retired(kpi)
    now = timezone.now()
    source = Source.objects.filter(kpi=kpi).first() or Source(kpi=kpi)
    source.kpi, source.kind, source.connected_by, source.connected_at = kpi, kind, by, now
    source.keep(settings, secrets)
    _settle(source, now)
    log.record("source.connected", by=by, subject=kpi, changes={"kpi": kpi.name, "kind": kind})
    _fill(kpi, kind, found)
    return source


@transaction.atomic
def disconnect(source: Source, *, by: Person) -> None:
    """Ask it no more and forget how it is asked. What it has said stays."""
    kpi = source.kpi
    kpi.wait_for_others()
    require(permissions.can_change(by, kpi))
    log.record("source.disconnected", by=by, subject=kpi, changes={"kpi": kpi.name, "kind": source.kind})
    source.delete()


def read_now(source: Source, *, by: Person) -> bool:
    """Ask the source at once, without waiting for its time. Whether it said something that can be used.

    Raises NoReading when it was not even asked, because others are being served.
    """
    require(permissions.can_change(by, source.kpi))
    refuse_retired(source.kpi)
    with limited.turn():
        return _claim(source, timezone.now()) and _attempt(source)


def read_due(now: datetime, *, seconds: float = SECONDS) -> Attempts:
    """Ask all sources whose time has come, one after the other; what fails is told on its KPI and tried again later.

    Several workers may do so at once: each source is asked by one of them. After so many `seconds` no other is begun,
    so that whatever else the worker has to do is not held up; what is left is due the next time.
    """
    asked = failed = 0
    began = time.monotonic()
    for source in Source.objects.due(now).select_related("kpi").order_by("next_at", "pk"):
        if time.monotonic() - began > seconds:
            break
        if _claim(source, now):
            asked += 1
            failed += not _attempt(source)
    return Attempts(asked, failed)


def _claim(source: Source, now: datetime) -> bool:
    """Whether the source is ours to ask: its next attempt is put off for as long as asking may take."""
    mine = Source.objects.filter(pk=source.pk, next_at=source.next_at)
    return bool(mine.update(next_at=max(now, timezone.now()) + LEASE))


def _attempt(source: Source) -> bool:
    try:
        found = _asked(source.kind, source.all_settings())
    except NoReading as problem:
        _failed(source, problem)
        return False
    except Exception:  # a kind that another package brings may fail in any way; the next source waits
        logger.exception("The source of KPI %s failed in a way of its own", source.kpi_id)
        _failed(source, NoReading(Trouble.BROKEN))
        return False
    with transaction.atomic():
        kpi = Kpi.objects.select_for_update().get(pk=source.kpi_id)
        if Source.objects.filter(pk=source.pk, connected_at=source.connected_at).exists():  # the same as was asked
            _fill(kpi, source.kind, found)
            source.kpi = kpi
            _settle(source, timezone.now())
    return True


def _settle(source: Source, now: datetime) -> None:
    source.failures, source.trouble, source.detail = 0, "", ""
    source.read_at = source.tried_at = now
    source.next_at = source.after(now)
    source.save()


def _failed(source: Source, problem: NoReading) -> None:
    now = timezone.now()
    source.failures += 1
    tried = {"failures": source.failures, "trouble": problem.trouble.value, "detail": problem.detail}
    same = Source.objects.filter(pk=source.pk, connected_at=source.connected_at)
    same.update(tried_at=now, next_at=source.after(now), **tried)
    logger.warning("The source of KPI %s gave nothing: %s", source.kpi_id, problem.trouble.value)


def _kind(key: str) -> Kind:
    try:
        return kinds()[key]
    except KeyError:
        raise NoReading(Trouble.GONE) from None


def _asked(kind: str, settings: Mapping[str, str]) -> list[Measured]:
    return measured(_kind(kind).read(settings), timezone.now())


def _fill(kpi: Kpi, kind: str, found: list[Measured]) -> None:
    """Record what is new. A value that changed at its source replaces the one it gave before, which stays struck
    through; what somebody has taken back does not come again until the source says something else."""
    known: dict[datetime, list[Reading]] = {}
    for reading in kpi.readings.filter(source=kind, at__in=[each.at for each in found]).order_by("pk"):
        known.setdefault(reading.at, []).append(reading)
    now = timezone.now()
    new: list[Reading] = []
    for each in found:
        earlier = known.get(each.at, [])
        if earlier and earlier[-1].value == each.value:
            continue
        replaced = [reading.pk for reading in earlier if reading.undone_at is None]
        Reading.objects.filter(pk__in=replaced).update(undone_at=now)
        new.append(Reading(kpi=kpi, value=each.value, at=each.at, source=kind, recorded_at=now))
    if not new:
        return
    before = kpi.value
    Reading.objects.bulk_create(new)
    kpi.recompute()
    changes = {"kpi": kpi.name, "unit": kpi.unit, "value": [before, kpi.value], "count": len(new), "kind": kind}
    log.record("source.read", by=None, subject=kpi, changes=changes)
