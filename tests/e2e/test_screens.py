"""Every screen in every language: accessible by day and by night, and nothing hangs over at 360 px."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
OPEN = {"sign in": "/sign-in/", "reset": "/sign-in/password/reset/", "coach": "/coach/", "rules": "/coach/rules/"}
LATELY = date.today() - timedelta(days=10)
SIGNED_IN = {
    "my week": "/",
    "inbox": "/inbox/",
    "company": "/company/",
    "company of a past day": f"/company/?on={LATELY}",
    "what moved": "/moved/",
    "statistics": "/company/statistics/",
    "the wall": "/company/present/",
    "saved views": "/views/",
    "new saved view": "/views/new/company/",
    "planning": "/planning/",
    "map": "/map/",
    "map as a list": "/map/?show=list&open=o7",
    "objective": "/objectives/1/",
    "alignments": "/objectives/7/alignments/?find=the",
    "agreement": "/objectives/6/agree/",
    "conversation": "/objectives/6/conversation/",
    "action items": "/objectives/1/action-items/",
    "versions": "/objectives/6/versions/",
    "replies": "/check-ins/1/replies/",
    "new objective": "/objectives/new/",
    "edit objective": "/objectives/1/edit/",
    "draft": "/coach/objectives/16/draft/",
    "draft with remarks": "/coach/objectives/13/draft/",
    "key result": "/key-results/1/",
    "edit key result": "/key-results/1/edit/",
    "new initiative": "/objectives/1/initiatives/new/",
    "cycles": "/cycles/",
    "teams": "/teams/",
    "team": "/teams/5/",
    "team on a past day": f"/teams/5/?on={LATELY}",
    "a team's time": "/teams/5/check-in-time/",
    "meetings of a team": "/meetings/teams/5/",
    "person": "/people/4/",
    "person on a past day": f"/people/4/?on={LATELY}",
    "kpis": "/kpis/",
    "kpi": "/kpis/1/",
    "edit kpi": "/kpis/1/edit/",
    "source of a kpi": "/kpis/1/source/",
    "file of a kpi": "/kpis/1/file/",
    "backlog": "/backlog/",
    "coach with findings": "/coach/?example=1",
    "coach's rule": "/coach/rules/K-TASK/",
    "profile": "/settings/",
    "chat": "/settings/chat/",
    "organisation": "/settings/organisation/",
    "people": "/settings/people/",
    "team tree": "/settings/teams/",
    "invitations": "/settings/invitations/",
    "parts": "/parts/",
    "not found": "/no-such-page/",
}
MENUS_THAT_LEAVE = """async () => {
  const leaving = [];
  for (const menu of document.querySelectorAll("details[data-menu]")) {
    menu.open = true;
    await new Promise((done) => menu.addEventListener("toggle", done, { once: true }));
    const { left, right } = menu.querySelector("nav").getBoundingClientRect();
    if (left < 0 || right > innerWidth) leaving.push(menu.querySelector("summary").textContent.trim());
    menu.open = false;
  }
  return leaving;
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page) -> list[str]:
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci)")
    # The policy of the page forbids foreign scripts; the inspector's own door is open.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"][:3]
    ]


# What the dark theme changes are colours, and they are the same in every language.
@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ru", "light"), ("zh", "light"), ("en", "dark")])
def test_screens_are_accessible(visit: Callable[..., Page], language: str, theme: str) -> None:
    signed_out = visit(language, color_scheme=theme, bypass_csp=True)
    signed_in = visit(language, "anna", color_scheme=theme, bypass_csp=True)
    dora = visit(language, "dora", color_scheme=theme, bypass_csp=True)
    found = {}
    for page, screens in ((signed_out, OPEN), (signed_in, SIGNED_IN), (dora, {"my week of dora": "/"})):
        for screen, path in screens.items():
            page.goto(path)
            expect(page.locator(".htmx-request, [data-wait]")).to_have_count(0)
            if problems := violations(page):
                found[screen] = problems
    assert not found, "\n".join(f"{screen}: {problem}" for screen, problems in found.items() for problem in problems)


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_nothing_hangs_over_on_a_phone(visit: Callable[..., Page], language: str) -> None:
    viewport = {"width": 360, "height": 740}
    found = {}
    for person, screens in ((None, OPEN), ("anna", SIGNED_IN), ("dora", {"my week of dora": "/"})):
        page = visit(language, person, viewport=viewport)
        for screen, path in screens.items():
            page.goto(path)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > viewport["width"]:
                found[screen] = width
            if menus := page.evaluate(MENUS_THAT_LEAVE):
                found[f"menus of {screen}"] = menus
    assert found == {}
