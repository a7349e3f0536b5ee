"""The Coach page by hand: marks under the text, remarks by keyboard, rewrites put in, the text kept on every way."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from vekha.demo import build

Visit = Callable[..., Page]

TEXT = "Objective: 😀 Guests come back within the year\nKR1: Launch a mobile app\nKR2: Nights from 60 to 140\n"


def asked(page: Page, text: str = TEXT) -> Page:
    """The page after the coach was asked by keyboard."""
    page.goto("/coach/")
    field = page.locator("#id_text")
    field.fill(text)
    field.press("Control+Enter")
    expect(page.locator(".findings").first).to_be_visible()
    return page


def test_marks_lie_under_the_field_and_go_while_one_writes(visit: Visit) -> None:
    page = asked(visit("en"))
    marks = page.locator(".mirror mark")
    expect(marks).to_have_text(["Launch"])
    field, mirror = page.locator("#id_text").bounding_box(), page.locator(".mirror").bounding_box()
    assert field == mirror
    page.locator("#id_text").press("End")
    page.keyboard.type("x")
    expect(marks).to_have_count(0)
    page.keyboard.press("Backspace")
    expect(marks).to_have_text(["Launch"])


def test_remarks_are_walked_by_keyboard_and_a_rewrite_is_put_in(visit: Visit) -> None:
    page = asked(visit("en"))
    page.keyboard.press("Control+.")
    note = page.locator(".finding.current")
    expect(note).to_be_focused()
    expect(page.locator(".mirror .current")).to_have_text("1")
    for place, words in enumerate(["Orders in the app", "0", "400"]):
        note.locator(".blank").nth(place).fill(words)
    note.locator(".blank").nth(2).press("Enter")
    expect(page.locator("#id_text")).to_have_value(re.compile(r"KR1: Orders in the app from 0 to 400.*\nKR2: Nights"))
    assert page.locator("#id_text").input_value().startswith("Objective: 😀 Guests")


def test_a_click_on_marked_words_leads_to_their_note(visit: Visit) -> None:
    page = asked(visit("en"))
    place = page.locator(".mirror mark").first.bounding_box()
    assert place
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(page.locator(".finding.current .code")).to_have_text("K-TASK")


def test_another_language_is_answered_about_the_same_text(visit: Visit) -> None:
    page = asked(visit("en"))
    page.click("form.languages button[value=zh-hans]")
    expect(page.locator(".answer")).to_contain_text("读到 1 个目标、2 条关键结果。")
    expect(page.locator("#id_text")).to_have_value(TEXT)


def test_a_file_is_read_as_soon_as_it_is_chosen(visit: Visit) -> None:
    page = visit("ru")
    page.goto("/coach/")
    data = "Цель: Гости возвращаются\nKR1: Запустить приложение".encode("cp1251")
    file: FilePayload = {"name": "цели.txt", "mimeType": "text/plain", "buffer": data}
    page.set_input_files("#id_file", files=[file])
    expect(page.locator(".answer")).to_contain_text("Прочитано: 1 цель и 1 ключевой результат.")


@pytest.mark.parametrize("language", ["ru", "en", "zh"])
def test_a_text_of_somebody_signed_out_becomes_drafts_after_signing_in(visit: Visit, language: str) -> None:
    page = visit(language)
    page.goto("/coach/?example=1")
    text = page.locator("#id_text").input_value()
    page.click("#drafts button")
    domain = build.read(language)["organisation"]["domain"]
    page.fill("input[name=login]", f"dora@{domain}")
    page.fill("input[name=password]", build.PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page.locator("#id_text")).to_have_value(text)
    page.click("#drafts button")
    expect(page.locator(".message.success")).to_be_visible()


def test_everything_works_without_javascript(visit: Visit) -> None:
    page = visit("en", java_script_enabled=False)
    page.goto("/coach/")
    page.fill("#id_text", TEXT)
    page.click("#paste .actions button")
    page.locator(".finding", has_text="K-TASK").locator("[name=apply]").click()
    assert "KR1: __ from __ to __" in page.locator("#id_text").input_value()
