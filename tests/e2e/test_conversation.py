"""Talking beside an objective in the browser: a name behind an @, by keyboard; refused and kept; what comes of it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
OBJECTIVE = "The first winter passes without a worried phone call"


def open_objective(page: Page) -> None:
    page.goto("/company/?level=team")
    page.get_by_role("link", name=OBJECTIVE).first.click()
    expect(page.locator("#comment-text")).to_be_visible()


def test_somebody_is_asked_in_by_keyboard_and_finds_it_in_the_inbox(visit: Visit) -> None:
    page = visit("en", "boris")
    open_objective(page)
    page.locator("#comment-text").focus()
    page.keyboard.type("What do you say, @fridA Li")
    expect(page.locator("#names > li")).to_have_text(["Frida Lindqvist, Workshop Fitter"])
    page.keyboard.press("Enter")
    expect(page.locator("#comment-text")).to_have_value("What do you say, @Frida Lindqvist ")
    page.keyboard.type("about it?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    said = page.locator(".comment", has_text="What do you say")
    expect(said.get_by_role("link", name="@Frida Lindqvist")).to_be_visible()
    expect(page.locator("#comment-text")).to_be_focused()
    expect(page.locator("#comment-text")).to_have_value("")
    expect(page.locator("#happened-list")).to_contain_text("What do you say")

    frida = visit("en", "frida")
    expect(frida.locator(".inbox-link")).to_contain_text("for you")
    frida.locator(".inbox-link").click()
    frida.get_by_role("link", name="Boris Hartley mentions you").click()
    expect(frida.locator(".comment:target")).to_contain_text("What do you say")
    frida.goto("/inbox/")
    expect(frida.locator("#news")).to_contain_text("What do you say")
    expect(frida.get_by_role("link", name="Boris Hartley mentions you")).to_have_count(0)


def test_the_list_of_names_closes_and_leaves_the_field_alone(visit: Visit) -> None:
    page = visit("en", "boris")
    open_objective(page)
    page.locator("#comment-text").focus()
    page.keyboard.type("mail boris@example.com or @bor")
    expect(page.locator("#names > li")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#names")).to_have_count(0)
    expect(page.locator("#comment-text")).to_have_value("mail boris@example.com or @bor")
    page.locator("#comment-text").fill("")


def test_who_cannot_be_asked_to_read_is_told_in_place(visit: Visit) -> None:
    page = visit("en", "boris")
    open_objective(page)
    page.get_by_text("Ask somebody to read it").click()
    page.get_by_label("Who is asked").fill("Gleb Marchenko")
    page.get_by_label("What to look at").fill("The words of the why")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#reading")).to_contain_text("Gleb Marchenko has left")
    expect(page.get_by_label("What to look at")).to_have_value("The words of the why")
    page.get_by_label("Who is asked").fill("Mei Chen, Frida Lindqvist")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#reading li")).to_have_count(2)
