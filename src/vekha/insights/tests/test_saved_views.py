"""Choices of a page under a name: found again by whoever may, with each reader's own rows behind them."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vekha.conftest import ClientOf
from vekha.goals.models import Cycle, Objective
from vekha.insights.actions import saved_views
from vekha.insights.models import SavedView
from vekha.people.models import Person, Team


def keep(by: Person, name: str = "Ours", **fields: Any) -> SavedView:
    plain: dict[str, Any] = {"page": "company", "team": None, "choices": {}, "is_shared": False}
    return saved_views.keep(by=by, name=name, **plain | fields)


def test_choices_are_kept_under_a_name_and_found_again(dora: Person, objective: Objective, cycle: Cycle) -> None:
    client = ClientOf(dora)
    address = f"/views/new/company/?cycle={cycle.pk}&level=team&only=look&q=week&fold=1&page=3&next=//evil.example"

    page = client.get(address).content.decode()
    kept = client.post(address, {"name": "What we look at"})

    assert "Q4 2026 · Teams · needs a look · “week” · without key results" in page
    view = SavedView.objects.get()
    choices = f"/company/?cycle={cycle.pk}&level=team&only=look&q=week&fold=1"
    assert kept.headers["Location"] == choices
    assert client.get(f"/views/{view.pk}/").headers["Location"] == choices
    assert "What we look at" in client.get("/views/").content.decode()


def test_a_view_without_a_cycle_goes_with_the_one_that_runs(dora: Person, objective: Objective) -> None:
    view = keep(dora, choices={"level": "team"})
    client = ClientOf(dora)

    assert "the cycle that runs · Teams" in client.get("/views/").content.decode()
    assert client.get(f"/views/{view.pk}/", follow=True).context["cycle"].name == "Q4 2026"


@pytest.mark.parametrize("on", ["2026-10-30", "2026-99-99", "once"])
def test_a_past_day_is_kept(on: str, dora: Person, cycle: Cycle) -> None:
    view = keep(dora, choices={"on": on})

    page = ClientOf(dora).get("/views/").content.decode()

    assert ("as it was on 30\xa0October" in page) == (on == "2026-10-30")
    assert ClientOf(dora).get(f"/views/{view.pk}/", follow=True).status_code == 200


def test_a_view_of_a_team_goes_with_its_team(dora: Person, product: Team, cycle: Cycle) -> None:
    client = ClientOf(dora)
    client.post(f"/views/new/teams/{product.pk}/?cycle={cycle.pk}", {"name": "Ours"})

    view = SavedView.objects.get()
    assert client.get(f"/views/{view.pk}/").headers["Location"] == f"/teams/{product.pk}/?cycle={cycle.pk}"
    product.delete()
    assert client.get(f"/views/{view.pk}/").status_code == 404


def test_a_view_of_the_kpis_names_team_and_part(dora: Person, product: Team) -> None:
    client = ClientOf(dora)
    address = f"/views/new/kpis/?team={product.pk}&show=look"

    assert "KPIs · Product · needs a look" in client.get(address).content.decode()
    client.post(address, {"name": "Ours"})

    assert client.get(f"/views/{SavedView.objects.get().pk}/").headers["Location"] == (
        f"/kpis/?team={product.pk}&show=look"
    )


def test_a_private_view_is_nobody_elses_and_a_shared_one_everybodys(dora: Person, frida: Person, cycle: Cycle) -> None:
    private, shared = keep(dora, "Just mine"), keep(dora, "For all", is_shared=True)
    client = ClientOf(frida)

    page = client.get("/views/").content.decode()

    assert "For all" in page
    assert "Just mine" not in page
    assert client.get(f"/views/{private.pk}/").status_code == 404
    assert client.get(f"/views/{shared.pk}/").status_code == 302
    assert client.get(f"/views/{shared.pk}/edit/").status_code == 404
    assert client.post(f"/views/{shared.pk}/remove/").status_code == 404


def test_behind_a_shared_view_each_reader_sees_only_what_they_may(
    boris: Person, frida: Person, objective: Objective
) -> None:
    Objective.objects.update(visibility="private")
    view = keep(boris, choices={"level": "team", "q": "clients"}, is_shared=True)

    assert objective.title in ClientOf(boris).get(f"/views/{view.pk}/", follow=True).content.decode()
    assert objective.title not in ClientOf(frida).get(f"/views/{view.pk}/", follow=True).content.decode()


def test_it_is_renamed_shared_and_removed(dora: Person, cycle: Cycle) -> None:
    view, client = keep(dora), ClientOf(dora)

    client.post(f"/views/{view.pk}/edit/", {"name": "Ours, again", "is_shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Ours, again", True)

    client.post(f"/views/{view.pk}/edit/", {"name": "Ours, again"})
    view.refresh_from_db()
    assert not view.is_shared

    client.post(f"/views/{view.pk}/remove/")
    assert not SavedView.objects.exists()


def test_an_administrator_tidies_what_is_shared_and_nothing_else(anna: Person, dora: Person, chen: Person) -> None:
    private, shared = keep(dora, "Just mine"), keep(dora, "For all", is_shared=True)

    for person, view in ((chen, shared), (anna, private)):
        with pytest.raises(PermissionDenied):
            saved_views.remove(view, by=person)
    saved_views.remove(shared, by=anna)

    assert list(SavedView.objects.all()) == [private]


def test_who_only_looks_keeps_views_for_themselves(emil: Person, cycle: Cycle) -> None:
    client = ClientOf(emil)

    assert "is_shared" not in client.get("/views/new/company/").content.decode()
    client.post("/views/new/company/", {"name": "Mine", "is_shared": "on"})
    assert not SavedView.objects.get().is_shared
    with pytest.raises(PermissionDenied):
        keep(emil, "For all", is_shared=True)


def test_two_views_of_one_name_are_refused_and_what_was_typed_stays(dora: Person, frida: Person, cycle: Cycle) -> None:
    keep(dora, "Ours")
    keep(frida, "Ours")  # of another person it may be

    response = ClientOf(dora).post("/views/new/company/?level=team", {"name": "Ours"})

    assert response.status_code == 422
    assert "You have a view of this name already." in response.content.decode()
    assert 'value="Ours"' in response.content.decode()


@pytest.mark.parametrize("choices", [{"next": "/x"}, {"level": ""}, {"q": "x" * 201}, {"cycle": 3}])
def test_choices_that_the_page_does_not_know_are_refused(choices: dict[str, Any], dora: Person) -> None:
    with pytest.raises(ValidationError):
        keep(dora, choices=choices)


def test_nobody_keeps_views_without_end(dora: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MOST_OF_ONE_PERSON", 2)
    keep(dora, "One")
    keep(dora, "Two")

    with pytest.raises(ValidationError, match="2 saved views already"):
        keep(dora, "Three")


def test_a_hundred_views_cost_as_much_as_one(
    dora: Person, frida: Person, product: Team, django_assert_max_num_queries: Any
) -> None:
    for place in range(100):
        keep(dora, f"a{place}", page="team", team=product)
        keep(frida, f"b{place}", is_shared=True, page="kpis", choices={"team": str(product.pk)})

    client = ClientOf(dora)
    with django_assert_max_num_queries(8):
        assert "b50" in client.get("/views/").content.decode()


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("/company/?level=team&page=2", ["/views/new/company/?level=team", "/company/key-results.csv?level=team"]),
        ("/teams/{team}/", ["/views/new/teams/{team}/", "/teams/{team}/key-results.xlsx"]),
        ("/kpis/?show=look", ["/views/new/kpis/?show=look", "/views/"]),
    ],
)
def test_the_pages_lead_to_what_can_be_kept_of_them(
    address: str, links: list[str], dora: Person, objective: Objective, product: Team
) -> None:
    page = ClientOf(dora).get(address.format(team=product.pk)).content.decode()

    for link in links:
        assert f'href="{link.format(team=product.pk)}"' in page


def test_a_number_beyond_all_numbers_names_no_team(dora: Person, cycle: Cycle) -> None:
    keep(dora, page="kpis", choices={"team": "9" * 30}, is_shared=True)

    assert ClientOf(dora).get("/views/").status_code == 200
