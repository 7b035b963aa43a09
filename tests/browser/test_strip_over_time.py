"""The strip that names what is open follows the clock on every page, and news on pages that look for them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Observed, checked, stop_clock

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
OWN = "incidents/2026-11-21-checkout-errors/"
BEFORE = "2026-11-22T01:59:50Z"
"""Ten seconds before the small site's maintenance starts, beside the incident that is open."""
EVERY_KIND = {
    "history": "history/",
    "month": "history/2026-11/",
    "component": "components/api/",
    "maintenance": "maintenance/",
    "post-mortem": "incidents/2026-11-20-slow-search/postmortem/",
    "post-mortems": "postmortems/",
    "closed incident": "incidents/2026-11-20-slow-search/",
    "prose": "subscribe/",
    "deep prose": "deep/guide/",
}


@pytest.fixture(scope="module")
def site_with_plain_prose(
    build_site: Callable[..., Path], serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The small site without colours of its own: the engine's theme then knows no dark ones."""
    above = tmp_path_factory.mktemp("plain-prose")
    root = Path(shutil.copytree(HERE / "small", above / "repository"))
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    before, _, after = settings.partition("  palette:\n")
    rest = after[after.index("extra_css:") :]
    (root / "mkdocs.yml").write_text(before + rest, encoding="utf-8")
    return serve(build_site(root, above / "site"))


def strip(page: Page) -> str:
    """The visible strip, each space one."""
    (words,) = page.locator(".strip").filter(visible=True).all_inner_texts()
    return " ".join(words.split())


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_maintenance_that_starts_is_counted_on_every_page(kind: str, served: str, observed: Observed) -> None:
    page = observed.page
    stop_clock(page, BEFORE)
    page.goto(served + EVERY_KIND[kind])
    assert strip(page).startswith("Checkout errors · Major · Identified · since ")
    assert "more" not in strip(page)
    page.clock.run_for(20_000)
    assert strip(page).endswith(" · 1 more")
    assert observed.problems == []


def test_the_page_of_maintenance_that_starts_names_the_incident_that_is_worse(
    served: str, page: Page
) -> None:
    stop_clock(page, BEFORE)
    page.goto(f"{served}incidents/2026-11-22-new-database/")
    page.clock.run_for(20_000)
    assert strip(page).startswith("Checkout errors · Major · Identified · since ")
    assert "more" not in strip(page)
    page.goto(served + OWN)
    page.clock.run_for(20_000)
    assert page.locator(".strip").filter(visible=True).count() == 0


@pytest.mark.parametrize("path", ["history/", "subscribe/"])
def test_without_script_the_strip_says_when_it_was_true(path: str, served: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + path)
    assert strip(page).startswith("Checkout errors · Major")
    assert page.get_by_text("As of Nov 21, 2026, 14:45 UTC.").first.is_visible()
    assert page.locator(".asof").filter(visible=True).count() == (path == "subscribe/")
    context.close()


@pytest.mark.parametrize("passed", ["00:01", "24:00:00"])
def test_a_page_of_prose_never_looks_for_news_and_says_when_its_strip_was_true(
    passed: str, served: str, page: Page
) -> None:
    stop_clock(page, "2026-11-21T14:46:00Z")
    page.goto(f"{served}subscribe/")
    page.clock.fast_forward(passed)
    assert page.locator(".asof").filter(visible=True).all_inner_texts() == ["As of Nov 21, 2026, 14:45 UTC."]


def test_a_page_of_prose_goes_by_the_server_s_clock_that_another_page_found(served: str, page: Page) -> None:
    stop_clock(page, BEFORE)
    page.clock.pause_at("2026-11-22T03:00:00Z")
    page.goto(served)
    page.clock.run_for(1)
    checked(page)
    page.goto(f"{served}subscribe/")
    assert "more" not in strip(page), "the maintenance starts only in ten seconds"


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("path", ["history/", "subscribe/", "404.html"])
def test_the_strip_is_as_wide_as_the_page_s_own_text(path: str, width: int, served: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(served + path)
    box = page.locator(".strip").filter(visible=True).bounding_box()
    name = page.locator(".top .home").bounding_box()
    assert box and name
    assert box["x"] == name["x"]
    assert box["x"] + box["width"] <= width - name["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_its_links_lead_to_the_incident_and_to_all_of_them(served: str, page: Page) -> None:
    stop_clock(page, "2026-11-22T02:05:00Z")
    page.goto(f"{served}deep/guide/")
    page.locator(".strip").filter(visible=True).get_by_role("link").first.click()
    page.wait_for_url(served + OWN)
    page.go_back()
    page.locator(".strip").filter(visible=True).get_by_role("link", name="1 more").click()
    page.wait_for_url(served)


def test_news_change_the_strip_of_a_page_that_looks_for_them(
    built: Path, build_site: Callable[..., Path], serve: Callable[..., str], page: Page, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(HERE / "small", tmp_path / "repository"))
    place = Path(shutil.copytree(built, tmp_path / "site"))
    stop_clock(page, "2026-11-21T14:46:00Z")
    with page.expect_event("requestfinished", lambda request: request.url.endswith("build.json")):
        page.goto(f"{serve(place)}maintenance/")
        page.clock.run_for(1)
    reported = root / "incidents/2026-11/2026-11-21-checkout-errors/updates/20261121T145200Z-resolved.md"
    reported.write_text("---\nstatus: resolved\nat: 2026-11-21T14:52Z\n---\nAll is well.\n", encoding="utf-8")
    assert strip(page).startswith("Checkout errors")
    shutil.rmtree(place)
    build_site(root, place, "--no-prose", now="2026-11-21T14:53:00Z")
    page.clock.fast_forward("01:05")
    expect(page.locator(".strip").filter(visible=True)).to_have_count(0)


def test_on_a_page_of_prose_in_the_dark_the_strip_can_be_read(
    site_with_plain_prose: str, browser: Browser
) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{site_with_plain_prose}subscribe/")
    colours = [
        page.locator(selector).filter(visible=True).first.evaluate("one => getComputedStyle(one).color")
        for selector in (".strip", ".top .home")
    ]
    assert colours[0] == colours[1]
    context.close()


@pytest.mark.parametrize("kind", ["prose", "deep prose"])
def test_a_day_after_the_build_a_page_of_prose_says_that_it_may_be_out_of_date(
    kind: str, served: str, observed: Observed
) -> None:
    page = observed.page
    limit = page.get_by_text("This page may be out of date")
    stop_clock(page, "2026-11-22T14:44:50Z")
    page.goto(served + EVERY_KIND[kind])
    assert limit.is_hidden()
    page.clock.run_for(20_000)
    assert limit.is_visible()
    assert limit.inner_text().startswith("This page may be out of date: last updated Nov 21, 2026, 14:45")
    assert observed.problems == []
