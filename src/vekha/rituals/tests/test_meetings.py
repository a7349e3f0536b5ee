"""The weekly meeting through its pages: begun, led, joined late, written down, closed, told of."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from vekha.conftest import NOW, ClientOf
from vekha.goals.actions import action_items, check_ins
from vekha.goals.models import (
    ActionItem,
    Alignment,
    CheckIn,
    Cycle,
    Initiative,
    KeyResult,
    Objective,
    Offer,
    ReviewRequest,
    Step,
)
from vekha.people.models import Membership, Organisation, Person, Team
from vekha.rituals.actions import meetings
from vekha.rituals.agenda import Kind
from vekha.rituals.models import Meeting, Outcome, Participant, Point
from vekha.rituals.summaries import send_summaries

Write = Callable[..., Objective]


@pytest.fixture
def write(today: date, organisation: Organisation, cycle: Cycle, product: Team, boris: Person) -> Write:
    """Writes an active objective of Product."""

    def written(title: str, team: Team | None = product, **fields: Any) -> Objective:
        level = Objective.Level.TEAM if team else Objective.Level.COMPANY
        facts = {"cycle": cycle, "level": level, "owner": boris, "state": Objective.State.ACTIVE} | fields
        objective = Objective.objects.create(title=title, **facts)
        if team:
            objective.teams.add(team)
        return objective

    return written


@pytest.fixture
def late(write: Write, dora: Person, boris: Person) -> Objective:
    """At risk: 10 % where 55 % are expected, and something is in the way."""
    objective = write("Clients ship a week after signing")
    key_result = KeyResult.objects.create(
        objective=objective, text="Days to the first shipment from 27 to 9", start=27, target=9, owner=dora, unit="days"
    )
    at = NOW - timedelta(days=9)
    check_ins.record(key_result, by=dora, value=26, at=at)
    check_ins.record(key_result, by=dora, value=25, confidence=4, note="Two carriers", blocker="No contract")
    return objective


@pytest.fixture
def secret(write: Write, boris: Person, anna: Person) -> Objective:
    """Private to Boris, stale."""
    objective = write("Velvet shops", visibility=Objective.Visibility.PRIVATE)
    KeyResult.objects.create(objective=objective, text="Obsidian from 1 to 9", start=1, target=9, owner=boris)
    return objective


@pytest.fixture
def meeting(late: Objective, secret: Objective, product: Team, boris: Person) -> Meeting:
    return meetings.begin(product, by=boris)


def point_of(meeting: Meeting, kind: str) -> Point:
    return meeting.points.filter(kind=kind).get()


def shown(person: Person, address: str, status: int = 200) -> str:
    response = ClientOf(person).get(address)
    assert response.status_code == status
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def page(meeting: Meeting, person: Person, choices: str = "") -> str:
    return shown(person, reverse("meetings:meeting", args=[meeting.pk]) + choices)


def kinds(meeting: Meeting) -> list[tuple[str, str]]:
    return list(meeting.points.values_list("kind", "title"))


# --- what it speaks of ---


def test_the_agenda_is_made_of_what_happened(
    write: Write, late: Objective, product: Team, sales: Team, cycle: Cycle, boris: Person, dora: Person
) -> None:
    moved = write("Guests come back")
    key_result = KeyResult.objects.create(
        objective=moved, text="Share from 20 to 35 %", start=20, target=35, owner=dora
    )
    check_ins.record(key_result, by=dora, value=34)
    Initiative.objects.create(objective=moved, text="Import wizard", owner=dora, due=date(2026, 11, 18))
    Initiative.objects.create(objective=moved, text="Far away", due=date(2026, 12, 18))
    silent = write("Rooms are quiet")
    KeyResult.objects.create(objective=silent, text="Complaints to 3", start=9, target=3, owner=dora)
    other = Objective.objects.create(cycle=cycle, title="Shops reorder", level="team", state="active")
    other.teams.add(sales)
    Alignment.objects.create(objective=other, to_objective=moved)
    Offer.objects.create(objective=moved, key_result=key_result, person=boris, by=dora)
    ReviewRequest.objects.create(objective=moved, person=boris, by=dora)
    ActionItem.objects.create(text="Call the carrier", owner=dora, objective=moved)
    steps = write("Stocked vans")
    ladder = KeyResult.objects.create(objective=steps, text="Vans", kind="steps", owner=dora)
    Step.objects.create(key_result=ladder, text="One van")
    check_ins.record(ladder, by=dora, value=1)

    meeting = meetings.begin(product, by=boris)

    assert kinds(meeting) == [
        ("changed", ""),
        ("at_risk", "Clients ship a week after signing"),
        ("stale", "Rooms are quiet"),
        ("requests", ""),
        ("due", ""),
        ("actions", ""),
        ("else", ""),
    ]
    assert [fact["text"] for fact in point_of(meeting, Kind.DUE).facts] == ["Import wizard"]
    assert len(point_of(meeting, Kind.REQUESTS).facts) == 3
    assert {fact["text"] for fact in point_of(meeting, Kind.CHANGED).facts} == {"Share from 20 to 35 %", "Vans"}
    assert meeting.fine == 2
    words = {kind: page(meeting, dora, f"?point={point_of(meeting, kind).pk}") for kind, _title in kinds(meeting)}
    assert "“Shops reorder” asks to support “Guests come back”" in words["requests"]
    assert "Boris was asked to own “Share from 20 to 35 %”" in words["requests"]
    assert "was due 18 November" in words["due"]
    assert "Call the carrier" in words["actions"]
    assert "2 objectives are fine and need no word." in words["changed"]
    assert "since last time 20 → 34" in words["changed"]


def test_what_changed_is_told_since_the_meeting_before(late: Objective, product: Team, boris: Person) -> None:
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        meetings.close(meetings.begin(product, by=boris), by=boris)
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        meeting = meetings.begin(product, by=boris)
    assert meeting.since == NOW + timedelta(days=1)
    (fact,) = point_of(meeting, Kind.AT_RISK).facts
    assert (fact["was"], fact["current"], fact.get("has_changed")) == (25, 25, None)


def test_the_companys_meeting_is_about_its_own_level(
    write: Write, late: Objective, boris: Person, dora: Person, chen: Person
) -> None:
    above = write("Guests choose us again", team=None)
    KeyResult.objects.create(objective=above, text="Share from 20 to 35 %", start=20, target=35, owner=dora)
    with pytest.raises(PermissionDenied):
        meetings.begin(None, by=dora)
    meeting = meetings.begin(None, by=boris)
    assert [title for _kind, title in kinds(meeting) if title] == ["Guests choose us again"]
    with pytest.raises(ValidationError):
        meetings.begin(None, by=chen)


# --- one screen per point ---


def test_a_point_says_what_it_is_asks_its_question_and_tells_the_time(meeting: Meeting, dora: Person) -> None:
    with time_machine.travel(NOW + timedelta(minutes=8), tick=False):
        words = " ".join(strip_tags(page(meeting, dora)).split())
    for expected in (
        "Clients ship a week after signing",
        "What do we do differently this week?",
        "Point 1 of 2",
        "8 of 30 minutes have gone",
        "at this point 8 of about 15",
        "Two carriers",
        "Blocker: No contract",
        "at risk, 44 points behind",
    ):
        assert expected in words
    with time_machine.travel(NOW + timedelta(minutes=35), tick=False):
        assert "5 minutes over the time" in page(meeting, dora)


def test_whoever_leads_moves_the_meeting_and_the_others_follow(
    meeting: Meeting, boris: Person, dora: Person, frida: Person
) -> None:
    go, now = reverse("meetings:go", args=[meeting.pk]), reverse("meetings:now", args=[meeting.pk])
    first = point_of(meeting, Kind.AT_RISK)
    last = point_of(meeting, Kind.ELSE)
    seen = re.search(r"seen=([\d.]+)", page(meeting, dora))
    assert seen
    asked = f"{now}?point={first.pk}&seen={seen[1]}&follows=1"
    assert ClientOf(dora).get(asked).status_code == 204

    assert ClientOf(boris).post(go, {"to": last.position}).status_code == 302
    moved = ClientOf(dora).get(asked, headers={"HX-Request": "true"}).content.decode()
    assert "The meeting is at point 2." in moved
    assert "data-go" in moved
    elsewhere = page(meeting, dora, f"?point={first.pk}")  # on purpose: told, not taken along
    assert "The meeting is at point 2." in elsewhere
    assert "data-go" not in elsewhere
    assert "Anything else" in page(meeting, frida)

    assert ClientOf(frida).post(go, {"to": 0}).status_code == 404
    assert ClientOf(dora).post(go, {"to": first.position}).status_code == 302  # a member may lead from here
    meeting.refresh_from_db()
    assert (meeting.leader, meeting.position) == (dora, first.position)
    assert ClientOf(dora).post(go, {"to": "99"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.position == first.position


def test_on_the_big_screen_it_is_large_and_what_is_private_stays_out(meeting: Meeting, boris: Person) -> None:
    stale = point_of(meeting, Kind.STALE)
    assert "Velvet" in page(meeting, boris, f"?point={stale.pk}")
    large = page(meeting, boris, "?big=1")
    assert "meeting big" in large
    assert "Velvet" not in large
    assert "Point 1 of 2" in large
    shown(boris, reverse("meetings:meeting", args=[meeting.pk]) + f"?big=1&point={stale.pk}", 404)


def test_lines_are_written_down_and_seen_by_the_others_and_taken_back_by_their_author(
    meeting: Meeting, boris: Person, dora: Person
) -> None:
    point = point_of(meeting, Kind.AT_RISK)
    address = reverse("meetings:write", args=[point.pk])
    for person, kind, text in ((dora, "note", "The carrier is slow"), (boris, "decision", "We change the carrier")):
        answer = ClientOf(person).post(address, {"kind": kind, "text": text}, headers={"HX-Request": "true"})
        assert text in answer.content.decode()
    assert {"The carrier is slow", "We change the carrier"} <= set(
        re.findall(r"The carrier is slow|We change the carrier", page(meeting, boris))
    )
    note = Outcome.objects.get(kind="note")
    take_back = reverse("meetings:take-back", args=[note.pk])
    assert ClientOf(boris).post(take_back).status_code == 404
    assert ClientOf(dora).post(take_back).status_code == 302
    assert [outcome.text for outcome in Outcome.objects.all()] == ["We change the carrier"]


def test_an_action_item_stands_in_its_owners_week_and_with_the_objective(
    meeting: Meeting, late: Objective, boris: Person, dora: Person
) -> None:
    address = reverse("meetings:write", args=[point_of(meeting, Kind.AT_RISK).pk])
    typed = {"kind": "action", "text": "Ask two other carriers", "owner": "", "due": "2026-11-27"}
    refused = ClientOf(boris).post(address, typed)
    assert refused.status_code == 422
    assert "Say who does it" in refused.content.decode()
    assert "Ask two other carriers" in refused.content.decode()
    assert ClientOf(boris).post(address, typed | {"owner": "Dora"}).status_code == 302
    item = ActionItem.objects.get()
    assert (item.owner, item.due, item.objective) == (dora, date(2026, 11, 27), late)
    assert "Ask two other carriers" in shown(dora, "/")
    outcome = Outcome.objects.get()
    assert outcome.action == item
    meetings.take_back(outcome, by=boris)
    assert not ActionItem.objects.exists()


def test_open_action_items_come_back_in_the_next_meeting(meeting: Meeting, boris: Person, dora: Person) -> None:
    point = point_of(meeting, Kind.ELSE)
    for text in ("Water the plants", "Book the room"):
        meetings.write(point, by=boris, kind="action", text=text, owner=dora)
    action_items.do(ActionItem.objects.get(text="Book the room"), by=dora)
    meetings.close(meeting, by=boris)
    again = meetings.begin(meeting.team, by=dora)
    assert [fact["text"] for fact in point_of(again, Kind.ACTIONS).facts] == ["Water the plants"]


def test_two_who_write_at_once_lose_nothing_and_nothing_is_written_after_the_end(
    meeting: Meeting, boris: Person, dora: Person
) -> None:
    point = point_of(meeting, Kind.AT_RISK)
    for person in (boris, dora, boris):
        meetings.write(Point.objects.get(pk=point.pk), by=person, kind="note", text=f"From {person}")
    assert Outcome.objects.count() == 3
    meetings.close(meeting, by=boris)
    with pytest.raises(ValidationError):
        meetings.write(point, by=dora, kind="note", text="Too late")
    address = reverse("meetings:write", args=[point.pk])
    assert ClientOf(dora).post(address, {"kind": "note", "text": "Too late"}).status_code == 302


# --- who ---


def test_a_private_objective_appears_to_its_owner_and_to_nobody_else(
    meeting: Meeting, boris: Person, dora: Person, chen: Person, emil: Person, frida: Person
) -> None:
    point = point_of(meeting, Kind.STALE)
    lines: list[tuple[str, dict[str, Any]]] = [("note", {}), ("decision", {}), ("action", {"owner": boris})]
    for kind, fields in lines:
        meetings.write(point, by=boris, kind=kind, text=f"Tamarind {kind}", **fields)
    meetings.move(meeting, by=boris, to=point.position)
    hidden = re.compile("velvet|obsidian|tamarind", re.IGNORECASE)
    addresses = [reverse(f"meetings:{name}", args=[meeting.pk]) for name in ("meeting", "now", "summary", "markdown")]
    addresses.append(reverse("meetings:of-team", args=[meeting.team_id]))

    def walk() -> None:
        for person in (dora, chen, emil, frida):
            for address in addresses:
                found = ClientOf(person).get(address, follow=True)
                assert not hidden.search(found.content.decode()), (person, address)
            assert ClientOf(person).get(f"{addresses[0]}?point={point.pk}", follow=True).status_code in (200, 404)
            assert ClientOf(person).post(reverse("meetings:write", args=[point.pk])).status_code == 404
        assert hidden.search(ClientOf(boris).get(addresses[0], follow=True).content.decode())

    walk()
    assert "1 of 2" in page(meeting, dora)  # they stay at the point before, and count only what they see
    meetings.close(meeting, by=boris)
    walk()
    with time_machine.travel(datetime(2026, 11, 20, 13, 0, tzinfo=UTC), tick=False):
        send_summaries()
    letters = {letter.to[0]: letter for letter in mail.outbox if "came out" in letter.subject}
    assert set(letters) == {boris.email, dora.email}
    assert hidden.search(str(letters[boris.email].body))
    told = letters[dora.email]
    assert not hidden.search(str(told.body) + str(told.__dict__["alternatives"]))


def test_who_begins_and_leads(
    late: Objective, product: Team, anna: Person, boris: Person, chen: Person, dora: Person, emil: Person, frida: Person
) -> None:
    address = reverse("meetings:of-team", args=[product.pk])
    for person in (emil, frida):
        assert "Begin the meeting" not in shown(person, address)
        assert ClientOf(person).post(address, {"minutes": 30}).status_code == 404
    Membership.objects.create(person=emil, team=product)
    assert "Begin the meeting" not in shown(emil, address)  # still a viewer
    assert "Begin the meeting" in shown(dora, address)
    begun = ClientOf(dora).post(address, {"minutes": 45})
    meeting = Meeting.objects.get()
    assert begun["Location"] == reverse("meetings:meeting", args=[meeting.pk])
    assert (meeting.minutes, meeting.leader) == (45, dora)
    again = ClientOf(boris).post(address, {"minutes": 30})
    assert again.status_code == 422
    assert "A meeting is running already." in again.content.decode()
    for person in (anna, chen):
        assert ClientOf(person).post(reverse("meetings:go", args=[meeting.pk]), {"to": 0}).status_code == 302
    for person in (emil, frida):
        assert ClientOf(person).post(reverse("meetings:close", args=[meeting.pk])).status_code == 404
    assert 'id="write"' not in page(meeting, emil)
    assert 'id="write"' in page(meeting, frida)  # a guest may write
    assert ClientOf(emil).post(reverse("meetings:write", args=[meeting.points.get(kind="else").pk])).status_code == 404
    assert set(Participant.objects.values_list("person__name", flat=True)) == {"Dora", "Anna", "Chen"}  # who led it


def test_whoever_has_it_before_them_is_there_and_looking_alone_writes_nothing(
    meeting: Meeting, boris: Person, dora: Person, frida: Person, emil: Person
) -> None:
    here = reverse("meetings:here", args=[meeting.pk])
    assert here in page(meeting, dora)
    assert here not in page(meeting, frida) + page(meeting, emil)
    assert set(meeting.participants.values_list("person__name", flat=True)) == {"Boris"}
    assert ClientOf(dora).post(here).status_code == 204
    for guest in (frida, emil):
        assert ClientOf(guest).post(here).status_code == 404
    assert set(meeting.participants.values_list("person__name", flat=True)) == {"Boris", "Dora"}


def test_an_administrator_sees_and_takes_back_all_of_it(
    late: Objective, product: Team, anna: Person, dora: Person
) -> None:
    ActionItem.objects.create(text="Call the carrier", owner=dora, objective=late)
    meeting = meetings.begin(product, by=anna)
    about = meeting.points.get(objective=late)
    assert "Call the carrier" in [fact["text"] for fact in about.facts]
    line = meetings.write(about, by=anna, kind="decision", text="One carrier")
    assert list(Outcome.objects.visible_to(anna)) == [line]
    assert ClientOf(anna).post(reverse("meetings:take-back", args=[line.pk])).status_code == 302
    assert not Outcome.objects.exists()


def test_what_concerns_something_restricted_has_a_point_of_its_own(
    write: Write, secret: Objective, product: Team, boris: Person, frida: Person
) -> None:
    moved = write("Guests come back")
    secret.state = Objective.State.DRAFT
    secret.teams.clear()
    secret.save()
    Alignment.objects.create(objective=secret, to_objective=moved)
    meeting = meetings.begin(product, by=boris)
    point = meeting.points.get(kind="requests")
    assert point.objective == secret
    meetings.write(point, by=boris, kind="decision", text="We support the shops")
    meetings.close(meeting, by=boris)
    summary = reverse("meetings:summary", args=[meeting.pk])
    assert "We support the shops" in shown(boris, summary)
    assert "We support the shops" not in shown(frida, summary)


def test_a_request_that_was_answered_by_another_one_waits_no_longer(
    write: Write, product: Team, cycle: Cycle, boris: Person
) -> None:
    moved = write("Guests come back")
    other = Objective.objects.create(cycle=cycle, title="Shops reorder", level="team", state="active")
    link = Alignment.objects.create(objective=other, to_objective=moved)
    meeting = meetings.begin(product, by=boris)
    link.state = Alignment.State.COUNTERED
    link.save()
    meetings.close(meeting, by=boris)
    assert [fact["state"] for fact in meeting.points.get(kind="requests").facts] == ["answered"]


def test_a_line_outlives_the_action_item_that_its_giver_takes_back(
    meeting: Meeting, boris: Person, dora: Person
) -> None:
    line = meetings.write(point_of(meeting, "else"), by=boris, kind="action", text="Call", owner=dora)
    meetings.close(meeting, by=boris)
    assert line.action
    action_items.take_back(line.action, by=boris)
    assert "Call" in shown(dora, reverse("meetings:summary", args=[meeting.pk]))


# --- what came out ---


def test_the_summary_keeps_what_was_there_when_it_ended(
    meeting: Meeting, late: Objective, boris: Person, dora: Person
) -> None:
    ClientOf(dora).post(reverse("meetings:here", args=[meeting.pk]))
    point = point_of(meeting, Kind.AT_RISK)
    meetings.write(point, by=boris, kind="decision", text="We change\nthe carrier")
    meetings.write(point, by=boris, kind="action", text="Ask two others", owner=dora, due=date(2026, 11, 27))
    check_ins.record(late.key_results.get(), by=dora, value=24)
    meetings.close(meeting, by=boris)
    check_ins.record(late.key_results.get(), by=dora, value=11)
    words = " ".join(strip_tags(shown(dora, reverse("meetings:summary", args=[meeting.pk]))).split())
    for expected in (
        "Meeting of 20 November",
        "1 decision · 1 action item",
        "there were Boris, Dora",
        "The summary goes out by mail at 12:10.",
        "the carrier",
        "Dora, by 27 November",
        "26 → 24 days (target 9)",
    ):
        assert expected in words
    answer = ClientOf(dora).get(reverse("meetings:markdown", args=[meeting.pk]))
    text = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert 'filename="meeting-2026-11-20.md"' in answer["Content-Disposition"]
    assert "# Meeting of 20 November · Product" in text
    assert "- [ ] Ask two others (Dora, by 27 November)" in text
    assert "- **decision** We change the carrier" in text
    assert "### Clients ship a week after signing · at risk" in text
    past = shown(dora, reverse("meetings:of-team", args=[meeting.team_id]))
    assert "1 decision" in past
    assert "1 action item" in past


def test_the_summary_is_mailed_once_to_those_who_were_there_and_the_team_in_their_language_and_hours(
    meeting: Meeting, product: Team, boris: Person, dora: Person, frida: Person, anna: Person
) -> None:
    boris.language, dora.quiet_from, dora.quiet_until = "ru", 0, 14
    boris.save()
    dora.save()
    silent = Person.objects.create_user("s@northlight.example", name="Silent", language="en", wants_summaries=False)
    Membership.objects.create(person=silent, team=product)
    meetings.write(point_of(meeting, Kind.ELSE), by=frida, kind="note", text="Guests may write")
    meetings.close(meeting, by=boris)

    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        assert send_summaries().letters == 0  # it may still go on
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert send_summaries().letters == 2
        assert send_summaries().letters == 0
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {boris.email, frida.email}
    assert "итоги встречи" in letters[boris.email].subject
    assert "what came out of the meeting" in letters[frida.email].subject
    assert "Guests may write" in str(letters[frida.email].body)
    assert letters[frida.email].extra_headers["Message-ID"].startswith(f"<meeting.{meeting.pk}.{frida.pk}@")
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        assert send_summaries().letters == 1  # Dora's quiet hours are over
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        Participant.objects.update(mailed_at=None)
        assert send_summaries().letters == 0

    stop = re.search(r"/settings/\S*stop\S*", str(letters[frida.email].extra_headers["List-Unsubscribe"]))
    assert stop
    assert "No more summaries of meetings by mail?" in shown(frida, stop[0].rstrip(">"))
    ClientOf(frida).post(stop[0].rstrip(">"))
    frida.refresh_from_db()
    assert (frida.wants_summaries, frida.wants_reminders) == (False, True)


def test_a_meeting_that_was_closed_too_early_goes_on(meeting: Meeting, boris: Person) -> None:
    client = ClientOf(boris)
    client.post(reverse("meetings:close", args=[meeting.pk]))
    assert "Go on with the meeting" in shown(boris, reverse("meetings:summary", args=[meeting.pk]))
    client.post(reverse("meetings:reopen", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.is_running
    meetings.close(meeting, by=boris)
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False), pytest.raises(ValidationError):
        meetings.reopen(meeting, by=boris)


def test_without_a_meeting_the_page_says_what_one_is_for(product: Team, organisation: object, frida: Person) -> None:
    words = shown(frida, reverse("meetings:of-team", args=[product.pk]))
    assert "There was no meeting yet." in words
    assert "Half an hour a week is enough" in words
    assert "None yet." in shown(frida, reverse("meetings:of-company"))


@pytest.mark.parametrize("size", [3, 40])
def test_its_pages_cost_at_most_sixteen_queries_whatever_the_size(
    size: int,
    write: Write,
    product: Team,
    sales: Team,
    dora: Person,
    boris: Person,
    cycle: Cycle,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(size):
        objective = write(f"Objective {number}")
        for kind in ("reach", "steps"):
            one = KeyResult.objects.create(
                objective=objective, text="From 1 to 9", kind=kind, start=1, target=9, owner=dora
            )
            Step.objects.create(key_result=one, text="A")
            CheckIn.objects.create(key_result=one, author=dora, value=number % 2, at=timezone.now())
            one.recompute()
        Initiative.objects.create(objective=objective, text="Work", owner=dora, due=date(2026, 11, 21))
        ActionItem.objects.create(text="Call", owner=dora, objective=objective)
        ReviewRequest.objects.create(objective=objective, person=dora)
        Offer.objects.create(objective=objective, person=dora)
        other = Objective.objects.create(cycle=cycle, title="Other", level="team", state="active")
        other.teams.add(sales)
        Alignment.objects.create(objective=other, to_objective=objective)
    meeting = meetings.begin(product, by=boris)
    assert meeting.points.count() <= 15
    for point in meeting.points.all():
        meetings.write(point, by=boris, kind="action", text="Do", owner=dora)
    client = ClientOf(dora)
    for address in [
        *(f"{reverse('meetings:meeting', args=[meeting.pk])}?point={point.pk}" for point in meeting.points.all()),
        reverse("meetings:now", args=[meeting.pk]),
        reverse("meetings:of-team", args=[product.pk]),
    ]:
        with django_assert_max_num_queries(16):
            assert client.get(address).status_code == 200
    meetings.close(meeting, by=boris)
    with django_assert_max_num_queries(16):
        assert client.get(reverse("meetings:summary", args=[meeting.pk])).status_code == 200
