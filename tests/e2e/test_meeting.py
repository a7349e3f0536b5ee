"""The weekly meeting in two browsers: one leads, the other comes late and follows, but never away from their words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_screens import violations
from vekha.demo import build

Visit = Callable[..., Page]
WORDS = {
    "en": {
        "begin": "Begin the meeting",
        "next": "Next",
        "write": "Write it down",
        "go": "Go there",
        "came": "What came out",
    },
    "ru": {
        "begin": "Начать встречу",
        "next": "Дальше",
        "write": "Записать",
        "go": "Перейти туда",
        "came": "Что решили и записали",
    },
    "zh": {"begin": "开始会议", "next": "下一项", "write": "记下", "go": "去那里", "came": "结果"},
}


def title(page: Page) -> str:
    return page.locator("#point-title").inner_text()


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_whoever_comes_late_sees_where_the_meeting_is_and_goes_with_it(visit: Visit, language: str) -> None:
    words = WORDS[language]
    boris = visit(language, "boris", bypass_csp=True)  # he leads care
    boris.goto(f"/teams/{1 + [team['key'] for team in build.read(language)['teams']].index('care')}/")
    boris.locator("main a[href^='/meetings/teams/']").click()
    boris.get_by_role("button", name=words["begin"]).click()
    boris.wait_for_url("**/meetings/*/")
    address = boris.url
    first = title(boris)
    assert violations(boris) == []
    boris.keyboard.press("ArrowRight")
    expect(boris.locator("#point-title")).not_to_have_text(first)

    dora = visit(language, "dora", bypass_csp=True, viewport={"width": 360, "height": 740})
    dora.goto(address)
    assert title(dora) == title(boris)
    assert dora.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(dora) == []

    boris.keyboard.press("ArrowLeft")  # she is taken along
    expect(dora.locator("#point-title")).to_have_text(first)

    dora.get_by_label(words["came"], exact=True).last.fill("1: 12 → 3")  # she writes: nobody takes her away from that
    boris.get_by_role("button", name=words["next"]).click()
    expect(dora.get_by_role("link", name=words["go"])).to_be_visible()
    assert title(dora) == first
    dora.get_by_role("button", name=words["write"]).click()
    expect(dora.locator("#point-title")).not_to_have_text(first)

    boris.keyboard.press("ArrowLeft")
    expect(boris.locator(".outcomes", has_text="1: 12 → 3")).to_have_count(1)
    for _point in range(20):
        if boris.locator("[data-way=next]").count() == 0:
            break
        here = title(boris)
        boris.keyboard.press("ArrowRight")
        expect(boris.locator("#point-title")).not_to_have_text(here)
    boris.locator(".ways form button.main").click()
    boris.wait_for_url("**/summary/")
    assert violations(boris) == []
    dora.wait_for_url("**/summary/")
    assert dora.evaluate("document.documentElement.scrollWidth") <= 360
