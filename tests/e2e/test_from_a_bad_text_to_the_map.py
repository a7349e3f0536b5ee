"""The whole way of an objective: pasted, talked over with the coach, agreed between teams, begun, seen on the map."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from vekha.demo import build

Visit = Callable[..., Page]

TEXTS = {
    "en": "Objective: Improve efficiency\nKR1: Launch the customer portal\nKR2: Hold 12 training sessions\n"
    "KR3: Reach 10,000 followers\nKR4: Significantly improve the response time\n",
    "ru": "Цель: Повысить эффективность\nКР1: Запустить личный кабинет клиента\nКР2: Провести 12 обучающих встреч\n"
    "КР3: Набрать 10 000 подписчиков\nКР4: Существенно сократить время ответа\n",
    "zh": "目标：提升效率\n关键结果1：上线客户门户\n关键结果2：举办 12 场培训\n关键结果3：粉丝从 3000 增加到 1 万\n"
    "关键结果4：显著缩短响应时间\n",
}
TITLES = {
    "en": "Customers hear from us the same day",
    "ru": "Клиент получает ответ в тот же день",
    "zh": "客户当天就能得到答复",
}
ANSWERS = {
    "en": "They order more after a session",
    "ru": "После встречи заказывают больше",
    "zh": "参加过培训的客户下单更多",
}
REASONS = {"en": "Not before spring", "ru": "Не раньше весны", "zh": "春天之前排不开"}


def row(page: Page, number: int) -> Locator:
    return page.locator(".draft-rows > .pair").nth(number - 1)


def statement(page: Page, number: int) -> Locator:
    return row(page, number).locator(".statement > textarea").first


def take_wording(page: Page, number: int, figures: str) -> None:
    """Fill the gaps of the coach's wording and take it."""
    before = statement(page, number).input_value()
    note = row(page, number).locator(".finding").first
    gaps = note.locator(".blank")
    for place, figure in enumerate(figures.split("|")[: gaps.count()]):
        gaps.nth(place).fill(figure)
    note.locator("[data-reply=accept]").click()
    expect(statement(page, number)).not_to_have_value(before)


def ask(page: Page, title: str) -> None:
    """From the page of one's own objective, ask to support another."""
    page.locator("#ask-to-align > summary").click()
    page.fill("#align-find", title)
    page.locator("#align-candidates .candidate", has_text=title).locator("input[name=to]").first.check()
    page.locator("#ask-form button.firm").click()
    expect(page.locator("#alignments .request", has_text=title)).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_from_a_bad_text_to_the_map(visit: Visit, language: str) -> None:
    sales = visit(language, "p11")
    names = {team["key"]: team["name"] for team in build.read(language)["teams"]}
    sales.goto("/teams/")
    sales.get_by_role("link", name=names["sales"], exact=True).first.click()
    wanted = sales.locator(".ledger .what a[href^='/objectives/']")
    titles = [title for title in dict.fromkeys(map(str.strip, wanted.all_inner_texts())) if title][:2]
    assert len(titles) == 2

    # Five findings on the pasted text; it becomes a draft of one's team.
    page = visit(language, "boris")
    page.goto("/coach/")
    page.fill("textarea[name=text]", TEXTS[language])
    page.locator("#paste button.main").click()
    expect(page.locator("#notes .finding")).to_have_count(5)
    page.locator("button[formaction*='/drafts/']").click()
    page.wait_for_url(re.compile(r"/objectives/\d+/"))
    (number,) = re.findall(r"/objectives/(\d+)/", page.url)
    page.goto(f"/coach/objectives/{number}/draft/")

    # Two wordings taken, one remark answered, one dismissed, the title written anew.
    page.locator(".draft .statement > textarea, form .statement > textarea").first.fill(TITLES[language])
    take_wording(page, 4, "48|6|")
    take_wording(page, 1, TITLES[language] + "|20|70")
    note = row(page, 2).locator(".finding").first
    note.locator("[data-reply=answer]").click()
    note.locator("textarea[name^=answer]").fill(ANSWERS[language])
    note.locator("[name=reply][value^=answered]").click()
    expect(row(page, 2).locator(".settled")).to_contain_text(ANSWERS[language])
    note = row(page, 3).locator(".finding").first
    note.locator("[data-reply=dismiss]").click()
    note.locator("input[type=radio]").first.check()
    note.locator("[name=reply][value^=dismissed]").click()
    expect(row(page, 3).locator(".settled").first).to_be_visible()
    page.reload()
    expect(row(page, 2).locator(".settled")).to_contain_text(ANSWERS[language])

    # Proposed; another team is asked twice.
    own = f"/objectives/{number}/"
    page.goto(own)
    page.locator("button[name=to][value=proposed]").click()
    for title in titles:
        ask(page, title)

    # Its lead accepts one request and declines the other.
    sales.goto("/inbox/")
    for place, title in enumerate(titles):
        sales.goto("/teams/")
        sales.get_by_role("link", name=names["sales"], exact=True).first.click()
        sales.get_by_role("link", name=title).first.click()
        request = sales.locator("#alignments .request", has_text=TITLES[language])
        if place == 0:
            request.locator("button[value=accept]").click()
        else:
            request.locator("details.reply > summary").first.click()
            request.locator("form:has([name=what][value=decline]) textarea").fill(REASONS[language])
            request.locator("form:has([name=what][value=decline]) button").click()
        expect(request).to_have_count(0)

    # Agreed and begun; both see the same.
    page.goto(own)
    expect(page.locator("#alignments")).to_contain_text(REASONS[language])
    page.locator("button[name=to][value=agreed]").click()
    page.locator("button[name=to][value=active]").click()
    page.goto(f"/map/?at=o{number}")
    panel = page.locator(".panel")
    expect(panel).to_contain_text(TITLES[language])
    expect(panel).to_contain_text(REASONS[language])
