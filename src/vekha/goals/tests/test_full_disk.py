import pytest
from django.db import OperationalError, connection

from vekha.activity.models import Event
from vekha.conftest import ClientOf
from vekha.goals.actions import check_ins
from vekha.goals.models import CheckIn, KeyResult
from vekha.people.models import Person


@pytest.fixture
def full_disk() -> None:
    """SQLite may not take one more page; as on a full disk, writing fails in the middle of a transaction."""
    if connection.vendor != "sqlite":
        pytest.skip("a full disk is staged on SQLite")


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_loses_nothing_and_leaves_nothing_half_written(
    key_result: KeyResult, dora: Person, full_disk: None
) -> None:
    client = ClientOf(dora)
    client.raise_request_exception = False
    note = "x" * 1500
    recorded = 0
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
    try:
        try:
            for recorded in range(1000):
                check_ins.record(key_result, by=dora, value=recorded, confidence=6, note=note)
        except OperationalError as error:
            assert "full" in str(error)  # noqa: PT017  the check-ins before it are counted below
        response = client.post(f"/key-results/{key_result.pk}/check-ins/", {"value": "5000", "note": note})
        assert response.status_code == 500
        assert "Traceback" not in response.content.decode()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")

    key_result.refresh_from_db()
    assert recorded > 0
    assert key_result.current == recorded - 1
    assert CheckIn.objects.count() == Event.objects.filter(verb="check_in.recorded").count() == recorded
