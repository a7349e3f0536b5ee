"""An objective copied for another team, or carried over with what was not reached."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from vekha.goals.actions import check_ins, duplicates, initiatives, key_results
from vekha.goals.actions.duplicates import Copy
from vekha.goals.models import Cycle, Initiative, KeyResult, Objective, Offer
from vekha.people.models import Person, Team

ClientOf = Callable[[Person], Client]
State = Objective.State


@pytest.fixture
def next_cycle(db: None) -> Cycle:
    return Cycle.objects.create(name="Q1 2027", starts=date(2027, 1, 1), ends=date(2027, 3, 31))


@pytest.fixture
def origin(key_result: KeyResult, boris: Person, dora: Person) -> Objective:
    """With three key results and an initiative for two of them; Dora's has come from 27 to 15."""
    objective = key_result.objective
    key_results.add(
        objective,
        by=boris,
        owner=boris,
        kind="steps",
        text="Every depot ships itself",
        steps=["Two", "Five", "All"],
        reason="The depots asked for it",
    )
    key_results.add(objective, by=boris, kind="keep", text="No parcel is lost", unit="%", low=99, reason="A guard")
    check_ins.record(key_result, by=dora, value=15, confidence=6)
    made = list(objective.key_results.all())
    initiatives.add(
        objective, by=boris, text="Import wizard", resources="Two people", owner=boris, key_results=made[:2]
    )
    return Objective.objects.get()


def copy_of(origin: Objective, by: Person, cycle: Cycle, **choices: Any) -> Copy:
    given: dict[str, Any] = {
        "level": origin.level,
        "teams": list(origin.teams.all()),
        "chosen_key_results": list(origin.key_results.all()),
        "chosen_initiatives": list(origin.initiatives.all()),
    }
    return duplicates.duplicate(origin, by=by, cycle=cycle, **given | choices)


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def sent(origin: Objective, cycle: Cycle, **fields: Any) -> dict[str, Any]:
    return {
        "cycle": cycle.pk,
        "level": origin.level,
        "teams": [team.pk for team in origin.teams.all()],
        "key_results": [each.pk for each in origin.key_results.all()],
        "initiatives": [each.pk for each in origin.initiatives.all()],
        "keeps_targets": "on",
    } | fields


def test_a_copy_is_a_draft_with_the_same_words_numbers_and_links(
    origin: Objective, boris: Person, next_cycle: Cycle
) -> None:
    copy = copy_of(origin, boris, next_cycle).objective

    assert (copy.title, copy.why, copy.state, copy.cycle) == (origin.title, origin.why, State.DRAFT, next_cycle)
    assert copy.origin == origin
    assert [team.name for team in copy.teams.all()] == ["Product"]
    first, second, third = copy.key_results.all()
    assert (first.text, first.start, first.target, first.current) == (origin.key_results.all()[0].text, 27, 9, None)
    assert [step.text for step in second.steps.all()] == ["Two", "Five", "All"]
    assert (third.kind, third.low) == ("keep", 99)
    work = copy.initiatives.get()
    assert (work.text, work.resources, work.state) == ("Import wizard", "Two people", "planned")
    assert list(work.key_results.all()) == [first, second]


def test_what_goes_on_begins_where_it_stands_and_leaves_taken_steps_behind(
    origin: Objective, boris: Person, next_cycle: Cycle
) -> None:
    check_ins.record(origin.key_results.all()[1], by=boris, value=1, confidence=5)

    first, second, _third = copy_of(origin, boris, next_cycle, goes_on=True).objective.key_results.all()

    assert (first.start, first.target) == (15, 9)
    assert [step.text for step in second.steps.all()] == ["Five", "All"]


def test_a_single_step_that_is_left_is_no_way_so_all_come_along(
    origin: Objective, boris: Person, next_cycle: Cycle
) -> None:
    check_ins.record(origin.key_results.all()[1], by=boris, value=2, confidence=5)

    copy = copy_of(origin, boris, next_cycle, goes_on=True).objective

    assert copy.key_results.all()[1].steps.count() == 3


def test_steps_keep_their_weights(origin: Objective, boris: Person, next_cycle: Cycle) -> None:
    origin.key_results.all()[1].steps.filter(text="All").update(weight=3)

    copy = copy_of(origin, boris, next_cycle).objective

    assert [step.weight for step in copy.key_results.all()[1].steps.all()] == [1, 1, 3]


@pytest.mark.parametrize("value", [9, 7])
def test_what_has_reached_its_target_goes_on_without_one(
    origin: Objective, boris: Person, dora: Person, next_cycle: Cycle, value: float
) -> None:
    check_ins.record(origin.key_results.all()[0], by=dora, value=value, confidence=9)

    first = copy_of(origin, boris, next_cycle, goes_on=True).objective.key_results.all()[0]

    assert (first.start, first.target) == (value, None)


def test_targets_are_left_empty_where_one_asks_for_it_and_corridors_stay(
    origin: Objective, boris: Person, next_cycle: Cycle
) -> None:
    first, _second, third = copy_of(origin, boris, next_cycle, keeps_targets=False).objective.key_results.all()

    assert (first.start, first.target, third.low) == (27, None, 99)


def test_nobody_owns_the_copy_unasked_but_whoever_makes_it(
    origin: Objective, boris: Person, dora: Person, next_cycle: Cycle
) -> None:
    by_boris = copy_of(origin, boris, next_cycle).objective
    by_dora = copy_of(origin, dora, next_cycle).objective

    assert (by_boris.owner, by_dora.owner) == (boris, None)
    assert [each.owner for each in by_boris.key_results.all()] == [None, boris, None]
    assert [each.owner for each in by_dora.key_results.all()] == [dora, None, None]
    assert (by_boris.initiatives.get().owner, by_dora.initiatives.get().owner) == (boris, None)
    assert not Offer.objects.exists()


def test_the_same_owners_are_asked_and_told_of_it(
    origin: Objective, boris: Person, dora: Person, next_cycle: Cycle
) -> None:
    copy = copy_of(origin, boris, next_cycle, asks_owners=True)

    asked = Offer.objects.get()
    assert (asked.person, asked.by, asked.key_result) == (dora, boris, copy.objective.key_results.all()[0])
    assert copy.unasked == []
    assert dora.notices.latest("pk").event.verb == "offer.made"


def test_those_who_have_left_are_not_asked_and_named(
    origin: Objective, boris: Person, dora: Person, next_cycle: Cycle
) -> None:
    dora.is_active = False
    dora.save()

    assert copy_of(origin, boris, next_cycle, asks_owners=True).unasked == [dora]


def test_a_private_objective_stays_private_and_in_the_sight_of_whoever_copies_it(
    origin: Objective, dora: Person, anna: Person, next_cycle: Cycle
) -> None:
    origin.visibility = Objective.Visibility.PRIVATE
    origin.save()

    copy = copy_of(origin, dora, next_cycle, chosen_key_results=[], chosen_initiatives=[]).objective

    assert (copy.visibility, copy.owner) == (Objective.Visibility.PRIVATE, dora)
    assert copy_of(origin, anna, next_cycle).objective.owner is None


def test_one_copies_what_one_sees_for_whom_one_may_write(
    origin: Objective, frida: Person, emil: Person, chen: Person, sales: Team, next_cycle: Cycle
) -> None:
    copy = copy_of(origin, frida, next_cycle, teams=[sales]).objective
    assert [team.name for team in copy.teams.all()] == ["Sales"]
    with pytest.raises(PermissionDenied):
        copy_of(origin, frida, next_cycle)
    with pytest.raises(PermissionDenied):
        copy_of(origin, emil, next_cycle)
    assert copy_of(origin, chen, next_cycle, level="company", teams=[]).objective.level == "company"
    assert copy_of(origin, frida, next_cycle, level="person", teams=[]).objective.owner == frida
    origin.visibility = Objective.Visibility.TEAMS
    origin.save()
    with pytest.raises(PermissionDenied):
        copy_of(origin, frida, next_cycle, teams=[sales])


def test_it_is_copied_into_the_backlog_too_but_not_into_a_closed_cycle(
    origin: Objective, boris: Person, cycle: Cycle
) -> None:
    assert copy_of(origin, boris, Cycle.backlog()).objective.cycle.is_backlog
    Cycle.objects.filter(pk=cycle.pk).update(closed_at=timezone.now())
    with pytest.raises(ValidationError, match="closed meanwhile"):
        copy_of(origin, boris, cycle)


def test_what_was_removed_meanwhile_refuses_the_copy(origin: Objective, boris: Person, next_cycle: Cycle) -> None:
    chosen = list(origin.key_results.all())
    key_results.remove(chosen[2], by=boris, reason="Too much")

    with pytest.raises(ValidationError, match="removed meanwhile"):
        copy_of(origin, boris, next_cycle, chosen_key_results=chosen)
    assert Objective.objects.count() == 1


def test_a_key_result_that_cannot_be_copied_is_named(origin: Objective, boris: Person, next_cycle: Cycle) -> None:
    origin.key_results.filter(kind="keep").update(low=None)

    with pytest.raises(ValidationError, match="“No parcel is lost”: A corridor needs"):
        copy_of(origin, boris, next_cycle)


def test_two_hundred_parts_are_copied_and_more_are_refused_in_words(
    objective: Objective, boris: Person, next_cycle: Cycle
) -> None:
    KeyResult.objects.bulk_create(KeyResult(objective=objective, text=f"Number {n}") for n in range(201))
    every = list(objective.key_results.all())

    with pytest.raises(ValidationError, match="201 key results and initiatives are chosen; up to 200"):
        copy_of(objective, boris, next_cycle)
    assert copy_of(objective, boris, next_cycle, chosen_key_results=every[:200]).objective.key_results.count() == 200


# --- pages ---


def test_the_page_offers_what_there_is_and_makes_the_copy(
    origin: Objective, boris: Person, next_cycle: Cycle, client_of: ClientOf
) -> None:
    client = client_of(boris)
    address = f"/objectives/{origin.pk}/duplicate/"
    assert address in page(client, f"/objectives/{origin.pk}/")
    shown = page(client, address)
    assert shown.count(" checked") >= 4
    chosen = sent(origin, next_cycle, key_results=[origin.key_results.all()[0].pk], initiatives=[])

    made = client.post(address, chosen, follow=True)

    copy = Objective.objects.get(origin=origin)
    assert "The copy is a draft in “Q1 2027”." in made.content.decode()
    assert [each.start for each in copy.key_results.all()] == [27]


def test_those_who_are_not_asked_are_counted_up_in_the_reader_s_language(
    origin: Objective, boris: Person, dora: Person, frida: Person, next_cycle: Cycle, client_of: ClientOf
) -> None:
    KeyResult.objects.filter(objective=origin, owner=None).update(owner=frida)
    Person.objects.filter(pk__in=[dora.pk, frida.pk]).update(is_active=False)
    boris.language = "zh-hans"
    boris.save()

    fields = sent(origin, next_cycle, asks_owners="on")
    made = client_of(boris).post(f"/objectives/{origin.pk}/duplicate/", fields, follow=True)

    assert f"{dora.name}、{frida.name}" in made.content.decode()


def test_carrying_over_proposes_the_coming_cycle_and_what_is_not_reached(
    origin: Objective, boris: Person, dora: Person, next_cycle: Cycle, client_of: ClientOf
) -> None:
    check_ins.record(origin.key_results.all()[0], by=dora, value=9, confidence=9)
    Initiative.objects.update(state=Initiative.State.DONE)
    client = client_of(boris)

    shown = page(client, f"/objectives/{origin.pk}/duplicate/?carry-over")

    checked = set(re.findall(r'name="(\w+)" value="(\d+)"[^>]* checked', shown))
    reached, *others = origin.key_results.all()
    assert {("key_results", str(each.pk)) for each in others} <= checked
    assert ("key_results", str(reached.pk)) not in checked
    assert not any(name == "initiatives" for name, _pk in checked)
    assert re.search(rf'value="{next_cycle.pk}" selected', shown)


def test_both_sides_are_linked_as_far_as_the_reader_sees_them(
    origin: Objective, boris: Person, frida: Person, next_cycle: Cycle, cycle: Cycle, client_of: ClientOf
) -> None:
    later = copy_of(origin, boris, next_cycle).objective
    beside = copy_of(origin, boris, cycle).objective
    client = client_of(boris)

    of_origin = words(page(client, f"/objectives/{origin.pk}/"))
    assert f"Goes on in “ {origin.title} ”, Q1 2027." in of_origin
    assert f"Copied as “ {origin.title} ”." in of_origin
    assert f"Carried over from “ {origin.title} ”, Q4 2026" in words(page(client, f"/objectives/{later.pk}/"))
    assert f"A copy of “ {origin.title} ”" in words(page(client, f"/objectives/{beside.pk}/"))

    Objective.objects.filter(pk=origin.pk).update(visibility=Objective.Visibility.TEAMS)
    Objective.objects.exclude(pk=later.pk).update(visibility=Objective.Visibility.PRIVATE)
    assert "Carried over from" not in page(client_of(frida), f"/objectives/{later.pk}/")
    Objective.objects.filter(pk=origin.pk).update(visibility=Objective.Visibility.EVERYONE)
    Objective.objects.filter(pk=later.pk).update(visibility=Objective.Visibility.PRIVATE)
    assert "Goes on in" not in page(client_of(frida), f"/objectives/{origin.pk}/")


def test_what_is_gone_meanwhile_is_named_and_the_other_choices_stay(
    origin: Objective, boris: Person, next_cycle: Cycle, client_of: ClientOf
) -> None:
    fields = sent(origin, next_cycle, asks_owners="on")
    first, _second, third = origin.key_results.all()
    key_results.remove(third, by=boris, reason="Too much")
    client = client_of(boris)
    address = f"/objectives/{origin.pk}/duplicate/"

    late = client.post(address, fields)

    shown = late.content.decode()
    assert late.status_code == 422
    assert "removed meanwhile" in shown
    assert re.search(rf'name="key_results" value="{first.pk}"[^>]* checked', shown)
    assert re.search(r'name="asks_owners"[^>]* checked', shown)
    assert client.post(address, fields | {"key_results": [first.pk]}).status_code == 302


def test_a_cycle_closed_and_a_membership_ended_meanwhile_are_named(
    origin: Objective, boris: Person, product: Team, next_cycle: Cycle, client_of: ClientOf
) -> None:
    fields = sent(origin, next_cycle)
    Cycle.objects.filter(pk=next_cycle.pk).update(closed_at=timezone.now())
    boris.memberships.all().delete()

    late = client_of(boris).post(f"/objectives/{origin.pk}/duplicate/", fields)

    shown = late.content.decode()
    assert late.status_code == 422
    assert "This cycle has been closed meanwhile" in shown
    assert "A team that you had chosen is gone, or you write for it no longer" in shown


def test_too_many_chosen_at_once_keep_what_was_chosen(
    objective: Objective, boris: Person, next_cycle: Cycle, client_of: ClientOf
) -> None:
    KeyResult.objects.bulk_create(KeyResult(objective=objective, text=f"Number {n}") for n in range(201))

    late = client_of(boris).post(f"/objectives/{objective.pk}/duplicate/", sent(objective, next_cycle))

    assert late.status_code == 422
    assert "up to 200 come along at once" in late.content.decode()
    assert len(re.findall(r'name="key_results"[^>]* checked', late.content.decode())) == 201


def test_whoever_only_looks_is_offered_nothing(origin: Objective, emil: Person, client_of: ClientOf) -> None:
    client = client_of(emil)

    assert "/duplicate/" not in page(client, f"/objectives/{origin.pk}/")
    assert client.get(f"/objectives/{origin.pk}/duplicate/").status_code == 404


def test_what_a_cycle_leaves_stands_in_a_list_with_where_it_goes_on(
    origin: Objective, boris: Person, cycle: Cycle, next_cycle: Cycle, client_of: ClientOf
) -> None:
    won = Objective.objects.create(cycle=cycle, title="It is won", state=State.CLOSED, score=1)
    half = Objective.objects.create(cycle=cycle, title="Half the way", state=State.CLOSED, score=0.5)
    hidden = Objective.objects.create(cycle=cycle, title="Nobody knows", visibility=Objective.Visibility.PRIVATE)
    copy_of(origin, boris, next_cycle)
    client = client_of(boris)
    assert f"/cycles/{cycle.pk}/unfinished/" in page(client, "/cycles/")

    shown = page(client, f"/cycles/{cycle.pk}/unfinished/")

    assert f'href="/objectives/{half.pk}/duplicate/?carry-over"' in shown
    assert "in “Q1 2027”" in shown
    assert won.title not in shown
    assert hidden.title not in shown


def test_the_list_and_the_choice_cost_the_same_however_much_there_is(
    origin: Objective,
    boris: Person,
    cycle: Cycle,
    product: Team,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        Objective.objects.create(cycle=cycle, title=f"Left {number}", owner=boris).teams.add(product)
        KeyResult.objects.create(objective=origin, text=f"Number {number}", owner=boris)
    client = client_of(boris)

    with django_assert_max_num_queries(15):
        client.get(f"/cycles/{cycle.pk}/unfinished/")
    with django_assert_max_num_queries(15):
        client.get(f"/objectives/{origin.pk}/duplicate/")
