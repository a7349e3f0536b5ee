"""What may come later: how it gets into the backlog, what it cannot do there, and how it is taken up."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from vekha.activity.models import Event, Notice
from vekha.goals.actions import alignments, backlog, check_ins, cycles, objectives
from vekha.goals.models import Alignment, AlignmentStep, Cycle, KeyResult, Objective
from vekha.people.models import Person, Team

ClientOf = Callable[[Person], Client]
State = Objective.State


@pytest.fixture
def draft(objective: Objective) -> Objective:
    objective.state = State.DRAFT
    objective.save()
    return objective


@pytest.fixture
def waiting(draft: Objective, boris: Person) -> Objective:
    backlog.put(draft, by=boris, note="Until the second depot opens")
    return draft


@pytest.fixture
def next_cycle(db: None) -> Cycle:
    return Cycle.objects.create(name="Q1 2027", starts=date(2027, 1, 1), ends=date(2027, 3, 31))


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_what_is_put_by_becomes_a_draft_without_days(objective: Objective, boris: Person) -> None:
    objective.state, objective.own_starts = State.AGREED, date(2026, 11, 2)
    objective.save()
    KeyResult.objects.create(objective=objective, text="Days from 27 to 9", due=date(2026, 12, 1))

    backlog.put(objective, by=boris, note=" Until the depot opens ")

    kept = Objective.objects.get()
    assert (kept.cycle, kept.state, kept.own_starts) == (Cycle.backlog(), State.DRAFT, None)
    assert (kept.closing_note, KeyResult.objects.get().due) == ("Until the depot opens", None)
    assert Event.objects.get(verb="objective.put_by").changes == {"cycle": "Q4 2026", "note": "Until the depot opens"}


def test_what_it_was_aligned_with_ends_and_both_sides_hear_of_it(
    draft: Objective, cycle: Cycle, boris: Person, dora: Person, frida: Person, chen: Person
) -> None:
    others = [Objective.objects.create(cycle=cycle, title=f"{n}", owner=who) for n, who in enumerate((frida, chen))]
    others.append(Objective.objects.create(cycle=cycle, title="Unseen by Boris", owner=dora, visibility="private"))
    for other, state in zip(others, ("accepted", "requested", "accepted"), strict=True):
        asked = Alignment.objects.create(objective=draft, to_objective=other, state=state)
        AlignmentStep.objects.create(alignment=asked, state=state, kind=asked.kind, by=boris)

    backlog.put(draft, by=boris, note="Until the depot opens")

    assert set(Alignment.objects.values_list("state", flat=True)) == {"withdrawn"}
    last = {asked.to_objective.title: alignments.last_step(asked).text for asked in Alignment.objects.all()}
    assert last == dict.fromkeys(("0", "1", "Unseen by Boris"), "It waits in the backlog.\nUntil the depot opens")
    for person in (frida, chen, dora):
        heard = set(Notice.objects.filter(person=person).values_list("event__verb", flat=True))
        assert {"alignment.withdrawn", "objective.put_by"} <= heard, person


def test_its_page_only_looks_and_opens_no_backlog(objective: Objective, boris: Person, client_of: ClientOf) -> None:
    for address in ("/backlog/", f"/objectives/{objective.pk}/duplicate/"):
        assert client_of(boris).get(address).status_code == 200

    assert not Cycle.objects.filter(is_backlog=True).exists()


def test_it_is_put_by_once_and_not_by_those_who_may_not_move_it(
    draft: Objective, boris: Person, dora: Person, frida: Person
) -> None:
    for person in (dora, frida):
        with pytest.raises(PermissionDenied):
            backlog.put(draft, by=person)
    backlog.put(draft, by=boris)
    backlog.put(draft, by=boris)

    assert Event.objects.filter(verb="objective.put_by").count() == 1


@pytest.mark.parametrize("state", [State.ACTIVE, State.CLOSED])
def test_what_has_begun_stays_in_the_history_of_its_cycle(objective: Objective, boris: Person, state: str) -> None:
    objective.state = state
    objective.save()

    with pytest.raises(ValidationError, match="history of “Q4 2026”"):
        backlog.put(objective, by=boris)


def test_what_was_checked_in_has_begun_even_as_a_draft(key_result: KeyResult, boris: Person, dora: Person) -> None:
    check_ins.record(key_result, by=dora, value=20, confidence=5)
    objective = Objective.objects.get()
    for state in (State.POSTPONED, State.DRAFT):
        objectives.move(objective, by=boris, to=state)

    with pytest.raises(ValidationError, match="has begun"):
        backlog.put(objective, by=boris)
    with pytest.raises(ValidationError, match="Only a draft that has not begun"):
        objectives.edit(objective, by=boris, cycle=Cycle.backlog())


@pytest.mark.parametrize("state", [State.PROPOSED, State.AGREED, State.ACTIVE])
def test_nothing_in_the_backlog_is_proposed_agreed_or_begun(waiting: Objective, boris: Person, state: str) -> None:
    with pytest.raises(ValidationError, match="Choose a cycle"):
        objectives.move(waiting, by=boris, to=state)


def test_an_edit_brings_neither_what_runs_nor_days_into_the_backlog(
    objective: Objective, boris: Person, product: Team
) -> None:
    with pytest.raises(ValidationError, match="Only a draft"):
        objectives.edit(objective, by=boris, cycle=Cycle.backlog())
    objective.refresh_from_db()
    for state in (State.POSTPONED, State.DRAFT):
        objectives.move(objective, by=boris, to=state)
    with pytest.raises(ValidationError, match="no time"):
        objectives.edit(objective, by=boris, cycle=Cycle.backlog(), own_ends=date(2026, 12, 1))
    with pytest.raises(ValidationError, match="Only a draft"):
        objectives.write(
            by=boris, cycle=Cycle.backlog(), title="It runs", level="team", teams=[product], state=State.ACTIVE
        )


def test_the_backlog_itself_is_neither_changed_nor_closed(chen: Person, today: date, client_of: ClientOf) -> None:
    held = Cycle.backlog()

    with pytest.raises(ValidationError, match="no days and no end"):
        cycles.edit(held, by=chen, ends=date(2027, 1, 1))
    with pytest.raises(ValidationError, match="no days and no end"):
        cycles.close(held, by=chen)
    client = client_of(chen)
    assert client.get(f"/cycles/{held.pk}/edit/").status_code == 404
    assert "no days and no end" in client.post(f"/cycles/{held.pk}/close/", follow=True).content.decode()
    assert not Cycle.backlog().is_closed


def test_the_backlog_is_called_so_in_the_readers_language_beside_a_cycle_of_that_name(db: None) -> None:
    Cycle.objects.create(name="Backlog", starts=date(2026, 1, 1))

    held = Cycle.backlog()

    assert held == Cycle.backlog()
    with translation.override("ru"):
        assert str(held) == "Бэклог"
    with translation.override("zh-hans"):
        assert str(held) == "备选池"


def test_a_member_takes_it_up_as_a_draft_of_a_cycle(waiting: Objective, dora: Person, next_cycle: Cycle) -> None:
    backlog.take_up(waiting, by=dora, cycle=next_cycle)

    taken = Objective.objects.get()
    assert (taken.cycle, taken.state, taken.closing_note) == (next_cycle, State.DRAFT, "")
    assert Event.objects.get(verb="objective.taken_up").changes == {"cycle": "Q1 2027"}


def test_it_is_taken_up_once_and_in_an_open_cycle_only(
    waiting: Objective, dora: Person, frida: Person, cycle: Cycle, next_cycle: Cycle
) -> None:
    with pytest.raises(PermissionDenied):
        backlog.take_up(waiting, by=frida, cycle=cycle)
    with pytest.raises(ValidationError, match="with days"):
        backlog.take_up(waiting, by=dora, cycle=Cycle.backlog())
    Cycle.objects.filter(pk=cycle.pk).update(closed_at=timezone.now())
    with pytest.raises(ValidationError, match="closed meanwhile"):
        backlog.take_up(waiting, by=dora, cycle=cycle)
    backlog.take_up(waiting, by=dora, cycle=next_cycle)
    with pytest.raises(ValidationError, match="taken it up meanwhile, in “Q1 2027”"):
        backlog.take_up(waiting, by=dora, cycle=next_cycle)


def test_its_page_says_why_it_waits_and_offers_a_cycle(waiting: Objective, dora: Person, client_of: ClientOf) -> None:
    shown = page(client_of(dora), f"/company/?cycle={waiting.cycle_id}")  # where the crumbs of an objective lead

    assert "<h1>Backlog</h1>" in shown
    assert waiting.title in shown
    assert "Until the second depot opens" in shown
    assert f'href="/objectives/{waiting.pk}/take-up/"' in shown
    assert "2026" not in shown.split("<main")[1]


def test_its_page_hides_what_one_may_not_see_and_offers_nothing_to_others(
    waiting: Objective, frida: Person, emil: Person, client_of: ClientOf
) -> None:
    assert "Choose a cycle" not in page(client_of(frida), "/backlog/")
    assert "Write an idea down" not in page(client_of(emil), "/backlog/")
    waiting.visibility = Objective.Visibility.TEAMS
    waiting.save()

    assert waiting.title not in page(client_of(frida), "/backlog/")


def test_its_page_is_searched_and_shows_what_was_dropped_there(
    waiting: Objective, boris: Person, client_of: ClientOf
) -> None:
    client = client_of(boris)
    assert waiting.title in page(client, "/backlog/?q=SIGNING")
    assert waiting.title in page(client, "/backlog/?q=sign%00ing")
    assert "Nothing here has these words" in page(client, "/backlog/?q=elephants")
    objectives.move(waiting, by=boris, to=State.DROPPED)

    assert waiting.title not in page(client, "/backlog/")
    assert waiting.title in page(client, "/backlog/?only=dropped")


def test_its_page_costs_the_same_with_one_and_with_forty(
    waiting: Objective,
    dora: Person,
    product: Team,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(40):
        idea = Objective.objects.create(
            cycle=waiting.cycle, title=f"Idea {number}", visibility="teams", owner=dora, origin=waiting
        )
        idea.teams.add(product)
    client = client_of(dora)

    with django_assert_max_num_queries(15):
        shown = page(client, "/backlog/")
    assert shown.count("Choose a cycle for") == 40


@pytest.mark.parametrize("address", ["/cycles/", "/company/", "/teams/", "/", "/map/"])
def test_no_page_gives_the_backlog_days(
    waiting: Objective, cycle: Cycle, boris: Person, client_of: ClientOf, address: str
) -> None:
    Cycle.objects.filter(is_backlog=True).update(starts=date(2019, 3, 7))

    shown = page(client_of(boris), address)

    assert "2019" not in shown
    assert waiting.title not in shown


def test_without_a_cycle_the_company_is_not_shown_the_backlog_instead(
    today: date, organisation: object, boris: Person, client_of: ClientOf
) -> None:
    Cycle.backlog()

    assert "There is no cycle yet" in page(client_of(boris), "/company/")


def test_the_cycles_page_counts_what_waits(waiting: Objective, frida: Person, client_of: ClientOf) -> None:
    assert "1 objective that may come later" in page(client_of(frida), "/cycles/")
    waiting.visibility = Objective.Visibility.PRIVATE
    waiting.save()
    assert "nothing waits there yet" in page(client_of(frida), "/cycles/")


def test_a_team_has_its_own_view_of_the_backlog(
    waiting: Objective, product: Team, boris: Person, client_of: ClientOf
) -> None:
    assert waiting.title in page(client_of(boris), f"/teams/{product.pk}/?cycle={waiting.cycle_id}")


def test_the_page_of_an_objective_that_waits_offers_a_cycle_and_no_agreement(
    waiting: Objective, boris: Person, client_of: ClientOf
) -> None:
    client = client_of(boris)
    shown = page(client, f"/objectives/{waiting.pk}/")

    assert "Choose a cycle" in shown
    assert 'value="proposed"' not in shown
    refused = client.post(f"/objectives/{waiting.pk}/move/", {"to": "proposed"}, follow=True).content.decode()
    assert "Choose a cycle for it first" in refused
    assert Objective.objects.get().state == State.DRAFT


def test_putting_by_and_taking_up_on_their_pages(
    draft: Objective, next_cycle: Cycle, boris: Person, client_of: ClientOf
) -> None:
    client = client_of(boris)
    assert f"/objectives/{draft.pk}/wait/" in page(client, f"/objectives/{draft.pk}/")
    client.get(f"/objectives/{draft.pk}/wait/")
    put = client.post(f"/objectives/{draft.pk}/wait/", {"note": "Until spring"}, follow=True).content.decode()
    assert "It waits in the backlog." in put
    assert "Put into the backlog" in put  # what happened
    assert "Q1 2027" in page(client, f"/objectives/{draft.pk}/take-up/")

    taken = client.post(f"/objectives/{draft.pk}/take-up/", {"cycle": next_cycle.pk}, follow=True).content.decode()

    assert "It is a draft in “Q1 2027” now." in taken
    assert "Taken up in “Q1 2027”" in taken


def test_a_cycle_closed_meanwhile_is_named_and_another_can_be_chosen(
    waiting: Objective, cycle: Cycle, next_cycle: Cycle, boris: Person, client_of: ClientOf
) -> None:
    Cycle.objects.filter(pk=next_cycle.pk).update(closed_at=timezone.now())

    late = client_of(boris).post(f"/objectives/{waiting.pk}/take-up/", {"cycle": next_cycle.pk})

    assert late.status_code == 422
    assert "This cycle has been closed meanwhile" in late.content.decode()
    assert "Q4 2026" in late.content.decode()


def test_what_has_begun_meanwhile_keeps_the_words_that_were_typed(
    objective: Objective, boris: Person, client_of: ClientOf
) -> None:
    refused = client_of(boris).post(f"/objectives/{objective.pk}/wait/", {"note": "Until spring"})

    assert refused.status_code == 422
    assert "Carry it over" in refused.content.decode()
    assert "Until spring" in refused.content.decode()


def test_without_an_open_cycle_one_is_told_who_opens_one(
    waiting: Objective, boris: Person, client_of: ClientOf
) -> None:
    Cycle.objects.filter(is_backlog=False).update(closed_at=timezone.now())

    assert "No cycle is open" in page(client_of(boris), f"/objectives/{waiting.pk}/take-up/")
