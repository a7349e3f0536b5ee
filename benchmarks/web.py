"""Pages over real HTTP: the production server with two workers, a company of a given size, one signed-in person.

Latency is measured one request after the other; throughput with four connections at once from this process, which
shares the machine with the server.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.company import pasted

PORT = 8790
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Size:
    """How large a company: people, objectives (three key results each)."""

    name: str
    people: int
    objectives: int


SIZES = [Size("1,000 objectives", 1500, 1000), Size("5,000 people, 2,000 objectives", 5000, 2000)]


@dataclass(frozen=True)
class Speed:
    page: str
    p50: float
    p95: float
    per_second: float
    queries: int
    kilobytes: float


class Browser:
    """One connection with its cookies."""

    def __init__(self) -> None:
        self.connection = http.client.HTTPConnection(HOST, PORT, timeout=60)
        self.cookies: dict[str, str] = {}

    def request(
        self, method: str, path: str, fields: dict[str, str] | list[tuple[str, str]] | None = None, **headers: str
    ) -> bytes:
        body = urlencode(fields) if fields else None
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Accept-Encoding": "gzip"}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"X-CSRFToken": self.cookies.get("csrftoken", "")}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status}")
        return content

    def sign_in(self, email: str, password: str) -> "Browser":
        self.request("GET", "/sign-in/")
        self.request("POST", "/sign-in/", {"login": email, "password": password})
        if "sessionid" not in self.cookies:
            raise RuntimeError(f"{email} could not sign in")
        return self

    def twin(self) -> "Browser":
        twin = Browser()
        twin.cookies = dict(self.cookies)
        return twin


def measure(size: Size, database: str, folder: Path, runs: int) -> list[Speed]:
    """Build the company, start the server, time the pages."""
    environment = os.environ | {"VEKHA_DATA": str(folder), "VEKHA_DATABASE": database}
    vekha = str(Path(sys.executable).parent / "vekha")
    facts = json.loads(
        subprocess.run(
            [sys.executable, "-m", "benchmarks.company", str(size.people), str(size.objectives)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()[-1]
    )
    server = subprocess.Popen([vekha, "serve", "--port", str(PORT), "--workers", "2"], env=environment)
    try:
        wait_for(server)
        browser = Browser().sign_in(facts["email"], facts["password"])
        speeds = []
        for page, path in facts["pages"].items():
            speeds.append(_time(page, browser, lambda browser, path=path: browser.request("GET", path), runs, facts))
        value = iter(range(1, 10**9))
        speeds.append(
            _time(
                "A check-in",
                browser,
                lambda browser: browser.request(
                    "POST",
                    facts["check_in"],
                    {"value": str(next(value) % 50 + 1), "confidence": "7", "note": "measured"},
                    **{"HX-Request": "true"},
                ),
                runs,
                facts,
            )
        )
        number = iter(range(1, 10**9))
        speeds.append(
            _time(
                "A pasted draft, other words each time",
                browser,
                lambda browser: browser.request("POST", facts["coach"], {"text": pasted(next(number))}),
                runs,
                facts,
            )
        )
        return speeds
    finally:
        server.terminate()
        server.wait(20)


def wait_for(server: subprocess.Popen[bytes]) -> None:
    for _ in range(120):
        try:
            Browser().request("GET", "/sign-in/")
            return
        except OSError:
            if server.poll() is not None:
                raise RuntimeError("the server did not start") from None
            time.sleep(0.5)
    raise RuntimeError("the server does not answer")


def _time(page: str, browser: Browser, ask, runs: int, facts: dict) -> Speed:  # type: ignore[no-untyped-def, type-arg]
    for _ in range(10):
        content = ask(browser)
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        ask(browser)
        times.append((time.perf_counter() - started) * 1000)
    twins = [browser.twin() for _ in range(4)]
    started = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda twin: [ask(twin) for _ in range(runs // 4)], twins))
    rate = runs // 4 * 4 / (time.perf_counter() - started)
    cut = statistics.quantiles(times, n=20)
    return Speed(page, statistics.median(times), cut[18], rate, facts["queries"][page], len(content) / 1024)


def table(speeds: list[Speed]) -> str:
    """The speeds as Markdown."""
    lines = ["| page | p50, ms | p95, ms | pages a second | queries | kB gzipped |", "|---|---|---|---|---|---|"]
    for speed in speeds:
        numbers = (
            f"{speed.p50:.1f} | {speed.p95:.1f} | {speed.per_second:.0f} | {speed.queries} | {speed.kilobytes:.0f}"
        )
        lines.append(f"| {speed.page} | {numbers} |")
    return "\n".join(lines)
