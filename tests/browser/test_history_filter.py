"""The history can be filtered by component and impact, with an address that can be sent to others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SETTINGS = """site_name: Status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{id: web, name: Web}, {id: api, name: API}]
"""


def written() -> Iterator[tuple[str, str]]:
    """Thirty months with one incident each, in turns of two components and three impacts."""
    yield "mkdocs.yml", SETTINGS
    for place in range(30):
        year, month = 2024 + (place + 5) // 12, (place + 5) % 12 + 1
        component, impact = ("web", "api")[place % 2], ("minor", "major", "none")[place % 3]
        state = "operational" if impact == "none" else "partial_outage"
        folder = f"incidents/{year}-{month:02}/{year}-{month:02}-03-trouble-{place}"
        yield (
            f"{folder}/incident.md",
            f"---\ntitle: Trouble {place}\nimpact: {impact}\ncomponents: {{{component}: {state}}}\n"
            f"started: {year}-{month:02}-03T10:00Z\n---\n",
        )
        status = "investigating" if place == 29 else "resolved"
        yield (
            f"{folder}/updates/{year}{month:02}03T110000Z-{status}.md",
            f"---\nstatus: {status}\nat: {year}-{month:02}-03T11:00Z\n---\nDone.\n",
        )


@pytest.fixture(scope="module")
def history(site_of: Callable[..., Any], serve: Callable[..., str]) -> str:
    """The URL of its history."""
    return serve(site_of(dict(written()), now="2026-11-21T14:45:00Z")) + "history/"


def titles(page: Page) -> list[str]:
    return page.locator(".log2 a[href*='incidents/']").locator("visible=true").all_inner_texts()


def said(page: Page) -> Any:
    return page.locator("details.by [role=status]")


def test_what_is_active_comes_first_and_the_rest_by_month(history: str, page: Page) -> None:
    page.goto(history)
    assert titles(page) == [f"Trouble {place}" for place in range(29, 8, -1)]
    headings = page.locator("main h2").all_inner_texts()[:3]
    assert [heading.casefold() for heading in headings] == [
        "active incidents and maintenance",
        "october 2026",
        "september 2026",
    ]


def test_a_choice_looks_through_all_months_and_becomes_the_address(history: str, observed: Any) -> None:
    page = observed.page
    page.goto(history)
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Component").select_option("API")
    page.get_by_label("Impact").select_option("Major")
    expect(said(page)).to_have_text("Matches: 5")
    assert titles(page) == [f"Trouble {place}" for place in (25, 19, 13, 7, 1)]
    assert page.url == f"{history}?component=api&impact=major"
    page.get_by_label("Component").select_option("All components")
    page.get_by_label("Impact").select_option("All kinds")
    expect(said(page)).to_have_text("")
    assert len(titles(page)) == 21
    assert page.url == history
    assert observed.problems == []


def test_an_address_with_a_choice_shows_it(history: str, page: Page) -> None:
    page.goto(f"{history}?impact=none&component=web")
    expect(said(page)).to_have_text("Matches: 5")
    assert titles(page) == [f"Trouble {place}" for place in (26, 20, 14, 8, 2)]
    assert page.get_by_label("Impact").input_value() == "none"
    page.locator(".found .log2 a").first.click()
    page.wait_for_url("**/incidents/2026-08-03-trouble-26/")


def test_a_month_filters_its_own_lines(history: str, page: Page) -> None:
    page.goto(f"{history}2026-10/?component=web")
    expect(said(page)).to_have_text("Matches: 1")
    page.get_by_label("Component").select_option("API")
    expect(said(page)).to_have_text("Matches: 0")
    assert titles(page) == []


def test_the_choice_survives_news(history: str, page: Page) -> None:
    page.goto(f"{history}2026-10/?component=api")
    expect(said(page)).to_have_text("Matches: 0")
    page.evaluate(
        """async () => {
          const text = await (await fetch(location.pathname)).text();
          const fresh = new DOMParser().parseFromString(text, "text/html");
          document.getElementById("main").replaceChildren(...fresh.getElementById("main").childNodes);
        }"""
    )
    page.locator("details.by summary").click()
    expect(said(page)).to_have_text("Matches: 0")
    assert titles(page) == []


def test_all_months_are_looked_through_until_there_is_enough(history: str, page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{history}?impact=minor")
    expect(said(page)).to_have_text("Matches: 10")
    assert len([url for url in loaded if "/history/20" in url]) == 30
    assert page.locator(".found button").count() == 0, "there are no earlier ones"


def test_months_that_cannot_be_loaded_are_said(history: str, page: Page) -> None:
    page.route("**/history/2026-*/", lambda route: route.fulfill(status=500))
    page.goto(f"{history}?component=web")
    expect(said(page)).to_have_text("The months could not be loaded.")
    page.unroute_all()
    page.locator(".found button").click()
    expect(said(page)).to_have_text("Matches: 15")


def test_without_a_script_the_components_pages_are_a_click_away(history: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(history)
    page.get_by_text("Filter", exact=True).click()
    page.locator("details.by a", has_text="API").click()
    page.wait_for_url("**/components/api/")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_filter(scheme: Any, history: str, page: Page) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{history}?component=web&impact=minor")
    expect(said(page)).to_have_text("Matches: 5")
    page.evaluate(AXE_SCRIPT)
    run = "axe.run({rules: {'target-size': {enabled: true}}}).then(found => found.violations)"
    assert page.evaluate(run) == []
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
