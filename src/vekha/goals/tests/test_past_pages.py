"""Company, a team and a person as they were on a past day."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.activity import log
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective, TargetChange
from vekha.people.models import Person, Team

ClientOf = Callable[[Person], Client]
State, Level = Objective.State, Objective.Level
PAST = date(2026, 11, 6)


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def say(key_result: KeyResult, day: date, value: float, confidence: int = 6) -> None:
    at = datetime.combine(day, time(9), tzinfo=UTC)
    CheckIn.objects.create(key_result=key_result, author=key_result.owner, at=at, value=value, confidence=confidence)
    key_result.recompute()
    key_result.objective.recompute()


@pytest.fixture
def history(key_result: KeyResult, today: date) -> KeyResult:
    """27 → 18 (half of the way) by the past day, 9 (all of it) since, and the target was 15 until a week ago."""
    Objective.objects.update(created_at=datetime(2026, 9, 28, tzinfo=UTC))
    say(key_result, PAST - timedelta(days=1), 18)
    say(key_result, today, 9, 9)
    at = datetime.combine(today - timedelta(days=7), time(9), tzinfo=UTC)
    TargetChange.objects.create(key_result=key_result, start=27, target=15, at=at)
    return key_result


@pytest.mark.parametrize("page", ["company", "team", "person", "owner"])
def test_a_past_day_shows_values_and_targets_of_that_day(
    page: str, history: KeyResult, product: Team, boris: Person, dora: Person, anna: Person, client_of: ClientOf
) -> None:
    addresses = {
        "company": "/company/",
        "team": f"/teams/{product.pk}/",
        "person": f"/people/{boris.pk}/",
        "owner": f"/people/{dora.pk}/",
    }

    said = words(client_of(anna), f"{addresses[page]}?on=2026-11-06")
    now = words(client_of(anna), addresses[page])

    assert "So it stood at the end of 6 November." in said
    assert "So it stood" not in now
    assert "75%" in said  # (18 − 27) ÷ (15 − 27)
    assert "100%" in now
    if page != "person":  # the objectives of a person stand without their key results
        assert "27 18 15 days" in said
        assert "27 9 15 9 days" in now


def test_nothing_is_changed_from_a_past_day(
    history: KeyResult, product: Team, dora: Person, anna: Person, client_of: ClientOf
) -> None:
    Team.objects.create(name="Design", parent=product)
    Objective.objects.create(cycle=history.objective.cycle, title="Bare", state=State.ACTIVE, owner=dora)
    Objective.objects.update(created_at=datetime(2026, 9, 28, tzinfo=UTC))
    for address in ("/company/?level=team&", f"/teams/{product.pk}/?", f"/people/{dora.pk}/?"):
        html = client_of(anna).get(address + "on=2026-11-06").content.decode()
        main = html[html.index("<main") :]

        assert not re.search(r'href="/(objectives|key-results|people|teams|settings)/[^"]*(new|edit)/', main)
        assert 'method="post"' not in main


def test_states_and_pace_are_of_that_day(history: KeyResult, anna: Person, client_of: ClientOf) -> None:
    objective = history.objective
    Objective.objects.update(state=State.DROPPED)
    log.record("objective.dropped", by=anna, subject=objective, changes={"state": ["active", "dropped"]})

    assert objective.title not in words(client_of(anna), "/company/?level=team")
    said = words(client_of(anna), "/company/?level=team&on=2026-11-06")
    assert "The only objective is on pace." in said
    assert "Company 0 Teams 1 Personal 0" in said
    assert "Product 1 75%" in said
    assert "1 of 1" in said  # checked in that week


def test_exceptions_and_narrower_views_are_of_that_day(history: KeyResult, anna: Person, client_of: ClientOf) -> None:
    cycle = history.objective.cycle
    slow = Objective.objects.create(cycle=cycle, title="Slow", level=Level.COMPANY, state=State.ACTIVE)
    quiet = Objective.objects.create(cycle=cycle, title="Quiet", level=Level.COMPANY, state=State.ACTIVE)
    draft = Objective.objects.create(cycle=cycle, title="Thought", level=Level.COMPANY)
    Objective.objects.update(created_at=datetime(2026, 9, 28, tzinfo=UTC))
    for one in (slow, quiet):
        KeyResult.objects.create(objective=one, text="Share", start=0, target=100)
    say(slow.key_results.get(), PAST, 5)
    say(slow.key_results.get(), date(2026, 11, 20), 100)

    said = words(client_of(anna), "/company/?level=company&on=2026-11-06")
    assert (
        "None of the two objectives is on pace. Slow : at risk, 35 points behind. Quiet : no news for 36 days." in said
    )
    assert "needs a look 2 not decided yet 1" in said
    look = words(client_of(anna), "/company/?level=company&on=2026-11-06&only=look")
    assert "Slow" in look
    drafts = words(client_of(anna), "/company/?level=company&on=2026-11-06&only=drafts")
    assert draft.title in drafts
    assert "Slow company" not in drafts


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("yesterday", "“yesterday” is not a day. Write it like 2026-11-20; today is shown instead."),
        ("2026-13-45", "“2026-13-45” is not a day."),
        ("2026-11-21", "21 November is still to come: how things will stand nobody knows."),
        ("<script>", "“&lt;script&gt;” is not a day."),
    ],
)
def test_a_day_that_cannot_be_shown_is_said_and_today_stands(
    asked: str, reason: str, history: KeyResult, product: Team, dora: Person, client_of: ClientOf
) -> None:
    for address in ("/company/", f"/teams/{product.pk}/", f"/people/{dora.pk}/"):
        html = client_of(dora).get(address, {"on": asked}).content.decode()

        assert reason in html.replace("\xa0", " ")
        assert "So it stood" not in html
        assert "100%" in html


def test_a_number_of_a_past_day_opens_its_own_formula(history: KeyResult, dora: Person, client_of: ClientOf) -> None:
    html = client_of(dora).get("/company/?level=team&on=2026-11-06").content.decode()
    address = f"/objectives/{history.objective_id}/progress/?on=2026-11-06"

    assert f'hx-get="{address}"' in html
    said = words(client_of(dora), address)
    assert "Where 75% comes from" in said
    assert "(18 − 27) ÷ (15 − 27) 75%" in said
    assert "40% expected by time: 37 days of 92 have gone." in said
    assert client_of(dora).get(f"/objectives/{history.objective_id}/progress/?on=2026-09-01").status_code == 404


def test_today_by_name_is_today(history: KeyResult, dora: Person, client_of: ClientOf) -> None:
    assert 'id="past"' not in client_of(dora).get("/company/?on=2026-11-20").content.decode()


@pytest.mark.parametrize("visibility", [Objective.Visibility.PRIVATE, Objective.Visibility.TEAMS])
def test_a_past_day_shows_no_more_than_today(
    visibility: str, history: KeyResult, product: Team, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    Objective.objects.update(visibility=visibility)
    for address in ("/company/?level=team&", f"/teams/{product.pk}/?", f"/people/{dora.pk}/?"):
        said = words(client_of(frida), f"{address}on=2026-11-06")

        assert history.objective.title not in said
        assert history.text not in said
        assert "75%" not in said


def test_the_cycle_that_ran_that_day_is_shown(history: KeyResult, dora: Person, client_of: ClientOf) -> None:
    closed = datetime(2026, 10, 2, tzinfo=UTC)
    Cycle.objects.create(name="Q3 2026", starts=date(2026, 7, 1), ends=date(2026, 9, 30), closed_at=closed)

    said = words(client_of(dora), "/company/?on=2026-09-15")

    assert "Q3 2026, 1 July – 30 September, check-ins every week. On 15 September, 84% of the time had gone." in said


def test_a_past_company_takes_fifteen_queries_whatever_its_size(
    history: KeyResult,
    dora: Person,
    product: Team,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    cycle = history.objective.cycle
    made = Objective.objects.bulk_create(
        Objective(
            cycle=cycle, title=f"Objective {number}", state=State.ACTIVE, created_at=datetime(2026, 9, 28, tzinfo=UTC)
        )
        for number in range(60)
    )
    kinds = KeyResult.Kind.values
    KeyResult.objects.bulk_create(
        KeyResult(objective=one, text="Share", kind=kind, start=0, target=9, low=1, owner=dora)
        for one in made
        for kind in kinds
    )
    client = client_of(dora)

    with django_assert_max_num_queries(15):
        html = client.get("/company/?level=team&on=2026-11-06").content.decode()
    assert html.count('<tr class="obj">') == 40
    with django_assert_max_num_queries(16):
        client.get(f"/teams/{product.pk}/?on=2026-11-06")


def test_a_day_before_all_days_is_refused_in_words(history: KeyResult, dora: Person, client_of: ClientOf) -> None:
    assert "Nothing stood here on 1" in words(client_of(dora), "/company/?on=0001-01-01")
    assert client_of(dora).get("/moved/?on=0001-01-01").status_code == 200
