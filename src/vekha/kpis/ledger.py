"""KPIs as rows to compare: each with its last readings and its health, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import F, OuterRef, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from vekha.kpis.corridor import Health
from vekha.kpis.models import Kpi, Reading

MOST_READINGS = 26
EVER = datetime(1, 1, 1, tzinfo=UTC)  # before all readings


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A KPI as it stands today."""

    kpi: Kpi
    readings: tuple[float, ...]  # that stand, oldest first; the last ones only
    today: date
    broken_since: datetime | None = None  # the first of the readings that are all broken up to the last one

    @property
    def health(self) -> Health:
        return self.kpi.health(self.today)

    @property
    def is_stale(self) -> bool:
        return self.health is Health.STALE

    @property
    def healthy_readings(self) -> int:
        return sum(self.kpi.corridor.health(value) is Health.HEALTHY for value in self.readings)

    @property
    def broken_readings(self) -> tuple[float, ...]:
        return tuple(value for value in self.readings if self.kpi.corridor.health(value) is Health.BROKEN)


def rows_of(kpis: Sequence[Kpi]) -> list[KpiRow]:
    """The KPIs, in their order, with their last readings."""
    place = Window(RowNumber(), partition_by=F("kpi"), order_by=[F("at").desc(), F("pk").desc()])
    last = Reading.objects.standing().filter(kpi__in=kpis).annotate(place=place).filter(place__lte=MOST_READINGS)
    values: dict[int, list[float]] = {}
    for kpi, value in last.order_by("at", "pk").values_list("kpi", "value"):
        values.setdefault(kpi, []).append(value)
    today = timezone.localdate()
    since = broken_since(kpi for kpi in kpis if kpi.health(today) is Health.BROKEN)
    return [KpiRow(kpi, tuple(values.get(kpi.pk, ())), today, since.get(kpi.pk)) for kpi in kpis]


def broken_since(kpis: Iterable[Kpi]) -> dict[int, datetime]:
    """Of KPIs that are broken, when each left what is not: its first reading since. One query at most."""
    broken = {kpi.pk: kpi.read_at for kpi in kpis if kpi.read_at}
    if not broken:
        return {}
    standing = Reading.objects.standing().filter(kpi=OuterRef("pk"))
    unbroken = Coalesce(Subquery(standing.unbroken().order_by("-at").values("at")[:1]), Value(EVER))
    after = Subquery(standing.filter(at__gt=OuterRef("unbroken")).order_by("at").values("at")[:1])
    left = Kpi.objects.filter(pk__in=broken).annotate(unbroken=unbroken, since=after)
    # Where what is not broken holds at the same moment as the last reading, it has left just then.
    return broken | dict(left.exclude(since=None).order_by().values_list("pk", "since"))
