"""The small scripts every page has, tried on the page of parts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def parts(visit: Callable[..., Page]) -> Page:
    page = visit("en", "anna", color_scheme="light")
    page.goto("/parts/")
    return page


def test_the_chosen_theme_stays_on_the_next_page(parts: Page) -> None:
    parts.get_by_role("button", name="Light or dark").click()
    parts.goto("/parts/?again")
    assert parts.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_number_opens_its_explanation_under_itself_and_escape_closes_it(parts: Page) -> None:
    number = parts.get_by_role("link", name="where it comes from")
    explanation = parts.get_by_role("region", name="Where 58% comes from")
    number.click()
    expect(explanation).to_be_focused()
    expect(number).to_have_attribute("aria-expanded", "true")
    parts.keyboard.press("Escape")
    expect(explanation).to_have_count(0)
    expect(number).to_be_focused()
    number.click()
    expect(explanation).to_be_visible()
    number.click()
    expect(explanation).to_have_count(0)


def test_the_explanation_has_an_address_of_its_own_for_those_without_scripts(visit: Callable[..., Page]) -> None:
    page = visit("en", "anna", java_script_enabled=False)
    page.goto("/parts/?why")
    expect(page.get_by_role("region", name="Where 58% comes from")).to_be_visible()


def test_a_question_mark_opens_the_keys_but_not_while_typing(parts: Page) -> None:
    keys = parts.get_by_role("dialog", name="Keys")
    parts.get_by_label("Objective", exact=True).press("?")
    expect(keys).to_be_hidden()
    parts.get_by_label("Objective", exact=True).blur()
    parts.keyboard.press("?")
    expect(keys).to_be_visible()
    parts.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_what_was_typed_comes_back_until_it_is_sent_or_discarded(parts: Page) -> None:
    field = parts.get_by_label("Objective", exact=True)
    field.fill("Warehouses work without a network")
    parts.goto("/")
    parts.goto("/parts/")
    expect(field).to_have_value("Warehouses work without a network")
    parts.get_by_role("button", name="Discard it").click()
    expect(field).to_have_value("")
    field.fill("Sent")
    parts.get_by_role("button", name="Save").click()
    parts.wait_for_url("**/parts/?title=Sent*")
    expect(field).to_have_value("")


def test_what_did_not_arrive_comes_back(parts: Page) -> None:
    field = parts.get_by_label("Objective", exact=True)
    field.fill("Sent into the void")
    parts.locator("form[data-typed]").evaluate("form => (form.action = '/no-such-page/')")
    parts.get_by_role("button", name="Save").click()
    parts.wait_for_url("**/no-such-page/*")
    parts.goto("/parts/")
    expect(field).to_have_value("Sent into the void")


def test_the_menu_closes_elsewhere_and_gives_the_focus_back(parts: Page) -> None:
    menu = parts.locator("header details")
    menu.locator("summary").click()
    parts.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
