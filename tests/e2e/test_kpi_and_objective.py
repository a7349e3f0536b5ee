"""A number on its way: a KPI breaks, an objective is written about it, its key result reads the KPI, and wins."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Server
from tests.e2e.test_screens import AXE, violations

KPI = "First reply to a customer"
PHONE = {"width": 360, "height": 800}


def work(server: Server) -> None:
    """What the worker does in a round."""
    vekha = str(Path(sys.executable).parent / "vekha")
    subprocess.run([vekha, "work", "--once"], env=server.environment, check=True, capture_output=True, timeout=120)


def is_fit_for_a_phone(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if AXE.exists():
        assert violations(page) == []


def record(page: Page, kpi: str, value: str) -> None:
    page.goto(kpi)
    page.get_by_label("Value", exact=True).fill(value)
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_load_state("networkidle")


def test_a_kpi_that_breaks_becomes_an_objective_and_what_is_won_goes_back(
    visit: Callable[..., Page], serve: Callable[..., Server]
) -> None:
    server = serve("en")
    page = visit("en", "boris", viewport=PHONE, bypass_csp=True)

    page.goto("/kpis/")
    page.get_by_role("link", name=KPI).first.click()
    page.get_by_role("link", name="Many at once, out of a file").click()
    kpi = page.url.removesuffix("file/")
    table = {"name": "replies.csv", "mimeType": "text/csv", "buffer": f"day,hours\n{date.today()},12\n".encode()}
    page.set_input_files("input[type=file]", table)  # type: ignore[arg-type]
    page.get_by_label("Column of the values").fill("hours")
    page.get_by_label("Column of the days").fill("day")
    page.get_by_role("button", name="Look into it").click()
    page.get_by_role("button", name="Record them").click()
    expect(page.locator(".answer")).to_contain_text("broken: above the corridor since")
    expect(page.locator(".chart-of[data-drawn] .chart svg")).to_be_visible()
    is_fit_for_a_phone(page)

    page.get_by_role("button", name="Write an objective about it").click()
    page.wait_for_url("**/draft/**")
    assert page.locator("[name=reality]").input_value().startswith(f"“{KPI}” is 12")
    page.locator("[name=title]").fill("Whoever writes to us hears from a person the same morning")
    page.wait_for_timeout(1500)
    page.wait_for_load_state("networkidle")
    objective, key_result = server.run(
        "from vekha.goals.models import KeyResult as K; k = K.objects.latest('pk'); print(k.objective_id, k.pk)"
    ).split()[-2:]
    page.goto(f"/objectives/{objective}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("the same morning")
    for step in ("Propose", "Agree", "Begin"):
        page.get_by_role("button", name=step, exact=True).first.click()
        page.wait_for_load_state("networkidle")

    record(page, kpi, "7")
    work(server)
    page.goto(f"/key-results/{key_result}/")
    expect(page.locator(".history")).to_contain_text("from the KPI")
    expect(page.locator(".history")).to_contain_text("7")
    is_fit_for_a_phone(page)

    record(page, kpi, "4")
    work(server)
    page.goto(f"/key-results/{key_result}/")
    page.get_by_role("link", name="Propose a corridor to the KPI").click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    assert page.get_by_label("Healthy up to").input_value() == "4"
    assert page.get_by_label("Broken above").input_value() == "8"
    is_fit_for_a_phone(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".answer")).to_contain_text("healthy")
