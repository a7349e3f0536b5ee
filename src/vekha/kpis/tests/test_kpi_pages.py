from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import strip_tags

from vekha.conftest import NOW
from vekha.kpis.actions import kpis, readings
from vekha.kpis.models import Kpi, Reading
from vekha.people.models import Person, Team

ClientOf = Callable[[Person], Client]


def words(html: str) -> str:
    return " ".join(strip_tags(html).replace("\u00a0", " ").split())


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_board_answers_whether_we_are_healthy(
    complaints: Kpi, dora: Person, chen: Person, client_of: ClientOf
) -> None:
    client = client_of(dora)
    assert "1 KPI waits for its first reading." in words(page(client, "/kpis/"))

    readings.record(complaints, by=dora, value=8)
    assert "All KPIs are healthy." in words(page(client, "/kpis/"))

    readings.record(complaints, by=dora, value=21)
    kpis.write(by=chen, name="Cash", definition="Months.", low=6.0)
    said = words(page(client, "/kpis/"))
    assert "1 KPI of 2 is broken." in said
    assert "broken: above the corridor" in said


def test_the_page_says_why_kpis_stand_apart_from_objectives_and_from_pay(
    complaints: Kpi, dora: Person, client_of: ClientOf
) -> None:
    for address in ("/kpis/", f"/kpis/{complaints.pk}/", "/kpis/new/"):
        assert "Neither is tied to pay here" in words(page(client_of(dora), address))


def test_kpis_stand_below_each_of_their_teams_and_the_companys_first(
    complaints: Kpi, chen: Person, sales: Team, client_of: ClientOf
) -> None:
    complaints.teams.add(sales)
    kpis.write(by=chen, name="Cash", definition="Months.", low=6.0)
    said = words(page(client_of(chen), "/kpis/"))
    assert said.index("The whole company") < said.index("Cash") < said.rindex("Product") < said.rindex("Complaints")
    assert said.count("Complaints a week") == 2

    of_sales = words(page(client_of(chen), f"/kpis/?team={sales.pk}"))
    assert "Complaints a week" in of_sales
    assert "Cash" not in of_sales
    look = page(client_of(chen), f"/kpis/?team={sales.pk}&show=look&page=1")
    assert f'href="?show=look&amp;team={complaints.teams.earliest("pk").pk}"' in look


def test_the_board_shows_what_needs_a_look_or_what_is_retired(
    complaints: Kpi, dora: Person, chen: Person, client_of: ClientOf
) -> None:
    cash = kpis.write(by=chen, name="Cash", definition="Months.", low=6.0)
    readings.record(cash, by=chen, value=7)
    readings.record(complaints, by=dora, value=8, at=NOW - timedelta(days=30))
    look = words(page(client_of(dora), "/kpis/?show=look"))
    assert "Complaints a week" in look
    assert "no news for 30 days" in look
    assert "Cash" not in look

    kpis.retire(complaints, by=dora)
    retired = words(page(client_of(dora), "/kpis/?show=retired"))
    assert "Complaints a week" in retired
    assert "Cash" not in retired


def test_what_only_its_teams_see_leaks_nowhere(
    complaints: Kpi, dora: Person, frida: Person, emil: Person, client_of: ClientOf
) -> None:
    complaints.visibility = Kpi.Visibility.TEAMS
    complaints.save()
    reading = readings.record(complaints, by=dora, value=8)
    for outsider in (frida, emil):
        client = client_of(outsider)
        assert "Complaints" not in page(client, "/kpis/")
        for address in (f"/kpis/{complaints.pk}/", f"/kpis/{complaints.pk}/edit/"):
            assert client.get(address).status_code == 404
        for address in (f"/kpis/{complaints.pk}/readings/", f"/kpis/readings/{reading.pk}/undo/"):
            assert client.post(address, {"value": "9"}).status_code == 404
    assert "Complaints" in page(client_of(dora), "/kpis/")


def test_a_kpi_is_written_and_its_first_reading_recorded_as_people_type(
    dora: Person, product: Team, client_of: ClientOf
) -> None:
    client = client_of(dora)
    typed = {
        "name": "Revenue a month", "definition": "Invoices sent.", "unit": "млн ₽", "low": "3,5 млн",
        "owner": "Dora", "teams": [product.pk], "rhythm": "monthly", "visibility": "everyone",
    }  # fmt: skip
    response = client.post("/kpis/new/", typed)
    kpi = Kpi.objects.get()
    assert response.headers["Location"] == f"/kpis/{kpi.pk}/"
    assert (kpi.low, kpi.owner) == (3.5, dora)

    client.post(f"/kpis/{kpi.pk}/readings/", {"value": "4,2 млн ₽", "day": "2026-11-19", "note": "A good month"})
    reading = Reading.objects.get()
    assert (reading.value, reading.at.date().isoformat(), reading.author) == (4.2, "2026-11-19", dora)
    assert "A good month" in page(client, f"/kpis/{kpi.pk}/")


def test_what_a_form_refuses_stays_in_it(complaints: Kpi, dora: Person, sales: Team, client_of: ClientOf) -> None:
    client = client_of(dora)
    wrong = {"name": "Cash", "definition": "Months", "teams": [sales.pk], "rhythm": "weekly", "visibility": "everyone"}
    response = client.post("/kpis/new/", wrong)
    assert response.status_code == 422
    said = response.content.decode()
    assert "Choose one of yours" in said
    assert "A corridor needs a kerb" in said
    assert 'value="Cash"' in said

    response = client.post(f"/kpis/{complaints.pk}/readings/", {"value": "many", "day": "2026-11-20", "note": "Kept"})
    assert response.status_code == 422
    assert "Kept" in response.content.decode()
    response = client.post(f"/kpis/{complaints.pk}/readings/", {"value": "5", "day": "2026-12-20"})
    assert "This day has not come yet." in response.content.decode()
    assert not Reading.objects.exists()


def test_what_was_typed_before_signing_in_comes_back(complaints: Kpi, dora: Person, client: Client) -> None:
    address = f"http://testserver/kpis/{complaints.pk}/"
    client.post(f"/kpis/{complaints.pk}/readings/", {"value": "77", "day": "2026-11-20"}, headers={"Referer": address})
    client.force_login(dora)
    assert 'value="77"' in page(client, f"/kpis/{complaints.pk}/")


def test_it_is_edited_retired_and_brought_back_and_its_page_tells(
    complaints: Kpi, boris: Person, client_of: ClientOf
) -> None:
    client = client_of(boris)
    form = page(client, f"/kpis/{complaints.pk}/edit/")
    assert 'value="Dora"' in form
    facts = {
        "name": complaints.name, "definition": complaints.definition, "unit": "letters", "high": "12",
        "owner": "Boris", "teams": [team.pk for team in complaints.teams.all()], "rhythm": "weekly",
        "visibility": "everyone",
    }  # fmt: skip
    assert client.post(f"/kpis/{complaints.pk}/edit/", facts).status_code == 302
    client.post(f"/kpis/{complaints.pk}/retire/")
    said = words(page(client, f"/kpis/{complaints.pk}/"))
    assert "Healthy up to: 10 → 12" in said
    assert "Retired on 20 November" in said

    client.post(f"/kpis/{complaints.pk}/bring-back/")
    assert "Retired on" not in words(page(client, f"/kpis/{complaints.pk}/"))


def test_of_two_who_edit_at_once_the_later_sees_both_and_decides(
    complaints: Kpi, boris: Person, anna: Person, client_of: ClientOf
) -> None:
    address = f"/kpis/{complaints.pk}/edit/"
    facts = {
        "name": complaints.name, "definition": complaints.definition, "unit": "letters", "high": "10", "ceiling": "20",
        "owner": "Dora", "teams": [team.pk for team in complaints.teams.all()], "rhythm": "weekly",
        "visibility": "everyone", "version": "1",
    }  # fmt: skip
    assert client_of(anna).post(address, {**facts, "high": "12"}).status_code == 302

    late = client_of(boris).post(address, {**facts, "name": "Angry letters"})
    assert late.status_code == 422
    said = words(late.content.decode())
    assert "somebody else has saved this KPI" in said
    assert [(each.mine, each.theirs) for each in late.context["form"].conflict] == [
        ("Angry letters", "Complaints a week"),
        ("10", "12"),
    ]
    complaints.refresh_from_db()
    assert (complaints.name, complaints.high) == ("Complaints a week", 12)

    again = {**facts, "name": "Angry letters", "version": late.context["form"].data["version"]}
    assert client_of(boris).post(address, again).status_code == 302
    complaints.refresh_from_db()
    assert (complaints.name, complaints.high, complaints.version) == ("Angry letters", 10, 3)


def test_a_reading_is_taken_back_on_the_page(complaints: Kpi, dora: Person, boris: Person, client_of: ClientOf) -> None:
    reading = readings.record(complaints, by=dora, value=8)
    assert "Undo" not in page(client_of(boris), f"/kpis/{complaints.pk}/")
    assert client_of(boris).post(f"/kpis/readings/{reading.pk}/undo/").status_code == 404

    client = client_of(dora)
    assert "Undo" in page(client, f"/kpis/{complaints.pk}/")
    client.post(f"/kpis/readings/{reading.pk}/undo/")
    assert "taken back on 20 November" in words(page(client, f"/kpis/{complaints.pk}/"))


@pytest.mark.parametrize("count", [3, 70])
def test_however_many_there_are_the_board_asks_the_database_as_often(
    count: int, dora: Person, product: Team, sales: Team, today: object, client_of: ClientOf,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    for number in range(count):
        kpi = Kpi.objects.create(name=f"Number {number}", definition="?", low=1, owner=dora)
        kpi.teams.add(product, sales)
        Reading.objects.bulk_create(Reading(kpi=kpi, value=value, author=dora) for value in range(5))
        kpi.recompute()
    client = client_of(dora)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get("/kpis/")
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        client.get(f"/kpis/{Kpi.objects.earliest('pk').pk}/")
