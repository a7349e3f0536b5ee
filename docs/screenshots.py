"""Takes the pictures of the documents from the demo companies: `.venv/bin/python docs/screenshots.py`

Each language has a database of its own in a temporary folder. Needs Chromium; writes docs/images/*.png.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
VEKHA = [sys.executable, "-m", "vekha.cli"]
PASSWORD = "vekha-demo"  # noqa: S105  of everybody in the demo companies
LANGUAGES = ("en", "ru", "zh")
WIDTH, HEIGHT = 1280, 860
PICTURES = ("my-week", "coach", "objective", "key-result", "map", "draft")


def main() -> None:
    """Take all pictures anew."""
    IMAGES.mkdir(exist_ok=True)
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for language in LANGUAGES:
            with served(language) as (address, dora):
                page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
                sign_in(page, address, dora)
                for picture in PICTURES:
                    open_picture(page, address, picture, language)
                    page.screenshot(path=IMAGES / f"{picture}-{language}-{WIDTH}-light.png", animations="disabled")
                page.context.close()
        browser.close()


@contextmanager
def served(language: str) -> Iterator[tuple[str, str]]:
    """The demo company of that language on a free port; gives its address and the e-mail of Dora."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("VEKHA_")}
        environment["VEKHA_DATA"] = data
        made = [*VEKHA, "demo", "--language", language, "--no-serve"]
        said = subprocess.run(made, env=environment, check=True, capture_output=True, encoding="utf-8").stdout  # noqa: S603
        dora = re.findall(r"dora@\S+", said)[0]
        server = subprocess.Popen([*VEKHA, "serve", "--port", str(port), "--workers", "1"], env=environment)  # noqa: S603
        try:
            wait_for(f"{address}/sign-in/")
            yield address, dora
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Until the server answers, a minute at most."""
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=5)  # noqa: S310
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    sys.exit(f"{address} does not answer")


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}/")


def open_picture(page: Page, address: str, picture: str, language: str) -> None:
    """Show what the picture shows, at rest."""
    match picture:
        case "coach":
            page.goto(f"{address}/coach/?example=2")  # the first reading also loads the dictionaries
            page.goto(f"{address}/coach/?example=1")
        case "objective":
            page.goto(f"{address}/")
            page.locator(".week-group h2 a").first.click()
        case "key-result":
            page.goto(f"{address}/key-results/42/")  # its target was changed
            page.wait_for_selector(".chart-of[data-drawn]")
        case "draft":
            make_draft(page, address, language)
        case "map":
            page.goto(f"{address}/map/")
            page.wait_for_selector("#map[data-drawn]")
            page.locator("#panel a[href*='around=']").click()
            page.wait_for_selector(".map-around")
            page.wait_for_timeout(1000)  # the map comes to rest
        case _:
            page.goto(f"{address}/")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)


def make_draft(page: Page, address: str, language: str) -> None:
    """Make a draft of what a team might write first, as the tutorial has it, and show the coach's remarks on it."""
    tutorial = (IMAGES.parent / f"tutorial/first-cycle.{language}.md").read_text(encoding="utf-8")
    page.goto(f"{address}/coach/")
    page.fill("textarea[name=text]", re.findall(r"```text\n(.*?)```", tutorial, re.DOTALL)[0])
    page.click("#paste .actions button")
    page.select_option("#drafts select[name=level]", "team")
    page.select_option("#drafts select[name=team]", index=1)
    page.click("#drafts button")
    page.locator("[data-margin^=kr-] .finding").first.evaluate(
        "remark => scrollBy(0, remark.getBoundingClientRect().top - 240)"
    )


if __name__ == "__main__":
    main()
