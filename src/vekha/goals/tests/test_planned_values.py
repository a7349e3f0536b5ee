"""What a key result should be by certain days: where its expectation goes, who may plan, and where it is seen."""

from datetime import date, timedelta

import pytest

from vekha.goals.models import KeyResult, PlannedValue


@pytest.mark.django_db
def test_what_is_planned_comes_with_the_same_query_and_to_the_last_digit(key_result: KeyResult) -> None:
    values = [1 / 3, -1e-300, 0.1 + 0.2, 123456789.123456789]
    days = [date(2026, 12, 3) - timedelta(weeks=week) for week in range(len(values))]
    PlannedValue.objects.bulk_create(
        PlannedValue(key_result=key_result, day=day, value=value) for day, value in zip(days, values, strict=True)
    )

    loaded = KeyResult.objects.with_planned().get(pk=key_result.pk)
    assert loaded.planned == sorted(zip(days, values, strict=True))
    assert KeyResult.objects.get(pk=key_result.pk).planned == loaded.planned
