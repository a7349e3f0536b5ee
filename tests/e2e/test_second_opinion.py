"""A second opinion in the browser: asked by hand, told while waiting, kept while the page goes on."""

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from playwright.sync_api import Page, expect

from vekha.advice.tests.model_server import Handler, ModelServer, remark, remarks, serving

Visit = Callable[..., Page]

SAID = remark(question="Which clients does the median hide?", rewrite="9 of 10 clients ship within 9 days, now __")
TEXT = "O: Guests come back to us\nKR1: Guests who book again from 20 to 35 %\n"


@pytest.fixture(scope="module")
def may_answer() -> Event:
    """The model answers while this is set."""
    return Event()


@pytest.fixture(scope="module")
def model(may_answer: Event) -> Iterator[ModelServer]:
    def behave(handler: Handler) -> None:
        may_answer.wait(20)
        remarks(SAID)(handler)

    with serving(behave) as server:
        yield server


@pytest.fixture
def page(visit: Visit, model: ModelServer) -> Page:
    """A page of Dora's, where a model may be asked."""
    settings = {"VEKHA_SECOND_OPINION_URL": model.url, "VEKHA_SECOND_OPINION_MODEL": "wise-7b"}
    return visit("en", "dora", settings=settings)


def test_beside_an_objective(page: Page, may_answer: Event) -> None:
    may_answer.clear()
    page.locator("main a[href^='/objectives/']").first.click()
    page.get_by_text("Ask for a second opinion", exact=True).click()
    expect(page.locator(".second-opinion")).to_contain_text("nothing leaves this server")
    button = page.get_by_role("button", name="Send it and ask")
    button.click()
    expect(page.locator(".waiting")).to_be_visible()
    expect(button).to_be_disabled()
    may_answer.set()
    said = page.get_by_role("heading", name="The model wise-7b says")
    expect(said).to_be_focused()
    expect(page.locator(".of-a-model .ask")).to_have_text(SAID["question"])

    # What was asked for stays when the coach's remarks come anew.
    with page.expect_response("**/coach/objectives/*/"):
        page.evaluate("htmx.trigger(document.body, 'objective-changed')")
    expect(said).to_be_visible()
    expect(page.locator("#second-opinion")).to_have_count(1)


def test_on_the_coach_page(page: Page, model: ModelServer, may_answer: Event) -> None:
    may_answer.set()
    reviewed_and_offered(page)
    page.get_by_role("button", name="Send it and ask").click()
    expect(page.locator(".of-a-model .about")).to_have_text("Guests who book again from 20 to 35 %")
    expect(page.locator("#id_text")).to_have_value(TEXT)


def test_words_typed_since_the_review_stay_here(page: Page, model: ModelServer) -> None:
    before = len(model.requests)
    reviewed_and_offered(page)
    page.locator("#id_text").press_sequentially("x")
    page.get_by_role("button", name="Send it and ask").click()
    expect(page.locator(".second-opinion")).to_contain_text("nothing was sent")
    assert len(model.requests) == before


def reviewed_and_offered(page: Page) -> None:
    page.goto("/coach/")
    page.locator("#id_text").fill(TEXT)
    page.get_by_role("button", name="Ask the coach").click()
    page.get_by_text("Ask for a second opinion", exact=True).click()
