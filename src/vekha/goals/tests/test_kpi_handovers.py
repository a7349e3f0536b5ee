"""A won key result hands its number to the board of KPIs."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vekha.activity.models import Event
from vekha.conftest import NOW, ClientOf
from vekha.goals.actions import check_ins, kpi_handovers, kpi_values, objectives
from vekha.goals.kpi_handover import corridor_of, is_won, rhythm_of
from vekha.goals.models import KeyResult, Objective, Rhythm
from vekha.kpis.actions import readings
from vekha.kpis.corridor import Corridor
from vekha.kpis.models import Kpi
from vekha.people.models import Person, Team


@pytest.fixture
def won(key_result: KeyResult, dora: Person) -> KeyResult:
    """From 27 down to 9 days, and reached."""
    check_ins.record(key_result, by=dora, value=15, at=NOW - timedelta(days=7))
    check_ins.record(key_result, by=dora, value=9)
    return key_result


def hand_over(won: KeyResult, by: Person, **other: Any) -> Kpi:
    facts: dict[str, Any] = {
        "name": "Days to delivery", "definition": "Contract to shipment", "high": 9, "owner": won.owner,
        "teams": list(won.objective.teams.all()), "visibility": "everyone",
    }  # fmt: skip
    return kpi_handovers.hand_over(won, by=by, **facts | other)


@pytest.mark.parametrize(
    ("kind", "road", "expected"),
    [
        ("reach", {"start": 20, "target": 60}, Corridor(low=60, floor=40)),
        ("reach", {"start": 27, "target": 9}, Corridor(high=9, ceiling=18)),
        ("reach", {"start": None, "target": 60}, Corridor(low=60)),
        ("keep", {"low": 2, "high": 5}, Corridor(low=2, high=5)),
        ("keep", {"low": None, "high": 5}, Corridor(high=5)),
    ],
)
def test_the_corridor_follows_from_the_target_and_from_where_it_came(
    kind: str, road: dict[str, Any], expected: Corridor
) -> None:
    found = corridor_of(KeyResult(kind=kind, **road))
    assert found == expected
    Kpi(name="x", definition="x", low=found.low, high=found.high, floor=found.floor, ceiling=found.ceiling).clean()


@pytest.mark.parametrize(
    ("kind", "progress", "state", "score", "expected"),
    [
        ("reach", 1.0, "active", None, True),
        ("reach", 0.99, "active", None, False),
        ("reach", 0.8, "closed", 0.7, True),
        ("reach", 0.8, "closed", 0.6, False),
        ("reach", 0.8, "dropped", 1.0, False),
        ("keep", 1.0, "active", None, False),
        ("keep", 1.0, "closed", 1.0, True),
        ("steps", 1.0, "closed", 1.0, False),
        ("done", 1.0, "closed", 1.0, False),
    ],
)
def test_when_a_number_is_won(kind: str, progress: float, state: str, score: float | None, expected: bool) -> None:
    objective = Objective(state=state, score=score)
    assert is_won(KeyResult(objective=objective, kind=kind, target=9, current=9, progress=progress)) is expected
    assert not is_won(KeyResult(objective=objective, kind=kind, target=9, current=None, progress=progress))


@pytest.mark.parametrize("rhythm", Rhythm.values)
def test_every_rhythm_of_a_cycle_leads_to_one_of_a_kpi(rhythm: str, key_result: KeyResult) -> None:
    key_result.objective.cycle.rhythm = rhythm
    assert rhythm_of(key_result) in {"weekly", "monthly", "quarterly"}


def test_its_check_ins_are_the_first_readings_and_none_comes_back_as_a_check_in(won: KeyResult, dora: Person) -> None:
    kpi = hand_over(won, dora)

    assert [(reading.value, reading.author) for reading in kpi.readings.order_by("at")] == [(15, dora), (9, dora)]
    kpi.refresh_from_db()
    assert (kpi.value, kpi.health().value) == (9, "healthy")
    won.refresh_from_db()
    assert won.kpi == kpi
    assert kpi_values.take_over() == 0
    assert Event.objects.filter(verb="key_result.handed_over", actor=dora).count() == 1

    readings.record(kpi, by=dora, value=8)
    assert kpi_values.take_over() == 1
    readings.undo(kpi.readings.get(value=9), by=dora)
    kpi_values.take_over()
    assert won.check_ins.standing().filter(value=9, author=dora).exists()  # what somebody said stays theirs


def test_only_what_is_won_is_handed_over_and_only_once(won: KeyResult, dora: Person) -> None:
    hand_over(won, dora)
    with pytest.raises(ValidationError):
        hand_over(won, dora)
    won.kpi = None
    won.save()
    check_ins.record(won, by=dora, value=12)
    with pytest.raises(ValidationError):
        hand_over(won, dora)
    assert Kpi.objects.count() == 1


def test_only_those_who_carry_it_hand_it_over(won: KeyResult, frida: Person, emil: Person) -> None:
    for person in (frida, emil):
        with pytest.raises(PermissionDenied):
            hand_over(won, person)


def test_the_kpi_is_seen_by_no_more_people_than_the_objective(
    won: KeyResult, boris: Person, frida: Person, sales: Team
) -> None:
    objective = won.objective

    def seen_by(whom: str) -> None:
        objective.visibility = whom
        objective.save()

    seen_by(Objective.Visibility.TEAMS)
    both = [*objective.teams.all(), sales]
    for wider in ({}, {"visibility": "teams", "teams": both}, {"visibility": "teams", "owner": frida}):
        with pytest.raises(ValidationError):
            hand_over(won, boris, **wider)
    seen_by(Objective.Visibility.PRIVATE)
    with pytest.raises(ValidationError):
        hand_over(won, boris, visibility="teams")
    assert not Kpi.objects.exists()
    seen_by(Objective.Visibility.TEAMS)
    assert hand_over(won, boris, visibility="teams").visibility == "teams"


def test_the_form_is_filled_with_what_the_key_result_knows(
    won: KeyResult, dora: Person, frida: Person, client_of: type[ClientOf]
) -> None:
    client, address = client_of(dora), f"/key-results/{won.pk}/watch/"
    assert f'href="{address}"' in client.get(f"/key-results/{won.pk}/").content.decode()
    assert client_of(frida).get(address).status_code == 404
    form = client.get(address).context["form"]
    assert (form["high"].value(), form["ceiling"].value(), form["low"].value()) == ("9", "18", None)
    assert (form["unit"].value(), form["rhythm"].value()) == ("days", "weekly")

    typed = {
        "name": "Days to delivery", "definition": "Contract to shipment", "unit": "days", "high": "9",
        "ceiling": "18", "owner": "Dora", "teams": [team.pk for team in won.objective.teams.all()],
        "rhythm": "weekly", "visibility": "everyone",
    }  # fmt: skip
    assert client.post(address, {**typed, "high": ""}).status_code == 422
    response = client.post(address, typed)
    kpi = Kpi.objects.get()
    assert response.headers["Location"] == f"/kpis/{kpi.pk}/"
    assert client.get(address).status_code == 404  # it reads the KPI now
    proposal = f"/kpis/{kpi.pk}/edit/?high=9.0&amp;ceiling=18.0"
    assert proposal in client.get(f"/key-results/{won.pk}/").content.decode()
    Kpi.objects.update(high=None, ceiling=None, low=1)
    proposed = client.get(proposal.replace("&amp;", "&"))
    assert "Nothing is saved yet" not in client.get(f"/kpis/{kpi.pk}/edit/?high=nan&low=x").content.decode()
    assert "Nothing is saved yet" in proposed.content.decode()
    assert [proposed.context["form"][name].value() for name in ("low", "high", "ceiling")] == [None, "9", "18"]


def test_nothing_is_offered_before_it_is_won(key_result: KeyResult, dora: Person, client_of: type[ClientOf]) -> None:
    check_ins.record(key_result, by=dora, value=12)
    assert "/watch/" not in client_of(dora).get(f"/key-results/{key_result.pk}/").content.decode()
    assert client_of(dora).get(f"/key-results/{key_result.pk}/watch/").status_code == 404


def test_once_its_objective_is_closed_with_success_it_is_offered(
    key_result: KeyResult, dora: Person, boris: Person, client_of: type[ClientOf]
) -> None:
    check_ins.record(key_result, by=dora, value=12)
    objectives.move(key_result.objective, by=boris, to="closed", score=0.8)
    assert "/watch/" in client_of(boris).get(f"/key-results/{key_result.pk}/").content.decode()
