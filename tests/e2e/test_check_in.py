"""The check-in from end to end, by keyboard, in three languages: sign in, three rows, what changed, undo."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Server


def progress_of(page: Page, path: str) -> str:
    page.goto(path)
    return page.locator(".facts .pct").first.inner_text()


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_three_check_ins_by_keyboard_move_the_objective_and_are_told_and_undone(
    visit: Callable[..., Page], language: str
) -> None:
    page = visit(language, "dora")
    first = page.locator("form.checkin[data-owed]").first
    objective = first.locator("xpath=ancestor::section").locator("h2 a").get_attribute("href")
    assert objective
    before = progress_of(page, objective)

    page.goto("/")
    checked_in = []
    for _ in range(3):
        row = page.locator("form.checkin.open")
        expect(row).to_have_count(1)
        place = f"#{row.get_attribute('id')}"
        checked_in.append(place)
        if row.locator("input[name=value]").count():
            expect(row.locator("input[name=value]")).to_be_focused()
            page.keyboard.type("40")
        page.keyboard.press("Tab")
        if row.locator("input[name=steps], input[name=done]").count():
            page.keyboard.press("=")
        else:
            page.keyboard.type("7")
            page.keyboard.press("Enter")
        expect(page.locator(f"{place}.said")).to_be_visible()

    company = page.locator(".nav a").nth(1).get_attribute("href")
    assert company
    assert progress_of(page, objective) != before
    expect(page.locator("#happened .feed > li").first).to_contain_text("40")
    page.goto(company + "?level=team")
    expect(page.locator("body")).to_contain_text(progress_of(page, objective))

    page.goto("/")
    for place in reversed(checked_in):
        page.locator(f"{place}.said form button").focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"form{place}")).to_be_visible()
    assert progress_of(page, objective) == before
    expect(page.locator("#happened .feed > li").first).not_to_be_empty()


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_a_whole_week_takes_four_keys_a_key_result_at_most(visit: Callable[..., Page], language: str) -> None:
    page = visit(language, "dora")
    due = page.locator("form.checkin[data-owed]").count()
    assert due >= 5
    keys = []
    for _ in range(due):
        row = page.locator("form.checkin.open")
        expect(row).to_have_count(1)
        place = f"#{row.get_attribute('id')}"
        is_measured = row.locator("input[name=value]").count()
        pressed = [*"45", "Enter"] if is_measured else ["="]
        for key in pressed:
            page.keyboard.press(key)
        expect(page.locator(f"{place}.said")).to_be_visible()
        keys.append(len(pressed))

    assert max(keys) <= 4
    expect(page.locator("form.checkin[data-owed]")).to_have_count(0)

    for _ in range(due):  # as it was, for the next journey
        left = page.locator("form.checkin[data-owed]").count()
        page.locator(".checkin.is-new form button").first.click()
        expect(page.locator("form.checkin[data-owed]")).to_have_count(left + 1)


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_checking_in_by_the_link_of_a_letter_needs_no_sign_in(
    visit: Callable[..., Page], serve: Callable[..., Server], language: str
) -> None:
    link = serve(language).run(
        "from django.utils import timezone; from vekha.people import links; from vekha.people.models import Person;"
        "dora = Person.objects.get(email__startswith='dora@');"
        "print(links.sign(dora, 'check-in', timezone.localdate().isoformat()))"
    )
    page = visit(language, viewport={"width": 360, "height": 740})
    page.goto(f"/check-in/{link}/")
    row = page.locator("form.checkin.open")
    place = f"#{row.get_attribute('id')}"
    row.locator("input[name=value]").fill("45")
    row.locator(".actions .button.main").click()

    expect(page.locator(f"{place}.said")).to_contain_text("45")
    page.locator(f"{place}.said form button").click()
    expect(page.locator(f"form{place}")).to_be_visible()
    page.goto("/company/")
    expect(page.locator("input[name=password]")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_z_takes_the_last_one_back(visit: Callable[..., Page], language: str) -> None:
    page = visit(language, "dora")
    row = page.locator("form.checkin.open")
    place = f"#{row.get_attribute('id')}"
    page.keyboard.type("41")
    page.keyboard.press("Enter")
    expect(page.locator(f"{place}.said")).to_be_visible()

    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(page.locator(f"form{place}")).to_be_visible()


def test_a_click_on_a_step_of_a_closed_row_ticks_it_though_the_row_opens(visit: Callable[..., Page]) -> None:
    page = visit("en", "dora")
    closed = page.locator("form.checkin:not(.open)", has=page.locator(".tick")).first
    row = page.locator(f"#{closed.get_attribute('id')}")
    step = row.locator(".tick:not(.past):not(.later) input")

    step.click()
    expect(row).to_have_class(re.compile(r"\bopen\b"))
    expect(step).to_be_checked()


def test_the_back_button_shows_what_was_checked_in(visit: Callable[..., Page]) -> None:
    page = visit("en", "dora")
    place = f"#{page.locator('form.checkin.open').get_attribute('id')}"
    page.keyboard.type("44")
    page.keyboard.press("Enter")
    expect(page.locator(f"{place}.said")).to_be_visible()

    page.goto("/company/")
    page.go_back()
    expect(page.locator(f"{place}.said")).to_be_visible()


def test_a_wrong_number_is_explained_and_stays(visit: Callable[..., Page]) -> None:
    page = visit("ru", "dora")
    page.keyboard.type("много")
    page.keyboard.press("Enter")

    row = page.locator("form.checkin.open")
    expect(row.locator(".field-error")).to_be_visible()
    expect(row.locator("input[name=value]")).to_have_value("много")


def test_a_check_in_works_without_javascript(visit: Callable[..., Page]) -> None:
    page = visit("en", "dora", java_script_enabled=False)
    row = page.locator("form.checkin[data-owed]").first
    place = f"#{row.get_attribute('id')}"
    row.locator("input[name=value]").fill("42")
    row.locator("button.main").click()

    said = page.locator(f"{place}.said")
    expect(said.locator("output")).to_have_text("42")
    said.locator("form button").click()
    expect(page.locator(f"form{place}")).to_be_visible()


def test_what_was_typed_comes_back_after_signing_in_again(visit: Callable[..., Page]) -> None:
    page = visit("en", "dora")
    row = page.locator("form.checkin.open")
    place = row.get_attribute("id")
    page.keyboard.type("43")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Enter")

    page.wait_for_url("**/sign-in/**")
    page.fill("input[name=login]", "dora@calder-rowe.example")
    page.fill("input[name=password]", "vekha-demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")
    expect(page.locator(f"form#{place} input[name=value]")).to_have_value("43")
