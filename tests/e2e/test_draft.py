"""The page of a draft in a browser: the coach reads along, what is typed saves itself, two people write at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.hands import Hands

Visit = Callable[..., Page]

WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "task": "Launch a mobile app",
        "vague": "Significantly improve the service",
        "objective": "The first winter costs owners less than the last",
        "label": "Key result {}",
        "saved": "saved a moment ago",
        "answered": "The app is how they book",
        "dismissed": "The board chose these words",
        "conflict": "Somebody else wrote here meanwhile:",
        "mine": "Keep mine",
    },
    "ru": {
        "task": "Запустить мобильное приложение",
        "vague": "Существенно улучшить сервис",
        "objective": "Первая зима обходится владельцам дешевле прошлой",
        "label": "Ключевой результат {}",
        "saved": "только что сохранено",
        "answered": "Через приложение записываются на осмотр",
        "dismissed": "Так сказал совет директоров",
        "conflict": "Тем временем здесь написали другое:",
        "mine": "Оставить моё",
    },
    "zh": {
        "task": "上线手机应用",
        "vague": "显著提升服务水平",
        "objective": "业主今年冬天的取暖费比去年低",
        "label": "关键结果 {}",
        "saved": "刚刚已保存",
        "answered": "客户用它预约检修",
        "dismissed": "董事会定的说法",
        "conflict": "其他人刚在这里写了：",
        "mine": "保留我写的",
    },
}  # fmt: skip


def new_draft(page: Page, words: dict[str, Any]) -> str:
    """Write an objective down; answers the address of its draft."""
    page.goto("/objectives/new/")
    page.fill("[name=title]", words["objective"])
    if not page.locator("[name=teams]:checked").count():
        page.locator("[name=teams]").first.check()
    page.locator("form.write .button.main").click()
    page.wait_for_url(re.compile(r"/draft/$"))
    return page.url


def statement(page: Page, number: int) -> Locator:
    return page.locator(".draft-rows > .pair").nth(number - 1).locator(".statement > textarea").first


def margin(page: Page, number: int) -> Locator:
    return page.locator(".draft-rows > .pair").nth(number - 1).locator(".margin")


def saved(page: Page, words: dict[str, Any]) -> None:
    expect(page.locator("[data-state]")).to_have_text(words["saved"])


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_a_bad_key_result_is_marked_as_it_is_typed_and_talked_over(visit: Visit, language: str) -> None:
    words = WORDS[language]
    page = visit(language, "boris")
    new_draft(page, words)
    statement(page, 1).fill(words["task"])
    note = margin(page, 1).locator(".finding.error")
    expect(note).to_be_visible()
    saved(page, words)
    # The mark lies in the field, under the words that it is about.
    mark = page.locator(".draft-rows .mirror mark.error").first
    field, drawn = statement(page, 1).bounding_box(), mark.bounding_box()
    assert field
    assert drawn
    assert field["x"] <= drawn["x"] < field["x"] + field["width"]
    assert field["y"] <= drawn["y"] < field["y"] + field["height"]
    assert words["task"].startswith(mark.inner_text()) or mark.inner_text() in words["task"]

    statement(page, 1).press("Control+Enter")
    expect(page.locator(".draft-rows > .pair")).to_have_count(2)
    page.keyboard.type(words["vague"])
    expect(margin(page, 2).locator(".finding.error")).to_be_visible()

    # One is answered, by keyboard.
    page.keyboard.press("Alt+KeyA")
    page.keyboard.type(words["answered"])
    margin(page, 2).locator(".finding [name=reply][value^=answered]").first.click()
    expect(margin(page, 2).locator(".settled")).to_contain_text(words["answered"])

    # Of the other the wording is taken, its gaps filled in.
    gaps = note.locator(".blank")
    for place in range(gaps.count()):
        gaps.nth(place).fill(("9", "25", "31")[place % 3])
    note.locator("[data-reply=accept]").click()
    expect(statement(page, 1)).not_to_have_value(words["task"])
    saved(page, words)
    taken = statement(page, 1).input_value()
    assert "9" in taken

    page.reload()
    expect(statement(page, 1)).to_have_value(taken)
    expect(statement(page, 2)).to_have_value(words["vague"])
    expect(margin(page, 2).locator(".settled")).to_contain_text(words["answered"])


def test_a_remark_is_dismissed_by_keyboard_and_stays_folded(visit: Visit) -> None:
    words = WORDS["en"]
    page = visit("en", "boris")
    new_draft(page, words)
    statement(page, 1).fill(words["task"])
    expect(margin(page, 1).locator(".finding").first).to_be_visible()
    saved(page, words)
    before = margin(page, 1).locator(".finding").count()
    page.keyboard.press("Control+.")
    expect(page.locator(".finding.current")).to_have_count(1)
    page.keyboard.press("Alt+KeyD")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(words["dismissed"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".settled")).to_contain_text(words["dismissed"])
    assert margin(page, 1).locator(".finding").count() <= before
    page.reload()
    expect(page.locator(".settled")).to_contain_text(words["dismissed"])


def test_typing_is_not_disturbed_by_what_is_saved_meanwhile(visit: Visit) -> None:
    words = WORDS["en"]
    page = visit("en", "boris")
    new_draft(page, words)
    statement(page, 1).press_sequentially("Complaints from 62 to 15 a month, said slowly enough", delay=60)
    expect(statement(page, 1)).to_be_focused()
    statement(page, 1).press("Home")
    page.keyboard.type("All ")
    saved(page, words)
    page.wait_for_timeout(1500)  # longer than the pause before saving
    page.keyboard.type("open ")
    expect(statement(page, 1)).to_have_value("All open Complaints from 62 to 15 a month, said slowly enough")
    saved(page, words)
    row = page.locator(".draft-rows > .pair").first
    expect(row.locator("[name^=kr-][name$='-start']")).to_have_value("62")
    expect(row.locator("[name^=kr-][name$='-target']")).to_have_value("15")
    page.reload()
    expect(statement(page, 1)).to_have_value("All open Complaints from 62 to 15 a month, said slowly enough")
    expect(page.locator(".draft-rows > .pair")).to_have_count(1)


def test_pasted_lines_become_key_results_in_their_order(visit: Visit) -> None:
    words = WORDS["en"]
    page = visit("en", "boris")
    new_draft(page, words)
    statement(page, 1).fill("1. Visits from 2 to 5\n2. Rating from 4 to 5\n3. Launch a web shop")
    expect(page.locator(".draft-rows > .pair")).to_have_count(3)
    saved(page, words)
    expect(statement(page, 1)).to_have_value("Visits from 2 to 5")
    expect(statement(page, 3)).to_have_value("Launch a web shop")
    statement(page, 3).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(statement(page, 2)).to_be_focused()
    saved(page, words)
    page.reload()
    expect(statement(page, 2)).to_have_value("Launch a web shop")


def test_without_a_connection_what_was_typed_stays_and_is_saved_later(visit: Visit) -> None:
    words = WORDS["en"]
    page = visit("en", "boris")
    new_draft(page, words)
    saved(page, words)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")
    page.fill("[name=why]", "Written in a tunnel")
    expect(page.locator("[data-state]")).to_contain_text("no connection")
    page.reload()  # with the network back: the copy on the device brings the words, and they are saved
    expect(page.locator("[name=why]")).to_have_value("Written in a tunnel")
    saved(page, words)
    page.reload()
    expect(page.locator("[name=why]")).to_have_value("Written in a tunnel")


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_two_write_at_once_and_nothing_is_overwritten(visit: Visit, language: str) -> None:
    words = WORDS[language]
    boris, anna = visit(language, "boris"), visit(language, "anna")
    address = new_draft(boris, words)
    boris.wait_for_timeout(1500)
    anna.goto(address)
    expect(anna.locator(".presence")).to_be_visible()
    saved(anna, words)

    boris.fill("[name=title]", f"{words['objective']} 1")
    boris.locator("[name=why]").focus()
    saved(boris, words)
    anna.fill("[name=title]", f"{words['objective']} 2")
    anna.fill("[name=reality]", "2026")
    expect(anna.locator(".conflict-of")).to_contain_text(words["conflict"])
    expect(anna.locator(".conflict-of q")).to_have_text(f"{words['objective']} 1")
    expect(anna.locator("[name=title]")).to_have_value(f"{words['objective']} 2")

    anna.get_by_role("button", name=words["mine"]).click()
    expect(anna.locator(".conflict-of")).to_have_count(0)
    saved(anna, words)
    boris.reload()
    expect(boris.locator("[name=title]")).to_have_value(f"{words['objective']} 2")
    expect(boris.locator("[name=reality]")).to_have_value("2026")


def test_it_is_written_without_scripts(visit: Visit) -> None:
    words = WORDS["en"]
    page = visit("en", "boris", java_script_enabled=False)
    new_draft(page, words)
    statement(page, 1).fill(words["task"])
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(margin(page, 1).locator(".finding.error")).to_be_visible()
    page.locator("[name=add][value=kr]").click()
    statement(page, 2).fill("Complaints from 62 to 15 a month")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator(".draft-rows > .pair")).to_have_count(2)
    expect(page.locator(".draft-rows [name^=kr-][name$='-target']").nth(1)).to_have_value("15")


def test_words_written_while_somebody_proposes_it_stay_to_be_copied(visit: Visit) -> None:
    words = WORDS["en"]
    boris, anna = visit("en", "boris"), visit("en", "anna")
    address = new_draft(boris, words)
    saved(boris, words)
    boris.get_by_role("button", name="Propose", exact=True).click()
    boris.wait_for_url(re.compile(r"/objectives/\d+/$"))
    boris.goto(address)
    saved(boris, words)
    anna.goto(address)
    anna.evaluate(
        """() => { window.fetch = async () => new Response(
            '<div class="trouble" data-not-saved><dl><dd>Too late</dd></dl></div>', { status: 422 }); }"""
    )
    anna.fill("[name=why]", "Too late")
    expect(anna.locator("[data-not-saved]")).to_contain_text("Too late")
    expect(anna.locator("[data-state]")).to_have_text("Not saved")
    expect(anna.locator("[name=why]")).to_have_value("Too late")


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_a_key_result_is_dragged_by_its_handle_and_stays_there(visit: Visit, language: str) -> None:
    words = WORDS[language]
    page = visit(language, "boris", viewport={"width": 1280, "height": 1600})  # all three in sight
    three_key_results(page, words)
    page.locator(".draft-rows > .pair").nth(2).locator("[data-drag]").first.hover()
    page.mouse.down()
    above = page.locator(".draft-rows > .pair").first.bounding_box()
    assert above
    page.mouse.move(above["x"] + 40, above["y"] + 10, steps=8)
    page.mouse.up()
    in_order(page, words, "3", "1", "2")


def test_arrows_move_a_key_result_under_a_finger(visit: Visit) -> None:
    words = WORDS["en"]
    page = visit("en", "boris", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    three_key_results(page, words)
    row = page.locator(".draft-rows > .pair")
    row.nth(0).locator("[name=down]").first.tap()
    expect(statement(page, 2)).to_have_value("1: 2 → 9")
    row.nth(2).locator("[name=up]").first.tap()
    in_order(page, words, "2", "3", "1")


def test_arrows_move_a_key_result_by_keyboard(visit: Visit) -> None:
    words = WORDS["en"]
    page = visit("en", "boris")
    three_key_results(page, words)
    hands = Hands(page)
    hands.press("Alt+ArrowUp", "Alt+ArrowUp")  # from the last, which was written last
    expect(statement(page, 1)).to_be_focused()
    hands.tab_to(re.compile("^Move key result 1 down"), back=True)
    hands.press("Enter")
    expect(statement(page, 2)).to_have_value("3: 2 → 9")
    hands.tab_to(re.compile("^Move key result 2 up"), back=True)
    hands.press("Space")
    in_order(page, words, "3", "1", "2")


def three_key_results(page: Page, words: dict[str, Any]) -> None:
    """A draft of «1: 2 → 9», «2: 2 → 9» and «3: 2 → 9», saved; the last has the focus."""
    new_draft(page, words)
    statement(page, 1).fill("1: 2 → 9")
    for number in (2, 3):
        page.keyboard.press("Control+Enter")
        page.keyboard.type(f"{number}: 2 → 9")
    saved(page, words)
    page.reload()
    statement(page, 3).focus()


def in_order(page: Page, words: dict[str, Any], *numbers: str) -> None:
    """The key results stand in this order, also once they are saved and read again."""
    for place, number in enumerate(numbers, 1):
        expect(statement(page, place)).to_have_value(f"{number}: 2 → 9")
    saved(page, words)
    page.reload()
    for place, number in enumerate(numbers, 1):
        expect(statement(page, place)).to_have_value(f"{number}: 2 → 9")
