import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.goals import movement, past
from vekha.goals.actions import check_ins
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective
from vekha.goals.movement import Move
from vekha.people.models import Person, Team

ClientOf = Callable[[Person], Client]
State = Objective.State
SINCE = date(2026, 11, 13)


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def made(cycle: Cycle, objective: Objective, today: date) -> Callable[..., Objective]:
    """An objective of the company with one key result: where it stood a week ago, and where it stands today."""
    objective.delete()

    def make(title: str, before: float | None, after: float | None, **fields: object) -> Objective:
        values = {"cycle": cycle, "level": "company", "state": State.ACTIVE, **fields}
        made = Objective.objects.create(title=title, created_at=datetime(2026, 9, 28, tzinfo=UTC), **values)
        key_result = KeyResult.objects.create(objective=made, text=f"Share of {title}", start=0, target=100)
        for day, value in ((SINCE, before), (today, after)):
            if value is not None:
                at = datetime.combine(day, time(9), tzinfo=UTC)
                CheckIn.objects.create(key_result=key_result, value=value, at=at)
        key_result.recompute()
        made.recompute()
        return made

    return make


def moves(today: date) -> list[Move]:
    cycles, found = list(Cycle.objects.all()), Objective.objects.all()
    before = past.on(SINCE, found, cycles=cycles, threshold=0.25)
    after = past.now(found, cycles=cycles, threshold=0.25)
    assert movement.moves(before, after) == movement.moves(before, past.on(today, found, cycles=cycles, threshold=0.25))
    return movement.moves(before, after)


def test_the_farthest_comes_first_and_among_equals_what_got_worse(made: Callable[..., Objective], today: date) -> None:
    made("A little", 50, 60)
    made("Far", 20, 90)
    made("Up", 50, 80)
    made("Down", 90, 60)
    made("Still", 90, 90)
    made("Only late", 50, None)
    made("Too slow", 50, 51)
    made("Draft", 20, 90, state=State.DRAFT)

    found = moves(today)

    assert [move.objective.title for move in found] == ["Far", "Down", "Up", "A little", "Only late", "Too slow"]
    assert [move.is_worse for move in found] == [False, True, False, False, True, False]
    late, slow = found[-2:]
    assert (late.before.pace, late.after.pace, round(late.size * 100)) == ("on_pace", "behind", 8)
    assert late.most is None
    assert (slow.before.pace, slow.after.pace) == ("on_pace", "behind")
    assert found[0].most == movement.Step(found[0].objective.key_results.get().pk, 0.2, 0.9)


def test_the_page_says_what_moved_and_what_needs_help(
    made: Callable[..., Objective], anna: Person, boris: Person, client_of: ClientOf
) -> None:
    far, slow = made("Far", 20, 90), made("Slow", 5, 6)
    quiet = made("Quiet", None, None)
    blocked = check_ins.record(
        far.key_results.get(), by=anna, value=90, blocker="The tender waits for a signature. @Boris"
    )
    assert list(blocked.helpers.all()) == [boris]

    said = words(client_of(anna), f"/moved/?level=company&cycle={far.cycle_id}")

    assert "Far most of all “Share of Far”: 20% → 90% 20% → 90% on pace" in said
    assert "Share of Far Blocker: The tender waits for a signature. @Boris Can help: Boris today" in said
    assert f"{slow.title} at risk, 49 points behind" in said
    assert f"{quiet.title} no news for 50 days" in said
    check_ins.record(far.key_results.get(), by=anna, value=91, note="signed")
    assert "The tender" not in words(client_of(anna), f"/moved/?level=company&cycle={far.cycle_id}")


def test_any_two_days_are_compared(made: Callable[..., Objective], anna: Person, client_of: ClientOf) -> None:
    made("Far", 20, 90)

    assert "Far most of all “Share of Far”: 20% → 90%" in words(client_of(anna), "/moved/?since=2026-11-15")
    assert "Far most of all “Share of Far”: — → 20%" in words(client_of(anna), "/moved/?since=2026-11-10&on=2026-11-16")
    assert "Nothing: progress and pace are as they were." in words(
        client_of(anna), "/moved/?since=2026-11-14&on=2026-11-15"
    )
    assert "Moved since 13 November" in words(client_of(anna), "/moved/?since=soon")
    assert "“soon” is not a day" in words(client_of(anna), "/moved/?since=soon")


def test_the_pages_fetch_it_without_waiting_for_it(
    key_result: KeyResult, product: Team, dora: Person, client_of: ClientOf
) -> None:
    cycle = key_result.objective.cycle_id
    for page, address in (
        ("/company/", f"/moved/?cycle={cycle}&amp;level=team"),
        ("/company/?on=2026-11-06", f"/moved/?cycle={cycle}&amp;level=company&amp;on=2026-11-06"),
        (f"/teams/{product.pk}/", f"/moved/?team={product.pk}&amp;cycle={cycle}"),
        (f"/people/{dora.pk}/", f"/moved/?person={dora.pk}"),
    ):
        html = client_of(dora).get(page).content.decode()

        assert f'hx-get="{address}"' in html
        fragment = client_of(dora).get(address.replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
        assert fragment.startswith('<div class="moved" id="moved">')


@pytest.mark.parametrize("visibility", [Objective.Visibility.PRIVATE, Objective.Visibility.TEAMS])
def test_what_the_reader_may_not_see_has_not_moved_for_them(
    visibility: str,
    key_result: KeyResult,
    product: Team,
    dora: Person,
    frida: Person,
    client_of: ClientOf,
) -> None:
    check_ins.record(key_result, by=dora, value=18, blocker="No lawyer")
    Objective.objects.update(visibility=visibility, created_at=datetime(2026, 9, 28, tzinfo=UTC))
    for address in ("/moved/?level=team", f"/moved/?team={product.pk}", f"/moved/?person={dora.pk}"):
        assert "No lawyer" in words(client_of(dora), address)
        said = words(client_of(frida), address)
        assert "No lawyer" not in said
        assert key_result.objective.title not in said
        assert "Nothing: progress" in said


def test_fifteen_queries_are_enough_whatever_moved(
    made: Callable[..., Objective],
    anna: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        objective = made(f"Objective {number}", 10, 90 - number)
        check_ins.record(objective.key_results.get(), by=anna, value=90, blocker="No lawyer @Boris")
    client = client_of(anna)

    with django_assert_max_num_queries(15):
        client.get("/moved/?level=company")
    with django_assert_max_num_queries(18):
        client.get("/moved/?level=company&on=2026-11-19")
