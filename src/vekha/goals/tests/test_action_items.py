from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from vekha.activity.models import Event, Notice
from vekha.goals import inbox
from vekha.goals.actions import action_items
from vekha.goals.models import ActionItem, Objective
from vekha.people.models import Organisation, Person

ClientOf = Callable[[Person], Client]


@pytest.fixture
def item(objective: Objective, boris: Person, dora: Person) -> ActionItem:
    """Boris gave it to Dora, for his objective."""
    return action_items.give("Call the carrier", by=boris, owner=dora, due=date(2026, 11, 24), objective=objective)


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_whoever_gets_one_hears_of_it_and_finds_it_in_their_week(
    item: ActionItem, dora: Person, client_of: ClientOf
) -> None:
    client = client_of(dora)
    assert "Action item for Dora, by 24\u00a0November" in shown(client, "/inbox/")
    week = shown(client, "/")
    assert "Call the carrier" in week
    assert "by 24\u00a0November" in week
    assert "from Boris" in week


def test_one_that_belongs_to_nothing_is_news_too_and_leads_to_the_week(
    organisation: Organisation, today: date, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    item = action_items.give("Water the plants", by=boris, owner=dora)
    assert "Water the plants" in shown(client_of(dora), "/inbox/")
    notice = Notice.objects.get(person=dora)
    assert client_of(dora).get(f"/inbox/{notice.pk}/")["Location"] == f"/#action-item-{item.pk}"
    action_items.take_back(item, by=boris)
    assert not inbox.news(dora).exists()


def test_what_one_gives_oneself_is_no_news(organisation: Organisation, dora: Person) -> None:
    action_items.give("Water the plants", by=dora, owner=dora)
    assert not Notice.objects.exists()


def test_it_is_done_and_undone_in_place(item: ActionItem, dora: Person, client_of: ClientOf) -> None:
    client = client_of(dora)
    done = client.post(f"/action-items/{item.pk}/done/", headers={"HX-Request": "true"}).content.decode()
    assert "Undo" in done
    assert f'id="action-item-{item.pk}"' in done
    assert "Undo: Call the carrier" in shown(client, "/")  # until the day is over
    assert not ActionItem.objects.open().exists()
    again = client.post(f"/action-items/{item.pk}/reopen/")
    assert again["Location"] == f"/#action-item-{item.pk}"
    assert ActionItem.objects.open().get() == item
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "action_item.given",
        "action_item.done",
        "action_item.reopened",
    ]


def test_what_was_done_before_today_is_gone_from_the_week(
    item: ActionItem, today: date, dora: Person, client_of: ClientOf
) -> None:
    action_items.do(item, by=dora)
    ActionItem.objects.update(done_at=item.done_at and item.done_at - timedelta(days=1))
    assert "Call the carrier" not in shown(client_of(dora), "/")


def test_one_that_is_overdue_says_so_in_its_colour(item: ActionItem, dora: Person, client_of: ClientOf) -> None:
    ActionItem.objects.update(due=date(2026, 11, 19))
    assert '<span class="is-behind">was due 19\u00a0November</span>' in shown(client_of(dora), "/")


def test_the_week_of_somebody_without_key_results_shows_them(
    organisation: Organisation, today: date, boris: Person, frida: Person, client_of: ClientOf
) -> None:
    action_items.give("Water the plants", by=boris, owner=frida)
    week = shown(client_of(frida), "/")
    assert "Water the plants" in week
    assert "You have nothing to check in" not in week


def test_it_stands_with_the_objective_and_with_the_person(
    item: ActionItem, objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    for address in (f"/objectives/{objective.pk}/action-items/", f"/people/{dora.pk}/"):
        assert "Call the carrier" in shown(client_of(boris), address)


def test_it_is_given_on_the_page_of_the_objective(
    objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    address = f"/objectives/{objective.pk}/action-items/new/"
    client = client_of(boris)
    assert address in shown(client, f"/objectives/{objective.pk}/action-items/")
    refused = client.post(address, {"text": "Call the carrier", "owner": "Dora", "due": "2026-11-19"})
    assert refused.status_code == 422
    assert "This day has gone." in refused.content.decode()
    assert "Call the carrier" in refused.content.decode()
    client.post(address, {"text": "Call the carrier", "owner": "Dora", "due": "2026-11-24"})
    assert objective.action_items.get().owner == dora


def test_it_is_handed_over_and_both_hear_of_it(
    item: ActionItem, boris: Person, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    typed = {"text": "Call the carrier", "owner": "Frida", "due": "2026-11-24"}
    assert client_of(dora).post(f"/action-items/{item.pk}/edit/", typed).status_code == 302
    assert ActionItem.objects.get().owner == frida
    told = Notice.objects.filter(event__verb="action_item.handed_over")
    assert {notice.person for notice in told} == {frida}  # Dora did it herself
    action_items.change(ActionItem.objects.get(), by=boris, owner=dora)
    assert {notice.person for notice in told.exclude(person=frida)} == {dora}


def test_whoever_gave_it_takes_it_back_and_its_owner_cannot(
    item: ActionItem, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    assert client_of(dora).post(f"/action-items/{item.pk}/take-back/").status_code == 404
    assert client_of(boris).post(f"/action-items/{item.pk}/take-back/").status_code == 302
    assert not ActionItem.objects.exists()


def test_others_may_do_nothing_with_it(item: ActionItem, chen: Person, frida: Person, client_of: ClientOf) -> None:
    for deed in (action_items.do, action_items.reopen, action_items.take_back):
        with pytest.raises(PermissionDenied):
            deed(item, by=frida)
    assert client_of(chen).post(f"/action-items/{item.pk}/done/").status_code == 404
    item.refresh_from_db()
    assert not item.is_done


def test_nobody_gets_one_who_left_or_only_reads_or_does_not_see_the_objective(
    objective: Objective, boris: Person, emil: Person, frida: Person, gleb: Person
) -> None:
    objective.visibility = Objective.Visibility.TEAMS
    objective.save()
    for person in (gleb, emil, frida):
        with pytest.raises(ValidationError) as refused:
            action_items.give("Call", by=boris, owner=person, objective=objective)
        assert set(refused.value.message_dict) == {"owner"}
    with pytest.raises(PermissionDenied):
        action_items.give("Call", by=emil, owner=boris)


def test_an_objective_that_its_owner_no_longer_sees_is_not_named_to_them(
    item: ActionItem, objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    Objective.objects.update(visibility=Objective.Visibility.PRIVATE, title="Velvet")
    week = shown(client_of(dora), "/")
    assert "Call the carrier" in week
    assert "Velvet" not in week
    assert "Velvet" in shown(client_of(boris), f"/objectives/{objective.pk}/action-items/")


def test_what_helps_a_hidden_objective_is_not_shown_to_outsiders(
    item: ActionItem, boris: Person, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    assert "Call the carrier" in shown(client_of(frida), f"/people/{dora.pk}/")
    Objective.objects.update(visibility=Objective.Visibility.PRIVATE)
    assert "Call the carrier" not in shown(client_of(frida), f"/people/{dora.pk}/")
    assert "Call the carrier" in shown(client_of(boris), f"/people/{dora.pk}/")


def test_a_hundred_cost_no_query_more(
    objective: Objective,
    boris: Person,
    dora: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    ActionItem.objects.bulk_create(
        ActionItem(text=f"Thing {number}", owner=dora, by=boris, objective=objective) for number in range(100)
    )
    client = client_of(dora)
    for address in ("/", f"/people/{dora.pk}/", f"/objectives/{objective.pk}/action-items/"):
        with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
            shown(client, address)


def test_a_changed_text_does_not_open_what_was_done_meanwhile(item: ActionItem, boris: Person, dora: Person) -> None:
    before = ActionItem.objects.get(pk=item.pk)
    action_items.do(item, by=dora)
    action_items.change(before, by=boris, text="Call both carriers")
    item.refresh_from_db()
    assert (item.text, item.is_done) == ("Call both carriers", True)


def test_administrators_see_also_what_belongs_to_no_objective(boris: Person, dora: Person, anna: Person) -> None:
    item = action_items.give("Water the plants", by=boris, owner=dora)
    assert list(ActionItem.objects.visible_to(anna)) == [item]
