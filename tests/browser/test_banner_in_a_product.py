"""The banner in a product's own pages: there while something is wrong, and never in the product's way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Observed, pass_time, stop_clock, watched
from tests.browser.product_page import DATA, banner_script, changed, open_to_all, product
from tests.browser.static_host import SERVER, Answer, Handler, Host
from tests.browser.test_for_everyone import violations

pytestmark = pytest.mark.browser

NOON = "2026-11-21T14:46:00Z"
"""A minute after the build: one incident is open, maintenance comes tomorrow."""
BEFORE = "2026-11-22T01:59:50Z"
MINUTES = timedelta(minutes=1)
BANNER = "outspoken-banner section"

Opened = Callable[..., Page]


@pytest.fixture
def shop(host: Host, serve: Callable[..., str], tmp_path: Path, page: Page) -> Opened:
    """Opens a product's page with the banner, with these attributes, at this time."""
    open_to_all(host)

    def opened(attributes: str = "", at: str = NOON) -> Page:
        stop_clock(page, at)
        with page.expect_event("requestfinished", lambda request: "banner.js" in request.url):
            page.goto(product(serve, tmp_path, host.url, banner_script(host.url, attributes)))
        return page

    return opened


def words(page: Page) -> str:
    """What is visible of the banner, each space one."""
    return " ".join(page.locator(BANNER).inner_text().split())


def test_it_names_the_incident_its_state_and_the_next_update_under_a_strict_policy(
    shop: Opened, observed: Observed
) -> None:
    page = shop()
    expect(page.locator(BANNER)).to_contain_text("Checkout errors")
    assert words(page).startswith("Checkout errors Major · Identified · Next update by 16:00 GMT+1 Example ")
    assert observed.problems == []


def test_it_is_empty_and_takes_no_room_while_all_is_well(shop: Opened, host: Host, page: Page) -> None:
    changed(host, lambda data: data["items"].clear())
    with page.expect_response("**/" + DATA):
        shop()
    expect(page.locator("outspoken-banner")).to_have_count(1)
    assert page.locator("outspoken-banner").evaluate("host => host.getBoundingClientRect().height") == 0
    assert page.locator("outspoken-banner button:visible").count() == 0


def test_it_goes_when_the_incident_is_resolved(shop: Opened, host: Host) -> None:
    page = shop()
    expect(page.locator(BANNER)).to_be_visible()
    changed(host, lambda data: data["items"].clear())
    pass_time(page, MINUTES)
    expect(page.get_by_text("Checkout errors")).to_have_count(0)


def test_it_comes_when_an_incident_is_opened(shop: Opened, host: Host, page: Page) -> None:
    sent = host.site[DATA]
    changed(host, lambda data: data["items"].clear())
    with page.expect_response("**/" + DATA):
        shop()
    host.site[DATA] = sent
    changed(host, lambda data: data.update(now=data["now"] + 60))
    pass_time(page, 2 * MINUTES)
    expect(page.locator(BANNER)).to_contain_text("Checkout errors")


def test_maintenance_is_shown_from_its_beginning_to_its_end_by_the_servers_clock(
    shop: Opened, page: Page
) -> None:
    with page.expect_response("**/" + DATA):
        shop('data-component="api"', at=BEFORE)
    expect(page.get_by_text("A new database")).to_have_count(0)
    pass_time(page, 2 * MINUTES)
    expect(page.locator(BANNER)).to_contain_text("In progress, due to end at 03:20 GMT+1")
    pass_time(page, 20 * MINUTES)
    expect(page.get_by_text("A new database")).to_have_count(0)


@pytest.mark.parametrize("attributes", ['data-min="minor"', 'data-component="search"'])
def test_what_the_product_did_not_ask_for_is_not_shown(attributes: str, shop: Opened, page: Page) -> None:
    with page.expect_response("**/" + DATA):
        shop(attributes, at=BEFORE)
    pass_time(page, 2 * MINUTES)
    expect(page.get_by_text("A new database")).to_have_count(0)


def test_a_component_that_does_not_exist_hides_nothing(shop: Opened) -> None:
    expect(shop('data-component="chekout"').locator(BANNER)).to_contain_text("Checkout errors")


def test_where_the_servers_time_cannot_be_read_nothing_rests_on_the_readers_clock(
    shop: Opened, host: Host
) -> None:
    open_to_all(host, names="")
    page = shop('data-component="api"', at="2026-11-22T02:05:00Z")
    expect(page.locator(BANNER)).to_contain_text("Scheduled to end at 03:20 GMT+1")
    assert "In progress" not in words(page)


def html(answer: Handler) -> None:
    answer.say(200, b"<!doctype html><p>Sign in to the network", "text/html")


def truncated(answer: Handler) -> None:
    answer.say(200, answer.host.site[DATA][:200], "application/json")


def of_the_future(answer: Handler) -> None:
    answer.say(200, b'{"version": 2}', "application/json")


def misshapen(answer: Handler) -> None:
    answer.say(200, b'{"version": 1, "now": 9999999999, "items": [{}]}', "application/json")


def broken(answer: Handler) -> None:
    answer.say(503, b"busy", "text/plain")


FAULTS: dict[str, Answer] = {
    "broken connection": Handler.reset,
    "HTML": html,
    "truncated": truncated,
    "later version": of_the_future,
    "misshapen": misshapen,
    "error": broken,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_status_host_in_trouble_changes_nothing_in_the_product(
    fault: str, shop: Opened, host: Host, observed: Observed
) -> None:
    host.faults[DATA] = FAULTS[fault]
    with observed.page.expect_event(
        "requestfailed" if fault == "broken connection" else "requestfinished",
        lambda request: DATA in request.url,
    ):
        page = shop()
    page.get_by_role("button", name="Buy").click()
    assert page.locator(BANNER).inner_text() == ""
    assert observed.problems == []
    # It asks again, after longer and longer pauses.
    host.faults.clear()
    pass_time(page, 4 * MINUTES)
    expect(page.locator(BANNER)).to_contain_text("Checkout errors")


def test_what_was_known_says_its_age_and_goes_after_half_an_hour(shop: Opened, host: Host) -> None:
    page = shop()
    expect(page.locator(BANNER)).to_contain_text("Checkout errors")
    host.faults[DATA] = Handler.reset
    pass_time(page, MINUTES)
    expect(page.locator(BANNER)).to_contain_text("As of 15:46 GMT+1.")
    pass_time(page, 30 * MINUTES)
    expect(page.get_by_text("Checkout errors")).to_have_count(0)


def test_a_host_that_asks_for_a_pause_gets_it(shop: Opened, host: Host, page: Page) -> None:
    host.faults[DATA] = broken
    exposed = host.dates
    host.dates = lambda: f"{exposed()}Retry-After: 900\r\n"
    with page.expect_response("**/" + DATA):
        shop()
    asked = len(host.asked(DATA))
    page.clock.run_for(14 * 60_000)
    assert len(host.asked(DATA)) == asked


def test_a_title_is_text(shop: Opened, host: Host, observed: Observed) -> None:
    title = "<img src=x onerror=alert(1)><script>alert(2)</script> {1}"
    changed(host, lambda data: data["items"][0].update(title=title, id="../../javascript:alert(3)"))
    page = shop()
    expect(page.locator(BANNER)).to_contain_text(title)
    link = page.locator(f"{BANNER} a").first.get_attribute("href") or ""
    assert link == f"{host.url}incidents/..%2F..%2Fjavascript%3Aalert(3)/"
    assert observed.problems == []


def test_a_reader_who_closed_it_sees_it_again_only_if_it_becomes_worse(shop: Opened, host: Host) -> None:
    page = shop()
    expect(page.locator(BANNER)).to_contain_text("Checkout errors")
    assert page.evaluate("[document.cookie, sessionStorage.length, localStorage.length]") == ["", 0, 0]
    page.get_by_role("button", name="Close").press("Enter")
    expect(page.get_by_text("Checkout errors")).to_have_count(0)
    with page.expect_response("**/" + DATA):
        page.reload()
    pass_time(page, MINUTES)
    expect(page.get_by_text("Checkout errors")).to_have_count(0)
    changed(host, lambda data: data["items"][0]["steps"][0].__setitem__(2, 4))
    pass_time(page, 2 * MINUTES)
    expect(page.locator(BANNER)).to_contain_text("Checkout errors")


def test_it_is_read_out_without_taking_the_focus_and_closes_by_keyboard(shop: Opened) -> None:
    page = shop()
    expect(page.locator(f"{BANNER} [role=status]")).to_contain_text("Checkout errors")
    assert page.evaluate("document.activeElement === document.body")
    page.locator(f"{BANNER} a").first.focus()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Checkout errors")).to_have_count(0)


@pytest.mark.parametrize("position", ["top", "bottom"])
def test_it_fits_a_phone(position: str, shop: Opened, host: Host) -> None:
    changed(host, lambda data: data["items"][0].update(title="Zahlungsdienstleistungsschnittstelle" * 3))
    page = shop(f'data-position="{position}"')
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.locator(BANNER)).to_contain_text("Zahlung")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator(BANNER).bounding_box()
    assert box and (box["y"] < 20) is (position == "top")


@pytest.mark.parametrize("rank", [1, 2, 3, 4])
def test_axe_finds_nothing(rank: int, host: Host, browser: Browser) -> None:
    """In a page without a policy, into which the tool can be put."""
    open_to_all(host)
    changed(host, lambda data: data["items"][0]["steps"][0].__setitem__(2, rank))
    host.site["shop/index.html"] = (
        '<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1></main>'
        + banner_script(host.url)
    ).encode()
    context = browser.new_context()
    page = watched(context).page
    SERVER.at = datetime.fromisoformat(NOON)
    page.clock.set_fixed_time(NOON)
    page.goto(f"{host.url}shop/")
    expect(page.locator(BANNER)).to_contain_text("Checkout errors")
    assert violations(page) == []
    context.close()
