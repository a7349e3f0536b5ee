"""A real browser against the real server with the demo company, each language with a database of its own."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from vekha.demo import build

# The one without windows needs a third of the processor time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), None)
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.e2e)
            # The tests of a file share their servers; the files are divided among the processes.
            item.add_marker(pytest.mark.xdist_group(Path(item.path).stem))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@dataclass(frozen=True)
class Server:
    """A running Vekha."""

    address: str
    language: str
    environment: Mapping[str, str]

    @property
    def database(self) -> Path:
        return Path(self.environment["VEKHA_DATA"], "vekha.sqlite3")

    @property
    def kept(self) -> Path:
        return self.database.with_name("kept.sqlite3")

    def keep(self) -> None:
        """Note the company as it is now."""
        copy_database(self.database, self.kept)

    def restore(self) -> None:
        """Give the company back as it was kept, while the server runs."""
        copy_database(self.kept, self.database)

    def run(self, code: str) -> str:
        """What Python code prints that runs beside the server, on its database."""
        vekha = str(Path(sys.executable).parent / "vekha")
        command = [vekha, "manage", "shell", "-v0", "-c", code]
        done = subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True, timeout=60)
        return done.stdout.strip()

    def email(self, person: str) -> str:
        company = build.read(self.language)
        return f"{person}@{company['organisation']['domain']}"


def copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)


@pytest.fixture(scope="package")
def running() -> dict[tuple[str, ...], Server]:
    """The servers by their language and settings."""
    return {}


@pytest.fixture(scope="module", autouse=True)
def the_company_as_it_began(running: dict[tuple[str, ...], Server]) -> None:
    """What the tests of one file did is no matter to those of the next."""
    for server in running.values():
        server.restore()


@pytest.fixture(scope="package")
def serve(
    running: dict[tuple[str, ...], Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Server]]:
    """Starts the demo in a language, once; `serve("ru")`. With settings of its own it is another one."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(language: str, **settings: str) -> Server:
        known = (language, *settings.values())
        if known in running:
            return running[known]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        data = tmp_path_factory.mktemp(f"vekha-{language}")
        if same := next((other for other in running.values() if other.language == language), None):
            shutil.copyfile(same.kept, data / "vekha.sqlite3")  # it takes seconds to make a company
        environment = {name: value for name, value in os.environ.items() if not name.startswith("VEKHA_")}
        environment |= {"VEKHA_DATA": str(data)} | settings
        command = [str(Path(sys.executable).parent / "vekha"), "demo", "--language", language, "--port", str(port)]
        process = subprocess.Popen([*command, "--workers", "1"], env=environment)
        processes.append(process)
        server = Server(f"http://127.0.0.1:{port}", language, environment)
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{server.address}/sign-in/", timeout=5)
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert process.poll() is None, "the server did not start"
                time.sleep(0.25)
        else:
            raise AssertionError("the server does not answer")
        server.keep()
        running[known] = server
        return server

    yield start
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(20)


# Of the package: its event loop must not stand in the way of the tests that this process runs afterwards.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield chromium
        chromium.close()


LOCALES = {"en": "en-GB", "ru": "ru-RU", "zh": "zh-CN"}


@pytest.fixture
def visit(browser: Browser, serve: Callable[..., Server]) -> Iterator[Callable[..., Page]]:
    """Opens a page of its own, signed in as somebody: `visit("ru", "dora")`. Complaints on the console fail.

    `settings` are those of a server with settings of its own.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        language: str, person: str | None = None, settings: Mapping[str, str] | None = None, **options: object
    ) -> Page:
        server = serve(language, **(settings or {}))
        context = browser.new_context(
            **{  # type: ignore[arg-type]
                "base_url": server.address,
                "locale": LOCALES[language],
                "viewport": {"width": 1280, "height": 900},
                **options,
            }
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if person:
            page.goto("/sign-in/")
            page.fill("input[name=login]", server.email(person))
            page.fill("input[name=password]", build.PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A refused form answers 422 and a missing page 404; the browser prints both, and tests provoke both.
    assert [text for text in complaints if "status of 4" not in text] == []
