"""Takes the pictures of the documents from the demo companies: `make screenshots`

Each language has a company of its own in a temporary folder, and its server and browser live at NOW, so that the same
screens give the same pictures tomorrow. Needs Chromium; writes docs/images/<language>/<name>.png, one for each entry of
PICTURES, and removes what is no entry any more. `python -m docs.screenshots my-week map` takes these only.
"""

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

DOCS = Path(__file__).parent
IMAGES = DOCS / "images"
COMPANIES = DOCS.parent / "src/vekha/demo/companies"
PASSWORD = "vekha-demo"  # noqa: S105  of everybody in the demo companies
LOCALES = {"en": "en-GB", "ru": "ru-RU", "zh": "zh-CN"}
NOW = datetime(2026, 11, 19, 9, 30, tzinfo=UTC)  # a Thursday: some have checked in this week, others are about to
SETTINGS = {"VEKHA_TELEGRAM_TOKEN": "none", "VEKHA_TELEGRAM_BOT": "vekha_demo_bot"}  # no worker runs that would use it
HEIGHT = 860
AROUND = 16  # pixels beside a part of a page
COLOURS = 128  # a screen has few; a palette makes a picture a third as large


@dataclass(frozen=True)
class Visit:
    """A page of the browser at one of the companies."""

    page: Page
    address: str
    language: str
    check_in_link: str

    def go(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        if not answer or not answer.ok:
            sys.exit(f"{path}: {answer and answer.status}")


@dataclass(frozen=True)
class Picture:
    """What is photographed: a page, by its path or by a function that leads there."""

    at: str | Callable[[Visit], None]
    by: str | None = "dora"  # who has signed in
    part: str = ""  # a selector: of a page, this alone
    width: int = 1280
    height: int = HEIGHT
    dark: bool = False


def example(visit: Visit) -> None:
    visit.go("/coach/?example=1")


def objective(visit: Visit) -> None:
    visit.go("/")
    visit.page.locator(".week-group h2 a").first.click()
    visit.page.wait_for_selector("#coach-notes")


def key_result(visit: Visit) -> None:
    """One whose target was changed."""
    visit.go("/key-results/42/")
    visit.page.wait_for_selector(".chart-of[data-drawn]")


def around_an_objective(visit: Visit) -> None:
    visit.go("/map/")
    visit.page.wait_for_selector("#map[data-drawn]")
    visit.page.locator("#panel a[href*='around=']").click()
    visit.page.wait_for_selector(".map-around")
    visit.page.wait_for_timeout(1000)  # the map comes to rest


def draft(visit: Visit) -> None:
    """A draft of what a team might write first, as the tutorial has it, with the coach's remarks."""
    page, tutorial = visit.page, (DOCS / f"tutorial/first-cycle.{visit.language}.md").read_text(encoding="utf-8")
    visit.go("/coach/")
    page.fill("textarea[name=text]", re.findall(r"```text\n(.*?)```", tutorial, re.DOTALL)[0])
    page.click("#paste .actions button")
    page.select_option("#drafts select[name=level]", "team")
    page.select_option("#drafts select[name=team]", index=1)
    page.click("#drafts button")
    scroll_to(page.locator("[data-margin^=kr-] .finding").first)


def related(visit: Visit) -> None:
    objective(visit)
    visit.page.locator("details.related summary").last.click()
    visit.page.evaluate("document.activeElement.blur()")


def check_in_by_link(visit: Visit) -> None:
    visit.go(visit.check_in_link)
    visit.page.evaluate("scrollTo(0, 0)")


def watched_kpi(visit: Visit) -> None:
    visit.go("/kpis/")
    visit.page.locator(".kpis tr:has(.is-behind) .what a").first.click()


def meeting(visit: Visit) -> None:
    """The first point of one that has just begun."""
    visit.go("/meetings/company/")
    visit.page.locator(".begin-meeting button").click()
    visit.page.wait_for_url(re.compile(r"/meetings/\d+/"))


def statistics(visit: Visit) -> None:
    visit.go("/company/statistics/")
    visit.page.wait_for_selector("[data-drawn]")


def report(visit: Visit) -> None:
    """What `vekha review --format html` writes about the tutorial's first text."""
    tutorial = (DOCS / f"tutorial/first-cycle.{visit.language}.md").read_text(encoding="utf-8")
    text = re.findall(r"```text\n(.*?)```", tutorial, re.DOTALL)[0]
    command = [sys.executable, "-m", "vekha.cli", "review", "-", "--format", "html", "--stage", "1"]
    written = subprocess.run(command, input=text, capture_output=True, encoding="utf-8").stdout  # noqa: S603
    visit.page.set_content(written)


PICTURES = {
    "my-week": Picture("/"),
    "check-in-by-link": Picture(check_in_by_link, by=None, width=360, height=760),
    "company": Picture("/company/", by="chen"),
    "statistics": Picture(statistics, by="chen"),
    "meeting": Picture(meeting, by="chen"),
    "coach": Picture(example),
    "draft": Picture(draft),
    "objective": Picture(objective),
    "key-result": Picture(key_result),
    "related": Picture(related, part="#coach-notes"),
    "map": Picture(around_an_objective),
    "planning": Picture("/planning/", by="chen"),
    "wall": Picture("/company/present/?seconds=0", by="chen", height=720, dark=True),
    "library": Picture("/library/"),
    "inbox": Picture("/inbox/", by="boris"),
    "kpis": Picture("/kpis/", by="chen"),
    "kpi": Picture(watched_kpi),
    "kpi-source": Picture("/kpis/1/source/?kind=json", by="chen", height=560),
    "chat": Picture("/settings/chat/", height=440),
    "letters": Picture("/settings/", part="main .form"),
    "organisation": Picture("/settings/organisation/", by="anna"),
    "coach-settings": Picture("/coach/settings/", by="chen"),
    "report": Picture(report, by=None),
}


def main(names: Iterable[str]) -> None:
    """Take these pictures, or all of them anew."""
    wanted = set(names) or set(PICTURES)
    program = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for language in LOCALES:
            (IMAGES / language).mkdir(parents=True, exist_ok=True)
            with served(language) as (address, check_in_link):
                for name in PICTURES:
                    if name in wanted:
                        write(IMAGES / language / f"{name}.png", take(browser, name, address, language, check_in_link))
            for file in (IMAGES / language).iterdir():
                if file.stem not in PICTURES:
                    file.unlink()
        browser.close()


def take(browser: Browser, name: str, address: str, language: str, check_in_link: str) -> bytes:
    """The picture as the browser gives it."""
    picture = PICTURES[name]
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
        locale=LOCALES[language],
    )
    try:
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        visit = Visit(page, address, language, check_in_link)
        if picture.by:
            sign_in(visit, picture.by)
        if isinstance(picture.at, str):
            visit.go(picture.at)
        else:
            picture.at(visit)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")
        page.mouse.move(0, 0)
        if not picture.part:
            return page.screenshot(animations="disabled")
        box = page.locator(picture.part).first.bounding_box()
        if not box:
            sys.exit(f"{name}: there is no {picture.part}")
        clip = {"x": box["x"] - AROUND, "y": box["y"] - AROUND, "width": box["width"] + 2 * AROUND}
        clip["height"] = box["height"] + 2 * AROUND
        return page.screenshot(clip=clip, full_page=True, animations="disabled")  # type: ignore[arg-type]
    finally:
        context.close()


def sign_in(visit: Visit, person: str) -> None:
    company = tomllib.loads((COMPANIES / f"{visit.language}.toml").read_text(encoding="utf-8"))
    visit.go("/sign-in/")
    visit.page.fill("input[name=login]", f"{person}@{company['organisation']['domain']}")
    visit.page.fill("input[name=password]", PASSWORD)
    visit.page.press("input[name=password]", "Enter")
    visit.page.wait_for_url(f"{visit.address}/")


def scroll_to(remark: Locator) -> None:
    remark.evaluate("remark => scrollBy(0, remark.getBoundingClientRect().top - 240)")


def write(file: Path, png: bytes) -> None:
    """Keep the picture small: with a palette, its colours not dithered."""
    with Image.open(io.BytesIO(png)) as image:
        few = image.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


@contextmanager
def served(language: str) -> Iterator[tuple[str, str]]:
    """The demo company of that language on a free port; gives its address and the path of Dora's check-in link."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("VEKHA_")}
        environment |= {"VEKHA_DATA": data, **SETTINGS}
        command = [sys.executable, "-O", "-m", "docs.screenshots", "serve", language, str(port)]
        log = Path(data, "log")
        with log.open("w") as output:
            server = subprocess.Popen(command, env=environment, cwd=DOCS.parent, stdout=output, stderr=output)  # noqa: S603
        try:
            wait_for(f"{address}/sign-in/", server, log)
            yield address, re.findall(r"^/check-in/.+$", log.read_text(), re.MULTILINE)[0]
        finally:
            server.terminate()
            server.wait()


def serve(language: str, port: str) -> None:
    """Make the company and serve it, all of it at NOW. One process: the time of others would go on."""
    import time_machine

    from vekha import cli

    with time_machine.travel(NOW, tick=False):
        cli.main(["demo", "--language", language, "--no-serve"])
        from django.urls import reverse

        from vekha.people import links
        from vekha.people.models import Person

        dora = Person.objects.get(email__startswith="dora@")
        link = links.sign(dora, "check-in", NOW.date().isoformat())
        print(reverse("goals:check-in-by-link", args=[link]), flush=True)  # noqa: T201
        cli.main(["manage", "runserver", "--noreload", f"127.0.0.1:{port}"])


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers, ten minutes at most: the company has to be made first."""
    for _ in range(2400):
        try:
            urllib.request.urlopen(address, timeout=5)  # noqa: S310
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if server.poll() is not None:
                break
            time.sleep(0.25)
    sys.exit(f"{address} does not answer\n{log.read_text()}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(*sys.argv[2:])
    else:
        main(sys.argv[1:])
