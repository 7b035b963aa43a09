"""Bars and months answer to a finger, a pointer and the arrow keys; a long list can be filtered."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.browser.conftest import Observed, watched

pytestmark = pytest.mark.browser

NOW = "2026-11-21T14:46:00Z"
GROUPS = {"Storefront": ("Checkout", "Search"), "Ärzte & Praxen": ("Größen", "Ångström")}


def site(language: str = "en", size: int = 0) -> dict[str, str]:
    """Two groups, as many more components as asked for, an outage twelve days ago and something slow now."""
    listed = "".join(
        f"        - group: {name}\n          components:\n"
        + "".join(f"            - {{id: {ids[each]}, name: {each}}}\n" for each in members)
        for name, members in GROUPS.items()
    )
    more = "".join(f"            - {{id: more-{place}, name: Part {place}}}\n" for place in range(size))
    listed += f"        - group: More\n          components:\n{more}" if size else ""
    return {
        "mkdocs.yml": f"""site_name: Status
site_url: https://status.example.com/
theme: {{name: material, font: false}}
plugins:
  - outspoken:
      language: {language}
      components:
{listed}""",
        "site_src/index.md": "# Status\n",
        **event("2026-11-09-outage", "An outage", "checkout", "major_outage", "2026-11-09T10:00Z", "11:05"),
        **event("2026-11-21-slow", "Slow answers", "checkout", "degraded_performance", "2026-11-21T14:06Z"),
    }


ids = {"Checkout": "checkout", "Search": "search", "Größen": "sizes", "Ångström": "angstrom"}


def event(name: str, title: str, component: str, state: str, start: str, end: str = "") -> dict[str, str]:
    folder, day = f"incidents/{name[:7]}/{name}", start[:11]
    stem = start.replace("-", "").replace(":", "").replace("Z", "00Z")
    files = {
        f"{folder}/incident.md": f"---\ntitle: {title}\nimpact: minor\ncomponents: {{{component}: {state}}}\n"
        f"started: {start}\n---\nIt began.\n",
        f"{folder}/updates/{stem}-investigating.md": "---\nstatus: investigating\n"
        f"at: {start}\n---\nWe look.\n",
    }
    if end:
        at = f"{day}{end}Z"
        stem = at.replace("-", "").replace(":", "").replace("Z", "00Z")
        files[f"{folder}/updates/{stem}-resolved.md"] = f"---\nstatus: resolved\nat: {at}\n---\nDone.\n"
    return files


@pytest.fixture(scope="module")
def built_in(site_of: Callable[..., Path]) -> Callable[..., Path]:
    """Builds the site once for each language and size."""
    made: dict[tuple[str, int], Path] = {}

    def of(language: str = "en", size: int = 0) -> Path:
        if (language, size) not in made:
            made[language, size] = site_of(site(language, size), now="2026-11-21T14:45:00Z")
        return made[language, size]

    return of


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A phone with a finger, and a keyboard."""
    context = browser.new_context(
        locale="en-GB", timezone_id="Europe/Berlin", has_touch=True, viewport={"width": 390, "height": 844}
    )
    yield context
    context.close()


@pytest.fixture
def opened(
    reader: BrowserContext, built_in: Callable[..., Path], serve: Callable[..., str]
) -> Iterator[Callable[..., Page]]:
    """Opens a page under observation and waits until its pictures of days answer."""
    all_observed: list[Observed] = []

    def of(path: str = "", language: str = "en", size: int = 0, root: Path | None = None) -> Page:
        all_observed.append(watched(reader))
        page = all_observed[-1].page
        page.clock.set_fixed_time(NOW)
        page.goto(serve(root or built_in(language, size)) + path)
        expect(page.get_by_role("slider").first).to_be_attached()
        return page

    yield of
    assert [problem for observed in all_observed for problem in observed.problems] == []


def checkout(page: Page) -> Locator:
    return page.locator("li:has(> .row > a[href='components/checkout/']) .bar")


def spot(bar: Locator, day: int, days: int = 90) -> tuple[float, float]:
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    return box["x"] + box["width"] * (day + 0.5) / days, box["y"] + box["height"] / 2


def test_a_tap_shows_day_state_length_and_incident_until_a_tap_elsewhere(opened: Callable[..., Page]) -> None:
    page = opened()
    page.touchscreen.tap(*spot(checkout(page), 77))
    tip = page.locator(".tip")
    expect(tip).to_contain_text("Nov 9 Major outage, 1 hour 5 minutes")
    expect(tip.get_by_role("link", name="An outage")).to_be_visible()
    page.touchscreen.tap(*spot(checkout(page), 84))
    expect(tip).to_have_text("Nov 16 Operational")
    page.touchscreen.tap(*spot(checkout(page), 40))
    expect(tip).to_have_text("Oct 3 No data")
    page.locator("h1").scroll_into_view_if_needed()
    page.touchscreen.tap(5, 5)
    expect(tip).to_have_count(0)


def test_a_pointer_shows_a_day_and_can_move_on_to_its_links(opened: Callable[..., Page]) -> None:
    page = opened()
    page.mouse.move(*spot(checkout(page), 77))
    link = page.locator(".tip").get_by_role("link", name="An outage")
    link.hover()
    expect(link).to_be_visible()
    page.mouse.move(2, 2)
    expect(page.locator(".tip")).to_have_count(0)


def test_escape_closes_what_a_pointer_opened(opened: Callable[..., Page]) -> None:
    page = opened()
    page.mouse.move(*spot(checkout(page), 77))
    expect(page.locator(".tip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".tip")).to_have_count(0)


def test_arrow_keys_go_from_day_to_day_and_page_keys_between_bad_days(opened: Callable[..., Page]) -> None:
    page = opened()
    bar = checkout(page)
    bar.focus()
    assert bar.get_attribute("aria-label") == "Checkout: 99.64% since Nov 9, 2 days with incidents"
    expect(bar).to_have_attribute("aria-valuetext", "Nov 21, Degraded performance, 39 minutes, Slow answers")
    page.keyboard.press("ArrowLeft")
    expect(bar).to_have_attribute("aria-valuetext", "Nov 20, Operational")
    page.keyboard.press("PageDown")
    expect(bar).to_have_attribute("aria-valuetext", "Nov 9, Major outage, 1 hour 5 minutes, An outage")
    page.keyboard.press("Home")
    expect(bar).to_have_attribute("aria-valuetext", "Aug 24, No data")
    page.keyboard.press("ArrowLeft")
    expect(bar).to_have_attribute("aria-valuenow", "0")
    page.keyboard.press("End")
    expect(bar).to_have_attribute("aria-valuenow", "89")


def test_tab_goes_from_a_day_to_its_incident_and_escape_back(opened: Callable[..., Page]) -> None:
    page = opened()
    bar = checkout(page)
    bar.focus()
    expect(page.locator(".tip a")).to_have_count(1)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Slow answers"
    page.keyboard.press("Escape")
    expect(page.locator(".tip")).to_have_count(0)
    expect(bar).to_be_focused()
    bar.press("Tab")
    expect(page.locator(".tip")).to_have_count(0)


def test_from_right_to_left_the_left_arrow_goes_forward(opened: Callable[..., Page]) -> None:
    page = opened(language="ar")
    bar = checkout(page)
    bar.focus()
    page.keyboard.press("ArrowRight")
    expect(bar).to_have_attribute("aria-valuenow", "88")
    page.keyboard.press("ArrowLeft")
    expect(bar).to_have_attribute("aria-valuenow", "89")
    x, y = spot(bar, 77)
    box = bar.bounding_box()
    assert box
    page.touchscreen.tap(2 * box["x"] + box["width"] - x, y)
    expect(bar).to_have_attribute("aria-valuenow", "77")


def test_arrow_keys_go_on_from_month_to_month_of_a_year(opened: Callable[..., Page]) -> None:
    page = opened("components/checkout/")
    sliders = page.get_by_role("slider")
    assert sliders.count() == 12
    assert [each.get_attribute("tabindex") for each in sliders.all()] == ["-1"] * 11 + ["0"]
    sliders.last.focus()
    expect(sliders.last).to_have_attribute(
        "aria-valuetext", "Nov 21, Degraded performance, 39 minutes, Slow answers"
    )
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    expect(page.locator(":focus")).to_have_attribute("aria-valuetext", "Oct 31, Operational")
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("aria-valuetext", "Nov 1, Operational")
    page.keyboard.press("End")
    expect(page.locator(":focus")).to_have_attribute("aria-valuetext", "Nov 30, No data")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "9. Nov., Schwerer Ausfall, 1 Stunde 5 Minuten, An outage"),
        ("ja", "11月9日、大規模停止、1 時間 5 分、An outage"),
    ],
)
def test_days_are_in_the_language_of_the_page(language: str, words: str, opened: Callable[..., Page]) -> None:
    page = opened(language=language)
    bar = checkout(page)
    bar.focus()
    bar.press("PageDown")
    expect(bar).to_have_attribute("aria-valuetext", words)


def test_without_the_file_of_days_a_bar_still_says_what_is_drawn(
    reader: BrowserContext, opened: Callable[..., Page]
) -> None:
    reader.route("**/days.json", lambda route: route.abort())
    page = opened()
    bar = checkout(page)
    bar.focus()
    bar.press("PageDown")
    expect(bar).to_have_attribute("aria-valuetext", "Nov 9, Major outage")


def test_a_filter_finds_components_whatever_their_accents_and_opens_their_group(
    opened: Callable[..., Page],
) -> None:
    page = opened(size=30)
    page.get_by_label("Find a component").fill("angst")
    expect(page.get_by_role("status").filter(has_text="Components found: 1")).to_be_attached()
    assert page.locator(".components li:visible > .row > a").all_inner_texts() == ["Ångström"]
    page.get_by_label("Find a component").fill("ARZTE größen")
    assert page.locator(".components li:visible > .row > a").all_inner_texts() == ["Größen"]
    page.get_by_label("Find a component").fill("part 29")
    assert page.locator(".components li:visible > .row > a").all_inner_texts() == ["Part 29"]
    page.get_by_label("Find a component").fill("")
    assert page.locator(".components .fold[open]").count() == 0
    assert page.locator(".components .group:visible").count() == 3


def test_news_keep_the_filter_the_open_groups_the_day_and_the_focus(
    opened: Callable[..., Page], built_in: Callable[..., Path], site_of: Callable[..., Path], tmp_path: Path
) -> None:
    root = shutil.copytree(built_in(size=30), tmp_path / "site")
    page = opened(size=30, root=root)
    page.locator("#fold-1 summary").click()
    page.get_by_label("Find a component").fill("s")
    bar = checkout(page)
    bar.focus()
    bar.press("PageDown")
    fresh = site("en", 30) | event(
        "2026-11-20-odd", "Odd prices", "search", "partial_outage", "2026-11-20T10:00Z", "10:30"
    )
    newer = site_of(fresh, now="2026-11-21T14:50:00Z")
    shutil.copytree(newer, root, dirs_exist_ok=True)
    page.clock.set_fixed_time("2026-11-21T14:51:00Z")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("a", has_text="Odd prices").first).to_be_attached()
    expect(page.get_by_label("Find a component")).to_have_value("s")
    expect(page.locator("#group-2")).to_be_hidden()
    expect(checkout(page)).to_be_focused()
    expect(checkout(page)).to_have_attribute(
        "aria-valuetext", "Nov 9, Major outage, 1 hour 5 minutes, An outage"
    )
    expect(page.locator(".tip")).to_contain_text("Nov 9")
    page.get_by_label("Find a component").fill("")
    expect(page.locator("#group-2")).to_be_visible()
    expect(page.locator("#fold-1")).to_have_attribute("open", "")


def test_without_a_script_groups_open_and_every_day_is_on_the_components_page(
    browser: Browser, built_in: Callable[..., Path], serve: Callable[..., str]
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(serve(built_in(size=30)))
    assert page.get_by_label("Find a component").count() == 0 or page.locator("#filter").is_hidden()
    page.locator("#fold-2 summary").click()
    expect(page.get_by_role("link", name="Part 29")).to_be_visible()
    page.get_by_role("link", name="Checkout", exact=True).click()
    page.locator("details.bad summary").first.click()
    expect(page.locator("details.bad li").nth(1)).to_contain_text("Nov 9: Major outage, 1 hour 5 minutes")
    context.close()


@pytest.mark.parametrize("media", ["forced", "print"])
def test_states_differ_by_shape_on_paper_and_in_forced_colours(
    media: str, opened: Callable[..., Page]
) -> None:
    page = opened()
    if media == "print":
        page.emulate_media(media="print")
    else:
        page.emulate_media(forced_colors="active")
    marks = checkout(page).locator("path[class]:not(.at)")
    heights = [box["height"] for mark in marks.all() if (box := mark.bounding_box())]
    assert len({round(height) for height in heights}) == 2
    assert checkout(page).evaluate("bar => getComputedStyle(bar).outlineStyle") == "solid"
