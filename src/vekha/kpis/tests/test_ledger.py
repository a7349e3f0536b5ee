"""What is asked about many KPIs at once."""

from datetime import date, timedelta

from vekha.conftest import NOW
from vekha.kpis.ledger import broken_since
from vekha.kpis.models import Kpi, Reading


def test_more_than_a_thousand_broken_kpis_are_asked_about_at_once(db: None, today: date) -> None:
    Kpi.objects.bulk_create(
        Kpi(name=f"KPI {place}", definition="?", low=10, value=9, read_at=NOW) for place in range(1_100)
    )
    kpis = list(Kpi.objects.all())
    Reading.objects.bulk_create(
        Reading(kpi=kpi, value=value, at=NOW - timedelta(days=days))
        for kpi in kpis
        for value, days in ((11, 2), (9, 1), (9, 0))
    )
    assert broken_since(kpis) == {kpi.pk: NOW - timedelta(days=1) for kpi in kpis}
