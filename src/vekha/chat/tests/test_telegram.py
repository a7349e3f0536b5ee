"""The bot in Telegram against a server that speaks its protocol, and fails in all the ways servers do."""

import io
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from vekha.chat import telegram
from vekha.chat.actions import accounts
from vekha.chat.calls import NoReply
from vekha.chat.models import ChatAccount, Heard
from vekha.chat.telegram import poll, poll_forever
from vekha.chat.tests.telegram_server import (
    TOKEN,
    Handler,
    TelegramServer,
    does_it_and_breaks_off,
    fails,
    hangs,
    says,
    serving,
)
from vekha.goals.models import CheckIn, KeyResult
from vekha.people.models import Person

# Dora, her chat account and her key result.
COMPANY = """
from datetime import timedelta
from django.utils import timezone
from vekha.chat.models import ChatAccount
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.people.models import Organisation, Person
Organisation(name="Northlight", language="en").save()
dora = Person.objects.create_user("dora@northlight.example", name="Dora", language="en")
ChatAccount.objects.create(person=dora, service="telegram", external_id="71")
cycle = Cycle.objects.create(name="Now", starts=timezone.localdate() - timedelta(days=30))
objective = Objective.objects.create(cycle=cycle, title="Ship", level="team", owner=dora, state="active")
KeyResult.objects.create(objective=objective, text="Days to ship from 27 to 9", start=27, target=9, owner=dora)
"""


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with serving() as server:
        yield server


def test_a_check_in_from_the_code_to_undo(server: TelegramServer, key_result: KeyResult, dora: Person) -> None:
    bot = server.bot
    for text in (f"/start {accounts.give_code(by=dora)}", "1 20 7 no more stock checks", "undo"):
        server.write(text)
        assert poll(bot) == 1

    assert [chat for chat, _text in server.sent] == ["71"] * 3
    assert server.texts[0].startswith("Linked: from now on you check in here as Dora.")
    assert "20\u00a0days · confidence 7\nno more stock checks" in server.texts[1]
    assert server.texts[2].startswith("Taken back.")
    assert CheckIn.objects.get().undone_at is not None
    assert ChatAccount.objects.get().name == "dora"


def test_what_was_heard_is_confirmed_with_the_next_question(server: TelegramServer, account: ChatAccount) -> None:
    last = server.write("list")
    poll(server.bot)
    poll(server.bot)

    offsets = [body.get("offset") for method, body in server.requests if method == "getUpdates"]
    assert offsets == [None, last + 1]
    assert server.updates == []
    assert len(server.sent) == 1


def test_an_update_that_is_delivered_again_is_answered_once(
    server: TelegramServer, key_result: KeyResult, account: ChatAccount
) -> None:
    server.write("list")
    server.write("1 20")
    delivered = list(server.updates)
    poll(server.bot)
    server.updates = delivered
    server.next_time("getUpdates", lambda handler: handler.succeed(delivered))
    poll(server.bot)

    assert CheckIn.objects.count() == 1
    assert len(server.sent) == 2


def test_another_bot_is_heard_from_its_own_first_message(server: TelegramServer, account: ChatAccount) -> None:
    server.write("list")
    poll(server.bot)
    server.token, server.last, server.updates = "654321:another-one-for-tests", 10, []
    server.write("list")

    assert poll(server.bot) == 1
    assert len(server.sent) == 2


def test_more_messages_than_fit_one_answer_are_all_heard(server: TelegramServer, account: ChatAccount) -> None:
    for sender in range(120):
        server.write("help", sender=1000 + sender)
    assert [poll(server.bot), poll(server.bot), poll(server.bot)] == [100, 20, 0]
    assert len(server.sent) == 120


@pytest.mark.parametrize("trouble", [fails(500), fails(502), says("<html>", 502), does_it_and_breaks_off])
def test_an_answer_that_was_not_confirmed_goes_out_again(
    server: TelegramServer, key_result: KeyResult, account: ChatAccount, trouble: object
) -> None:
    server.write("list")
    poll(server.bot)
    server.sent.clear()
    server.write("1 20")
    server.next_time("sendMessage", trouble, trouble)  # type: ignore[arg-type]
    bot = server.bot
    poll(bot)
    bot.silent_until = 0
    poll(bot)
    server.next_time("sendMessage")
    bot.silent_until = 0
    poll(bot)
    poll(bot)

    assert CheckIn.objects.count() == 1
    assert "20\u00a0days" in server.texts[-1]
    assert Heard.objects.filter(answered_at=None).count() == 0


def test_when_telegram_asks_for_silence_it_is_kept(server: TelegramServer, account: ChatAccount) -> None:
    bot = server.bot
    server.write("help")
    server.write("help")
    server.next_time("sendMessage", fails(429, retry_after=30))
    poll(bot)
    poll(bot)

    assert [method for method, _body in server.requests].count("sendMessage") == 1
    assert 28 < bot.silent_until - time.monotonic() <= 30
    bot.silent_until = 0
    poll(bot)
    assert len(server.sent) == 2


def test_who_blocked_the_bot_holds_nobody_up(server: TelegramServer, account: ChatAccount) -> None:
    server.write("help", sender=1)
    server.write("help", sender=2)
    server.next_time("sendMessage", fails(403))
    poll(server.bot)
    poll(server.bot)

    assert [chat for chat, _text in server.sent] == ["2"]
    assert Heard.objects.filter(answered_at=None).count() == 0


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (fails(500), "status 500"),
        (fails(401), "check VEKHA_TELEGRAM_TOKEN"),
        (fails(409), "another process or a webhook"),
        (fails(429, retry_after=7), "status 429"),
        (says("not JSON"), "status 200 without JSON"),
        (says("[]"), "status 200 without JSON"),
        (says('{"ok": true}'), "status 200"),
        (says('{"ok": true, "result": {}}'), None),
        (says('{"ok": true, "result": [null, 7, {"message": {}}]}'), "updates that are none"),
        (says('{"ok": true, "result": ["x"]}'), "updates that are none"),
    ],
)
def test_whatever_telegram_answers_the_next_question_is_heard(
    server: TelegramServer, account: ChatAccount, trouble: object, why: str | None
) -> None:
    server.write("help")
    server.next_time("getUpdates", trouble)  # type: ignore[arg-type]
    if why is None:
        assert poll(server.bot) == 0
    else:
        with pytest.raises(NoReply, match=why) as caught:
            poll(server.bot)
        assert TOKEN not in str(caught.value)

    assert poll(server.bot) == 1
    assert len(server.sent) == 1


def test_nobody_waits_for_a_server_that_hangs(
    server: TelegramServer, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram, "LONGEST_CALL", 0.3)
    server.next_time("getUpdates", hangs)
    started = time.monotonic()

    with pytest.raises(NoReply, match="too slow"):
        poll(server.bot)
    assert time.monotonic() - started < 5


def test_a_server_that_is_not_there_is_said_so(db: None) -> None:
    with serving() as server:
        bot = server.bot
    with pytest.raises(NoReply, match="ConnectError"):
        poll(bot)


@pytest.mark.parametrize(
    "message",
    [
        {"from": {"id": 5, "is_bot": True}},
        {"from": None},
        {"from": {"id": "abc"}},
        {"chat": {}},
        {"chat": 7},
    ],
)
def test_what_is_no_message_of_a_person_is_passed_over(server: TelegramServer, db: None, message: object) -> None:
    server.write("help", **message)  # type: ignore[arg-type]
    assert poll(server.bot) == 1
    poll(server.bot)

    assert (server.sent, server.updates) == ([], [])


def test_a_photo_is_answered_with_the_list_and_a_group_with_a_word(
    server: TelegramServer, key_result: KeyResult, account: ChatAccount
) -> None:
    server.write(None, photo=[])
    server.write("list", chat={"id": -100, "type": "group"})
    poll(server.bot)

    assert server.texts[0].startswith("1 check-in is due")
    assert server.sent[1] == ("-100", "Others read along here. Write to me directly, and I answer.")


def test_a_stranger_is_answered_in_the_language_of_their_telegram(server: TelegramServer, db: None) -> None:
    for language in ("en", "ru", "zh-hans", "zh-CN", "fr", ""):
        server.write("hi", 5, **{"from": {"id": 5, "language_code": language}})
    poll(server.bot)

    english, russian, chinese, mainland, french, unknown = server.texts
    assert len({english, russian, chinese}) == 3
    assert (mainland, french, unknown) == (chinese, english, english)


def test_the_token_stands_in_no_log(
    server: TelegramServer, account: ChatAccount, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.write("help")
    server.next_time("sendMessage", fails(500), hangs)
    poll(server.bot)
    assert "An answer could not be sent to Telegram: status 500" in caplog.text
    assert TOKEN not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("vekha"))
    assert TOKEN not in repr(server.bot)
    assert logging.getLogger("httpx").level >= logging.WARNING


@pytest.mark.django_db(transaction=True)
def test_it_polls_until_it_is_stopped_through_all_trouble(
    server: TelegramServer, account: ChatAccount, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram, "LONGEST_PAUSE", 0.05)
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_URL = TOKEN, server.url  # type: ignore[attr-defined]
    server.next_time("getUpdates", fails(500), says("not JSON"), fails(409))
    server.write("help")
    stop = threading.Event()
    thread = threading.Thread(target=poll_forever, args=[stop])
    thread.start()
    until = time.monotonic() + 20
    while not server.sent and time.monotonic() < until:
        time.sleep(0.05)
    stopped_at = time.monotonic()
    stop.set()
    thread.join(20)

    assert len(server.sent) == 1
    assert not thread.is_alive()
    assert time.monotonic() - stopped_at < 5  # although Telegram would have kept it waiting for 25 seconds


def test_without_a_token_nothing_is_asked(settings: object) -> None:
    settings.TELEGRAM_TOKEN = ""  # type: ignore[attr-defined]
    poll_forever(threading.Event())
    with pytest.raises(CommandError, match="VEKHA_TELEGRAM_TOKEN"):
        call_command("poll_telegram")


def test_the_command_hears_once_by_hand(server: TelegramServer, account: ChatAccount, settings: object) -> None:
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_URL = TOKEN, server.url  # type: ignore[attr-defined]
    server.write("help")
    said = io.StringIO()
    call_command("poll_telegram", "--once", stdout=said)
    assert said.getvalue() == "1 updates heard\n"
    server.next_time("getUpdates", fails(500))
    with pytest.raises(CommandError, match="status 500"):
        call_command("poll_telegram", "--once")


def test_a_process_that_is_killed_loses_nothing_and_doubles_nothing(server: TelegramServer, tmp_path: Path) -> None:
    """A real process with a database of its own, killed after the check-in while its answer is on the way."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("VEKHA_", "DJANGO_"))}
    environment |= {
        "VEKHA_DATA": str(tmp_path),
        "VEKHA_TELEGRAM_TOKEN": TOKEN,
        "VEKHA_TELEGRAM_URL": server.url,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "LC_ALL": "C.UTF-8",
    }
    vekha = [sys.executable, "-m", "vekha.cli"]
    subprocess.run([*vekha, "manage", "migrate", "-v0"], env=environment, cwd=tmp_path, check=True)
    subprocess.run([*vekha, "manage", "shell", "-v0", "-c", COMPANY], env=environment, cwd=tmp_path, check=True)
    arrived = threading.Event()

    def takes_the_answer_and_hangs(handler: Handler) -> None:
        arrived.set()
        hangs(handler)

    server.write("list")
    server.write("1 20 7")
    server.write("1 +3")
    server.next_time("sendMessage", Handler.usual, takes_the_answer_and_hangs)
    first = subprocess.Popen([*vekha, "manage", "poll_telegram"], env=environment, cwd=tmp_path)
    assert arrived.wait(60)
    first.send_signal(signal.SIGKILL)
    first.wait()
    server.next_time("sendMessage")
    subprocess.run([*vekha, "manage", "poll_telegram", "--once"], env=environment, cwd=tmp_path, check=True)
    subprocess.run([*vekha, "manage", "poll_telegram", "--once"], env=environment, cwd=tmp_path, check=True)

    with closing(sqlite3.connect(tmp_path / "vekha.sqlite3")) as database:
        recorded = database.execute("SELECT value FROM goals_checkin ORDER BY id").fetchall()
    assert recorded == [(20.0,), (23.0,)]
    assert len(server.sent) == 3
    assert server.updates == []
