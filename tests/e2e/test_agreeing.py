"""Two teams agree in the browser: one asks, the other accepts and declines in place, and both see the same."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from vekha.demo import build

Visit = Callable[..., Page]
WORDS = {
    "en": {"ask": "Ask to align", "send": "Ask", "yes": "Accept", "no": "Decline with a reason", "say": "Decline"},
    "ru": {
        "ask": "Предложить связь",
        "send": "Предложить",
        "yes": "Принять",
        "no": "Отклонить с причиной",
        "say": "Отклонить",
    },
    "zh": {"ask": "申请对齐", "send": "发出申请", "yes": "接受", "no": "谢绝并说明原因", "say": "谢绝"},
}


def title(language: str, key: str) -> str:
    return str(next(row["title"] for row in build.read(language)["objectives"] if row["key"] == key))


def go_to(page: Page, language: str, key: str) -> None:
    """The page of an objective, with its section of alignments."""
    page.goto("/company/?level=team")
    page.get_by_role("link", name=title(language, key)).first.click()
    expect(page.locator("#alignments-title")).to_be_visible()


def ask(page: Page, language: str, key: str, reason: str) -> None:
    words = WORDS[language]
    section = page.locator("#alignments")
    section.get_by_text(words["ask"], exact=True).click()
    section.locator("#align-find").press_sequentially(title(language, key)[:12], delay=20)
    found = section.locator(".candidate", has_text=title(language, key))
    found.locator("label").first.click()
    section.locator("#ask-text").fill(reason)
    section.get_by_role("button", name=words["send"], exact=True).click()
    expect(section.locator(".request", has_text=reason)).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_one_side_asks_twice_and_the_other_accepts_one_and_declines_one(visit: Visit, language: str) -> None:
    words = WORDS[language]
    boris = visit(language, "boris")  # he leads care
    go_to(boris, language, "care-1")
    ask(boris, language, "supply-1", "1: 12 → 3")
    ask(boris, language, "people-1", "2: 30 → 60")

    joyce = visit(language, "p15")  # she leads supply
    go_to(joyce, language, "supply-1")
    request = joyce.locator("#alignments .request", has_text="1: 12 → 3")
    request.get_by_role("button", name=words["yes"], exact=True).click()
    expect(request).to_have_count(0)
    expect(joyce.locator("#alignments .plainlist", has_text=title(language, "care-1"))).to_be_visible()

    anna = visit(language, "anna")  # she leads people
    go_to(anna, language, "people-1")
    request = anna.locator("#alignments .request", has_text="2: 30 → 60")
    request.get_by_text(words["no"], exact=True).click()
    request.get_by_role("button", name=words["say"], exact=True).click()
    expect(request.locator(".errorlist")).to_be_visible()  # without a reason it stays open
    request.locator("textarea:visible").fill("60 → 90")
    request.get_by_role("button", name=words["say"], exact=True).click()
    expect(request).to_have_count(0)

    boris.reload()
    lines = boris.locator("#alignments .plainlist > li")
    expect(lines.filter(has_text=title(language, "supply-1"))).to_be_visible()
    expect(lines.filter(has_text=title(language, "people-1"))).to_contain_text("60 → 90")
    expect(boris.locator("#alignments .request", has_text="→")).to_have_count(0)


def test_asking_and_answering_work_without_scripts(visit: Visit) -> None:
    words, reason = WORDS["en"], "Your vans carry what our engineers need"
    boris = visit("en", "boris", java_script_enabled=False)
    boris.goto("/company/?level=team")
    boris.get_by_role("link", name=title("en", "care-2")).first.click()
    boris.get_by_role("link", name="What it supports and depends on, and who is asked").click()
    boris.get_by_text(words["ask"], exact=True).click()
    boris.locator("#align-find").fill("crew leaves")
    boris.get_by_role("button", name="Find").click()
    boris.locator(".candidate", has_text=title("en", "field-1")).locator("label").first.click()
    boris.locator("#ask-text").fill(reason)
    boris.get_by_role("button", name=words["send"], exact=True).click()
    expect(boris.locator(".message")).to_contain_text("will see your request")

    declan = visit("en", "p14", java_script_enabled=False)
    declan.goto(boris.url)
    declan.get_by_role("link", name=title("en", "field-1")).first.click()
    declan.get_by_role("link", name="What it supports and depends on, and who is asked").click()
    declan.locator(".request", has_text=reason).get_by_role("button", name=words["yes"], exact=True).click()
    expect(declan.locator(".plainlist > li", has_text=title("en", "care-2"))).to_be_visible()
