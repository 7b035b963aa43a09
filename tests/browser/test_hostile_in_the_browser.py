"""A real browser reads the most hostile texts: nothing runs, nothing is asked of another host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import feedparser
import pytest

pytestmark = pytest.mark.browser

Hostile = Mapping[str, tuple[str, tuple[str, ...]]]
GATHERING = ("", "history/", "history/2026-11/", "postmortems/", "components/checkout/", "maintenance/")


@pytest.fixture(scope="session")
def hostile_url(hostile_site: Path, serve: Callable[..., str]) -> str:
    return serve(hostile_site)


def test_nothing_runs_or_leaves_on_any_page_of_an_incident(
    hostile: Hostile, hostile_url: str, observed: Any
) -> None:
    for name in (*hostile, "markup-in-every-field"):
        observed.page.goto(f"{hostile_url}incidents/2026-11-21-{name}/")
        assert observed.page.url == f"{hostile_url}incidents/2026-11-21-{name}/"
        assert observed.page.locator("h1").is_visible(), name
        assert observed.problems == [], name


def test_nothing_runs_or_leaves_on_a_post_mortem(hostile: Hostile, hostile_url: str, observed: Any) -> None:
    for name in [*hostile][::5]:
        observed.page.goto(f"{hostile_url}incidents/2026-11-21-{name}/postmortem/")
        assert observed.page.locator("h1").is_visible(), name
        assert observed.problems == [], name


@pytest.mark.parametrize("path", GATHERING[1:])
def test_nothing_runs_or_leaves_where_incidents_are_gathered(
    path: str, hostile_url: str, observed: Any
) -> None:
    observed.page.goto(hostile_url + path, wait_until="networkidle")
    assert observed.page.locator("h1").is_visible()
    assert observed.problems == []


def test_a_feed_reader_without_any_policy_is_safe_too(
    hostile: Hostile, hostile_site: Path, serve: Callable[..., str], tmp_path: Path, observed: Any
) -> None:
    for name in hostile:
        feed = feedparser.parse(
            (hostile_site / f"incidents/2026-11-21-{name}/updates.atom").read_bytes(), sanitize_html=False
        )
        shown = "".join(f"<h1>{entry.title}</h1>{entry.content[0].value}" for entry in feed.entries)
        (tmp_path / f"{name}.html").write_text(
            f"<!doctype html><meta charset=utf-8>{shown}", encoding="utf-8"
        )
    url = serve(tmp_path)
    for name in hostile:
        observed.page.goto(f"{url}{name}.html")
        pictures = [link for link in observed.foreign_requests if "/cat.png" not in link]
        assert (observed.dialogs, observed.errors, pictures) == ([], [], []), name
        assert all(link.startswith("https://status.example.com/") for link in observed.foreign_requests), name


@pytest.mark.parametrize("path", ["", "injected/"])
def test_a_script_in_the_prose_does_not_run(path: str, hostile_url: str, observed: Any) -> None:
    page = observed.page
    page.goto(hostile_url + path, wait_until="networkidle")
    if path:
        page.locator("#click").click()
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.dataset.owned") is None
    assert (observed.dialogs, observed.foreign_requests, observed.errors) == ([], [], [])
    assert any("script-src" in violation for violation in observed.violations)


def test_the_search_shows_markup_as_words(hostile_url: str, observed: Any) -> None:
    page = observed.page
    # A page without a script of its own: the policy says late what it refused of another's.
    page.goto(f"{hostile_url}maintenance/")
    page.locator(".find").click()
    page.locator("dialog input").fill("onerror")
    page.locator("dialog a[href*='incidents/2026-11-21-']").first.wait_for()
    assert page.locator("dialog li :is(img, svg, b)").count() == 0
    assert observed.problems == []
