"""The map of 2,000 objectives with 3,000 links: its data over real HTTP, its first paint and panning in Chromium.

    python -m benchmarks --only map

The objectives are the demo company over and over in one cycle; links that its people have not made run between any two.
The browser draws without a graphics card, as it does on a server: a laptop is quicker.
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.web import HOST, PORT, Browser, wait_for

PEOPLE, OBJECTIVES, LINKS = 5000, 2000, 3000
REQUESTS, WARM_UP = 100, 20
OPENED = 9
FRAMES = 120
FOLDED, UNFOLDED = "", "?open=all"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@dataclass(frozen=True)
class Speed:
    """What was measured, in milliseconds."""

    what: str
    p50: float
    p95: float


def measure(database: str, folder: Path) -> list[Speed]:
    """Make the company, start the server, ask for the map."""
    environment = os.environ | {"VEKHA_DATA": str(folder), "VEKHA_DATABASE": database}
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.alignment_map"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    facts = json.loads(made.stdout.splitlines()[-1])
    vekha = str(Path(sys.executable).parent / "vekha")
    server = subprocess.Popen([vekha, "serve", "--port", str(PORT), "--workers", "2"], env=environment)
    try:
        wait_for(server)
        browser = Browser().sign_in(facts["email"], facts["password"])
        speeds = [
            _asked(browser, "Data, teams folded", facts["data"] + FOLDED),
            _asked(browser, "Data, all teams unfolded", facts["data"] + UNFOLDED),
            _asked(browser, "Page, teams folded", facts["map"] + FOLDED),
        ]
        return speeds + _looked_at(facts)
    finally:
        server.terminate()
        server.wait(20)


def _asked(browser: Browser, what: str, path: str) -> Speed:
    times = []
    for _ in range(WARM_UP + REQUESTS):
        started = time.perf_counter()
        browser.request("GET", path)
        times.append((time.perf_counter() - started) * 1000)
    return _speed(what, times[WARM_UP:])


def _looked_at(facts: dict[str, Any]) -> list[Speed]:
    """First paint and the time between two frames while the map is panned; nothing where there is no Chromium."""
    names = ("chromium-headless-shell", "chromium", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        return []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = launched.new_page(base_url=f"http://{HOST}:{PORT}", viewport={"width": 1280, "height": 900})
        page.goto("/sign-in/")
        page.fill("input[name=login]", facts["email"])
        page.fill("input[name=password]", facts["password"])
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/")
        speeds = []
        for what, query in (("teams folded", FOLDED), ("all teams unfolded", UNFOLDED)):
            painted = []
            for _ in range(OPENED):
                page.goto(facts["map"] + query)
                page.locator("#map[data-drawn]").wait_for()
                painted.append(page.evaluate("performance.getEntriesByName('map drawn')[0].startTime"))
            speeds.append(_speed(f"First paint, {what}", painted))
            speeds.append(_speed(f"A frame while panning, {what}", _frames(page)))
        launched.close()
    return speeds


def _frames(page: Any) -> list[float]:
    """The times between frames while the map is dragged up and down."""
    page.wait_for_timeout(1000)
    box = page.locator("#map").bounding_box()
    x, y = box["x"] + 300, box["y"] + 200
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(
        """() => {
          window.frames_seen = [];
          const see = (now) => window.frames_seen.push(now) && requestAnimationFrame(see);
          requestAnimationFrame(see);
        }"""
    )
    for step in range(FRAMES):
        page.mouse.move(x, y - 12 * (step if step < FRAMES / 2 else FRAMES - step))
        page.wait_for_timeout(16)
    page.mouse.up()
    seen = page.evaluate("window.frames_seen")
    return [later - earlier for earlier, later in pairwise(seen)]


def _speed(what: str, times: list[float]) -> Speed:
    return Speed(what, statistics.median(times), statistics.quantiles(times, n=20)[-1])


def table(speeds: list[Speed]) -> str:
    rows = [f"| {speed.what} | {speed.p50:.0f} / {speed.p95:.0f} |" for speed in speeds]
    return "\n".join([f"| {OBJECTIVES:,} objectives, {LINKS:,} links | p50 / p95, ms |", "|---|---|", *rows])


def _make() -> None:
    """The company in the database that the environment names, and how to reach it, as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")
    django.setup()
    from django.core.management import call_command
    from django.urls import reverse

    from vekha.demo import build
    from vekha.goals.models import Alignment, Cycle, Objective
    from vekha.people.models import Person

    call_command("migrate", verbosity=0)
    build.company("en", size=PEOPLE, objectives=OBJECTIVES)
    cycle = Cycle.objects.running().order_by("-starts").first()
    assert cycle
    Objective.objects.update(cycle=cycle, state=Objective.State.ACTIVE)
    objectives = list(Objective.objects.order_by("pk"))
    chance = random.Random(1)
    states = [Alignment.State.ACCEPTED] * 8 + [Alignment.State.REQUESTED, Alignment.State.DECLINED]
    Alignment.objects.bulk_create(
        Alignment(objective=one, to_objective=other, state=chance.choice(states))
        for one, other in (chance.sample(objectives, 2) for _ in range(LINKS - Alignment.objects.count()))
    )
    dora = Person.objects.get(email__startswith="dora@")
    facts = {"email": dora.email, "password": build.PASSWORD}
    print(json.dumps(facts | {"map": reverse("insights:map"), "data": reverse("insights:map-data")}))


if __name__ == "__main__":
    _make()
