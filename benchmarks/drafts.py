"""Fifty people write drafts at once over real HTTP: how long the coach's live advice and saving take.

Each types for a moment and pauses; a pause asks for advice, a longer one saves. The writers share the machine with the
server.
"""

import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from benchmarks.web import PORT, Browser, wait_for

PEOPLE = 50
SECONDS = 40
TYPING = (0.8, 2.5)  # seconds of typing between two pauses
LONG_PAUSE = 0.4  # the share of pauses that are long enough to save
SAVE_AFTER = 0.85  # seconds from advice to saving


@dataclass(frozen=True)
class Speed:
    what: str
    times: list[float]  # milliseconds
    per_second: float


def measure(database: str, folder: Path) -> list[Speed]:
    """Make the drafts, start the server, let everybody write."""
    environment = os.environ | {"VEKHA_DATA": str(folder), "VEKHA_DATABASE": database}
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.drafts"], env=environment, check=True, capture_output=True, text=True
    )
    facts = json.loads(made.stdout.splitlines()[-1])
    vekha = str(Path(sys.executable).parent / "vekha")
    server = subprocess.Popen([vekha, "serve", "--port", str(PORT), "--workers", "2"], env=environment)
    try:
        wait_for(server)
        browser = Browser().sign_in(facts["email"], facts["password"])
        for draft in facts["drafts"]:  # everybody has opened the page, and both processes have their dictionaries
            draft["fields"] = FieldsOf(browser.request("GET", draft["draft"])).found
            browser.request("POST", draft["advice"], words(draft["fields"]))
        with ThreadPoolExecutor(PEOPLE) as pool:
            written = list(pool.map(lambda pair: _write(browser.twin(), *pair), enumerate(facts["drafts"])))
    finally:
        server.terminate()
        server.wait(20)
    advice = [time for person in written for time in person[0]]
    saves = [time for person in written for time in person[1]]
    return [Speed("Live advice", advice, len(advice) / SECONDS), Speed("Saving", saves, len(saves) / SECONDS)]


def _write(browser: Browser, number: int, draft: dict[str, Any]) -> tuple[list[float], list[float]]:
    """Somebody writes on the title and on one key result; answers how long advice and saving took."""
    chance = random.Random(number)  # the same pauses in every run
    fields: list[tuple[str, str]] = draft["fields"]
    texts = ["title", next(name for name, _ in fields if name.startswith("kr-") and name.endswith("-text"))]
    begun = dict(fields)
    advice, saves = [], []
    until = time.monotonic() + SECONDS
    time.sleep(chance.uniform(0, TYPING[1]))
    for typed in range(1, 10_000):
        if time.monotonic() > until:
            break
        time.sleep(chance.uniform(*TYPING))
        now = {name: f"{begun[name]}, week {typed}" for name in texts}
        fields = [(name, now.get(name, value)) for name, value in fields]
        advice.append(_timed(browser, draft["advice"], words(fields)))
        if chance.random() < LONG_PAUSE:
            time.sleep(SAVE_AFTER)
            saves.append(_timed(browser, draft["draft"], fields))
            was = {f"was-{name}": text for name, text in now.items()}
            fields = [(name, was.get(name, value)) for name, value in fields]
    return advice, saves


def words(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What the page sends to the coach: not what stood in the fields before."""
    return [(name, value) for name, value in fields if not name.startswith("was-")]


def _timed(browser: Browser, path: str, fields: list[tuple[str, str]]) -> float:
    started = time.perf_counter()
    browser.request("POST", path, fields, **{"HX-Request": "true"})
    return (time.perf_counter() - started) * 1000


class FieldsOf(HTMLParser):
    """What a browser would send of the form of a page that came gzipped."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._inside = self._text = ""
        self._is_draft = False
        self.feed(gzip.decompress(page).decode())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self._is_draft = given.get("id") == "draft"
        elif not self._is_draft:
            return
        elif tag == "textarea":
            self._text = name
            self.found.append((name, ""))
        elif tag == "select":
            self._inside = name
        elif tag == "option" and "selected" in given:
            self.found.append((self._inside, value))
        elif tag == "input" and name and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
            self.found.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._text:
            name, value = self.found[-1]
            self.found[-1] = (name, (value + data).strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        elif tag == "form":
            self._is_draft = False


def table(speeds: list[Speed]) -> str:
    """The speeds as Markdown."""
    lines = ["| while all write | requests a second | p50, ms | p95, ms |", "|---|---|---|---|"]
    for speed in speeds:
        cut = statistics.quantiles(speed.times, n=20)
        lines.append(
            f"| {speed.what} | {speed.per_second:.1f} | {statistics.median(speed.times):.1f} | {cut[18]:.1f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Make a company with a draft for each of those who write, and say how to reach them, as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.urls import reverse

    from benchmarks.company import draft
    from vekha.demo import build
    from vekha.goals.models import Objective
    from vekha.people.models import Person

    call_command("migrate", verbosity=0)
    build.company("en")
    dora = Person.objects.get(email__startswith="dora@")
    beside = Objective.objects.filter(state=Objective.State.ACTIVE).first()
    assert beside
    drafts = [draft(dora, beside) for _number in range(PEOPLE)]
    facts = {
        "email": dora.email,
        "password": build.PASSWORD,
        "drafts": [
            {
                "draft": reverse("advice:draft", args=[each.pk]),
                "advice": reverse("advice:draft-advice", args=[each.pk]),
            }
            for each in drafts
        ],
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
