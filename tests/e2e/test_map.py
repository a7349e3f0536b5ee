"""The map in a browser: chosen by keys, seen as a list, found again by its address, saved as a picture."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]


def chosen(page: Page) -> str:
    return page.locator("#panel h2").inner_text()


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#map[data-drawn]").wait_for()
    expect(page.locator("#map")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_arrows_lead_along_levels_and_links(visit: Visit, language: str) -> None:
    page = visit(language, "dora")
    opened(page, "/map/")
    first = chosen(page)

    page.keyboard.press("ArrowDown")
    expect(page.locator("#panel h2")).not_to_have_text(first)
    below = chosen(page)
    expect(page.locator("#status")).to_contain_text(below)
    page.keyboard.press("ArrowUp")
    expect(page.locator("#panel h2")).to_have_text(first)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel h2")).not_to_have_text(first)
    expect(page.locator("#panel")).to_contain_text(first)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#panel h2")).to_have_text(first)


def test_l_shows_the_same_as_a_list_and_leads_back(visit: Visit) -> None:
    page = visit("en", "dora")
    opened(page, "/map/")
    expect(page.locator("#outline")).not_to_be_visible()

    page.keyboard.press("l")
    expect(page.locator("#outline")).to_be_visible()
    expect(page.locator("#map")).not_to_be_visible()
    assert "show=list" in page.url
    page.keyboard.press("l")
    expect(page.locator("#map canvas").first).to_be_visible()
    expect(page.locator("#outline")).not_to_be_visible()


def test_the_address_holds_the_view(visit: Visit) -> None:
    page = visit("en", "dora")
    opened(page, "/map/")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**at=*")
    page.keyboard.press(" ")
    page.wait_for_url("**open=*")
    page.locator(".map-choices a[href*='links=waiting']").click()
    page.wait_for_url("**links=waiting*")
    expect(page.locator(".map-choices [aria-current]")).to_contain_text("waiting")
    address = page.url

    again = page.context.new_page()
    opened(again, address)
    assert again.locator("#panel h2").inner_text() == chosen(page)
    assert again.locator("#outline").text_content() == page.locator("#outline").text_content()
    page.go_back()
    expect(page.locator(".map-choices [aria-current]")).to_contain_text("All links")


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_map_is_saved_as_a_picture(visit: Visit, tmp_path: Path, kind: str) -> None:
    page = visit("ru", "dora")
    opened(page, "/map/")

    with page.expect_download() as download:
        page.locator(f"[data-export={kind}]").click()
    file = tmp_path / f"map.{kind}"
    download.value.save_as(file)

    if kind == "png":
        assert file.read_bytes().startswith(b"\x89PNG")
        return
    picture = ElementTree.parse(file).getroot()
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    words = " ".join(picture.itertext())
    assert chosen(page).split()[0] in words
    assert len(picture.findall(".//{http://www.w3.org/2000/svg}rect")) > 30


def test_a_request_is_answered_without_leaving_the_map(visit: Visit) -> None:
    page = visit("zh", "anna")
    opened(page, "/map/")
    waiting = page.locator("#panel .request")
    before = waiting.count()
    assert before

    waiting.first.locator("form:has([value=accept]) button").click()

    expect(waiting).to_have_count(before - 1)
    assert "/map/" in page.url


def test_on_a_phone_the_map_is_a_list(visit: Visit) -> None:
    page = visit("en", "dora", viewport={"width": 360, "height": 740})
    page.goto("/map/")

    expect(page.locator("#outline")).to_be_visible()
    expect(page.locator("#map")).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_javascript_everything_is_there_as_a_list(visit: Visit) -> None:
    page = visit("en", "dora", java_script_enabled=False)
    page.goto("/map/")

    expect(page.locator("#outline")).to_be_visible()
    page.locator(".map-filters [name=q]").fill("kit")
    page.locator(".map-filters button").click()
    assert "q=kit" in page.url
    expect(page.locator("#outline")).to_contain_text("Every kit leaves the workshop complete")
