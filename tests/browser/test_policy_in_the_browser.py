"""In a real browser no page breaks the policy that it carries, and everything it offers works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

STATUS_PAGES = (
    "",
    "incidents/2026-11-21-checkout-errors/",
    "incidents/2026-11-20-slow-search/postmortem/",
    "components/checkout/",
    "history/",
    "history/2026-11/",
    "maintenance/",
    "postmortems/",
    "404.html",
)
GUIDE = "deep/guide/"


@pytest.mark.parametrize("path", STATUS_PAGES)
def test_a_status_page_keeps_its_own_policy(path: str, served: str, observed: Any) -> None:
    observed.page.goto(served + path, wait_until="networkidle")
    assert observed.problems == []


@pytest.mark.parametrize("path", ["subscribe/", GUIDE])
def test_a_prose_page_keeps_its_own_policy_at_every_depth(path: str, served: str, observed: Any) -> None:
    observed.page.goto(served + path, wait_until="networkidle")
    assert observed.problems == []


def test_a_prose_page_runs_the_themes_script_when_the_reader_uses_what_needs_it(
    served: str, observed: Any
) -> None:
    page = observed.page
    page.goto(served + GUIDE, wait_until="networkidle")
    assert page.evaluate("typeof document$") == "undefined"
    page.locator("h1").hover()
    page.wait_for_function("() => typeof document$ == 'object'")
    page.goto(served + "subscribe/", wait_until="networkidle")
    page.locator("h1").hover()
    assert page.locator("script[src]").count() == 0, "nothing on this page needs it"
    assert observed.problems == []


def test_a_reader_who_moves_while_a_prose_page_loads_has_its_buttons_too(served: str, page: Any) -> None:
    # As early as anything waits for a movement, while the rest of the page is still to come.
    page.add_init_script("""const add = addEventListener;
      window.addEventListener = (kind, ...more) => {
        add(kind, ...more);
        if (kind === "pointerover") queueMicrotask(() => dispatchEvent(new PointerEvent(kind)));
      };""")
    page.goto(served + GUIDE)
    page.locator(".md-code__button").first.wait_for()


def test_a_prose_page_copies_code(served: str, observed: Any) -> None:
    page = observed.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(served + GUIDE)
    page.locator(".highlight:has-text('def checkout')").hover()
    page.locator(".highlight:has-text('def checkout') button").first.click()
    page.locator(".md-dialog--active").wait_for()
    assert "def checkout" in page.evaluate("navigator.clipboard.readText()")
    assert observed.problems == []


def test_tabs_and_folded_words_of_a_prose_page_open(served: str, observed: Any) -> None:
    page = observed.page
    page.goto(served + GUIDE)
    page.get_by_text("Make", exact=True).click()
    assert page.get_by_text("site: build").is_visible()
    page.get_by_text("Open this").click()
    assert page.get_by_text("What was folded.").is_visible()
    assert observed.problems == []


def test_cells_of_a_prose_table_keep_their_alignment(served: str, observed: Any) -> None:
    page = observed.page
    page.goto(served + GUIDE)
    sides = page.locator("td[align]").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell).textAlign)"
    )
    assert [side.removeprefix("-webkit-") for side in sides] == ["left", "center", "right"]
    assert observed.problems == []


def test_the_sites_own_style_sheet_reaches_every_page(served: str, page: Any) -> None:
    for path in ("", GUIDE):
        page.goto(served + path)
        assert page.locator(".top .home").evaluate("home => getComputedStyle(home).letterSpacing") == "1px"


def test_a_prose_page_does_not_load_the_sitemap_which_grows_with_the_history(served: str, page: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served + GUIDE)
    page.locator("h1").hover()
    page.wait_for_function("() => typeof document$ == 'object'")
    page.wait_for_load_state("networkidle")
    assert f"{served}sitemap.xml" not in asked


@pytest.mark.parametrize("path", ["", STATUS_PAGES[1], STATUS_PAGES[3], GUIDE])
def test_pages_work_under_the_headers_of_a_host_as_well(
    path: str, built: Path, serve: Any, sent_with: Any, observed: Any
) -> None:
    headers = (built / "_headers").read_text(encoding="utf-8")
    url = serve(built, headers_for=lambda asked: sent_with(headers, asked))
    answer = observed.page.goto(url + path, wait_until="networkidle")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    observed.page.locator(".find").click()
    observed.page.locator("dialog input").fill("checkout")
    observed.page.locator("dialog li a").first.wait_for()
    assert observed.problems == []


def test_a_page_of_another_site_cannot_frame_ours(
    built: Path, serve: Any, sent_with: Any, tmp_path: Path, page: Any
) -> None:
    headers = (built / "_headers").read_text(encoding="utf-8")
    url = serve(built, headers_for=lambda asked: sent_with(headers, asked))
    (tmp_path / "index.html").write_text(f'<iframe src="{url}"></iframe>', encoding="utf-8")
    page.goto(serve(tmp_path), wait_until="networkidle")
    assert page.frames[1].locator("main").count() == 0
