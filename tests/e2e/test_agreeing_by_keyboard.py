"""From a proposal to the map with nothing but the keyboard, both those who ask and those who are asked."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hands import Hands
from vekha.demo import build

Visit = Callable[..., Page]

WORDS = {
    "en": {
        "title": "Owners settle in before the first frost",
        "key result": "Calls about the first frost fall from 90 to 30 a week",
        "reason": "Not before spring",
        "skip": "Skip to content",
        "What will be different": "What will be different",
        "Write it down": "Write it down",
        "Key result 1": "Key result 1",
        "saved": "saved a moment ago",
        "Propose": "Propose",
        "Alignment": "Alignment",
        "Ask to align": "Ask to align",
        "Find": "Find an objective or a key result",
        "In a sentence": "In a sentence",
        "Ask": "Ask",
        "Inbox": "Inbox",
        "Accept": "Accept",
        "Decline with a reason": "Decline with a reason",
        "Why": "Why, so that they can go on from there",
        "Decline": "Decline",
        "I agree": "I agree",
        "Agree": "Agree",
        "Begin": "Begin",
        "Map": "Map",
        "Find on the map": "Find an objective by its words or its owner",
    },
    "ru": {
        "title": "Владельцы обживаются до первых морозов",
        "key result": "Звонков о первых морозах становится меньше: с 90 до 30 в неделю",
        "reason": "Не раньше весны",
        "skip": "К содержанию",
        "What will be different": "Что изменится",
        "Write it down": "Создать черновик",
        "Key result 1": "Результат\N{NO-BREAK SPACE}1",
        "saved": "только что сохранено",
        "Propose": "Предложить",
        "Alignment": "Согласование",
        "Ask to align": "Предложить связь",
        "Find": "Найти цель или результат",
        "In a sentence": "Одним предложением",
        "Ask": "Предложить",
        "Inbox": "Входящие",
        "Accept": "Принять",
        "Decline with a reason": "Отклонить с причиной",
        "Why": "Почему, чтобы им было от чего оттолкнуться",
        "Decline": "Отклонить",
        "I agree": "Соглашаюсь",
        "Agree": "Согласовать",
        "Begin": "Взять в работу",
        "Map": "Карта",
        "Find on the map": "Найти цель по словам или по владельцу",
    },
    "zh": {
        "title": "业主在第一场霜冻之前就用得顺手",
        "key result": "每周关于初霜的来电从 90 通降到 30 通",
        "reason": "春天之前排不开",
        "skip": "跳到正文",
        "What will be different": "会有什么不同",
        "Write it down": "存为草稿",
        "Key result 1": "关键结果 1",
        "saved": "刚刚已保存",
        "Propose": "提出",
        "Alignment": "对齐",
        "Ask to align": "申请对齐",
        "Find": "查找目标或关键结果",
        "In a sentence": "用一句话说明",
        "Ask": "发出申请",
        "Inbox": "收件箱",
        "Accept": "接受",
        "Decline with a reason": "谢绝并说明原因",
        "Why": "原因，让对方好接着想办法",
        "Decline": "谢绝",
        "I agree": "同意",
        "Agree": "商定",
        "Begin": "开始执行",
        "Map": "对齐图",
        "Find on the map": "按文字或负责人查找目标",
    },
}


def beginning(words: str) -> re.Pattern[str]:
    return re.compile(f"^{re.escape(words)}")


def holding(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words))


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_two_teams_agree_by_keyboard_alone(visit: Visit, language: str) -> None:
    words = WORDS[language]
    titles = {row["key"]: row["title"] for row in build.read(language)["objectives"]}
    accepted, declined = titles["sales-1"], titles["sales-2"]

    # A lead writes an objective down and proposes it.
    page = visit(language, "boris")
    boris = Hands(page)
    page.goto("/objectives/new/")
    boris.tab_to(words["What will be different"])
    boris.type(words["title"])
    boris.tab_to(words["Write it down"])
    boris.follow()
    boris.tab_to(words["Key result 1"])
    boris.type(words["key result"])
    expect(page.locator("[data-state]")).to_have_text(words["saved"])
    boris.tab_to(words["Propose"], "button")
    boris.follow()

    # He asks another team twice, one request after the other.
    boris.tab_to(words["Alignment"], "link")
    boris.press("Enter")
    expect(page.locator("#alignments")).to_contain_text(words["Ask to align"])  # its part of the page has come
    for title in (accepted, declined):
        boris.tab_to(words["Ask to align"])
        boris.press("Enter")
        boris.tab_to(words["Find"])
        boris.type(title)
        expect(page.locator("#align-candidates .candidate")).to_have_count(1)
        boris.tab_to(beginning(title), "radio")
        boris.press("Space")
        boris.tab_to(beginning(words["In a sentence"]))
        boris.type("12 → 3")
        boris.tab_to(words["Ask"], "button")
        boris.press("Enter")
        expect(page.locator("#alignments .request", has_text=title)).to_be_visible()
        boris.wait_for(words["Alignment"])

    # Its lead hears of both. She accepts one on its page and declines the other where it waits.
    helens = visit(language, "p11")
    helen = Hands(helens)
    to_the_inbox(helen, words)
    helen.tab_to(re.compile(f"{re.escape(words['title'])}.*{re.escape(accepted)}"), "link")
    helen.follow()
    helen.tab_to(words["Accept"])
    helen.press("Enter")
    expect(helens.locator("#alignments .plainlist > li", has_text=words["title"])).to_be_visible()
    helen.wait_for(words["Alignment"])
    to_the_inbox(helen, words)
    helen.tab_to(holding(words["title"]), "link")
    helen.tab_to(words["Decline with a reason"])
    helen.press("Enter")
    helen.tab_to(words["Why"])
    helen.type(words["reason"])
    helen.tab_to(words["Decline"])
    helen.follow()
    expect(helens.locator(".waits .request", has_text=words["title"])).to_have_count(0)

    # He reads the reason, agrees to the words himself, and the objective is agreed and begun.
    page.reload()
    expect(page.locator("#alignments")).to_contain_text(words["reason"])
    boris.tab_to(words["skip"])
    boris.press("Enter")
    boris.tab_to(words["I agree"], "button")
    boris.press("Enter")
    expect(page.locator("#agreement :focus")).to_have_count(1)
    boris.tab_to(words["Agree"], "button", back=True)
    boris.follow()
    boris.tab_to(words["Begin"], "button")
    boris.follow()

    # On the map he finds it by its words; arrows lead to the one it goes with and back, L to the same as a list.
    boris.tab_to(words["Map"])
    boris.follow()
    expect(page.locator("#map")).to_be_focused()
    boris.tab_to(words["Find on the map"], back=True)
    boris.type(words["title"])
    boris.press("Enter")
    chosen = page.locator("#panel h2")
    expect(chosen).to_have_text(words["title"])
    expect(page.locator("#panel")).to_contain_text(accepted)
    expect(page.locator("#panel")).to_contain_text(words["reason"])
    boris.press("ArrowRight")
    expect(chosen).to_have_text(accepted)
    boris.press("ArrowLeft")
    expect(chosen).to_have_text(words["title"])
    boris.press("l")
    boris.wait_for(words["title"])
    expect(page.locator("#outline .is-chosen")).to_contain_text(accepted)
    boris.press("l")
    expect(page.locator("#map")).to_be_focused()


def to_the_inbox(hands: Hands, words: dict[str, str]) -> None:
    hands.tab_to(words["skip"], back=True)
    hands.tab_to(beginning(words["Inbox"]), "link")
    hands.follow()
    hands.tab_to(words["skip"])
    hands.press("Enter")
