"""Reminders to many people at once: how many letters a second, and in how much memory.

The letters go to a mail server of aiosmtpd's in a process of its own, which takes and forgets them.
"""

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller

from benchmarks.web import PORT


@dataclass(frozen=True)
class Speed:
    people: int
    letters: int
    seconds: float
    megabytes: float  # the most that the process held
    megabytes_before: float  # with everybody in the database and nothing sent


class Sink:
    """Takes every letter."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        return "250 taken"


def measure(database: str, folder: Path, people: int) -> Speed:
    """Make the people, start the mail server, send all reminders."""
    mail = {"VEKHA_MAIL_HOST": "127.0.0.1", "VEKHA_MAIL_PORT": str(PORT), "VEKHA_MAIL_TLS": "0"}
    environment = os.environ | mail | {"VEKHA_DATA": str(folder), "VEKHA_DATABASE": database}
    sink = subprocess.Popen([sys.executable, "-m", "benchmarks.letters", "sink"])
    try:
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.letters", str(people)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    finally:
        sink.terminate()
    return Speed(**json.loads(made.stdout.splitlines()[-1]))


def table(speeds: list[Speed]) -> str:
    """The speeds as Markdown."""
    lines = ["| people | letters | a second | memory before, MB | at most, MB |", "|---|---|---|---|---|"]
    for it in speeds:
        rate = it.letters / it.seconds
        lines.append(
            f"| {it.people:,} | {it.letters:,} | {rate:.0f} | {it.megabytes_before:.0f} | {it.megabytes:.0f} |"
        )
    return "\n".join(lines)


def main(people: int) -> None:
    """Fill the database with people who owe a check-in, and send them their reminders; what it took, as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")
    import django

    django.setup()
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    from vekha.goals import reminders
    from vekha.goals.models import Cycle, KeyResult, Objective
    from vekha.people.models import Organisation, Person

    call_command("migrate", verbosity=0)
    Organisation(name="Northlight", language="en").save()
    now = timezone.now()
    starts = now.date() - timedelta(days=30)
    cycle = Cycle.objects.create(name="Now", starts=starts, check_in_day=now.weekday(), check_in_hour=now.hour)
    objective = Objective.objects.create(cycle=cycle, title="Clients ship early", state="active")
    for first in range(0, people, 5000):
        some = Person.objects.bulk_create(
            Person(email=f"p{n}@northlight.example", name=f"P{n}", language="en", quiet_from=0, quiet_until=0)
            for n in range(first, min(people, first + 5000))
        )
        KeyResult.objects.bulk_create(
            KeyResult(objective=objective, text="Days to ship from 27 to 9", start=27, target=9, owner=each)
            for each in some
        )
    before = _megabytes()
    started = time.perf_counter()
    sent = reminders.send_reminders(now)
    took = {"seconds": time.perf_counter() - started, "megabytes": _megabytes(), "megabytes_before": before}
    print(json.dumps({"people": people, "letters": sent.letters} | took))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1] == "sink":
        controller = Controller(Sink(), hostname="127.0.0.1", port=PORT)
        controller.start()
        time.sleep(24 * 3600)
    main(int(sys.argv[1]))
