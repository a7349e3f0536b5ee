"""The KPI that the tests of this app know."""

from datetime import date

import pytest

from vekha.kpis.models import Kpi, Rhythm
from vekha.people.models import Organisation, Person, Team


@pytest.fixture
def complaints(today: date, organisation: Organisation, product: Team, dora: Person) -> Kpi:
    """Dora's in Product, read weekly: healthy up to 10 a week, broken above 20. Nobody has read it yet."""
    kpi = Kpi.objects.create(
        name="Complaints a week",
        definition="Letters and calls in which a client says that something went wrong.",
        unit="letters",
        high=10,
        ceiling=20,
        owner=dora,
        rhythm=Rhythm.WEEKLY,
    )
    kpi.teams.add(product)
    return kpi
