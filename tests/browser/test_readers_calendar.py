"""Times in the reader's zone: each end of a window by its own offset, in the build's calendar and digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.conftest import stop_clock

pytestmark = pytest.mark.browser

NOW = "2026-03-01T12:00:00Z"
SETTINGS = """site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      language: {language}
      components:
        - {{id: api, name: API}}
"""
WINDOWS = {
    "spring": ("2026-03-29T00:30Z", "2026-03-29T03:00Z"),
    "autumn": ("2026-10-25T00:30Z", "2026-10-25T01:30Z"),
    "autumn-night": ("2026-10-24T23:30Z", "2026-10-25T02:00Z"),
    "weeks": ("2026-03-20T02:00Z", "2026-04-10T02:00Z"),
    "summer": ("2026-07-01T00:30Z", "2026-07-01T03:00Z"),
    "winter": ("2026-12-01T00:30Z", "2026-12-01T03:00Z"),
    "lord-howe": ("2026-04-04T14:30Z", "2026-04-04T16:00Z"),
    "new-york": ("2026-03-08T06:30Z", "2026-03-08T07:30Z"),
}


def folder(name: str) -> str:
    return f"{WINDOWS[name][0][:10]}-{name}"


def repository(language: str = "en") -> Mapping[str, str]:
    """Planned work over every kind of change of clocks."""
    files = {"mkdocs.yml": SETTINGS.format(language=language)}
    for name, (start, end) in WINDOWS.items():
        place = f"incidents/{start[:7]}/{folder(name)}/"
        files[f"{place}incident.md"] = (
            f"---\ntitle: Work\nkind: maintenance\ncomponents: {{api: under_maintenance}}\n"
            f"scheduled: {{from: {start}, until: {end}}}\n---\nRequests wait.\n"
        )
        files[f"{place}updates/20260228T090000Z-scheduled.md"] = (
            "---\nstatus: scheduled\nat: 2026-02-28T09:00Z\n---\nWe work.\n"
        )
    return files


@pytest.fixture(scope="module")
def planned(site_of: Callable[..., Path], serve: Callable[..., str]) -> str:
    return serve(site_of(repository(), now=NOW))


@pytest.fixture
def reader(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page for a reader with these properties: `reader(timezone_id=…)`."""
    contexts = []

    def open_page(**properties: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB"} | properties)
        contexts.append(context)
        page = context.new_page()
        stop_clock(page, NOW)
        return page

    yield open_page
    for context in contexts:
        context.close()


def plainly(words: str) -> str:
    """Each space one, each dash a hyphen, no marks of direction."""
    return re.sub(r"\s*\u2013\s*", "-", " ".join(re.sub("[\u200e\u200f]", "", words).split()))


@pytest.mark.parametrize(
    ("zone", "name", "words"),
    [
        ("Europe/London", "spring", "Mar 29, 2026, 00:30 GMT-04:00 GMT+1 (00:30-03:00 UTC)"),
        ("Europe/Lisbon", "spring", "Mar 29, 2026, 00:30 GMT+0-04:00 GMT+1 (00:30-03:00 UTC)"),
        ("Europe/Berlin", "spring", "Mar 29, 2026, 01:30 GMT+1-05:00 GMT+2 (00:30-03:00 UTC)"),
        ("UTC", "spring", "Mar 29, 2026, 00:30-03:00 UTC"),
        ("Africa/Abidjan", "spring", "Mar 29, 2026, 00:30-03:00 UTC"),
        ("Europe/London", "autumn", "Oct 25, 2026, 01:30 GMT+1-01:30 GMT (00:30-01:30 UTC)"),
        (
            "Europe/London",
            "autumn-night",
            "Oct 25, 2026, 00:30 GMT+1-Oct 25, 2026, 02:00 GMT (Oct 24, 23:30-Oct 25, 02:00 UTC)",
        ),
        (
            "Europe/London",
            "weeks",
            "Mar 20, 2026, 02:00 GMT-Apr 10, 2026, 03:00 GMT+1 (02:00-02:00 UTC)",
        ),
        ("Europe/London", "summer", "Jul 1, 2026, 01:30-04:00 (00:30-03:00 UTC)"),
        ("Europe/London", "winter", "Dec 1, 2026, 00:30-03:00 UTC"),
        (
            "Australia/Lord_Howe",
            "lord-howe",
            "Apr 5, 2026, 01:30 GMT+11-02:30 GMT+10:30 (Apr 4, 14:30-Apr 4, 16:00 UTC)",
        ),
        ("America/New_York", "new-york", "Mar 8, 2026, 01:30 EST-03:30 EDT (06:30-07:30 UTC)"),
    ],
)
def test_each_end_of_a_window_has_the_reader_s_offset_at_that_time(
    zone: str, name: str, words: str, planned: str, reader: Callable[..., Page]
) -> None:
    page = reader(timezone_id=zone)
    page.goto(f"{planned}incidents/{folder(name)}/")
    assert plainly(page.locator(".facts .w").inner_text()) == words


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("fa", "fa-IR"),
        ("th", "th-TH"),
        ("ar-EG", "fa-IR"),
        ("ckb", "fa-AF"),
        ("ja", "ja-JP"),
        ("bn", "fa-IR"),
    ],
)
def test_the_script_writes_what_the_build_wrote(
    language: str,
    locale: str,
    site_of: Callable[..., Path],
    serve: Callable[..., str],
    reader: Callable[..., Page],
) -> None:
    """For a reader in UTC nothing changes, whatever calendar and digits the browser prefers."""
    built = site_of(repository(language), now=NOW)
    page = reader(timezone_id="UTC", locale=locale)
    page.goto(serve(built))
    html = (built / "index.html").read_text(encoding="utf-8")
    before = page.evaluate(
        "html => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('.w')]"
        ".map((window) => window.textContent)",
        html,
    )
    after = page.locator(".w").all_inner_texts()
    # Over several days the build names UTC at each end, the script once for both.
    assert [plainly(words).replace(" UTC", "") for words in after] == [
        plainly(words).replace(" UTC", "") for words in before
    ]
    everything = page.locator("body").inner_text()
    assert not [sign for sign in everything if sign.isdigit() and not sign.isascii()]
    assert "2026" in page.locator("#asof").inner_text()


@pytest.mark.parametrize(
    ("language", "locale", "window"),
    [
        ("en", "en-US", "Jul 1, 2026, 2:30 AM-5:00 AM (00:30-03:00 UTC)"),
        ("de", "en-US", "1. Juli 2026, 2:30 AM-5:00 AM (00:30-03:00 UTC)"),
        ("ja", "en-AU", "2026年7月1日 午前2:30～午前5:00 (00:30～03:00 UTC)"),  # noqa: RUF001 - its own dash
        ("en", "ar-EG", "Jul 1, 2026, 2:30 AM-5:00 AM (00:30-03:00 UTC)"),
        ("en", "de-DE", "Jul 1, 2026, 02:30-05:00 (00:30-03:00 UTC)"),
    ],
)
def test_hours_are_counted_as_the_reader_counts_them(
    language: str,
    locale: str,
    window: str,
    site_of: Callable[..., Path],
    serve: Callable[..., str],
    reader: Callable[..., Page],
) -> None:
    page = reader(timezone_id="Europe/Berlin", locale=locale)
    page.goto(f"{serve(site_of(repository(language), now=NOW))}incidents/{folder('summer')}/")
    assert plainly(page.locator(".facts .w").inner_text()) == window
