"""The worker does what is due, whatever happens to it: also killed while it sends, with a real mail server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import DatabaseError

from vekha.alone import alone
from vekha.config import worker
from vekha.config.worker import Duty

VEKHA = str(Path(sys.executable).parent / "vekha")
PEOPLE = 12
COMPANY = f"""
from datetime import timedelta
from django.utils import timezone
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
    person = Person.objects.create_user(email, name=email, language="en", quiet_from=0, quiet_until=0)
    KeyResult.objects.create(objective=objective, text="Days from 27 to 9", start=27, target=9, owner=person)
"""


class MailServer:
    """Takes letters; `at_letter` may do something before a letter is taken, or after."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[tuple[str, str]] = []  # to whom, and the Message-ID
        self.before: dict[int, Callable[[], None]] = {}
        self.after: dict[int, Callable[[], None]] = {}

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        number = len(self.letters) + 1
        if number in self.before:
            self.before.pop(number)()
            return "451 the line is dead"
        text = envelope.content.decode()
        self.letters.append((envelope.rcpt_tos[0], text.partition("Message-ID: ")[2].partition("\r\n")[0]))
        if number in self.after:
            self.after.pop(number)()
        return "250 taken"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    handler = MailServer(port)
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler
    controller.stop()


@pytest.mark.parametrize("is_taken", [False, True], ids=["before the fifth letter is taken", "right after"])
def test_a_worker_killed_in_the_middle_and_started_again_sends_everybody_one_letter(
    is_taken: bool, server: MailServer, tmp_path: Path
) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("VEKHA_")}
    environment = clean | {
        "VEKHA_DATA": str(tmp_path),
        "VEKHA_MAIL_HOST": "127.0.0.1",
        "VEKHA_MAIL_PORT": str(server.port),
        "VEKHA_MAIL_TLS": "0",
        "LC_ALL": "C.UTF-8",
    }
    subprocess.run([VEKHA, "manage", "migrate", "-v0"], env=environment, check=True, timeout=120)
    subprocess.run([VEKHA, "manage", "shell", "-v0", "-c", COMPANY], env=environment, check=True, timeout=60)
    first = subprocess.Popen([VEKHA, "work"], env=environment)
    (server.after if is_taken else server.before)[5] = lambda: os.kill(first.pid, signal.SIGKILL)
    first.wait(60)
    assert len(server.letters) == (5 if is_taken else 4)

    second = subprocess.Popen([VEKHA, "work"], env=environment)
    try:
        until = time.monotonic() + 60
        while len({to for to, _number in server.letters}) < PEOPLE and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(1)  # nothing more may come
    finally:
        second.send_signal(signal.SIGTERM)
    assert second.wait(30) == 0

    # What the mail server took in the very moment of the kill comes twice, as one and the same letter.
    assert Counter(to for to, _number in set(server.letters)) == {f"p{n}@northlight.example": 1 for n in range(PEOPLE)}
    assert len(server.letters) == PEOPLE + is_taken


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "ROUND", 0.01)


@pytest.mark.django_db(transaction=True)
def test_a_duty_that_fails_is_tried_again_later_and_holds_no_other_up(hurried: None, settings: Any) -> None:
    done: list[str] = []
    stop = Event()

    def fail() -> None:
        done.append("failed")
        raise DatabaseError("the disk is full")

    def count() -> None:
        done.append("counted")
        if done.count("counted") == 5:
            stop.set()

    duties = [Duty("broken", timedelta(0), fail), Duty("whole", timedelta(0), count)]

    worker.work(stop, duties)

    assert (done.count("failed"), done.count("counted")) == (1, 5)  # the next attempt is a minute away


@pytest.mark.parametrize(
    ("every", "failures", "minutes"),
    [(5, 0, 5), (5, 1, 1), (5, 2, 2), (5, 4, 8), (5, 20, 30), (360, 20, 360), (360, 1, 1)],
)
def test_the_pause_grows_with_each_failure(every: int, failures: int, minutes: int) -> None:
    duty = Duty("it", timedelta(minutes=every), lambda: None)

    assert worker.pause(duty, failures) == timedelta(minutes=minutes)


@pytest.mark.django_db(transaction=True)
def test_only_one_worker_is_at_it(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    done: list[str] = []
    duty = Duty("it", timedelta(0), lambda: done.append("done"))
    inside, leave = Event(), Event()

    def other() -> None:
        from django.db import connection

        with alone("work") as is_alone:
            assert is_alone
            inside.set()
            leave.wait(10)
        connection.close()

    thread = Thread(target=other)
    thread.start()
    inside.wait(10)
    assert worker.work_once([duty])
    assert done == []
    leave.set()
    thread.join()

    assert worker.work_once([duty])
    assert done == ["done"]


@pytest.mark.django_db
def test_all_duties_run_on_an_empty_company() -> None:
    assert worker.work_once()
