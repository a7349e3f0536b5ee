"""A KPI that leaves its corridor calls for an objective."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.template.loader import render_to_string
from django.utils import translation

from vekha.activity.models import Event, Notice
from vekha.conftest import NOW, ClientOf
from vekha.goals.actions import cycles, kpi_prompts, kpi_values, objectives
from vekha.goals.models import Cycle, Objective
from vekha.kpis.actions import kpis, readings
from vekha.kpis.ledger import broken_since
from vekha.kpis.models import Kpi
from vekha.people.models import Person, Team


@pytest.fixture
def complaints(today: object, organisation: object, product: Team, dora: Person, boris: Person) -> Kpi:
    """Dora's in Product, led by Boris: healthy up to 10 letters a week, broken above 20."""
    kpi = Kpi.objects.create(
        name="Complaints a week", definition="Letters", unit="letters", high=10, ceiling=20, owner=dora
    )
    kpi.teams.add(product)
    return kpi


def read(kpi: Kpi, *values: float) -> None:
    """Weekly readings, the last one of now."""
    for weeks, value in enumerate(reversed(values)):
        readings.record(kpi, by=kpi.owner, value=value, at=NOW - timedelta(days=7 * weeks))  # type: ignore[arg-type]


def told() -> list[str]:
    return sorted(Notice.objects.filter(event__verb="kpi.broken").values_list("person__name", flat=True))


def test_broken_since_is_the_first_reading_of_those_that_are_all_broken(complaints: Kpi) -> None:
    read(complaints, 25, 9, 21, 30, 22)
    assert broken_since([complaints]) == {complaints.pk: NOW - timedelta(days=14)}
    readings.record(complaints, by=complaints.owner, value=23, at=NOW)  # type: ignore[arg-type]
    assert broken_since([complaints]) == {complaints.pk: NOW - timedelta(days=14)}
    complaints.high, complaints.ceiling, complaints.low = None, None, 50
    complaints.save()
    assert broken_since([complaints]) == {complaints.pk: NOW - timedelta(days=28)}


def test_its_owner_and_those_who_lead_its_teams_hear_of_it_once_each_time(complaints: Kpi, dora: Person) -> None:
    readings.record(complaints, by=dora, value=15, at=NOW - timedelta(days=1))
    assert kpi_prompts.tell_of_broken() == 0  # to watch, not broken
    readings.record(complaints, by=dora, value=23)
    assert kpi_prompts.tell_of_broken() == 1
    assert kpi_prompts.tell_of_broken() == 0
    assert told() == ["Boris", "Dora"]

    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        readings.record(complaints, by=dora, value=24)
        assert kpi_prompts.tell_of_broken() == 0  # broken still
        readings.record(complaints, by=dora, value=8)
    with time_machine.travel(NOW + timedelta(days=14), tick=False):
        readings.record(complaints, by=dora, value=40)
        assert kpi_prompts.tell_of_broken() == 1
    assert told() == ["Boris", "Boris", "Dora", "Dora"]


def test_late_readings_hide_no_second_time(complaints: Kpi, dora: Person) -> None:
    """What is read a week late is told late; that it broke again since is told all the same."""
    read(complaints, 8, 25)
    readings.record(complaints, by=dora, value=30, at=NOW - timedelta(days=14))
    assert kpi_prompts.tell_of_broken() == 1
    readings.record(complaints, by=dora, value=9, at=NOW - timedelta(days=1))
    readings.record(complaints, by=dora, value=24, at=NOW - timedelta(hours=3))
    assert kpi_prompts.tell_of_broken() == 1


def test_nobody_hears_of_it_while_an_objective_is_at_work_on_it_or_it_is_retired(
    complaints: Kpi, dora: Person, boris: Person, cycle: Cycle
) -> None:
    read(complaints, 23)
    draft = kpi_prompts.write_about(complaints, by=boris, cycle=cycle)
    assert kpi_prompts.tell_of_broken() == 0
    objectives.move(draft, by=boris, to=Objective.State.DROPPED)
    assert kpi_prompts.tell_of_broken() == 1
    Event.objects.all().delete()
    kpis.retire(complaints, by=dora)
    assert kpi_prompts.tell_of_broken() == 0


def test_what_was_begun_in_a_cycle_that_is_closed_answers_no_more(
    complaints: Kpi, boris: Person, anna: Person, cycle: Cycle, client_of: type[ClientOf]
) -> None:
    read(complaints, 23)
    objective = kpi_prompts.write_about(complaints, by=boris, cycle=cycle)
    cycles.close(cycle, by=anna)
    next_one = Cycle.objects.create(name="Q1 2027", starts=date(2027, 1, 1), ends=date(2027, 3, 31))

    for state in (Objective.State.DRAFT, Objective.State.ACTIVE):  # closing leaves them in their states
        Objective.objects.filter(pk=objective.pk).update(state=state)
        Event.objects.filter(verb="kpi.broken").delete()
        assert kpi_prompts.tell_of_broken() == 1
        page = client_of(boris).get(f"/kpis/{complaints.pk}/objectives/").content.decode()
        assert "Write an objective about it" in page
    Objective.objects.filter(pk=objective.pk).update(state=Objective.State.DRAFT)
    assert kpi_prompts.write_about(complaints, by=boris, cycle=next_one) != objective


def test_the_news_leads_to_the_kpi_and_is_told_in_each_language(
    complaints: Kpi, dora: Person, chen: Person, client_of: type[ClientOf]
) -> None:
    read(complaints, 23)
    kpi_prompts.tell_of_broken()
    inbox = client_of(dora).get("/inbox/").content.decode()
    assert "KPI broken" in inbox
    assert "Complaints a week" in inbox
    notice = Notice.objects.get(person=dora)
    assert client_of(dora).get(f"/inbox/{notice.pk}/").headers["Location"] == f"/kpis/{complaints.pk}/"
    event = Event.objects.get(verb="kpi.broken")
    said = set()
    for language in ("en", "ru", "zh-hans"):
        with translation.override(language):
            said.add(render_to_string(event.template, {"event": event, "changes": event.changes}))
    assert len(said) == 3

    complaints.visibility, complaints.owner = Kpi.Visibility.TEAMS, chen
    complaints.save()
    complaints.teams.clear()
    assert "Complaints a week" not in client_of(dora).get("/inbox/").content.decode()


def test_the_draft_has_its_facts_as_reality_and_a_key_result_that_brings_it_back(
    complaints: Kpi, boris: Person, cycle: Cycle
) -> None:
    read(complaints, 9, 12, 21, 23)
    draft = kpi_prompts.write_about(complaints, by=boris, cycle=cycle)

    assert (draft.state, draft.prompted_by, draft.owner, draft.why) == ("draft", complaints, boris, "")
    assert [team.name for team in draft.teams.all()] == ["Product"]
    assert draft.reality.replace("\N{NO-BREAK SPACE}", " ") == (
        "“Complaints a week” is 23 letters; healthy is up to 10 letters. "
        "It has been broken since 13 November. The last readings: 9, 12, 21, 23."
    )
    (key_result,) = draft.key_results.all()
    assert key_result.text.replace("\N{NO-BREAK SPACE}", " ") == "“Complaints a week” from 23 to 10 letters"
    assert (key_result.start, key_result.target, key_result.unit) == (23, 10, "letters")
    assert (key_result.kpi, key_result.owner) == (complaints, None)
    assert kpi_prompts.write_about(complaints, by=boris, cycle=cycle) == draft


def test_it_is_written_in_the_readers_language(complaints: Kpi, boris: Person, cycle: Cycle) -> None:
    read(complaints, 23)
    with translation.override("ru"):
        draft = kpi_prompts.write_about(complaints, by=boris, cycle=cycle)
    assert draft.reality.startswith("«Complaints a week»")


def test_it_belongs_to_whom_one_writes_for_and_is_seen_by_no_more_people(
    complaints: Kpi, frida: Person, boris: Person, anna: Person, emil: Person, cycle: Cycle
) -> None:
    read(complaints, 23)
    of_frida = kpi_prompts.write_about(complaints, by=frida, cycle=cycle)
    assert (of_frida.level, of_frida.teams.count(), of_frida.visibility) == ("person", 0, "everyone")
    with pytest.raises(PermissionDenied):
        kpi_prompts.write_about(complaints, by=emil, cycle=cycle)

    complaints.visibility = Kpi.Visibility.TEAMS
    complaints.save()
    assert kpi_prompts.write_about(complaints, by=boris, cycle=cycle).visibility == "teams"
    Objective.objects.all().delete()
    with pytest.raises(PermissionDenied):
        kpi_prompts.write_about(complaints, by=frida, cycle=cycle)
    complaints.teams.clear()
    assert kpi_prompts.write_about(complaints, by=anna, cycle=cycle).level == "company"


def test_a_kpi_that_came_back_calls_for_nothing(complaints: Kpi, boris: Person, cycle: Cycle) -> None:
    read(complaints, 23, 9)
    with pytest.raises(ValidationError):
        kpi_prompts.write_about(complaints, by=boris, cycle=cycle)


def test_the_page_of_the_kpi_offers_it_and_shows_what_is_at_work(
    complaints: Kpi, boris: Person, emil: Person, cycle: Cycle, client_of: type[ClientOf]
) -> None:
    read(complaints, 9, 23)
    client = client_of(boris)
    assert "broken: above the corridor since 20" in client.get("/kpis/").content.decode()
    address = f"/kpis/{complaints.pk}/objectives/"
    assert f'hx-get="{address}"' in client.get(f"/kpis/{complaints.pk}/").content.decode()
    assert "Write an objective about it" in client.get(address).content.decode()
    assert "Write an objective about it" not in client_of(emil).get(address).content.decode()
    assert client_of(emil).post(f"{address}write/").status_code == 404

    response = client.post(f"{address}write/")
    draft = Objective.objects.get()
    assert client.get(response.headers["Location"]).context["objective"] == draft
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Write an objective about it" not in fragment
    assert draft.title in fragment
    assert "Key results that read it" in fragment
    assert "<html" not in fragment


def test_what_is_private_is_not_shown_beside_the_kpi(
    complaints: Kpi, boris: Person, frida: Person, cycle: Cycle, client_of: type[ClientOf]
) -> None:
    read(complaints, 23)
    draft = kpi_prompts.write_about(complaints, by=boris, cycle=cycle)
    Objective.objects.filter(pk=draft.pk).update(visibility="private", title="Velvet")
    page = client_of(frida).get(f"/kpis/{complaints.pk}/objectives/").content.decode()
    assert "Velvet" not in page
    assert "Key results that read it" not in page
    assert "Velvet" in client_of(boris).get(f"/kpis/{complaints.pk}/objectives/").content.decode()


def test_its_key_result_takes_the_next_reading_over_once_it_has_begun(
    complaints: Kpi, boris: Person, dora: Person, cycle: Cycle
) -> None:
    read(complaints, 23)
    draft = kpi_prompts.write_about(complaints, by=boris, cycle=cycle)
    for state in ("proposed", "agreed", "active"):
        objectives.move(draft, by=boris, to=state)
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        readings.record(complaints, by=dora, value=15)
        kpi_values.take_over()
    assert draft.key_results.get().current == 15
