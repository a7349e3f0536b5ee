import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from vekha.activity.models import Notice
from vekha.goals.actions import check_ins
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective, Step
from vekha.people.models import Person

ClientOf = Callable[[Person], Client]
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
A_WEEK_AGO = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)


def say(client: Client, key_result: KeyResult, *, htmx: bool = True, **typed: Any) -> Any:
    headers = HTMX if htmx else {"Referer": "http://testserver/"}
    return client.post(f"/key-results/{key_result.pk}/check-ins/", typed, headers=headers)


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def last(key_result: KeyResult) -> CheckIn:
    return key_result.check_ins.latest("pk")


@pytest.fixture
def steps(objective: Objective, dora: Person) -> KeyResult:
    key_result = KeyResult.objects.create(objective=objective, text="Offline", kind=KeyResult.Kind.STEPS, owner=dora)
    for text in ("Prototype", "Three sites", "Ten sites"):
        Step.objects.create(key_result=key_result, text=text)
    return key_result


# ---------- without JavaScript ----------


def test_a_plain_form_checks_in_and_comes_back_to_the_row(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    response = say(client_of(dora), key_result, htmx=False, value="18", confidence="7", note="Moving")

    assert response.status_code == 302
    assert response["Location"] == f"/#key-result-{key_result.pk}"
    said = last(key_result)
    assert (said.value, said.confidence, said.note, said.author) == (18, 7, "Moving", dora)


def test_a_plain_form_that_is_refused_comes_back_with_the_row_and_what_was_typed(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    response = say(client_of(dora), key_result, htmx=False, value="many", note="Moving", blocker="Rain")

    assert response.status_code == 422
    html = response.content.decode()
    assert "<title>" in html
    assert "This is not a number" in html
    assert 'value="many"' in html
    assert ">Moving</textarea>" in html
    assert ">Rain</textarea>" in html
    assert not key_result.check_ins.exists()


def test_after_a_refusal_the_way_leads_back_to_my_week(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    own_page = f"/key-results/{key_result.pk}/check-ins/"

    response = client_of(dora).post(own_page, {"value": "18"}, headers={"Referer": f"http://testserver{own_page}"})

    assert response["Location"] == f"/#key-result-{key_result.pk}"


def test_one_key_result_can_be_checked_in_on_a_page_of_its_own(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    response = client_of(dora).get(f"/key-results/{key_result.pk}/check-ins/")

    assert response.status_code == 200
    assert 'name="value"' in response.content.decode()


# ---------- in a page that stays ----------


def test_the_row_comes_back_said_with_the_sentence_and_the_end_of_the_week(
    key_result: KeyResult, objective: Objective, dora: Person, client_of: ClientOf
) -> None:
    KeyResult.objects.create(objective=objective, text="Another", owner=dora)
    check_ins.record(key_result, by=dora, value=20, confidence=6, at=A_WEEK_AGO)

    response = say(client_of(dora), key_result, value="18", confidence="7", note="Moving")

    html = response.content.decode()
    assert response.status_code == 200
    assert "<title>" not in html
    assert 'class="checkin said is-new"' in html
    assert "20 18 days 50%" in words(response)
    assert "Moving" in html
    assert "Undo Z" in words(response)
    assert '<p class="answer" id="week-answer" hx-swap-oob="true">One of two left to check in.' in html
    assert "One more, and the week is closed" in html
    assert 'hx-swap-oob="innerHTML:#status"' in html
    assert f"Checked in: {key_result.text}" in html


def test_on_another_page_only_the_row_comes_back(key_result: KeyResult, boris: Person, client_of: ClientOf) -> None:
    on_objective = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/objectives/{key_result.objective_id}/"}

    response = client_of(boris).post(f"/key-results/{key_result.pk}/check-ins/", {"value": "18"}, headers=on_objective)

    assert f'id="key-result-{key_result.pk}"' in response.content.decode()
    assert "week-answer" not in response.content.decode()


def test_a_refused_row_comes_back_with_the_message_under_its_field(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    response = say(client_of(dora), key_result, value="18", confidence="11", note="Moving")

    html = response.content.decode()
    assert response.status_code == 422
    assert "Confidence is a whole number from 0 to 10." in html
    assert 'value="18"' in html
    assert 'value="11"' in html
    assert 'aria-invalid="true"' in html
    assert not key_result.check_ins.exists()


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "This is not a number. Write for example 34, 3.5M or +3."),
        ("ru", "Это не число. Напишите, например: 34; 3,5\u00a0млн; +3."),
        ("zh-hans", "这不是数字。可以写 34、350 万或 +3。"),
    ],
)
def test_the_message_speaks_the_persons_language(
    key_result: KeyResult, dora: Person, client_of: ClientOf, language: str, message: str
) -> None:
    dora.language = language
    dora.save()

    assert message in say(client_of(dora), key_result, value="many").content.decode()


def test_a_row_can_be_opened_again_after_it_was_said(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    check_ins.record(key_result, by=dora, value=20)

    response = client_of(dora).get(f"/key-results/{key_result.pk}/check-ins/", headers=HTMX)

    assert 'name="value"' in response.content.decode()
    assert "data-open" in response.content.decode()


# ---------- what can be typed ----------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ({"value": "18,5"}, 18.5),
        ({"value": "18 days"}, 18),
        ({"value": "１８"}, 18),
        ({"value": "+3"}, 23.1),
        ({"value": "+0.2"}, 20.3),
        ({"value": "="}, 20.1),
        ({"value": "＝"}, 20.1),
        ({"confidence": "7"}, 20.1),
        ({"note": "Only words"}, 20.1),
        ({"blocker": "Only a blocker"}, 20.1),
    ],
)
def test_a_value_is_read_as_it_is_meant(
    key_result: KeyResult, dora: Person, client_of: ClientOf, typed: dict[str, Any], value: float
) -> None:
    check_ins.record(key_result, by=dora, value=20.1, at=A_WEEK_AGO)

    assert say(client_of(dora), key_result, **typed).status_code == 200
    assert last(key_result).value == value


def test_an_empty_row_is_asked_for_a_value(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    response = say(client_of(dora), key_result)

    assert response.status_code == 422
    assert "Write a value, or = if nothing has changed." in words(response)


@pytest.mark.parametrize("typed", ["=", "+3"])
def test_there_is_nothing_to_go_on_from_at_first(
    key_result: KeyResult, dora: Person, client_of: ClientOf, typed: str
) -> None:
    response = say(client_of(dora), key_result, value=typed)

    assert response.status_code == 422
    assert "Write the value itself." in words(response)


def test_an_ambiguous_number_is_asked_about_and_the_answer_is_taken(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    client = client_of(dora)
    response = say(client, key_result, value="1,200", confidence="7")

    assert response.status_code == 422
    readings = re.findall(r'name="reading" value="([^"]+)">([^<]+)<', response.content.decode())
    assert readings == [("1200.0", "1,200"), ("1.2", "1.2")]

    assert say(client, key_result, value="1,200", confidence="7", reading=readings[1][0]).status_code == 200
    assert last(key_result).value == 1.2


def test_a_number_written_as_the_product_writes_it_is_believed_where_it_fits(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    KeyResult.objects.update(start=500, target=2000)

    assert say(client_of(dora), key_result, value="1,200").status_code == 200
    assert last(key_result).value == 1200


def test_a_minus_may_mean_less_or_below_zero_so_it_is_asked(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    check_ins.record(key_result, by=dora, value=20, at=A_WEEK_AGO)

    response = say(client_of(dora), key_result, value="-3")

    assert response.status_code == 422
    assert re.findall(r'name="reading" value="([^"]+)"', response.content.decode()) == ["17.0", "-3.0"]


@pytest.mark.parametrize(
    ("typed", "unit", "start", "target", "meant"),
    [
        ("половина", "шт", 0, 40, [20.0]),
        ("одну треть", "шт", 0, 40, None),
        ("две трети", "шт", 0, 60, [40.0]),
        ("Half", "days", 27, 9, [4.5, 18.0]),  # of nine, or of the way from 27
        ("一半", "%", 0, 60, [50.0, 30.0]),
        ("三分之一", "个", 0, 90, [30.0]),
        ("12/40", "%", 0, 60, [30.0, 12.0]),
        ("12 из 40", "%", 0, 60, [30.0, 12.0]),
        ("12/40", "шт", 0, 40, [12.0]),
        ("half", "calls", None, None, None),  # of what?
    ],
)
def test_a_share_is_taken_or_asked_about(
    typed: str,
    unit: str,
    start: float | None,
    target: float | None,
    meant: list[float] | None,
    key_result: KeyResult,
    dora: Person,
    client_of: ClientOf,
) -> None:
    KeyResult.objects.update(start=start, target=target, unit=unit)

    response = say(client_of(dora), key_result, value=typed)

    asked = [float(value) for value in re.findall(r'name="reading" value="([^"]+)"', response.content.decode())]
    if meant is None:
        assert (response.status_code, asked) == (422, [])
    elif len(meant) > 1:
        assert (response.status_code, asked) == (422, meant)
    else:
        assert (response.status_code, last(key_result).value) == (200, meant[0])


def test_a_late_check_in_tells_of_its_day_and_leaves_the_newer_value(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    check_ins.record(key_result, by=dora, value=20, at=A_WEEK_AGO)
    two_weeks_ago = (A_WEEK_AGO - timedelta(days=7)).date()

    assert say(client_of(dora), key_result, value="24", on=two_weeks_ago.isoformat()).status_code == 200

    now = KeyResult.objects.get()
    assert (now.current, now.readings) == (20, [24, 20])


@pytest.mark.parametrize(("on", "words_said"), [("2026-11-21", "still to come"), ("2026-09-30", "begins on")])
def test_a_day_outside_the_road_is_refused(
    on: str, words_said: str, key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    response = say(client_of(dora), key_result, value="24", on=on)

    assert response.status_code == 422
    assert words_said in words(response)
    assert not key_result.check_ins.exists()


def test_whom_a_blocker_names_is_asked_for_help(
    key_result: KeyResult, boris: Person, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    say(client_of(dora), key_result, value="24", blocker="No answer from the carrier, @Frida @Nobody")

    assert list(last(key_result).helpers.all()) == [frida]
    assert [notice.person for notice in Notice.objects.filter(event__verb="help.asked")] == [frida]


def test_those_who_follow_hear_of_a_check_in(
    key_result: KeyResult, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    follow = f"/objectives/{key_result.objective_id}/follow/"
    client_of(frida).post(follow)
    say(client_of(dora), key_result, value="24")
    client_of(frida).post(follow, {"stop": "1"})
    say(client_of(dora), key_result, value="23")

    (notice,) = Notice.objects.filter(event__verb="check_in.recorded")
    assert (notice.person, notice.event.changes["value"]) == (frida, [None, 24])


def test_where_numbers_are_below_zero_a_minus_is_one(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    KeyResult.objects.update(start=-20, target=10)
    check_ins.record(key_result, by=dora, value=-5, at=A_WEEK_AGO)

    assert say(client_of(dora), key_result, value="-3").status_code == 200
    assert last(key_result).value == -3


@pytest.mark.parametrize("confidence", ["7", " 7 ", "７", "7/10", "0", "10"])
def test_confidence_is_read_leniently(
    key_result: KeyResult, dora: Person, client_of: ClientOf, confidence: str
) -> None:
    assert say(client_of(dora), key_result, value="18", confidence=confidence).status_code == 200


@pytest.mark.parametrize("confidence", ["11", "-1", "7.5", "high", "+1", "="])
def test_confidence_that_is_none_is_refused(
    key_result: KeyResult, dora: Person, client_of: ClientOf, confidence: str
) -> None:
    assert say(client_of(dora), key_result, value="18", confidence=confidence).status_code == 422


def test_a_note_beyond_measure_is_refused_and_kept(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    essay = "word " * 1_000_000

    response = say(client_of(dora), key_result, value="18", note=essay)

    assert response.status_code == 422
    assert essay.strip() in response.content.decode()


def test_ticks_are_the_value_of_steps(steps: KeyResult, dora: Person, client_of: ClientOf) -> None:
    response = say(client_of(dora), steps, steps=["1", "2"], note="Both sites")

    steps.refresh_from_db()
    assert response.status_code == 200
    assert steps.current == 2
    assert steps.progress == pytest.approx(2 / 3)


def test_steps_are_taken_in_their_order(steps: KeyResult, dora: Person, client_of: ClientOf) -> None:
    response = say(client_of(dora), steps, steps=["1", "3"])

    assert response.status_code == 422
    assert "tick step 2 too" in words(response)
    ticked = re.findall(r'name="steps" value="(\d)" checked', response.content.decode())
    assert ticked == ["1", "3"]


def test_steps_left_as_they_were_are_no_change(steps: KeyResult, dora: Person, client_of: ClientOf) -> None:
    check_ins.record(steps, by=dora, value=1, at=A_WEEK_AGO)

    say(client_of(dora), steps, steps=["1"], seen=last(steps).pk)

    assert last(steps).value == 1
    assert steps.check_ins.count() == 2


def test_ticks_from_before_do_not_take_back_what_somebody_ticked_meanwhile(
    steps: KeyResult, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    seen = check_ins.record(steps, by=dora, value=1, at=A_WEEK_AGO)
    check_ins.record(steps, by=boris, value=2)

    say(client_of(dora), steps, steps=["1"], seen=seen.pk, note="Nothing new from me")

    assert last(steps).value == 2


@pytest.mark.parametrize(("ticked", "value"), [({"done": "on"}, 1), ({}, 0)])
def test_done_is_a_tick(
    objective: Objective, dora: Person, client_of: ClientOf, ticked: dict[str, Any], value: int
) -> None:
    licence = KeyResult.objects.create(objective=objective, text="Licence", kind=KeyResult.Kind.DONE, owner=dora)

    assert say(client_of(dora), licence, **ticked).status_code == 200
    licence.refresh_from_db()
    assert licence.progress == value


# ---------- two at once ----------


def test_two_people_at_once_are_both_kept_and_the_later_is_shown(
    key_result: KeyResult, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    seen = check_ins.record(key_result, by=dora, value=20, at=A_WEEK_AGO)
    say(client_of(boris), key_result, value="19", seen=seen.pk)

    response = say(client_of(dora), key_result, value="18", seen=seen.pk)

    assert [said.value for said in key_result.check_ins.order_by("pk")] == [20, 19, 18]
    key_result.refresh_from_db()
    assert key_result.current == 18
    assert "The check-in before it: 19, Boris, today" in words(response)


def test_a_change_adds_to_what_somebody_said_meanwhile(
    key_result: KeyResult, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    check_ins.record(key_result, by=dora, value=20, at=A_WEEK_AGO)
    say(client_of(boris), key_result, value="+3")
    say(client_of(dora), key_result, value="+2")

    key_result.refresh_from_db()
    assert key_result.current == 25


# ---------- undo ----------


def test_undo_brings_the_row_back_with_what_was_said(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    check_ins.record(key_result, by=dora, value=20, confidence=6, at=A_WEEK_AGO)
    said = check_ins.record(key_result, by=dora, value=1850.5, confidence=7, note="Moving", blocker="Rain")

    response = client_of(dora).post(f"/check-ins/{said.pk}/undo/", headers=HTMX)

    html = response.content.decode()
    key_result.refresh_from_db()
    assert key_result.current == 20
    assert 'name="value"' in html
    assert 'value="1850.5"' in html
    assert 'value="7"' in html
    assert ">Moving</textarea>" in html
    assert ">Rain</textarea>" in html
    assert "One key result to check in." in html


def test_undo_without_javascript_comes_back_to_the_row(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    said = check_ins.record(key_result, by=dora, value=18)

    response = client_of(dora).post(f"/check-ins/{said.pk}/undo/", headers={"Referer": "http://testserver/"})

    assert response["Location"] == f"/#key-result-{key_result.pk}"
    said.refresh_from_db()
    assert said.undone_at


def test_undoing_twice_changes_nothing(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    said = check_ins.record(key_result, by=dora, value=18)
    client = client_of(dora)

    assert [client.post(f"/check-ins/{said.pk}/undo/", headers=HTMX).status_code for _ in range(2)] == [200, 200]
    assert CheckIn.objects.standing().count() == 0


def test_what_was_closed_meanwhile_says_so_and_keeps_its_check_ins(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    said = check_ins.record(key_result, by=dora, value=18)
    Objective.objects.update(state=Objective.State.CLOSED)
    client = client_of(dora)

    response = client.post(f"/check-ins/{said.pk}/undo/", headers=HTMX)
    assert response["HX-Refresh"] == "true"
    assert "This objective is not active" in client.get("/").content.decode()
    response = client.post(f"/check-ins/{said.pk}/undo/", headers={"Referer": "http://testserver/"}, follow=True)
    assert "This objective is not active" in response.content.decode()

    assert CheckIn.objects.standing().count() == 1


def test_only_its_author_takes_a_check_in_back(
    key_result: KeyResult, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    said = check_ins.record(key_result, by=dora, value=18)

    assert client_of(boris).post(f"/check-ins/{said.pk}/undo/", headers=HTMX).status_code == 403
    assert CheckIn.objects.standing().count() == 1


# ---------- who, and when not ----------


def test_the_owner_of_the_objective_may_check_in_too(key_result: KeyResult, boris: Person, client_of: ClientOf) -> None:
    assert say(client_of(boris), key_result, value="18").status_code == 200


def test_one_who_may_only_see_may_not_check_in(key_result: KeyResult, frida: Person, client_of: ClientOf) -> None:
    assert say(client_of(frida), key_result, value="18").status_code == 403
    assert not key_result.check_ins.exists()


def test_what_one_may_not_see_is_not_there(
    key_result: KeyResult, frida: Person, dora: Person, client_of: ClientOf
) -> None:
    said = check_ins.record(key_result, by=dora, value=18)
    Objective.objects.update(visibility=Objective.Visibility.PRIVATE)
    client = client_of(frida)

    assert say(client, key_result, value="18").status_code == 404
    assert client.get(f"/key-results/{key_result.pk}/check-ins/").status_code == 404
    assert client.post(f"/check-ins/{said.pk}/undo/").status_code == 404
    assert client.post("/check-ins/4711/undo/").status_code == 404


def test_one_who_has_left_is_asked_to_sign_in(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    client = client_of(dora)
    dora.is_active = False
    dora.save()

    assert say(client, key_result, htmx=False, value="18").status_code == 302
    assert not key_result.check_ins.exists()


def test_the_lead_checks_in_for_an_owner_who_has_left(
    key_result: KeyResult, gleb: Person, boris: Person, client_of: ClientOf
) -> None:
    KeyResult.objects.update(owner=gleb)

    assert say(client_of(boris), key_result, value="18").status_code == 200


def test_an_objective_that_is_not_active_takes_no_check_in_and_keeps_the_words(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    Objective.objects.update(state=Objective.State.CLOSED)

    response = say(client_of(dora), key_result, value="18", note="Moving")

    assert response.status_code == 422
    assert "This objective is not active" in words(response)
    assert 'value="18"' in response.content.decode()
    assert ">Moving</textarea>" in response.content.decode()


def test_a_closed_cycle_takes_no_check_in(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    Cycle.objects.update(closed_at=A_WEEK_AGO)

    response = say(client_of(dora), key_result, value="18")

    assert response.status_code == 422
    assert "The cycle “Q4 2026” is closed" in words(response)


def test_what_was_typed_when_the_session_ended_is_back_in_its_row_after_signing_in(
    key_result: KeyResult, objective: Objective, dora: Person, client: Client
) -> None:
    other = KeyResult.objects.create(objective=objective, text="Another", owner=dora)
    response = say(client, key_result, htmx=False, value="18", confidence="7", note="Moving")
    assert response.status_code == 302
    assert "next=/" in response["Location"]

    client.force_login(dora)
    html = client.get("/").content.decode()

    row, rest = html.split(f'id="key-result-{key_result.pk}"')[1].split("</form>", 1)
    assert 'value="18"' in row
    assert 'value="7"' in row
    assert ">Moving</textarea>" in row
    assert "What you typed here before is back." in row
    assert other.text in rest
    assert "is back" not in client.get("/").content.decode().split("<template")[0]


def test_with_htmx_an_ended_session_leads_to_the_door(key_result: KeyResult, client: Client) -> None:
    response = say(client, key_result, value="18")

    assert "sign-in" in response["HX-Redirect"]


def test_ticks_typed_when_the_session_ended_are_back(steps: KeyResult, dora: Person, client: Client) -> None:
    say(client, steps, htmx=False, steps=["1", "2"])

    client.force_login(dora)

    assert re.findall(r'name="steps" value="(\d)" checked', client.get("/").content.decode()) == ["1", "2"]


def test_what_was_typed_elsewhere_is_back_in_the_row_when_it_is_opened(
    key_result: KeyResult, boris: Person, client: Client
) -> None:
    path = f"/key-results/{key_result.pk}/check-ins/"
    objective = f"http://testserver/objectives/{key_result.objective_id}/"
    client.post(path, {"value": "18"}, headers={"Referer": objective})

    client.force_login(boris)

    assert 'value="18"' in client.get(path, headers={"HX-Request": "true"}).content.decode()


def test_a_check_in_takes_few_queries(
    key_result: KeyResult,
    objective: Objective,
    dora: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for number in range(30):
        KeyResult.objects.create(objective=objective, text=f"{number}", owner=dora)
    client = client_of(dora)

    with django_assert_max_num_queries(16):
        say(client, key_result, value="18")


# ---------- the outlook while typing ----------


def foresee(client: Client, key_result: KeyResult, **typed: Any) -> str:
    response = client.get(f"/key-results/{key_result.pk}/check-ins/", {"seen": "", **typed}, headers=HTMX)
    assert response.status_code == 200
    return words(response)


@pytest.mark.parametrize(
    ("typed", "outlook"),
    [
        ("14", "72% on pace now 39%, 17 points behind"),
        ("-4", "39% 17 points behind"),
        ("+1", "33% 22 points behind now 39%, 17 points behind"),
        ("=", "39% 17 points behind"),
        ("many", "39% 17 points behind"),
        ("", "39% 17 points behind"),
    ],
)
def test_the_road_shows_where_the_typed_value_leads(
    key_result: KeyResult, dora: Person, client_of: ClientOf, typed: str, outlook: str
) -> None:
    check_ins.record(key_result, by=dora, value=20, at=A_WEEK_AGO)

    assert foresee(client_of(dora), key_result, value=typed) == outlook
    key_result.refresh_from_db()
    assert key_result.current == 20


def test_ticks_show_where_they_lead(steps: KeyResult, dora: Person, client_of: ClientOf) -> None:
    assert foresee(client_of(dora), steps, steps=["1", "2"]).startswith("2 of 3")
