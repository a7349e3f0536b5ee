"""Charts in a browser, of a key result and of a cycle: drawn under the strict policy, with their tables."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

WITH_CHANGED_TARGET = "/key-results/42/"


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_the_chart_is_drawn_and_its_table_folds(visit: Callable[..., Page], language: str) -> None:
    page = visit(language, "anna")
    page.goto(WITH_CHANGED_TARGET)

    expect(page.locator(".chart-of[data-drawn] .chart svg")).to_be_visible()
    expect(page.locator(".chart-table")).to_be_hidden()
    page.locator(".chart-of summary").click()
    expect(page.locator(".chart-table")).to_be_visible()


def test_arrows_go_from_check_in_to_check_in(visit: Callable[..., Page]) -> None:
    page = visit("en", "anna")
    page.goto(WITH_CHANGED_TARGET)
    expect(page.locator(".chart-of[data-drawn]")).to_be_visible()
    said = page.locator(".chart-point")
    last = said.text_content()

    page.locator(".chart-wrap").focus()
    page.keyboard.press("ArrowLeft")
    before = said.text_content()
    page.keyboard.press("End")

    assert before != last
    assert said.text_content() == last


def test_the_chart_opens_below_its_line_on_the_page_of_the_objective(visit: Callable[..., Page]) -> None:
    page = visit("en", "anna")
    page.goto("/objectives/1/")
    page.locator(".kr-list .more-about > summary").first.click()

    expect(page.locator(".chart-of[data-drawn] .chart svg")).to_be_visible()


def test_without_scripts_the_table_stands_open(visit: Callable[..., Page]) -> None:
    page = visit("en", "anna", java_script_enabled=False)
    page.goto(WITH_CHANGED_TARGET)

    expect(page.locator(".chart-table")).to_be_visible()
    expect(page.locator(".chart-wrap")).to_be_hidden()


def test_the_forecast_opens_its_formula_and_closes_it(visit: Callable[..., Page]) -> None:
    page = visit("en", "anna")
    page.goto(WITH_CHANGED_TARGET)

    page.locator(".forecast .explain").click()
    expect(page.locator(".forecast .explanation")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".forecast .explanation")).to_have_count(0)
    expect(page.locator(".forecast .explain")).to_be_focused()


def test_a_check_in_is_drawn_at_once(visit: Callable[..., Page]) -> None:
    page = visit("en", "dora")
    page.goto(WITH_CHANGED_TARGET)
    expect(page.locator(".chart-of[data-drawn]")).to_be_visible()
    before = page.locator(".chart-point").text_content()

    page.locator(".one-line .button").click()
    page.locator("input[name=value]").fill("41")
    page.keyboard.press("Enter")

    expect(page.locator(".chart-of[data-drawn] .chart svg")).to_be_visible()
    expect(page.locator(".chart-point")).to_contain_text("41%")
    assert page.locator(".chart-point").text_content() != before


def test_the_charts_of_a_cycle_are_drawn_and_their_tables_fold(visit: Callable[..., Page]) -> None:
    page = visit("en", "anna")
    page.goto("/company/statistics/")

    expect(page.locator("[data-statistics][data-drawn] .chart svg")).to_have_count(4)
    expect(page.locator("[data-statistics] .chart-table").first).to_be_hidden()
    page.locator("[data-statistics] summary").first.click()
    expect(page.locator("[data-statistics] .chart-table").first).to_be_visible()
