"""What is agreed, and what blocks? The page of a cycle that is being planned."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from vekha.activity import log
from vekha.advice.actions import related
from vekha.advice.models import ErrorCount
from vekha.advice.related import Lexical
from vekha.conftest import ClientOf
from vekha.goals.models import Alignment, Cycle, KeyResult, Objective
from vekha.people.models import Organisation, Person, Team
from vekha.rituals.planning import Planning, TeamState

Write = Callable[..., Objective]
Level, Kind, State = Objective.Level, Alignment.Kind, Alignment.State


@pytest.fixture
def ahead(today: date, organisation: Organisation, cycle: Cycle) -> Cycle:
    """The next quarter; the running one is `cycle`."""
    return Cycle.objects.create(name="Q1 2027", starts=date(2027, 1, 1), ends=date(2027, 3, 31))


@pytest.fixture
def write(ahead: Cycle) -> Write:
    def written(team: Team | None, title: str, state: str = "draft", **fields: Any) -> Objective:
        level = Level.TEAM if team else Level.COMPANY
        objective = Objective.objects.create(
            **{"cycle": ahead, "title": title, "level": level, "state": state} | fields
        )
        if team:
            objective.teams.add(team)
        return objective

    return written


def align(one: Objective, other: Objective, kind: str = Kind.SUPPORTS, state: str = State.REQUESTED) -> None:
    Alignment.objects.create(objective=one, to_objective=other, kind=kind, state=state)


def page(person: Person, address: str = "") -> str:
    response = ClientOf(person).get(address or reverse("rituals:planning"))
    assert response.status_code == 200
    return str(response.content.decode())


def team(plan: Planning, name: str) -> TeamState:
    return next(state for state in plan.teams if state.team.name == name)


def test_without_a_cycle_it_says_what_will_stand_here(organisation: Organisation, dora: Person, anna: Person) -> None:
    assert "There is no cycle to plan yet" in page(dora)
    assert reverse("goals:new-cycle") in page(anna)
    assert reverse("goals:new-cycle") not in page(dora)


def test_the_next_cycle_is_shown_else_the_running_one_and_any_other_can_be_chosen(
    cycle: Cycle, ahead: Cycle, dora: Person
) -> None:
    later = Cycle.objects.create(name="Q2 2027", starts=date(2027, 4, 1), ends=date(2027, 6, 30))
    Cycle.backlog()
    assert "<title>Planning · Q1 2027" in page(dora)
    assert "<title>Planning · Q2 2027" in page(dora, reverse("rituals:planning-of", args=[later.pk]))
    Cycle.objects.exclude(pk=cycle.pk).filter(is_backlog=False).delete()
    assert "<title>Planning · Q4 2026" in page(dora)


def test_an_address_of_no_cycle_or_team_is_not_found(ahead: Cycle, dora: Person) -> None:
    client = ClientOf(dora)
    backlog = Cycle.backlog()
    for address in (
        reverse("rituals:planning-of", args=[999_999]),
        reverse("rituals:planning-of", args=[backlog.pk]),
        reverse("rituals:planning") + "?team=999999",
        reverse("rituals:planning") + "?team=x",
    ):
        assert client.get(address).status_code == 404


def test_the_answer_says_how_many_teams_have_agreed_and_whom_most_wait_for(
    write: Write, product: Team, sales: Team, dora: Person, frida: Person
) -> None:
    assert "Nothing is written for this cycle yet." in page(dora)
    rooms = write(product, "Rooms are quiet", "proposed")
    assert "None of the two teams has agreed yet." in page(dora)
    friends = write(sales, "Guests hear of us from friends", "agreed")
    align(rooms, friends, Kind.DEPENDS_ON)
    answer = page(dora)
    assert "One of two teams has agreed." in answer
    assert f'1 request waits for <a href="#team-{sales.pk}">Sales</a>.' in answer
    Alignment.objects.update(state=State.ACCEPTED)
    rooms.state = "active"
    rooms.save()
    answer = page(dora)
    assert "All two teams have agreed." in answer
    assert "request waits" not in answer


def test_a_team_is_counted_by_states_whys_owners_requests_and_errors(
    write: Write, product: Team, sales: Team, ahead: Cycle, dora: Person, frida: Person
) -> None:
    quiet = write(product, "Rooms are quiet", "proposed", why="Who sleeps badly does not come back.")
    write(product, "Lunch is warm")
    write(product, "Soup is hot", "dropped")
    write(product, "I sing at breakfast", level=Level.PERSON, owner=dora)
    friends = write(sales, "Guests hear of us from friends", "agreed")
    KeyResult.objects.create(objective=quiet, text="Complaints to 3", owner=dora)
    KeyResult.objects.create(objective=quiet, text="Nights without a call to 90")
    ErrorCount.objects.create(objective=quiet, errors=2, fingerprint="-")
    align(quiet, friends, Kind.DEPENDS_ON)
    align(friends, quiet, state=State.COUNTERED)
    align(friends, quiet, state=State.DECLINED)

    plan = Planning.of(ahead, dora)
    state = team(plan, "Product")
    assert (state.drafts, state.proposed, state.agreed, state.active) == (1, 1, 0, 0)
    assert (state.with_why, len(state.objectives)) == (1, 2)
    assert (state.unowned, state.errors) == (1, 2)
    assert (state.asked, state.to_answer) == (2, 0)
    assert (team(plan, "Sales").asked, team(plan, "Sales").to_answer) == (0, 2)


def test_a_countered_request_waits_for_those_who_asked(
    write: Write, product: Team, sales: Team, ahead: Cycle, dora: Person
) -> None:
    one, other = write(product, "Rooms are quiet"), write(sales, "Guests hear of us from friends")
    align(one, other, state=State.COUNTERED)
    plan = Planning.of(ahead, dora)
    assert (team(plan, "Product").to_answer, team(plan, "Product").asked) == (1, 0)
    assert (team(plan, "Sales").to_answer, team(plan, "Sales").asked) == (0, 1)


def test_what_most_others_wait_for_stands_first_one_click_away(
    write: Write, product: Team, sales: Team, ahead: Cycle, dora: Person
) -> None:
    proposed = write(sales, "The bar closes later", "proposed")
    friends = write(sales, "Guests hear of us from friends", "agreed")
    for title in ("Rooms are quiet", "Lunch is warm"):
        align(write(product, title), friends, Kind.DEPENDS_ON)
    write(product, "Nobody waits for this draft")
    plan = Planning.of(ahead, dora)
    assert [block.objective.pk for block in plan.blocks] == [friends.pk, proposed.pk]
    assert [(block.holds, block.requests) for block in plan.blocks] == [(2, 2), (0, 0)]
    shown = page(dora)
    assert f"{reverse('goals:objective', args=[friends.pk])}#alignments" in shown
    assert shown.index(friends.title) < shown.index(proposed.title)


def test_a_key_result_of_nobody_blocks_once_its_objective_is_proposed(
    write: Write, product: Team, ahead: Cycle, dora: Person
) -> None:
    objective = write(product, "Rooms are quiet")
    KeyResult.objects.create(objective=objective, text="Complaints to 3")
    assert Planning.of(ahead, dora).blocks == []
    objective.state = "agreed"
    objective.save()
    assert [block.unowned for block in Planning.of(ahead, dora).blocks] == [1]


def test_the_companys_objectives_stand_with_who_supports_them_the_unsupported_first(
    write: Write, organisation: Organisation, product: Team, sales: Team, ahead: Cycle, dora: Person
) -> None:
    organisation.mission, organisation.strategy = "Everybody sleeps well.", "Small houses only."
    organisation.save()
    year = Cycle.objects.create(name="2027", starts=date(2026, 7, 1), ends=date(2027, 6, 30))
    carried = write(None, "Guests choose us again", cycle=year)
    alone = write(None, "The house pays for itself")
    align(write(product, "Rooms are quiet"), carried, state=State.ACCEPTED)
    align(write(sales, "Guests hear of us from friends"), carried)
    backing = Planning.of(ahead, dora).backing
    assert [(each.objective.pk, each.accepted, each.waiting) for each in backing] == [
        (alone.pk, "", ""),
        (carried.pk, "Product", "Sales"),
    ]
    shown = page(dora)
    for words in (
        "Everybody sleeps well.",
        "Small houses only.",
        "Nobody whose objectives you see supports it yet.",
        "Supported by Product.",
    ):
        assert words in shown


def test_who_took_part_is_read_from_the_log_and_the_others_are_invited(
    write: Write, product: Team, ahead: Cycle, dora: Person, boris: Person, frida: Person
) -> None:
    objective = write(product, "Rooms are quiet")
    for verb, person in (
        ("objective.written", dora),
        ("key_result.added", dora),
        ("comment.written", dora),
        ("agreement.given", boris),
        ("check_in.recorded", frida),
    ):
        log.record(verb, by=person, subject=objective)
    part = Planning.of(ahead, dora).participation
    assert part.counts == {"wrote": 1, "commented": 1, "agreed": 1}
    assert (part.heard, part.people) == (2, 3)
    assert part.silent == [(frida.pk, "Frida")]
    shown = page(dora)
    assert "2 of 3 people have been heard." in shown
    assert "1 person has not been heard yet" in shown


def test_the_coachs_questions_stand_on_the_page(write: Write, product: Team, dora: Person) -> None:
    above = write(None, "Guests choose us again")
    copy = write(product, "A stay worth a second one")
    for objective in (above, copy):
        KeyResult.objects.create(objective=objective, text="Share of repeat guests from 20 to 35 %")
    related.refresh(Lexical())
    shown = page(dora)
    assert "What will the team itself change, so that the number above moves?" in shown
    assert "What above would be missed without it?" in shown


def test_in_a_meeting_one_team_after_the_other_is_shown_large(
    write: Write, product: Team, sales: Team, dora: Person, frida: Person
) -> None:
    quiet = write(product, "Rooms are quiet", "proposed")
    write(sales, "Guests hear of us from friends")
    address = reverse("rituals:planning")
    assert f'rel="next" href="?big=1&amp;team={product.pk}"' in page(dora, f"{address}?big=1")
    shown = page(dora, f"{address}?big=1&team={product.pk}")
    assert "planning big" in shown
    assert quiet.title in shown
    assert "Guests hear of us from friends" not in shown
    assert f'rel="next" href="?big=1&amp;team={sales.pk}"' in shown
    assert 'rel="prev" href="?big=1"' in shown
    last = page(dora, f"{address}?team={sales.pk}")
    assert f'rel="prev" href="?team={product.pk}"' in last
    assert 'rel="next"' not in last


def test_a_team_without_a_word_is_offered_to_begin(write: Write, product: Team, dora: Person, emil: Person) -> None:
    write(None, "Guests choose us again")
    address = f"{reverse('rituals:planning')}?team={product.pk}"
    assert "Write the first objective" in page(dora, address)
    assert "Write the first objective" not in page(emil, address)
    assert "nothing written yet" in page(dora)


def test_only_what_the_reader_sees_is_counted_and_named(
    write: Write, product: Team, sales: Team, ahead: Cycle, dora: Person, frida: Person, anna: Person
) -> None:
    secret = write(sales, "We sell the house", "proposed", visibility="private")
    inside = write(sales, "The bar closes for good", "proposed", visibility="teams")
    rooms = write(product, "Rooms are quiet", "agreed")
    align(secret, rooms, Kind.DEPENDS_ON)
    align(inside, rooms, Kind.DEPENDS_ON)
    log.record("objective.written", by=frida, subject=secret)

    plan = Planning.of(ahead, dora)
    assert team(plan, "Sales").objectives == []
    assert team(plan, "Product").to_answer == 0
    assert plan.blocks == []
    assert plan.participation.heard == 0
    assert team(Planning.of(ahead, frida), "Sales").proposed == 1
    assert team(Planning.of(ahead, anna), "Sales").proposed == 2
    for address in ("", f"{reverse('rituals:planning')}?team={sales.pk}"):
        shown = page(dora, address)
        assert secret.title not in shown
        assert inside.title not in shown


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("ru", "Одна команда из двух согласовала свои цели."),
        ("zh-hans", "2 个团队中有 1 个已商定目标。"),
    ],
)
def test_it_answers_in_the_readers_language(
    write: Write, product: Team, sales: Team, dora: Person, language: str, answer: str
) -> None:
    write(product, "Rooms are quiet", "agreed")
    write(sales, "Guests hear of us from friends")
    dora.language = language
    dora.save()
    assert answer in page(dora)


def test_it_costs_at_most_fifteen_queries_whatever_the_size(
    write: Write, product: Team, sales: Team, dora: Person, django_assert_max_num_queries: Any
) -> None:
    above = write(None, "Guests choose us again")
    client = ClientOf(dora)
    for number in range(25):
        group = Team.objects.create(name=f"Team {number}")
        one = write(group, f"Room {number} is quiet", "proposed")
        KeyResult.objects.create(objective=one, text="Share of repeat guests from 20 to 35 %", owner=dora)
        align(one, above)
        align(one, write(sales, f"Guest {number} comes back"), Kind.DEPENDS_ON)
        log.record("objective.written", by=dora, subject=one)
        if number in (1, 24):
            related.refresh(Lexical())
            for address in ("", f"?team={sales.pk}"):
                with django_assert_max_num_queries(15):
                    client.get(reverse("rituals:planning") + address)


class TestLessons:
    def test_coaches_write_down_what_was_decided_and_everybody_reads_it(
        self, ahead: Cycle, chen: Person, dora: Person
    ) -> None:
        address = reverse("rituals:lessons", args=[ahead.pk])
        assert address in page(chen)
        assert address not in page(dora)
        answer = ClientOf(chen).post(address, {"lessons": "Three objectives a team.\r\nOwners first.", "seen": ""})
        assert answer.status_code == 302
        assert "Three objectives a team.<br>Owners first." in page(dora)

    def test_what_somebody_else_wrote_meanwhile_is_shown_and_nothing_is_lost(self, ahead: Cycle, chen: Person) -> None:
        address = reverse("rituals:lessons", args=[ahead.pk])
        client = ClientOf(chen)
        Cycle.objects.filter(pk=ahead.pk).update(lessons="Owners first.")
        answer = client.post(address, {"lessons": "Fewer objectives.", "seen": ""})
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "Somebody else has written meanwhile" in shown
        assert "Owners first." in shown
        assert "Fewer objectives." in shown
        both = {"lessons": "Owners first.\r\nFewer objectives.", "seen": "Owners first."}
        assert client.post(address, both).status_code == 302
        ahead.refresh_from_db()
        assert ahead.lessons.split("\n")[-1] == "Fewer objectives."

    def test_others_may_not(self, ahead: Cycle, dora: Person) -> None:
        address = reverse("rituals:lessons", args=[ahead.pk])
        assert ClientOf(dora).post(address, {"lessons": "Mine", "seen": ""}).status_code == 404
        ahead.refresh_from_db()
        assert ahead.lessons == ""
