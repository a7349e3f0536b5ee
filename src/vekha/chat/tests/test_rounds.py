"""What the worker brings to people and teams: once, when it is due, to those who want it; failures are seen."""

import math
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from vekha.activity.models import Event
from vekha.chat import digest, rounds
from vekha.chat.actions import accounts, channels
from vekha.chat.actions.messages import Message, hear
from vekha.chat.models import Asked, ChatAccount, LastList, Messages, TeamChannel
from vekha.chat.tests import feishu_server, telegram_server, webhook_server
from vekha.chat.tests.feishu_server import APP, SECRET
from vekha.chat.tests.telegram_server import TOKEN, TelegramServer, fails
from vekha.chat.tests.webhook_server import SLACK_TOKEN, WebhookServer
from vekha.goals import reminders
from vekha.goals.actions import check_ins, conversation, cycles
from vekha.goals.models import CheckIn, Cycle, KeyResult, Objective, Reminder, TeamCheckInTime
from vekha.kpis import limited
from vekha.people.models import Person, Team

ClientOf = Callable[[Person], Client]
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # when check-ins are due
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def telegram(settings: Settings) -> Iterator[TelegramServer]:
    with telegram_server.serving() as server:
        settings.TELEGRAM_URL, settings.TELEGRAM_TOKEN = server.url, TOKEN
        yield server


@pytest.fixture
def web(settings: Settings) -> Iterator[WebhookServer]:
    settings.INSIDE_ALLOWED, settings.CHANNELS = ["127.0.0.1"], ["json"]
    with webhook_server.serving() as server:
        yield server


def choose(account: ChatAccount, *, wants_reminders: bool = True, news_rhythm: str = "never") -> Messages:
    with time_machine.travel(FRIDAY - timedelta(days=2), tick=False):
        return channels.choose(account, by=account.person, wants_reminders=wants_reminders, news_rhythm=news_rhythm)


def round_at(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        rounds.send_messages()


def test_a_reminder_comes_once_and_is_answered_by_its_numbers(
    key_result: KeyResult, account: ChatAccount, telegram: TelegramServer
) -> None:
    choose(account)

    for hours in (-1, 0, 1, 24):
        round_at(FRIDAY + timedelta(hours=hours))

    ((chat, text),) = telegram.sent
    assert chat == account.external_id
    assert key_result.text[:40] in text
    with time_machine.travel(FRIDAY + timedelta(hours=2), tick=False):
        hear(Message("telegram", "7", account.external_id, "1 20 7 signed", reply_to=chat))
    assert CheckIn.objects.get().value == 20


def test_letters_and_messenger_do_not_take_from_one_another(
    key_result: KeyResult, account: ChatAccount, telegram: TelegramServer, dora: Person, mailoutbox: list[Any]
) -> None:
    choose(account)

    round_at(FRIDAY)
    assert not Reminder.objects.exists()  # the letter is still to come
    with time_machine.travel(FRIDAY, tick=False):
        reminders.send_reminders()

    assert (len(telegram.sent), len(mailoutbox)) == (1, 1)


def test_who_hears_in_the_messenger_alone_is_missed_too(
    key_result: KeyResult, account: ChatAccount, telegram: TelegramServer, dora: Person
) -> None:
    Person.objects.filter(pk=dora.pk).update(wants_reminders=False)
    choose(account)

    round_at(FRIDAY)

    with time_machine.travel(FRIDAY + timedelta(days=3), tick=False):
        assert reminders.tell_of_missing() == 1


def test_nobody_is_told_who_did_not_choose_it_or_sleeps_or_has_left(
    key_result: KeyResult, account: ChatAccount, telegram: TelegramServer, dora: Person
) -> None:
    round_at(FRIDAY)  # linked, and nothing chosen
    choose(account)
    Person.objects.filter(pk=dora.pk).update(quiet_from=9, quiet_until=12)
    round_at(FRIDAY)
    Person.objects.filter(pk=dora.pk).update(quiet_from=0, quiet_until=0, is_active=False)
    round_at(FRIDAY)

    assert telegram.sent == []


def test_news_come_by_their_own_rhythm_in_the_persons_language_and_once(
    key_result: KeyResult, account: ChatAccount, telegram: TelegramServer, dora: Person, boris: Person
) -> None:
    Person.objects.filter(pk=dora.pk).update(language="ru")
    account.refresh_from_db()
    conversation.comment(key_result.objective, by=boris, text="Long ago, @Dora")
    choose(account, wants_reminders=False, news_rhythm="hourly")
    round_at(FRIDAY)
    assert telegram.sent == []  # what was there before is no news
    conversation.comment(key_result.objective, by=boris, text="Which warehouses, @Dora?")

    round_at(FRIDAY + timedelta(minutes=1))
    round_at(FRIDAY + timedelta(hours=2))

    ((_chat, text),) = telegram.sent
    assert "Boris обращается к вам" in text
    assert "/inbox/" in text


def test_what_is_hidden_meanwhile_is_not_told(
    key_result: KeyResult, telegram: TelegramServer, frida: Person, boris: Person
) -> None:
    account = ChatAccount.objects.create(person=frida, service="telegram", external_id="72")
    choose(account, news_rhythm="hourly")
    conversation.comment(key_result.objective, by=boris, text="Heron, @Frida")
    Objective.objects.update(visibility=Objective.Visibility.PRIVATE)

    round_at(FRIDAY)

    assert telegram.sent == []


def test_a_failure_is_seen_on_the_page_tried_again_later_each_time_and_over_with_success(
    key_result: KeyResult, account: ChatAccount, telegram: TelegramServer, dora: Person, client_of: ClientOf
) -> None:
    messages = choose(account)
    telegram.next_time("sendMessage", fails(403), fails(500))

    round_at(FRIDAY)
    messages.refresh_from_db()
    assert messages.trouble == "refused"
    page = client_of(dora).get("/settings/chat/").content.decode()
    assert "did not arrive" in page
    round_at(FRIDAY + timedelta(minutes=4))
    assert len(telegram.requests) == 1  # too early
    round_at(FRIDAY + timedelta(minutes=6))
    round_at(FRIDAY + timedelta(minutes=12))
    assert len(telegram.requests) == 2  # the pause has grown
    round_at(FRIDAY + timedelta(minutes=17))

    assert len(telegram.sent) == 1
    messages.refresh_from_db()
    assert (messages.failures, messages.trouble) == (0, "")


def _broken_clock(dora: Person) -> None:
    Person.objects.filter(pk=dora.pk).update(time_zone="Mars/Olympus")


def _broken_time_of_the_team(dora: Person) -> None:
    TeamCheckInTime.objects.create(team=dora.memberships.get().team, day=4, hour=9, time_zone="Mars/Olympus")


def _broken_number(dora: Person) -> None:
    KeyResult.objects.filter(owner=dora).update(current=math.inf)


def _broken_news(dora: Person) -> None:
    Event.objects.filter(notices__person=dora).update(verb="of.no.template")


@pytest.mark.parametrize("spoil", [_broken_clock, _broken_time_of_the_team, _broken_number, _broken_news])
def test_what_is_wrong_with_one_person_is_noted_and_holds_up_nobody_behind_them(
    spoil: Callable[[Person], None],
    key_result: KeyResult,
    account: ChatAccount,
    telegram: TelegramServer,
    dora: Person,
    boris: Person,
    frida: Person,
    cycle: Cycle,
) -> None:
    other = Objective.objects.create(cycle=cycle, title="Heron", state="active", owner=frida)
    KeyResult.objects.create(objective=other, text="Heron eggs", start=0, target=9, owner=frida)
    first = choose(account, news_rhythm="hourly")
    second = choose(
        ChatAccount.objects.create(person=frida, service="telegram", external_id="72"), news_rhythm="hourly"
    )
    for about, name in ((key_result.objective, "Dora"), (other, "Frida")):
        conversation.comment(about, by=boris, text=f"Which of them, @{name}?")
    spoil(dora)

    round_at(FRIDAY)

    reminder, news = (text for chat, text in telegram.sent if chat == "72")
    assert "Heron eggs" in reminder
    assert "Boris mentions you" in news
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.failures, first.trouble) == (1, "broken")
    assert second.failures == 0


def test_every_messenger_brings_it(
    key_result: KeyResult, dora: Person, web: WebhookServer, settings: Settings, today: Any
) -> None:
    settings.SLACK_BOT_TOKEN, settings.SLACK_URL = SLACK_TOKEN, web.url
    settings.MATTERMOST_WEBHOOK = f"{web.url}/hooks/abcdefghijkl"
    settings.FEISHU_APP, settings.FEISHU_SECRET = APP, SECRET
    with feishu_server.serving() as feishu:
        settings.FEISHU_URL = feishu.url
        for service, external_id in (("slack", "T1/U071"), ("mattermost", "m71"), ("feishu", "ou_71")):
            account = ChatAccount.objects.create(person=dora, service=service, external_id=external_id, name="dora")
            Messages.objects.all().delete()
            Asked.objects.all().delete()
            choose(account)
            round_at(FRIDAY)

        ((path, slack), (_hook, mattermost)) = web.taken
        assert (path, slack["channel"]) == ("/api/chat.postMessage", "U071")
        assert mattermost["channel"] == "@dora"
        assert [person for person, _text in feishu.sent] == ["ou_71"]
        assert Messages.objects.get().trouble == ""


# --- the channel of a team -------------------------------------------------------------------------------------------


@pytest.fixture
def channel(web: WebhookServer, product: Team, boris: Person) -> TeamChannel:
    channel = TeamChannel(team=product, service="JSON", language="en", set_at=FRIDAY)
    channel.address = f"json://user:Heron7@{web.host}/in"
    channel.save()
    return channel


def test_a_channel_is_kept_sealed_and_shown_to_nobody(
    channel: TeamChannel, product: Team, boris: Person, dora: Person, client_of: ClientOf, caplog: Any
) -> None:
    page = f"/teams/{product.pk}/channel/"
    html = client_of(boris).get(page).content.decode()

    assert "JSON" in html
    for text in (html, channel.sealed_address, client_of(boris).get(f"/teams/{product.pk}/").content.decode()):
        assert "Heron7" not in text
    assert client_of(dora).get(page).status_code == 404
    assert "Heron7" not in caplog.text


def test_the_week_goes_there_once_with_what_everybody_may_see(
    channel: TeamChannel, web: WebhookServer, key_result: KeyResult, boris: Person, dora: Person, product: Team
) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        check_ins.record(key_result, by=dora, value=20, blocker="Waiting for @Boris")
        hidden = Objective.objects.create(
            cycle=key_result.objective.cycle, title="Heron", state="active", visibility="teams", owner=boris
        )
        hidden.teams.add(product)
        part = KeyResult.objects.create(objective=hidden, text="Heron eggs", start=0, target=9, owner=boris)
        check_ins.record(part, by=boris, value=3)

    round_at(MONDAY - timedelta(minutes=1))
    assert web.taken == []
    for minutes in (0, 1, 600):
        round_at(MONDAY + timedelta(minutes=minutes))

    assert len(web.taken) == 1
    text = web.taken[0][1]["message"]
    assert "27 → 20" in text
    assert "Waiting for @\u2060Boris" in text
    assert "of 1 objective is on pace" in text
    assert "Heron" not in text
    assert f"/teams/{product.pk}/" in text
    round_at(MONDAY + timedelta(days=7))
    assert len(web.taken) == 2


def test_of_a_closed_cycle_the_channel_hears_no_more(key_result: KeyResult, product: Team, anna: Person) -> None:
    cycles.close(key_result.objective.cycle, by=anna)

    text = digest.of(product, MONDAY)

    assert "No objective is active." in text
    assert "No news" not in text


def test_a_channel_that_fails_is_tried_again_and_says_so(
    channel: TeamChannel, web: WebhookServer, product: Team, boris: Person, client_of: ClientOf, settings: Settings
) -> None:
    web.failures = [500]
    round_at(MONDAY)
    assert "did not arrive" in client_of(boris).get(f"/teams/{product.pk}/channel/").content.decode()
    settings.SECRET_KEY = "another one"
    round_at(MONDAY + timedelta(minutes=6))
    channel.refresh_from_db()
    assert (channel.trouble, channel.failures) == ("secret", 2)


def test_a_channel_is_set_once_a_first_message_has_arrived_and_else_not(
    web: WebhookServer, product: Team, boris: Person, client_of: ClientOf, settings: Settings
) -> None:
    client, page = client_of(boris), f"/teams/{product.pk}/channel/"
    assert client.post(page, {"address": f"json://{web.host}/in"}).status_code == 302
    assert "of Product comes here" in web.taken[0][1]["message"]  # a first message has arrived
    assert client.post(page, {"clear": ""}).status_code == 302
    refused = client.post(page, {"address": f"json://{web.host}/refuses"})
    assert refused.status_code == 422
    settings.INSIDE_ALLOWED = []
    inside = client.post(page, {"address": f"json://{web.host}/in"})
    assert "inside the network" in inside.content.decode()
    assert not TeamChannel.objects.exists()
    settings.CHANNELS = []
    assert client.get(page).status_code == 404


def test_few_wait_for_a_first_message_at_once(
    web: WebhookServer, product: Team, boris: Person, client_of: ClientOf
) -> None:
    with limited.turn(), limited.turn():
        response = client_of(boris).post(f"/teams/{product.pk}/channel/", {"address": f"json://{web.host}/in"})

    assert response.status_code == 422
    assert "Try again in a moment." in response.content.decode()
    assert web.taken == []
    assert not TeamChannel.objects.exists()


def test_a_person_chooses_and_stops(
    account: ChatAccount, telegram: TelegramServer, dora: Person, frida: Person, client_of: ClientOf
) -> None:
    client: Client = client_of(dora)
    assert "Messages to your messenger" in client.get("/settings/chat/").content.decode()

    client.post("/settings/chat/messages/", {"account": account.pk, "news_rhythm": "hourly"})
    chosen = Messages.objects.get()
    assert (chosen.account, chosen.wants_reminders, chosen.news_rhythm) == (account, False, "hourly")
    others = client_of(frida).post("/settings/chat/messages/", {"account": account.pk, "news_rhythm": "hourly"})
    assert others.status_code == 422
    client.post("/settings/chat/messages/", {"account": "", "news_rhythm": "hourly"})
    assert not Messages.objects.exists()
    choose(account)
    accounts.unlink(account, by=dora)  # with it goes the wish
    assert not Messages.objects.exists()


# --- a worker that is killed -----------------------------------------------------------------------------------------

PEOPLE = 8
COMPANY = f"""
from datetime import timedelta
from django.utils import timezone
from vekha.chat.models import ChatAccount, Messages
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.people.models import Organisation, Person
Organisation(name="Northlight", language="en").save()
now = timezone.now()
cycle = Cycle.objects.create(
    name="Now", starts=now.date() - timedelta(days=30), check_in_day=now.weekday(), check_in_hour=now.hour
)
objective = Objective.objects.create(cycle=cycle, title="Clients ship early", state="active")
for number in range({PEOPLE}):
    email = f"p{{number}}@northlight.example"
    person = Person.objects.create_user(
        email, name=email, language="en", quiet_from=0, quiet_until=0, wants_reminders=False
    )
    KeyResult.objects.create(objective=objective, text="Days from 27 to 9", start=27, target=9, owner=person)
    account = ChatAccount.objects.create(person=person, service="telegram", external_id=str(100 + number))
    Messages.objects.create(person=person, account=account)
"""


def test_a_worker_killed_in_the_middle_and_started_again_tells_everybody_once(tmp_path: Path) -> None:
    vekha = str(Path(sys.executable).parent / "vekha")
    with telegram_server.serving() as server:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("VEKHA_")}
        environment = clean | {
            "VEKHA_DATA": str(tmp_path),
            "VEKHA_TELEGRAM_TOKEN": TOKEN,
            "VEKHA_TELEGRAM_URL": server.url,
            "LC_ALL": "C.UTF-8",
        }
        subprocess.run([vekha, "manage", "migrate", "-v0"], env=environment, check=True, timeout=120)
        subprocess.run([vekha, "manage", "shell", "-v0", "-c", COMPANY], env=environment, check=True, timeout=60)
        bring = [vekha, "manage", "shell", "-v0", "-c", "from vekha.chat import rounds; rounds.send_messages()"]
        first = subprocess.Popen(bring, env=environment)

        def kill(handler: telegram_server.Handler) -> None:
            os.kill(first.pid, signal.SIGKILL)
            handler.close_connection = True

        server.next_time("sendMessage", *[telegram_server.Handler.usual] * 3, kill)
        first.wait(90)
        assert len(server.sent) == 3

        for _run in range(2):  # the second finds nothing left to bring
            subprocess.run(bring, env=environment, check=True, timeout=90)
        assert Counter(chat for chat, _text in server.sent) == {str(100 + number): 1 for number in range(PEOPLE)}


def test_what_did_not_arrive_does_not_move_the_numbers_that_somebody_sees(
    key_result: KeyResult, account: ChatAccount, telegram: TelegramServer
) -> None:
    choose(account)
    with time_machine.travel(FRIDAY - timedelta(hours=1), tick=False):
        hear(Message("telegram", "3", account.external_id, "list", reply_to=account.external_id))
    seen = LastList.objects.get(account=account).rows
    KeyResult.objects.filter(pk=key_result.pk).update(current=26)
    telegram.next_time("sendMessage", fails(403))

    round_at(FRIDAY)

    assert LastList.objects.get(account=account).rows == seen


def test_a_channel_given_up_while_its_week_is_on_the_way_stays_given_up(
    channel: TeamChannel, key_result: KeyResult
) -> None:
    due = TeamChannel.objects.get()
    channel.delete()
    due.note_success()
    due.keep()

    assert not TeamChannel.objects.exists()
