"""An incident of a hundred and fifty updates: in short, the newest, the first, and the rest folded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

MANY = 150
STARTED = datetime(2026, 11, 18, 8, tzinfo=UTC)
PAGE = "incidents/2026-11-18-slow-payments/"
FOLDER = "incidents/2026-11/2026-11-18-slow-payments"
SETTINGS = """site_name: Harbour Status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{id: checkout, name: Checkout}, {id: api, name: Partner API}]
"""
INCIDENT = """---
title: Payments are slow
impact: major
components: {checkout: partial_outage}
started: 2026-11-18T08:00Z
affected: everyone
workaround: pay by invoice
---
Payments take minutes.
"""
TURNS = {
    0: "status: investigating\n",
    20: "status: identified\n",
    50: "impact: critical\ncomponents: {checkout: major_outage}\n",
    100: "impact: minor\ncomponents: {checkout: degraded_performance}\n",
    120: "status: monitoring\n",
}


def stem(place: int) -> str:
    status = "investigating" if place == 0 else "update"
    return f"{STARTED + timedelta(minutes=5 + 30 * place):%Y%m%dT%H%M%SZ}-{status}"


def story(count: int) -> dict[str, str]:
    files = {"mkdocs.yml": SETTINGS, f"{FOLDER}/incident.md": INCIDENT}
    for place in range(count):
        at = STARTED + timedelta(minutes=5 + 30 * place)
        head = f"{TURNS.get(place, '')}at: {at:%Y-%m-%dT%H:%MZ}\n"
        files[f"{FOLDER}/updates/{stem(place)}.md"] = f"---\n{head}---\nShard {place} is moved.\n"
    return files


@pytest.fixture(scope="module")
def long(site_of: Callable[..., Path], serve: Callable[..., str]) -> str:
    """The page of the incident with all its updates."""
    return serve(site_of(story(MANY))) + PAGE


def shown(page: Page) -> list[str]:
    """The visible updates by what they say."""
    return page.locator(".log .body").filter(visible=True).all_inner_texts()


def test_the_newest_five_and_the_first_are_shown_and_the_rest_unfolds(long: str, page: Page) -> None:
    page.goto(long)
    newest = [f"Shard {place} is moved." for place in range(MANY - 1, MANY - 6, -1)]
    assert shown(page) == [*newest, "Shard 0 is moved."]
    page.get_by_text("144 earlier updates").click()
    assert len(shown(page)) == MANY


def test_a_summary_says_how_long_how_bad_and_what_changed(long: str, page: Page) -> None:
    page.goto(long)
    summary = page.locator("section", has=page.locator("#summary"))
    words = " ".join(summary.locator("p").inner_text().split())
    assert words.startswith("150 updates · since ")
    assert words.endswith("worst impact: Critical")
    turns = summary.locator("li > span").all_inner_texts()
    assert turns == [
        "Investigating",
        "Identified",
        "Update · Critical · Checkout: Partial outage → Major outage",
        "Update · Minor · Checkout: Major outage → Degraded performance",
        "Monitoring",
    ]
    box, log = summary.bounding_box(), page.locator("#updates").bounding_box()
    assert box and log
    assert box["y"] < log["y"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_link_to_a_folded_update_opens_the_fold(script: bool, long: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=script, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{long}#{stem(70)}")
    place = page.locator(f"[id='{stem(70)}']")
    expect(place.get_by_text("Shard 70 is moved.")).to_be_in_viewport()
    context.close()


def test_the_summary_leads_to_folded_updates_and_to_the_first(long: str, page: Page) -> None:
    page.goto(long)
    page.locator(".turns a").nth(2).click()
    expect(page.get_by_text("Shard 50 is moved.")).to_be_in_viewport()
    page.locator(".turns a").first.click()
    expect(page.get_by_text("Shard 0 is moved.")).to_be_in_viewport()


def test_print_has_every_update(long: str, page: Page) -> None:
    page.goto(long)
    page.emulate_media(media="print")
    assert len(shown(page)) == MANY


@pytest.mark.parametrize(("count", "folded"), [(9, 0), (10, 4)])
def test_what_is_shorter_than_a_screen_or_two_is_not_folded(
    count: int, folded: int, site_of: Callable[..., Path], serve: Callable[..., str], page: Page
) -> None:
    page.goto(serve(site_of(story(count))) + PAGE)
    assert len(shown(page)) == count - folded
    assert page.locator("#summary").count() == bool(folded)


@pytest.mark.parametrize("width", [320, 390])
def test_a_long_story_fits_a_narrow_screen(width: int, long: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(long)
    page.get_by_text("144 earlier updates").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    edges = {
        round(box["x"]) for box in (one.bounding_box() for one in page.locator(".log .body").all()[:9]) if box
    }
    assert len(edges) == 1, "folded updates are in line with the others"
