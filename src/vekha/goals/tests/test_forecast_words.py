"""The forecast as people read it: on the page of a key result, and its explanation."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.goals import ledger
from vekha.goals.forecast import Forecast, Silence
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective
from vekha.people.models import Person

ClientOf = Callable[[Person], Client]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def say(key_result: KeyResult, *values: float, confidence: int | None = None) -> None:
    """A check-in every week up to the week of today, the last one today."""
    for week, value in enumerate(reversed(values)):
        at = datetime(2026, 11, 20, 9, tzinfo=UTC) - timedelta(weeks=week)
        CheckIn.objects.create(key_result=key_result, at=at, value=value, confidence=confidence)
    key_result.recompute()


def page(client: Client, key_result: KeyResult, part: str = "") -> str:
    return words(client.get(f"/key-results/{key_result.pk}/{part}").content.decode())


def test_the_forecast_is_said_in_one_breath(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    say(key_result, 26, 24, 22, 21, 19, 18, 17)

    said = page(client_of(dora), key_result)

    assert re.search(
        r"If it goes on like this, it ends between \d+(\.\d)? and \d+(\.\d)? days on 31 December\. "
        r"The chance to reach 9 days is about \d+%\. How is this computed\?",
        said,
    )


@pytest.mark.parametrize(
    ("language", "pattern"),
    [
        ("ru", r"31 декабря.*Шанс дойти до 9 days — около \d+ %"),
        ("zh-hans", r"12月31日.*达到目标值 9 days，可能性约为 \d+%"),
    ],
)
def test_it_is_said_in_every_language(
    language: str, pattern: str, key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    say(key_result, 26, 24, 22, 21, 19, 18, 17)
    dora.language = language
    dora.save()

    assert re.search(pattern, page(client_of(dora), key_result))


def test_its_explanation_shows_the_formula_with_its_inputs(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    say(key_result, 26, 24, 22, 21, 19, 18, 17)

    said = page(client_of(dora), key_result, "forecast/")
    row = ledger.row(key_result, person=dora)

    assert isinstance(row.forecast, Forecast)
    assert row.forecast.days == 50
    assert "Pace a day (17 − 27) ÷ 50 −0.2" in said
    assert "Middle on the last day 17 − 0.2 × 41 8.8" in said
    assert "for 7 stretches between check-ins" in said


def test_it_opens_under_the_sentence(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    say(key_result, 26, 24, 22, 21)
    html = client_of(dora).get(f"/key-results/{key_result.pk}/forecast/", HTTP_HX_REQUEST="true").content.decode()
    assert html.lstrip().startswith('<div class="explanation"')


@pytest.mark.parametrize(
    ("confidence", "question"),
    [
        (9, "Confidence is 9 of 10, but by the numbers the chance is less than 5%. What is known"),
        (1, None),
    ],
)
def test_belief_far_above_the_numbers_is_asked_about(
    confidence: int, question: str | None, key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    say(key_result, 27, 26, 27, 26, 26, confidence=confidence)

    said = page(client_of(dora), key_result)

    assert ("by the numbers" in said) == (question is not None)
    assert (question or "") in said


def test_belief_far_below_the_numbers_is_asked_about(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    say(key_result, 25, 22, 19, 16, 13, 10, confidence=3)
    assert "Which risk do the numbers not show?" in page(client_of(dora), key_result)


def test_a_range_of_days_does_not_go_below_zero(key_result: KeyResult, dora: Person) -> None:
    say(key_result, 20, 14, 8, 2)
    made = ledger.row(key_result, person=dora).forecast
    assert isinstance(made, Forecast)
    assert made.low == 0


# --- when nothing is said --------------------------------------------------------------------------------------------


def silence(key_result: KeyResult, person: Person) -> object:
    fresh = KeyResult.objects.with_objective().get(pk=key_result.pk)
    return ledger.row(fresh, person=person).forecast


def test_with_two_check_ins_it_says_what_it_needs(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    say(key_result, 25, 23)
    assert "it needs three check-ins on different days after the start" in page(client_of(dora), key_result)


def test_while_nothing_has_moved_it_says_so(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    say(key_result, 27, 27, 27, 27)
    assert "nothing has moved yet" in page(client_of(dora), key_result)


def test_without_news_it_does_not_pretend_to_know(key_result: KeyResult, dora: Person) -> None:
    say(key_result, 25, 23, 21, 20, 18, 18, 18)
    CheckIn.objects.filter(at__gte=datetime(2026, 11, 1, tzinfo=UTC)).delete()
    key_result.recompute()
    assert silence(key_result, dora) is Silence.STALE


def test_without_an_end_there_is_no_day_to_forecast_for(key_result: KeyResult, dora: Person) -> None:
    say(key_result, 25, 23, 21, 20)
    Cycle.objects.update(ends=None)
    assert silence(key_result, dora) is Silence.NO_END


def test_after_its_due_day_nothing_is_forecast(key_result: KeyResult, dora: Person) -> None:
    say(key_result, 25, 23, 21, 20)
    KeyResult.objects.update(due="2026-11-19")
    assert silence(key_result, dora) is Silence.OVER


def test_what_is_not_active_is_not_forecast(key_result: KeyResult, dora: Person) -> None:
    say(key_result, 25, 23, 21, 20)
    Objective.objects.update(state=Objective.State.POSTPONED)
    assert silence(key_result, dora) is Silence.NOT_ACTIVE


@pytest.mark.parametrize(
    "fields",
    [{"kind": "keep", "low": 5}, {"kind": "done"}, {"start": None}, {"target": None}, {"start": 9}],
)
def test_without_a_road_there_is_nothing_to_forecast_and_nothing_to_say(
    fields: dict[str, object], key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    say(key_result, 1, 0, 1, 1)
    KeyResult.objects.update(**fields)
    assert silence(key_result, dora) is Silence.NO_ROAD
    assert "forecast" not in page(client_of(dora), key_result).casefold()


# --- steps -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ladder(key_result: KeyResult) -> KeyResult:
    KeyResult.objects.update(kind="steps", start=None, target=None, unit="")
    for place, text in enumerate(("Prototype", "Ten clients", "A hundred", "A region", "Everywhere")):
        key_result.steps.create(text=text, position=place)
    return KeyResult.objects.with_objective().get(pk=key_result.pk)


def test_steps_are_forecast_in_whole_steps(ladder: KeyResult, dora: Person, client_of: ClientOf) -> None:
    say(ladder, 0, 0, 1, 1, 2, 2)
    assert re.search(
        r"If it goes on like this, 2 to [45] of 5 steps are done by 31 December\. "
        r"The chance that all 5 are done is about \d+%",
        page(client_of(dora), ladder),
    )


# --- queries ---------------------------------------------------------------------------------------------------------


def test_an_explanation_needs_ten_queries_however_long_the_history(
    ladder: KeyResult, dora: Person, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    say(ladder, *(min(5, week // 6) for week in range(30)))
    client = client_of(dora)
    with django_assert_max_num_queries(10):
        client.get(f"/key-results/{ladder.pk}/forecast/")
