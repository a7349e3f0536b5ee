"""Belief against numbers: where confidence and chance lie far apart, it is asked why, wherever confidence stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from vekha.conftest import ClientOf
from vekha.goals.actions import check_ins
from vekha.goals.models import KeyResult
from vekha.people.models import Person

SLOW, FAST = (26, 26, 25, 25), (21, 15, 9, 3)  # from 27 to 9 days
SURE = (
    "Confidence is 9 of 10, but by the numbers the chance is less than 5%. What is known that the numbers do not show?"
)
UNSURE = "Confidence is 1 of 10, but by the numbers the chance is about 95%. Which risk do the numbers not show?"


def say(key_result: KeyResult, by: Person, values: tuple[float, ...], confidence: int) -> None:
    for week, value in enumerate(reversed(values)):
        at = timezone.now() - timedelta(weeks=week)
        check_ins.record(key_result, by=by, value=value, confidence=confidence, at=at)


def page(person: Person, address: str) -> str:
    return ClientOf(person).get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("values", "confidence", "question", "words"),
    [(SLOW, 9, SURE, "chance less than 5%"), (FAST, 1, UNSURE, "chance about 95%")],
)
def test_it_is_asked_with_the_key_result_in_my_week_and_on_the_company_page(
    values: tuple[float, ...], confidence: int, question: str, words: str, key_result: KeyResult, dora: Person
) -> None:
    say(key_result, dora, values, confidence)

    assert question in page(dora, f"/key-results/{key_result.pk}/")
    assert question in page(dora, "/")
    for address in ("/company/", f"/teams/{key_result.objective.teams.get().pk}/"):
        assert f'<a class="apart" href="/key-results/{key_result.pk}/forecast/">{words}</a>' in page(dora, address)


@pytest.mark.parametrize(("values", "confidence"), [(SLOW, 2), (FAST, 9), (SLOW[:2], 9)])
def test_nothing_is_asked_where_both_agree_or_the_numbers_say_nothing_yet(
    values: tuple[float, ...], confidence: int, key_result: KeyResult, dora: Person
) -> None:
    say(key_result, dora, values, confidence)

    for address in (f"/key-results/{key_result.pk}/", "/", "/company/"):
        assert 'class="apart"' not in page(dora, address)
