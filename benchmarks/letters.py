"""Letters to everybody at once, reminders and then news: how many a second, and in how much memory.

    nice -n 19 python -m benchmarks --only letters

Everybody owes a check-in and follows three objectives, on each of which somebody has checked in. The letters go to a
mail server of aiosmtpd's in a process of its own, which takes and forgets them; each kind is sent by a process of its
own, as `vekha work` sends it.
"""

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiosmtpd.controller import Controller

from benchmarks.web import PORT

OBJECTIVES = 2000
FOLLOWED = 3  # objectives by each person
BATCH = 5000


@dataclass(frozen=True)
class Speed:
    kind: str
    people: int
    letters: int
    seconds: float
    processor: float  # seconds of it, the mail server's not counted
    megabytes: float  # the most that the process held
    megabytes_before: float  # ready to send, and nothing sent


class Sink:
    """Takes every letter."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        return "250 taken"


def measure(database: str, folder: Path, people: int) -> list[Speed]:
    """Make the people, start the mail server, send everybody what is due."""
    mail = {"VEKHA_MAIL_HOST": "127.0.0.1", "VEKHA_MAIL_PORT": str(PORT), "VEKHA_MAIL_TLS": "0"}
    environment = os.environ | mail | {"VEKHA_DATA": str(folder), "VEKHA_DATABASE": database}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "benchmarks.letters", *arguments]
        return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    sink = subprocess.Popen([sys.executable, "-m", "benchmarks.letters", "sink"])
    try:
        run("make", str(people))
        return [Speed(**json.loads(run(kind).splitlines()[-1])) for kind in ("reminders", "news")]
    finally:
        sink.terminate()
        sink.wait(20)


def table(speeds: list[Speed]) -> str:
    """The speeds as Markdown."""
    lines = [
        "| | people | letters | a second | processor time of a letter, ms | memory before, MB | at most, MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for it in speeds:
        cost = f"{it.letters / it.seconds:.0f} | {it.processor / it.letters * 1000:.1f}"
        memory = f"{it.megabytes_before:.0f} | {it.megabytes:.0f}"
        lines.append(f"| {it.kind} | {it.people:,} | {it.letters:,} | {cost} | {memory} |")
    return "\n".join(lines)


def make(people: int) -> None:
    """Fill the database with people who owe a check-in and have not heard of three others."""
    from django.core.management import call_command
    from django.utils import timezone

    from vekha.activity.log import reference
    from vekha.activity.models import Event, Notice
    from vekha.goals.models import Cycle, KeyResult, Objective
    from vekha.people.models import MailRhythm, Organisation, Person

    call_command("migrate", verbosity=0)
    Organisation(name="Northlight", language="en").save()
    now = timezone.now()
    starts = now.date() - timedelta(days=30)
    cycle = Cycle.objects.create(name="Now", starts=starts, check_in_day=now.weekday(), check_in_hour=now.hour)
    objectives = Objective.objects.bulk_create(
        Objective(cycle=cycle, title=f"Clients of region {number} ship early", state="active")
        for number in range(OBJECTIVES)
    )
    events = Event.objects.bulk_create(
        Event(
            verb="check_in.recorded",
            at=now - timedelta(hours=1),
            subject=reference(objective),
            target=f"checkin/{objective.pk}",
            changes={"key_result": "Days to ship", "kind": "reach", "unit": "days", "value": [12, 9], "confidence": 7},
        )
        for objective in objectives
    )
    for first in range(0, people, BATCH):
        some = Person.objects.bulk_create(
            Person(
                email=f"p{n}@northlight.example",
                name=f"P{n}",
                language="en",
                quiet_from=0,
                quiet_until=0,
                mail_rhythm=MailRhythm.HOURLY,
            )
            for n in range(first, min(people, first + BATCH))
        )
        KeyResult.objects.bulk_create(
            KeyResult(
                objective=objectives[each.pk % OBJECTIVES], text="Days from 27 to 9", start=27, target=9, owner=each
            )
            for each in some
        )
        Notice.objects.bulk_create(
            Notice(person=each, event=events[(each.pk * FOLLOWED + one) % OBJECTIVES])
            for each in some
            for one in range(FOLLOWED)
        )


def send(kind: str) -> None:
    """Send everybody what is due of this kind; what it took, as JSON."""
    from vekha.goals import news, reminders
    from vekha.people.models import Person

    people = Person.objects.count()
    before, started, processor = _megabytes(), time.perf_counter(), time.process_time()
    sent = reminders.send_reminders() if kind == "reminders" else news.send_news()
    speed = {
        "kind": kind,
        "people": people,
        "letters": sent.letters,
        "seconds": time.perf_counter() - started,
        "processor": time.process_time() - processor,
        "megabytes": _megabytes(),
        "megabytes_before": before,
    }
    print(json.dumps(speed))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(what: str, *arguments: str) -> None:
    if what == "sink":
        Controller(Sink(), hostname="127.0.0.1", port=PORT).start()
        while True:
            time.sleep(3600)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")
    import django

    django.setup()
    if what == "make":
        make(int(arguments[0]))
    else:
        send(what)


if __name__ == "__main__":
    main(*sys.argv[1:])
