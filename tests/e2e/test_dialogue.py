"""The dialogue with the coach in the browser: by keyboard, refused and kept, taken back; a file on the Coach page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
OBJECTIVE = "Sell £2.4m of installations this quarter"


@pytest.fixture
def page(visit: Visit) -> Page:
    """The coach's remarks beside an objective, read by an administrator."""
    page = visit("en", "anna")
    page.goto("/company/?level=team")
    page.get_by_role("link", name=OBJECTIVE).first.click()
    expect(page.locator("#coach-notes .finding").first).to_be_visible()
    return page


def test_a_question_is_answered_and_the_answer_taken_back_by_keyboard(page: Page) -> None:
    code = page.locator("#coach-notes .finding .code").first.inner_text()
    page.keyboard.press("Control+.")
    page.keyboard.press("Alt+a")
    page.keyboard.type("It is our quota, kept as a guard.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said = page.locator(".settled", has_text=code)
    expect(said).to_contain_text("answered: “It is our quota, kept as a guard.”")
    expect(page.locator("#happened-list")).to_contain_text("Answered the coach")
    said.get_by_role("button", name="Take back").click()
    expect(said).to_have_count(0)
    expect(page.locator("#happened-list")).to_contain_text("Reply to the coach taken back")


def test_a_dismissal_without_a_reason_comes_back_open_with_its_words(page: Page) -> None:
    note = page.locator("#coach-notes .finding").first
    note.get_by_text("Dismiss", exact=True).click()
    note.get_by_placeholder("The reason in your words").fill("Sales insist on it")
    note.get_by_role("button", name="Dismiss with this reason").click()
    expect(note).to_contain_text("Choose a reason")
    expect(note.get_by_placeholder("The reason in your words")).to_have_value("Sales insist on it")
    note.get_by_label("True, and chosen on purpose").check()
    note.get_by_role("button", name="Dismiss with this reason").click()
    mine = page.locator(".settled").filter(has_text="Sales insist on it")
    expect(mine).to_contain_text("True, and chosen on purpose.")
    mine.get_by_role("button", name="Take back").click()
    expect(mine).to_have_count(0)


def test_a_workbook_becomes_the_text_and_its_remarks_know_their_cells(visit: Visit, tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    sheet.append(["Objective", "Key result"])
    sheet.append(["Guests who stay once come back within the year", "Launch a mobile app"])
    book.save(tmp_path / "plan.xlsx")
    page = visit("en", "anna")
    page.goto("/coach/")
    page.set_input_files("#id_file", tmp_path / "plan.xlsx")
    expect(page.locator(".okr")).to_contain_text("cell Plan!B2")
    assert "Launch a mobile app" in page.locator("#id_text").input_value()
