"""Key results that read a KPI."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from vekha.activity.models import Event, Notice
from vekha.conftest import NOW, ClientOf
from vekha.goals import reminders, week
from vekha.goals.actions import check_ins, cycles, following, kpi_values, objectives
from vekha.goals.chart import Chart
from vekha.goals.ledger import row
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective
from vekha.kpis.actions import readings
from vekha.kpis.models import Kpi, Reading
from vekha.people.models import Person, Team


@pytest.fixture
def delivery(organisation: object, product: Team, dora: Person) -> Kpi:
    """Dora's in Product, healthy up to 9 days; only Product sees it."""
    kpi = Kpi.objects.create(
        name="Days to delivery", definition="Contract to shipment", unit="days", high=9, ceiling=18, owner=dora,
        visibility=Kpi.Visibility.TEAMS,
    )  # fmt: skip
    kpi.teams.add(product)
    return kpi


@pytest.fixture
def reader(key_result: KeyResult, delivery: Kpi) -> KeyResult:
    """The key result, connected with the KPI."""
    kpi_values.connect(key_result, by=key_result.objective.owner, kpi=delivery)  # type: ignore[arg-type]
    return key_result


def read(kpi: Kpi, value: float, *days: int, by: Person | None = None) -> Reading:
    """A reading as of so many days ago, at the beginning of the day, as sources say it."""
    at = NOW.replace(hour=0) - timedelta(days=sum(days))
    return readings.record(kpi, by=by or kpi.owner, value=value, at=at)  # type: ignore[arg-type]


def values(key_result: KeyResult) -> list[float | None]:
    return list(key_result.check_ins.standing().order_by("at", "pk").values_list("value", flat=True))


def test_each_reading_becomes_a_check_in_once_as_of_its_own_day(reader: KeyResult, delivery: Kpi) -> None:
    read(delivery, 21, 14)
    read(delivery, 20, 7)

    assert kpi_values.take_over() == 2
    assert kpi_values.take_over() == 0

    reader.refresh_from_db()
    assert values(reader) == [21, 20]
    assert reader.check_ins.order_by("at")[0].at == datetime(2026, 11, 6, tzinfo=UTC)
    assert reader.checked_in_on == date(2026, 11, 13)
    assert reader.current == 20
    assert reader.progress == pytest.approx(7 / 18)
    reader.objective.refresh_from_db()
    assert reader.objective.progress == reader.progress
    said = reader.check_ins.all()[0]
    assert said.is_taken_over
    assert said.author is None
    assert said.confidence is None
    event = Event.objects.filter(verb="check_in.recorded").first()
    assert event
    assert event.actor is None
    assert event.changes["value"] == [21, 20]


def test_what_was_said_while_nobody_ran_is_taken_over_in_order(reader: KeyResult, delivery: Kpi) -> None:
    read(delivery, 15, 1)
    read(delivery, 25, 20)
    read(delivery, 19, 8)

    assert kpi_values.take_over() == 3

    reader.refresh_from_db()
    assert values(reader) == [25, 19, 15]
    assert reader.current == 15
    told = Event.objects.filter(verb="check_in.recorded").order_by("at").values_list("changes__value", flat=True)
    assert list(told) == [[None, 25], [25, 19], [19, 15]]


def test_only_readings_since_the_first_day_count(reader: KeyResult, delivery: Kpi, cycle: Cycle) -> None:
    read(delivery, 30, (NOW.date() - cycle.starts).days + 1)
    read(delivery, 27, (NOW.date() - cycle.starts).days)
    assert kpi_values.take_over() == 1
    reader.added_on = NOW.date()
    reader.save()
    read(delivery, 20, 1)
    assert kpi_values.take_over() == 0
    read(delivery, 19)
    assert kpi_values.take_over() == 1
    assert values(reader) == [27, 19]


@pytest.mark.parametrize("first_hour", [0, 8])
def test_the_first_day_is_that_of_the_companys_clock(
    reader: KeyResult, delivery: Kpi, cycle: Cycle, first_hour: int, dora: Person
) -> None:
    with timezone.override("Asia/Shanghai"):  # the day begins at 16:00 of the one before in UTC
        at = datetime(2026, 9, 30, 16, tzinfo=UTC) + timedelta(hours=first_hour)
        readings.record(delivery, by=dora, value=27, at=at)
        readings.record(delivery, by=dora, value=28, at=datetime(2026, 9, 30, 15, 59, tzinfo=UTC))
        assert kpi_values.take_over() == 1
    assert values(reader) == [27]


def test_a_reading_taken_back_undoes_its_check_in_and_comes_no_more(
    reader: KeyResult, delivery: Kpi, dora: Person
) -> None:
    read(delivery, 20, 7)
    wrong = read(delivery, 2)
    kpi_values.take_over()
    readings.undo(wrong, by=dora)

    assert kpi_values.take_over() == 0

    reader.refresh_from_db()
    assert reader.current == 20
    assert values(reader) == [20]
    assert reader.check_ins.filter(value=2).exclude(undone_at=None).exists()
    assert Event.objects.filter(verb="check_in.undone", actor=None).count() == 1
    assert kpi_values.take_over() == 0


def test_nothing_is_taken_over_while_it_takes_no_check_ins(
    reader: KeyResult, delivery: Kpi, boris: Person, anna: Person, cycle: Cycle
) -> None:
    objective = reader.objective
    objectives.move(objective, by=boris, to=Objective.State.POSTPONED)
    read(delivery, 20)
    assert kpi_values.take_over() == 0
    objectives.move(objective, by=boris, to=Objective.State.ACTIVE)
    assert kpi_values.take_over() == 1

    read(delivery, 19)
    cycles.close(cycle, by=anna)
    assert kpi_values.take_over() == 0


def test_the_owners_word_stands_until_the_next_reading(reader: KeyResult, delivery: Kpi, dora: Person) -> None:
    read(delivery, 20, 1)
    kpi_values.take_over()
    check_ins.record(reader, by=dora, value=18, confidence=6, note="One delivery was counted twice")
    kpi_values.take_over()
    reader.refresh_from_db()
    assert reader.current == 18

    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        readings.record(delivery, by=dora, value=17)
        kpi_values.take_over()
    reader.refresh_from_db()
    assert (reader.current, reader.confidence) == (17, 6)


def test_a_word_without_a_value_hides_no_reading_that_comes_later(
    reader: KeyResult, delivery: Kpi, dora: Person
) -> None:
    read(delivery, 20, 7)
    kpi_values.take_over()
    check_ins.record(reader, by=dora, confidence=7)
    check_ins.record(reader, by=dora, change=0, note="As planned")
    read(delivery, 16)  # of this morning, known only now

    kpi_values.take_over()

    reader = KeyResult.objects.get(pk=reader.pk)
    assert (reader.current, reader.confidence) == (16, 7)
    chart = Chart.of(row(reader, person=dora), [])
    assert chart
    assert [point.value for point in chart.points] == [20, 16, 16, 16]
    assert row(reader, person=dora).value_before == 16


def test_a_change_is_counted_from_what_the_kpi_said(reader: KeyResult, delivery: Kpi, dora: Person) -> None:
    read(delivery, 20)
    kpi_values.take_over()
    assert check_ins.record(reader, by=dora, change=-2).value == 18


def test_the_number_is_fresh_and_how_sure_one_is_is_asked_until_it_was_said_once(
    reader: KeyResult, delivery: Kpi, dora: Person
) -> None:
    read(delivery, 20)
    kpi_values.take_over()
    reader.refresh_from_db()
    assert week.is_owed(reader)
    assert not reader.is_stale(NOW.date())
    assert reminders.is_missing(reader, NOW)

    check_ins.record(reader, by=dora, confidence=7)
    assert not week.is_owed(reader)

    later = NOW + timedelta(days=14)
    with time_machine.travel(later, tick=False):
        readings.record(delivery, by=dora, value=18)
        kpi_values.take_over()
        reader.refresh_from_db()
        assert not week.is_owed(reader)
        assert not reminders.is_missing(reader, later)


def test_those_who_follow_hear_of_the_last_of_many(
    reader: KeyResult, delivery: Kpi, chen: Person, objective: Objective
) -> None:
    following.follow(objective, by=chen)
    read(delivery, 21, 14)
    read(delivery, 20, 7)
    kpi_values.take_over()
    (notice,) = Notice.objects.filter(person=chen)
    assert notice.event.changes["value"] == [21, 20]


def test_one_connects_only_what_one_sees_with_what_has_a_value(
    key_result: KeyResult, delivery: Kpi, boris: Person, anna: Person, frida: Person, objective: Objective
) -> None:
    with pytest.raises(PermissionDenied):
        kpi_values.connect(key_result, by=frida, kpi=delivery)
    objective.owner = frida
    objective.save()
    with pytest.raises(PermissionDenied):  # she may change the key result and does not see the KPI
        kpi_values.connect(key_result, by=frida, kpi=delivery)
    key_result.kind = KeyResult.Kind.DONE
    key_result.save()
    with pytest.raises(ValidationError):
        kpi_values.connect(key_result, by=anna, kpi=delivery)
    assert not Event.objects.filter(verb="key_result.connected").exists()


def test_the_form_offers_what_one_sees_and_takes_start_and_unit_from_it(
    objective: Objective, delivery: Kpi, dora: Person, boris: Person, client_of: type[ClientOf]
) -> None:
    read(delivery, 23)
    secret = Kpi.objects.create(name="Velvet margin", definition="x", high=1, visibility="teams")
    page = (
        client_of(boris)
        .get(f"/objectives/{objective.pk}/key-results/new/")
        .content.decode()
        .replace("\N{NO-BREAK SPACE}", " ")
    )
    assert "Days to delivery · 23 days · healthy: up to 9 days" in page
    assert "Velvet" not in page

    fields = {
        "text": "Delivery in 9 days",
        "kind": "reach",
        "target": "9",
        "kpi": delivery.pk,
        "reason": "Measured now",
    }
    response = client_of(boris).post(f"/objectives/{objective.pk}/key-results/new/", {**fields, "kpi": secret.pk})
    assert response.status_code == 422
    client_of(boris).post(f"/objectives/{objective.pk}/key-results/new/", fields)

    made = KeyResult.objects.get(text="Delivery in 9 days")
    assert (made.kpi, made.start, made.unit) == (delivery, 23, "days")
    client_of(boris).post(
        f"/key-results/{made.pk}/edit/", {**fields, "kpi": "", "start": "23", "unit": "days", "weight": "1"}
    )
    made.refresh_from_db()
    assert made.kpi is None


def test_who_sees_the_key_result_and_not_the_kpi_sees_values_and_no_name(
    reader: KeyResult, delivery: Kpi, dora: Person, frida: Person, client_of: type[ClientOf]
) -> None:
    read(delivery, 20)
    kpi_values.take_over()
    assert "Days to delivery" in client_of(dora).get(f"/key-results/{reader.pk}/").content.decode()
    for address in (f"/key-results/{reader.pk}/", f"/objectives/{reader.objective_id}/", f"/people/{dora.pk}/"):
        page = client_of(frida).get(address).content.decode()
        assert "Days to delivery" not in page
    assert "from the KPI" in client_of(frida).get(f"/key-results/{reader.pk}/").content.decode()
    objective = reader.objective
    objective.owner = frida  # she may change it now; what it reads stays as it is
    objective.save()
    page = client_of(frida).get(f"/key-results/{reader.pk}/edit/").content.decode()
    assert "a KPI that you may not see" in page
    assert "Days to delivery" not in page
    fields = {"text": reader.text, "kind": "reach", "start": "27", "target": "9", "unit": "days", "weight": "1"}
    client_of(frida).post(f"/key-results/{reader.pk}/edit/", {**fields, "kpi": delivery.pk})
    reader.refresh_from_db()
    assert reader.kpi == delivery


def test_my_week_shows_the_value_taken_over(
    reader: KeyResult, delivery: Kpi, dora: Person, client_of: type[ClientOf]
) -> None:
    read(delivery, 20)
    kpi_values.take_over()
    page = client_of(dora).get("/").content.decode()
    assert "The value comes from a KPI." in page
    assert 'name="confidence"' in page
    check_ins.record(reader, by=dora, confidence=7)
    page = client_of(dora).get("/").content.decode()
    assert "<output>20</output>" in page
    assert "The value comes from a KPI." not in page


def test_a_reading_that_it_has_already_is_not_taken_over_again(reader: KeyResult, delivery: Kpi) -> None:
    reading = read(delivery, 20)
    CheckIn.objects.create(key_result=reader, reading=reading, value=20)
    assert kpi_values.take_over() == 0
