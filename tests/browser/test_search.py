"""One search on all pages: loaded when it is used, by keyboard alone, in any script, under any path."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGES = ("", "incidents/2026-11-21-checkout-errors/", "history/2026-11/", "404.html", "subscribe/")
FOLDER = "incidents/2026-11/2026-11-21-"


def written(language: str, titles: Mapping[str, str]) -> dict[str, str]:
    """A site of incidents with these titles by the last part of their id."""
    files = {
        "mkdocs.yml": f"""site_name: Status
site_url: https://status.example.com/
plugins:
  - outspoken:
      language: {language}
      components: [{{id: web, name: Web}}]
"""
    }
    for name, title in titles.items():
        files[f"{FOLDER}{name}/incident.md"] = (
            f"---\ntitle: {title}\nimpact: minor\ncomponents: {{web: partial_outage}}\n"
            "started: 2026-11-21T14:00Z\n---\n"
        )
        files[f"{FOLDER}{name}/updates/20261121T140500Z-investigating.md"] = (
            "---\nstatus: investigating\nat: 2026-11-21T14:05Z\n---\nWe are looking.\n"
        )
    return files


def asked(page: Page, words: str) -> list[str]:
    """The titles that the search finds, best first."""
    if not page.locator("dialog").is_visible():
        page.locator(".find").click()
    page.locator("dialog input").fill(words)
    expect(page.locator("dialog [role=status]")).to_have_text(_ANSWER)
    return page.locator("dialog li a").all_inner_texts()


# Any answer but that the index is still on its way.
_ANSWER = re.compile(r"\d|No results|Keine|結果")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_the_search_is_loaded_before_it_is_used(path: str, served: str, observed: Any) -> None:
    loaded: list[str] = []
    observed.page.on("request", lambda request: loaded.append(request.url.removeprefix(served)))
    observed.page.goto(served + path, wait_until="networkidle")
    assert not [url for url in loaded if "search" in url]
    observed.page.locator(".find").click()
    observed.page.locator("dialog input").wait_for()
    observed.page.wait_for_load_state("networkidle")
    expected = {"assets/outspoken/search.js", "assets/outspoken/search.css", "search/search_index.json"}
    assert {url for url in loaded if "search" in url} == expected
    assert observed.problems == []


@pytest.mark.parametrize("path", PAGES)
def test_a_result_leads_to_the_incident_from_every_page(path: str, served: str, observed: Any) -> None:
    page = observed.page
    page.goto(served + path)
    asked(page, "checkout errors 2026-11-21")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}incidents/2026-11-21-checkout-errors/")
    assert observed.problems == []


def test_the_search_works_by_keyboard_alone(served: str, page: Page) -> None:
    page.goto(served)
    page.keyboard.press("/")
    page.locator("dialog input").wait_for()
    page.keyboard.type("c/h")
    assert page.locator("dialog input").input_value() == "c/h", "a slash can be typed"
    asked(page, "che")
    focused = "document.activeElement.href ?? document.activeElement.localName"
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focused) == "input"
    page.keyboard.press("ArrowDown")
    first = page.evaluate(focused)
    assert first == page.locator("dialog li a").first.get_attribute("href")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) != first
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focused) == "input"
    page.keyboard.press("Escape")
    assert page.locator("dialog").is_hidden()


def test_the_number_of_results_is_announced(served: str, page: Page) -> None:
    page.goto(served)
    asked(page, "checkout")
    said = page.locator("dialog [role=status]")
    expect(said).to_have_text(f"Results: {page.locator('dialog li').count()}")
    asked(page, "zebra")
    expect(said).to_have_text("No results")


def test_a_title_comes_before_a_text_and_a_beginning_before_a_middle(
    site_of: Callable[..., Path], serve: Callable[..., str], page: Page
) -> None:
    titles = {"a": "Reports about looking", "b": "Overlooking is slow", "c": "Nothing else"}
    page.goto(serve(site_of(written("en", titles))))
    assert asked(page, "looking") == ["Reports about looking", "Overlooking is slow", "Nothing else"]
    assert asked(page, "look slow") == ["Overlooking is slow"]


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("de", "Störung der Zahlungsschnittstelle", "STORUNG"),
        ("de", "Störung der Zahlungsschnittstelle", "schnittstelle"),
        ("de", "Große Verzögerung", "grosse"),
        ("fr", "Échec des paiements", "echec"),
        ("ja", "決済システムの障害が発生", "システム"),
        ("ja", "決済システムの障害が発生", "障害"),
        ("ja", "ｶｰﾄﾞ決済のエラー", "カード"),
        ("ja", "カード決済のエラー", "えらー"),
        ("en", "Сбой оплаты", "СБОЙ"),
    ],
)
def test_words_are_found_without_case_accents_or_spaces(
    language: str,
    title: str,
    words: str,
    site_of: Callable[..., Path],
    serve: Callable[..., str],
    page: Page,
) -> None:
    page.goto(serve(site_of(written(language, {"one": title, "other": "Nothing"}))))
    found = asked(page, words)
    # The word for an incident is in what is said of each of them.
    assert found[0] == title if words in ("STORUNG", "障害") else found == [title]


@pytest.mark.parametrize(
    ("title", "words", "marked"),
    [("Große Störung", "grosse stor", ["Große", "Stör"]), ("障害が発生", "害が", ["害が"])],
)
def test_what_was_found_is_marked_as_it_is_written(
    title: str,
    words: str,
    marked: list[str],
    site_of: Callable[..., Path],
    serve: Callable[..., str],
    page: Page,
) -> None:
    page.goto(serve(site_of(written("en", {"one": title}))))
    assert asked(page, words) == [title]
    assert page.locator("dialog li a mark").all_inner_texts() == marked


def test_the_search_works_below_a_path(
    tmp_path: Path, built: Path, serve: Callable[..., str], observed: Any
) -> None:
    shutil.copytree(built, tmp_path / "shop" / "status")
    url = serve(tmp_path)
    for path in ("", "subscribe/"):
        observed.page.goto(f"{url}shop/status/{path}")
        asked(observed.page, "checkout")
        href = observed.page.locator("dialog li a").first.get_attribute("href")
        assert href.startswith(f"{url}shop/status/")
    assert observed.problems == []


def test_without_the_index_the_search_says_so_and_leads_to_the_history(served: str, page: Page) -> None:
    page.route("**/search_index.json", lambda route: route.fulfill(status=503))
    page.goto(served)
    page.locator(".find").click()
    expect(page.locator("dialog [role=status]")).to_have_text("The search could not be loaded.")
    page.get_by_role("dialog").get_by_role("link", name="Full history").click()
    page.wait_for_url(f"{served}history/")


def test_without_its_script_the_search_is_a_link_to_the_history(
    served: str, page: Page, browser: Any
) -> None:
    page.route("**/search.js", lambda route: route.abort())
    page.goto(served)
    page.locator(".find").click()
    page.wait_for_url(f"{served}history/")
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(served)
    plain.get_by_role("banner").get_by_role("link", name="Search").click()
    plain.wait_for_url(f"{served}history/")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "subscribe/"])
def test_axe_finds_nothing_in_the_open_search(path: str, scheme: Any, served: str, page: Page) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(served + path)
    asked(page, "checkout")
    page.evaluate(AXE_SCRIPT)
    run = "axe.run('dialog', {rules: {'target-size': {enabled: true}}}).then(found => found.violations)"
    assert page.evaluate(run) == []
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
