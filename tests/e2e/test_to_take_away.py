"""What only a browser does: a chart saved as a picture, and a wall that turns its pages by itself."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

WITH_CHANGED_TARGET = "/key-results/42/"
MEASURE = """
async (bytes) => {
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: "image/png"}));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const {data} = pen.getImageData(0, 0, image.width, image.height);
    const corner = data.slice(0, 3);
    let drawn = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] < 64 && data[at + 1] < 64) drawn += 1;
    return {width: image.width, height: image.height, corner: [...corner], drawn};
}
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_is_saved_as_a_picture_in_the_colours_of_day(
    visit: Callable[..., Page], theme: str, tmp_path: Path
) -> None:
    page = visit("ru", "anna", color_scheme=theme)
    page.goto(WITH_CHANGED_TARGET)
    chart = page.locator(".chart-of[data-drawn] .chart svg").bounding_box()
    assert chart

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Сохранить картинкой").click()
    file = tmp_path / "chart.png"
    waiting.value.save_as(file)

    title = page.locator("h1").inner_text().replace("/", " ")
    assert waiting.value.suggested_filename.startswith(title[:30])
    assert file.read_bytes().startswith(b"\x89PNG")
    picture = page.evaluate(MEASURE, list(file.read_bytes()))
    assert picture["width"] == pytest.approx(2 * (chart["width"] + 48), abs=2)
    assert picture["height"] > 2 * chart["height"] + 150  # title and date above it
    assert min(picture["corner"]) > 230
    assert 5_000 < picture["drawn"] < picture["width"] * picture["height"] / 10  # ink on paper


def screen(page: Page) -> str:
    return page.locator(".wall-screen:not([hidden])").inner_text()


def test_the_wall_turns_its_pages_stops_and_goes_on(visit: Callable[..., Page]) -> None:
    page = visit("en", "emil")
    page.clock.install()
    page.goto("/company/present/?seconds=10")
    first = screen(page)

    page.clock.run_for(10_500)
    second = screen(page)
    assert second != first

    page.keyboard.press("ArrowLeft")
    assert screen(page) == first
    page.keyboard.press("Space")
    with page.expect_response("**/company/present/**"):  # new numbers come also while it stands
        page.clock.fast_forward(75_000)  # at one blow: within so many seconds it would give up waiting for them
    assert screen(page) == first
    page.keyboard.press("ArrowRight")
    assert screen(page) == second
    page.keyboard.press("Space")
    page.clock.run_for(10_500)
    expect(page.locator(".wall-bands a").nth(2)).to_have_attribute("aria-current", "true")

    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/company/\?cycle=\d+$"))


def test_the_wall_outlives_a_lost_connection_and_says_so(visit: Callable[..., Page]) -> None:
    page = visit("en", "emil")
    page.clock.install()
    page.goto("/company/present/?seconds=10")
    page.keyboard.press("End")
    # What the browser says of an unreachable server, without the line on the console that it prints of it.
    page.evaluate("() => { window.asked = fetch; window.fetch = () => Promise.reject(new TypeError('unreachable')) }")

    page.clock.run_for(10_500)
    expect(page.locator(".wall-bands a").first).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-lost]")).to_be_visible()
    page.clock.run_for(10_500)
    expect(page.locator(".wall-bands a").nth(1)).to_have_attribute("aria-current", "true")

    page.evaluate("() => { window.fetch = window.asked }")
    page.keyboard.press("End")
    with page.expect_response("**/company/present/**"):
        page.clock.run_for(10_500)
    expect(page.locator("[data-lost]")).to_be_hidden()
    expect(page.locator(".wall-bands a").first).to_have_attribute("aria-current", "true")
