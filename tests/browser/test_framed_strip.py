"""The strip in other people's pages: framed on another origin, narrowed, with and without its script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect
from tests.browser.conftest import Observed, checked, pass_time, stop_clock
from tests.browser.product_page import product
from tests.browser.static_host import Handler, Host

pytestmark = pytest.mark.browser

READ = "2026-11-21T14:46:00Z"

Framed = Callable[..., FrameLocator]


@pytest.fixture
def framed(host: Host, serve: Callable[..., str], tmp_path: Path, page: Page) -> Framed:
    """Opens a product's page with the strip in it, asked for with this query, at this time."""

    def opened(query: str = "", at: str = READ) -> FrameLocator:
        stop_clock(page, at)
        frame = f'<iframe title="Status" src="{host.url}embed/{query}" width="300" height="400"></iframe>'
        page.goto(product(serve, tmp_path, host.url, frame))
        page.clock.run_for(5)
        return page.frame_locator("iframe")

    return opened


def shown(frame: FrameLocator, selector: str = "h2,h3") -> list[str]:
    return [" ".join(text.split()) for text in frame.locator(selector).filter(visible=True).all_inner_texts()]


ALL = ["Major incident", "Active incidents", "Checkout errors", "Scheduled maintenance", "A new database"]


def test_it_shows_the_state_what_is_open_and_what_is_planned(framed: Framed, observed: Observed) -> None:
    frame = framed()
    checked(frame)
    assert shown(frame) == ALL
    assert shown(frame, ".next") == ["Next update by 16:00 (15:00 UTC) · in 14 minutes"]
    assert observed.problems == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?component=search", ["Search"]),
        ("?component=checkout", ["Checkout", "Active incidents", "Checkout errors"]),
        ("?component=api", ["API", "Scheduled maintenance", "A new database"]),
        ("?group=storefront", ["Storefront", "Active incidents", "Checkout errors"]),
        ("?component=chekout", ALL),
        ("?show=state", ["Major incident"]),
        ("?show=incidents&component=checkout", ["Active incidents", "Checkout errors"]),
        ("?show=maintenance", ["Scheduled maintenance", "A new database"]),
        ("?show=nothing-we-know", ALL),
    ],
)
def test_the_address_narrows_it_and_a_mistake_in_it_hides_nothing(
    query: str, expected: list[str], framed: Framed
) -> None:
    frame = framed(query)
    checked(frame)
    assert shown(frame) == expected


def test_it_can_be_dark_in_a_dark_page(framed: Framed) -> None:
    paper = "html => getComputedStyle(html).backgroundColor"
    assert framed("?theme=dark").locator("html").evaluate(paper) == "rgb(20, 20, 18)"
    assert framed("?theme=light").locator("html").evaluate(paper) == "rgb(251, 250, 246)"


def test_without_a_script_all_is_shown_with_its_time(host: Host, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host.url}embed/?component=search")
    found = [text.strip() for text in page.locator("h2,h3").filter(visible=True).all_inner_texts()]
    assert found == ALL
    assert "As of Nov 21, 2026, 14:45 UTC." in page.locator(".foot").inner_text()
    context.close()


def test_maintenance_begins_and_ends_by_the_clock(framed: Framed, page: Page) -> None:
    frame = framed("?component=api", at="2026-11-22T01:59:50Z")
    checked(frame)
    assert shown(frame, "#state .tag") == ["Operational"]
    pass_time(page, timedelta(minutes=2))
    expect(frame.locator("#maintenance .tag").filter(visible=True)).to_contain_text("In progress, due to end")
    assert shown(frame, "#state .tag") == ["Under maintenance"]
    pass_time(page, timedelta(minutes=30))
    checked(frame)
    assert shown(frame, "#state .tag") == ["Operational again by schedule"]


def test_news_arrives_and_the_filter_stays(framed: Framed, host: Host, page: Page) -> None:
    frame = framed("?component=checkout")
    checked(frame)
    for name in ("build.json", "embed/index.html"):
        host.site[name] = host.site[name].replace(b"2026-11-21T14:45:00Z", b"2026-11-21T14:46:30Z")
    host.site["embed/index.html"] = host.site["embed/index.html"].replace(b"Checkout errors", b"Cards fail")
    pass_time(page, timedelta(minutes=1))
    expect(frame.get_by_role("link", name="Cards fail")).to_be_visible()
    assert shown(frame) == ["Checkout", "Active incidents", "Cards fail"]


def test_it_says_when_it_cannot_check(framed: Framed, host: Host, page: Page) -> None:
    frame = framed()
    checked(frame)
    host.faults["build.json"] = Handler.reset
    pass_time(page, timedelta(minutes=1))
    expect(frame.locator("#lost")).to_contain_text("Couldn't check for news since 15:46")


def test_all_links_open_beside_the_page_that_frames_it(host: Host, page: Page) -> None:
    page.goto(f"{host.url}embed/")
    links = page.locator("a").evaluate_all("all => all.map(({ target, rel }) => `${target} ${rel}`)")
    assert set(links) == {"_blank noopener"} and len(links) == 4
