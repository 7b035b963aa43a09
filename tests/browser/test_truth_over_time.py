"""A page outlives its build: what the clock alone changes is true at whatever time it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import checked, pass_time, stop_clock

pytestmark = pytest.mark.browser

Site = Callable[..., Path]
Serve = Callable[..., str]

INCIDENT = "incidents/2026-11-21-checkout-errors/"
MAINTENANCE = "incidents/2026-11-22-new-database/"
SETTINGS = """site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components:
        - {id: api, name: API}
        - {id: web, name: Web}
"""
PLANNED = """---
title: A new database
kind: maintenance
components: {api: under_maintenance}
scheduled: {from: 2026-11-22T02:00Z, until: 2026-11-22T02:20Z}
---
Requests wait for up to a minute.
"""
FOLDER = "incidents/2026-11/2026-11-22-new-database/"


def said(status: str, at: str, words: str) -> str:
    return f"---\nstatus: {status}\nat: {at}\n---\n{words}\n"


def planned_work(**updates: str) -> Mapping[str, str]:
    first = said("scheduled", "2026-11-20T09:00Z", "We move to a new database.")
    files = {"mkdocs.yml": SETTINGS, f"{FOLDER}incident.md": PLANNED}
    return files | {f"{FOLDER}updates/20261120T090000Z-scheduled.md": first} | dict(updates)


@pytest.fixture(scope="module")
def calm(site_of: Site, serve: Serve) -> str:
    """Everything works; tomorrow at two there is maintenance."""
    return serve(site_of(planned_work()))


@pytest.fixture(scope="module")
def begun(site_of: Site, serve: Serve) -> str:
    """Maintenance that an update started: only an update ends it."""
    by_hand = {
        f"{FOLDER}updates/20261122T020100Z-in_progress.md": said("in_progress", "2026-11-22T02:01Z", "Go.")
    }
    return serve(site_of(planned_work() | by_hand, now="2026-11-22T02:05:00Z"))


def reading(page: Page, url: str, at: str) -> Page:
    """The page as a reader sees it whose clock says so, and goes on only when a test moves it."""
    stop_clock(page, at)
    page.goto(url)
    # The first look for news comes right after the page; a clock that jumps would only cut it short.
    page.clock.run_for(1)
    checked(page)
    return page


def later(page: Page, duration: str) -> None:
    """The clock goes on (`MM:SS` or `HH:MM:SS`), and the page looks for news."""
    hours, minutes, seconds = map(int, f"00:{duration}"[-8:].split(":"))
    pass_time(page, timedelta(hours=hours, minutes=minutes, seconds=seconds))
    checked(page)


def shown(page: Page, selector: str) -> list[str]:
    """The words of what is visible, each space one, each dash a hyphen."""
    found = page.locator(selector).filter(visible=True).all_inner_texts()
    return [re.sub(r"\s*\u2013\s*", "-", " ".join(words.split())) for words in found]


def colour(page: Page, selector: str, name: str = "--c") -> str:
    """A colour at the visible element, by default that of the level in force."""
    script = "(element, name) => getComputedStyle(element).getPropertyValue(name).trim()"
    found: str = page.locator(selector).filter(visible=True).first.evaluate(script, name)
    return found


def icon(page: Page) -> str:
    return page.locator("link[data-state]").get_attribute("href") or ""


def test_tomorrows_maintenance_is_planned_today(calm: str, page: Page) -> None:
    reading(page, calm, "2026-11-21T14:50:00Z")
    assert shown(page, "h1") == ["Everything works"]
    tag = "Scheduled for Nov 22, 2026, 03:00-03:20 (02:00-02:20 UTC)"
    assert shown(page, ".card .tag") == [tag]
    assert shown(page, ".st") == ["Operational", "Operational"]


def test_a_page_built_yesterday_says_that_maintenance_is_under_way(calm: str, page: Page) -> None:
    reading(page, calm, "2026-11-22T02:05:00Z")
    assert shown(page, "h1") == ["A new database"]
    assert shown(page, ".lead .tag") == ["In progress, due to end at 03:20 (02:20 UTC) · in 15 minutes"]
    assert shown(page, ".st") == ["Under maintenance", "Operational"]
    assert page.title() == "◷ A new database · Example status"
    assert colour(page, ".lead").lstrip("#") in icon(page)


def test_a_page_built_yesterday_says_that_maintenance_is_over(calm: str, page: Page) -> None:
    reading(page, calm, "2026-11-22T02:30:00Z")
    assert shown(page, "h1") == ["Everything works"]
    assert shown(page, ".card .tag") == ["Scheduled to end at 03:20 (02:20 UTC) · 10 minutes ago"]
    assert shown(page, ".st") == ["Operational again by schedule", "Operational"]
    assert page.title() == "✓ Everything works · Example status"
    assert colour(page, ".lead") == colour(page, ".card") == colour(page, ".st")
    assert colour(page, ".lead").lstrip("#") in icon(page)


def test_an_open_tab_shows_maintenance_begin_and_end(calm: str, page: Page) -> None:
    reading(page, calm, "2026-11-22T01:59:00Z")
    assert shown(page, "h1") == ["Everything works"]
    later(page, "02:00")
    assert shown(page, "h1") == ["A new database"]
    assert page.locator("#news").text_content() == "In progress: A new database"
    later(page, "20:00")
    assert shown(page, "h1") == ["Everything works"]
    assert page.locator("#news").text_content() == "Everything works. Scheduled end: A new database"


def test_the_maintenances_own_page_changes_its_words_colour_title_and_icon(calm: str, page: Page) -> None:
    reading(page, calm + MAINTENANCE, "2026-11-22T02:05:00Z")
    assert shown(page, ".lead .tag") == ["In progress, due to end at 03:20 (02:20 UTC) · in 15 minutes"]
    assert page.title().startswith("◷ A new database")
    busy = colour(page, ".lead")
    later(page, "20:00")
    assert shown(page, ".lead .tag") == ["Scheduled to end at 03:20 (02:20 UTC) · 5 minutes ago"]
    assert page.title().startswith("✓ A new database")
    assert colour(page, ".lead") != busy
    assert colour(page, ".lead").lstrip("#") in icon(page)


def test_the_components_page_follows_the_clock(calm: str, page: Page) -> None:
    reading(page, f"{calm}components/api/", "2026-11-22T02:05:00Z")
    assert shown(page, ".lead .tag") == ["Under maintenance"]
    assert shown(page, ".lead a") == ["A new database"]
    assert page.title() == "◷ API · Example status"
    later(page, "20:00")
    assert shown(page, ".lead .tag") == ["Operational again by schedule"]
    assert shown(page, ".lead a") == ["A new database"]


def test_maintenance_that_was_started_by_hand_overruns(begun: str, page: Page) -> None:
    reading(page, begun, "2026-11-22T02:25:00Z")
    words = "Taking longer than scheduled; was due to end at 03:20 (02:20 UTC) · 5 minutes ago"
    assert shown(page, ".lead .tag") == [words]
    assert shown(page, ".st") == ["Under maintenance", "Operational"]
    assert shown(page, "h1") == ["A new database"]


@pytest.mark.parametrize("path", ["", INCIDENT])
def test_an_overdue_update_is_marked(path: str, served: str, page: Page) -> None:
    reading(page, served + path, "2026-11-21T14:50:00Z")
    assert shown(page, ".next") == ["Next update by 16:00 (15:00 UTC) · in 10 minutes"]
    later(page, "15:00")
    assert shown(page, ".next") == ["Update overdue: promised by 16:00 (15:00 UTC) · 5 minutes ago"]
    assert colour(page, ".next") == colour(page, ".next", "--critical")
    assert page.locator("#news").text_content() == "Next update is overdue: Checkout errors"


def test_the_age_of_the_data_shows_and_grows(served: str, page: Page) -> None:
    reading(page, served, "2026-11-21T14:46:00Z")
    assert shown(page, "#asof") == ["Nov 21, 2026, 15:45 (14:45 UTC) · 1 minute ago"]
    later(page, "10:00")
    assert shown(page, "#asof") == ["Nov 21, 2026, 15:45 (14:45 UTC) · 11 minutes ago"]
    later(page, "03:00:00")
    assert shown(page, "#asof") == ["Nov 21, 2026, 15:45 (14:45 UTC) · 3 hours ago"]


def test_a_page_built_within_the_minute_is_from_just_now(served: str, page: Page) -> None:
    reading(page, served, "2026-11-21T14:45:20Z")
    assert shown(page, "#asof") == ["Nov 21, 2026, 15:45 (14:45 UTC) · just now"]


def test_a_page_that_should_have_been_renewed_says_so(served: str, page: Page) -> None:
    """The promise for 15:00 should have brought a new build; two hours are enough for any publisher."""
    reading(page, served, "2026-11-21T16:59:00Z")
    assert page.locator("#stale").is_hidden()
    later(page, "02:00")
    assert page.locator("#stale").is_visible()
    assert shown(page, "#stale") == ["This page may be out of date: last updated 15:45 (14:45 UTC)."]


def test_an_old_page_that_nothing_should_have_renewed_is_not_stale(
    site_of: Site, serve: Serve, page: Page
) -> None:
    reading(page, serve(site_of({"mkdocs.yml": SETTINGS})), "2027-03-01T12:00:00Z")
    assert shown(page, "h1") == ["Everything works"]
    assert page.locator("#stale").is_hidden()
    assert shown(page, "#asof") == ["Nov 21, 2026, 15:45 (14:45 UTC) · 100 days ago"]


def test_the_last_bar_is_todays_only_today(served: str, page: Page) -> None:
    reading(page, served, "2026-11-21T14:46:00Z")
    assert set(shown(page, ".ends > span:last-child")) == {"today"}
    later(page, "24:00:00")
    assert set(shown(page, ".ends > span:last-child")) == {"Nov 21"}


def test_a_clock_that_is_behind_the_build_shows_what_was_true_at_the_build(served: str, page: Page) -> None:
    reading(page, served, "2026-11-21T09:00:00Z")
    assert shown(page, "h1") == ["Checkout errors"]
    assert [words.split(" (")[0] for words in shown(page, ".next")] == ["Next update by 16:00"]


def test_what_a_reader_has_selected_stays_selected(served: str, page: Page) -> None:
    reading(page, served, "2026-11-21T14:46:00Z")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.now .next span'))")
    before = page.evaluate("getSelection().toString()")
    later(page, "00:30")
    assert page.evaluate("getSelection().toString()")[:30] == before[:30] != ""
