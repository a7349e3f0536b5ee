"""Writing an objective without JavaScript, and with nothing but the keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]

TITLES = {
    "en": "Owners understand their first winter bill",
    "ru": "Владельцы понимают первый зимний счёт",
    "zh": "业主看得懂入冬后的第一张账单",
}
TASKS = {"en": "Launch a mobile app", "ru": "Запустить мобильное приложение", "zh": "上线手机应用"}
VAGUE = {
    "en": "Significantly improve the response time",
    "ru": "Существенно сократить время ответа",
    "zh": "显著缩短响应时间",
}
ANSWERS = {"en": "They book visits in it", "ru": "Через него записываются на осмотр", "zh": "客户用它预约检修"}
REASONS = {"en": "The board chose these words", "ru": "Так сказал совет директоров", "zh": "董事会定的说法"}


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_the_writing_part_without_javascript(visit: Visit, language: str) -> None:
    page = visit(language, "boris", java_script_enabled=False)
    page.goto("/coach/")
    page.fill("textarea[name=text]", f"O: {TITLES[language]}\nKR1: {TASKS[language]}\nKR2: {VAGUE[language]}\n")
    page.locator("#paste button.main").click()
    expect(page.locator("#notes .finding.error")).to_have_count(2)
    page.locator("button[formaction*='/drafts/']").click()
    (number,) = re.findall(r"/objectives/(\d+)/", page.url)
    page.goto(f"/coach/objectives/{number}/draft/")
    rows = page.locator(".draft-rows > .pair")

    # The wording of the second is taken with its gaps filled, the remark on the first is answered.
    gaps = rows.nth(1).locator(".finding .blank")
    for place in range(gaps.count()):
        gaps.nth(place).fill(str(40 - 10 * place))
    rows.nth(1).locator("[data-reply=accept]").click()
    expect(rows.nth(1).locator(".statement > textarea").first).not_to_have_value(VAGUE[language])
    expect(rows.nth(1).locator(".statement > textarea").first).to_have_value(re.compile("40"))
    rows.nth(0).locator("[data-reply=answer]").click()
    rows.nth(0).locator("textarea[name^=answer]").fill(ANSWERS[language])
    rows.nth(0).locator("[name=reply][value^=answered]").click()
    expect(rows.nth(0).locator(".settled")).to_contain_text(ANSWERS[language])

    # The title is written anew; proposing saves it.
    page.locator("#draft .statement > textarea").first.fill(TITLES[language] + " 2027")
    page.locator("[name=then][value=propose]").click()
    page.goto(f"/objectives/{number}/")
    expect(page.locator("h1")).to_have_text(TITLES[language] + " 2027")
    expect(page.locator("button[name=to][value=agreed]")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_from_a_new_objective_to_a_proposal_by_keyboard_alone(visit: Visit, language: str) -> None:
    page = visit(language, "boris")
    page.goto("/objectives/new/")
    tab_to(page, "[name=title]")
    page.keyboard.type(TITLES[language])
    tab_to(page, "form.write .button.main")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/draft/$"))
    (number,) = re.findall(r"/objectives/(\d+)/", page.url)
    rows = page.locator(".draft-rows > .pair")

    tab_to(page, ".draft-rows > .pair .statement > textarea")
    page.keyboard.type(TASKS[language])
    expect(rows.nth(0).locator(".finding.error")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.keyboard.type(VAGUE[language])
    expect(rows.nth(1).locator(".finding.error")).to_be_visible()

    # Dismiss the second with a reason, then answer the first.
    page.keyboard.press("Alt+KeyD")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(REASONS[language])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(rows.nth(1).locator(".settled")).to_contain_text(REASONS[language])
    tab_to(page, ".draft-rows > .pair .statement > textarea", "Shift+Tab")
    page.keyboard.press("Alt+KeyA")
    page.keyboard.type(ANSWERS[language])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(rows.nth(0).locator(".settled")).to_contain_text(ANSWERS[language])

    tab_to(page, "[name=then][value=propose]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^(?!.*/draft/)"))
    page.goto(f"/objectives/{number}/")
    expect(page.locator("button[name=to][value=agreed]")).to_be_visible()


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab, or Shift+Tab to go back, until the element has the focus."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement === document.querySelector(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by Tab")
