"""Feeds, chat command and calendar are one click from every headline, and can be copied."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SITE = "https://status.example.com/"
CHECKOUT = f"{SITE}components/checkout/"
BADGE = f"[![Checkout]({CHECKOUT}badge.svg)]({CHECKOUT})"
INCIDENT = "incidents/2026-11-21-checkout-errors/"
ADDRESSES = {
    "": ["updates.atom", "updates.rss", "calendar.ics"],
    INCIDENT: [f"{INCIDENT}updates.atom", f"{INCIDENT}updates.atom"],
    "components/checkout/": [
        "components/checkout/updates.atom",
        "components/checkout/updates.rss",
        "components/checkout/calendar.ics",
        "groups/storefront/updates.atom",
    ],
}


def opened(page: Page, url: str) -> Any:
    page.goto(url)
    page.get_by_text("Subscribe", exact=True).locator("visible=true").last.click()
    return page.locator("details.follow")


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_can_be_subscribed_to_is_at_the_headline(path: str, served: str, page: Page) -> None:
    follow = opened(page, served + path)
    found = [words.removeprefix("/feed subscribe ") for words in follow.locator("code").all_inner_texts()]
    addresses = [one for one in found if one != BADGE]
    assert addresses == [SITE + address for address in ADDRESSES[path]]
    assert (BADGE in found) == path.startswith("components/")
    for link in follow.locator("a").all():
        assert page.request.get(link.evaluate("link => link.href")).ok


@pytest.mark.parametrize("path", ["", INCIDENT])
def test_a_button_copies_and_says_so(path: str, served: str, observed: Any) -> None:
    page = observed.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(served + path, wait_until="networkidle")
    assert not [url for url in loaded if url.endswith("copy.js")]
    follow = opened(page, served + path)
    button = follow.get_by_role("button", name="Copy: Slack command")
    button.click()
    expect(follow.locator("[role=status]")).to_have_text("Copied: Slack command")
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"/feed subscribe {SITE}{ADDRESSES[path][1]}"
    assert observed.problems == []


def test_buttons_are_there_again_when_the_page_was_renewed(served: str, page: Page) -> None:
    follow = opened(page, served)
    follow.get_by_role("button").first.wait_for()
    page.evaluate("document.getElementById('main').innerHTML += ''")
    follow.evaluate("details => { details.open = false; details.open = true }")
    expect(follow.get_by_role("button")).to_have_count(len(ADDRESSES[""]))


def test_without_a_script_the_addresses_can_be_read(served: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    follow = opened(context.new_page(), served)
    assert follow.locator("code").first.is_visible()
    assert follow.get_by_role("button").count() == 0
    context.close()


@pytest.mark.parametrize("path", ADDRESSES)
def test_axe_finds_nothing_in_it(path: str, served: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    follow = opened(page, served + path)
    follow.get_by_role("button").first.wait_for()
    page.evaluate(AXE_SCRIPT)
    run = "axe.run('details', {rules: {'target-size': {enabled: true}}}).then(found => found.violations)"
    assert page.evaluate(run) == []
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
