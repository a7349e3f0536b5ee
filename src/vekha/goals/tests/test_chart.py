"""What is drawn of a key result, and the table that says the same."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.goals import ledger
from vekha.goals.actions import key_results
from vekha.goals.chart import Chart
from vekha.goals.models import CheckIn, Cycle, KeyResult
from vekha.people.models import Person

ClientOf = Callable[[Person], Client]
START, END = date(2026, 10, 1), date(2026, 12, 31)


def say(key_result: KeyResult, *values: float) -> None:
    """A check-in every week, the last one today."""
    for week, value in enumerate(reversed(values)):
        at = datetime(2026, 11, 20, 9, tzinfo=UTC) - timedelta(weeks=week)
        CheckIn.objects.create(key_result=key_result, at=at, value=value, confidence=7, note=f"Week {week}")
    key_result.recompute()


def chart(key_result: KeyResult, person: Person) -> Chart:
    fresh = KeyResult.objects.with_objective().get(pk=key_result.pk)
    drawn = Chart.of(ledger.row(fresh, person=person), fresh.target_changes.all())
    assert drawn is not None
    return drawn


def page(client: Client, key_result: KeyResult) -> str:
    return client.get(f"/key-results/{key_result.pk}/").content.decode()


def data(html: str) -> Any:
    return json.loads(re.findall(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)[0])


def table(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", html.partition('<table class="chart-table">')[2], re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


def test_values_expectation_and_forecast_are_drawn(key_result: KeyResult, dora: Person) -> None:
    say(key_result, 25, 22, 20, 18)
    drawn = chart(key_result, dora)

    assert [point.value for point in drawn.points] == [25, 22, 20, 18]
    assert drawn.points[-1].expected == pytest.approx(27 - 18 * 51 / 92)
    ((first, last),) = drawn.plans
    assert (first[0], last[0]) == (START, END)
    assert (first[1], last[1]) == pytest.approx((27 - 18 / 92, 9))
    assert drawn.fan[0] == (date(2026, 11, 20), 18, 18)
    assert drawn.fan[-1][0] == END
    assert drawn.fan[-1][1] < drawn.fan[-1][2]


def test_a_changed_target_stays_as_a_step(key_result: KeyResult, dora: Person, boris: Person) -> None:
    say(key_result, 25, 22, 20, 18)
    key_results.edit(key_result, by=boris, target=6, reason="Too easy")
    drawn = chart(key_result, dora)

    assert [(road.since, road.target) for road in drawn.roads] == [(START, 9), (date(2026, 11, 20), 6)]
    assert [piece[-1][1] for piece in drawn.plans] == [pytest.approx(27 - 18 * 51 / 92), 6]
    assert drawn.road_on(date(2026, 11, 1)).target == 9


def test_several_changes_each_have_their_time(key_result: KeyResult, dora: Person) -> None:
    say(key_result, 25, 22, 20, 18)
    for day, target in ((10, 12), (20, 10)):
        at = datetime(2026, 10, day, 12, tzinfo=UTC)
        key_result.target_changes.create(at=at, start=27, target=target)
    drawn = chart(key_result, dora)

    assert [drawn.road_on(date(2026, 10, day)).target for day in (9, 10, 19, 20)] == [12, 10, 10, 9]


def test_steps_are_expected_by_their_weight(key_result: KeyResult, dora: Person) -> None:
    KeyResult.objects.update(kind="steps", start=None, target=None, unit="")
    for place, weight in enumerate((1, 1, 2)):
        key_result.steps.create(text=f"Step {place}", position=place, weight=weight)
    key_result.refresh_from_db()
    say(key_result, 0, 1, 1, 1)
    drawn = chart(key_result, dora)

    assert drawn.due_days == [date(2026, 10, 23), date(2026, 11, 15), END]
    assert [drawn.expected_on(day) for day in (START, date(2026, 10, 23), date(2026, 11, 15), END)] == [0, 1, 2, 3]
    assert drawn.expected_on(date(2026, 11, 20)) == ledger.row(key_result, person=dora).expected_steps


def test_a_corridor_has_no_expectation_and_no_forecast(key_result: KeyResult, dora: Person) -> None:
    KeyResult.objects.update(kind="keep", start=None, target=None, low=5, high=9)
    key_result.refresh_from_db()
    say(key_result, 6, 7, 11)
    drawn = chart(key_result, dora)

    assert (drawn.plans, drawn.fan) == ([], [])
    assert [point.expected for point in drawn.points] == [None, None, None]


def test_without_an_end_it_is_drawn_up_to_today(key_result: KeyResult, dora: Person) -> None:
    Cycle.objects.update(ends=None)
    say(key_result, 25, 22)
    drawn = chart(key_result, dora)

    assert (drawn.last, drawn.plans) == (date(2026, 11, 20), [])


@pytest.mark.parametrize("kind", ["reach", "keep", "steps", "done"])
def test_without_a_check_in_there_is_no_chart(
    kind: str, key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    KeyResult.objects.update(kind=kind, low=1)
    html = page(client_of(dora), key_result)
    assert "data-chart" not in html


def test_the_page_hands_over_what_is_drawn_in_words_too(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    say(key_result, 26, 25, 24, 24)
    drawn = data(page(client_of(dora), key_result))

    assert drawn["points"][-1]["words"] == "20\u00a0November: 24\u00a0days, expected 17, confidence 7 of 10"
    assert drawn["points"][-1]["note"] == "Week 0"
    assert drawn["owed"] == {"from": 24, "to": pytest.approx(17.02, abs=0.01), "risk": True}
    assert drawn["words"]["goals"] == ["target 9\u00a0days"]
    assert drawn["ticks"][0] == ["2026-10-01", "1\u00a0Oct"]
    assert [day for day, _ in drawn["ticks"]][-1] == "2026-12-31"


def test_the_table_says_the_same(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    say(key_result, 25, 22, 20, 18)
    rows = table(page(client_of(dora), key_result))

    assert [row[1] for row in rows[2:]] == ["18", "20", "22", "25"]
    assert rows[1][0] == "31\u00a0December forecast"
    assert rows[1][2:] == ["9", "9", "—"]
    assert rows[2] == ["20\u00a0November", "18", "17", "9", "7"]


def test_words_of_people_cannot_break_out_of_the_data(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    say(key_result, 25)
    CheckIn.objects.update(note="</script><script>alert(1)</script>")
    html = page(client_of(dora), key_result)

    assert "<script>alert" not in html
    assert data(html)["points"][0]["note"] == "</script><script>alert(1)</script>"


def test_what_was_taken_back_is_not_drawn(key_result: KeyResult, dora: Person) -> None:
    say(key_result, 25, 22)
    CheckIn.objects.filter(value=22).update(undone_at=datetime(2026, 11, 20, 10, tzinfo=UTC))
    assert [point.value for point in chart(key_result, dora).points] == [25]


def test_fifteen_queries_are_enough_with_a_chart(
    key_result: KeyResult, dora: Person, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    say(key_result, *range(20, 60))
    for day in range(1, 20):
        key_result.target_changes.create(at=datetime(2026, 10, day, tzinfo=UTC), start=27, target=day)
    client = client_of(dora)
    with django_assert_max_num_queries(15):
        page(client, key_result)
