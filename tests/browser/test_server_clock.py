"""A page goes by the server's clock, and asserts only what it has just checked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import checked, pass_time, stop_clock
from tests.browser.static_host import SERVER, Answer, Handler, Host, ServerClock, files, hosting
from tests.browser.test_one_phone_screen import SETTINGS, files_of

pytestmark = pytest.mark.browser

BEFORE = datetime.fromisoformat("2026-11-21T14:46:00Z")
AFTER = datetime.fromisoformat("2026-11-21T15:06:00Z")
"""Before and after the promise for 15:00 has passed."""

INCIDENT = "incidents/2026-11-21-checkout-errors/"
HOUR = timedelta(hours=1)
CLOCKS = [timedelta(minutes=10), -timedelta(minutes=10), 8 * HOUR, -8 * HOUR, 24 * HOUR, -24 * HOUR]
KEPT = "Next update by 15:00 UTC"
OVERDUE = "Update overdue: promised by 15:00 UTC"
PROMISED = "Next update was promised by 15:00 UTC"
HIDE = """
  let away = false;
  Object.defineProperty(document, "hidden", { get: () => away });
  window.leave = (now) => {
    away = now;
    document.dispatchEvent(new Event("visibilitychange"));
  };
"""


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of a reader in UTC, with an empty cache; no routes, which would turn the cache off."""
    context = browser.new_context(locale="en-GB", timezone_id="UTC")
    context.add_init_script(HIDE)
    yield context.new_page()
    context.close()


def opened(tab: Page, url: str, at: datetime, off: timedelta = timedelta()) -> Page:
    """The page right after it is loaded at a time, in a browser whose clock is off by so much."""
    stop_clock(tab, (at + off).isoformat())
    SERVER.at = at
    tab.goto(url)
    tab.clock.run_for(1)
    return tab


def promise(tab: Page) -> str:
    """What is visible of the promise of the next update."""
    return tab.locator(".next").filter(visible=True).first.inner_text()


@contextmanager
def waiting(host: Host, path: str = "build.json") -> Iterator[None]:
    """The host answers for this path only when this is over."""
    over = threading.Event()

    def answer(handler: Handler) -> None:
        over.wait()
        handler.say(200, host.site[path], "application/json")

    host.faults[path] = answer
    yield
    del host.faults[path]
    over.set()


@pytest.mark.parametrize(
    ("off", "path"), [*((off, "") for off in CLOCKS), (CLOCKS[0], INCIDENT), (CLOCKS[3], INCIDENT)], ids=str
)
def test_a_reader_s_clock_that_is_wrong_changes_nothing(
    off: timedelta, path: str, host: Host, tab: Page
) -> None:
    opened(tab, host.url + path, BEFORE, off)
    checked(tab)
    assert promise(tab) == f"{KEPT} · in 14 minutes"
    assert tab.locator("#asof").inner_text().endswith("1 minute ago")
    assert tab.locator(".lost").filter(visible=True).count() == 0
    pass_time(tab, AFTER - BEFORE)
    checked(tab)
    assert promise(tab) == f"{OVERDUE} · 6 minutes ago"


@pytest.mark.parametrize("off", CLOCKS[::2], ids=str)
def test_before_the_first_answer_a_page_accuses_no_one(off: timedelta, host: Host, tab: Page) -> None:
    with waiting(host):
        opened(tab, host.url, AFTER, off)
        assert "overdue" not in tab.locator("body").inner_text()
        assert promise(tab).startswith(("Next update by", "Next update was promised by"))
        assert tab.locator(".lost").filter(visible=True).count() == 0
    checked(tab)
    assert promise(tab).startswith(OVERDUE)
    assert tab.locator("#news").text_content() == "", "nothing has changed"


def ago(seconds: int) -> str:
    assert SERVER.at is not None
    return ServerClock(SERVER.at - timedelta(seconds=seconds)).header()


CACHES: dict[str, Callable[[], str]] = {
    "keeps the date": lambda: f"Date: {ago(600)}\r\nAge: 600\r\n",
    "writes the date anew": lambda: f"Date: {ago(0)}\r\nAge: 600\r\n",
}


@pytest.mark.parametrize("cache", CACHES)
@pytest.mark.parametrize("at", [BEFORE, AFTER], ids=str)
def test_an_answer_from_a_cache_does_not_put_a_right_clock_wrong(
    at: datetime, cache: str, host: Host, tab: Page
) -> None:
    host.dates = CACHES[cache]
    opened(tab, host.url, at)
    checked(tab)
    assert promise(tab) == (f"{KEPT} · in 14 minutes" if at == BEFORE else f"{OVERDUE} · 6 minutes ago")


@pytest.mark.parametrize("off", CLOCKS[:2], ids=str)
def test_an_answer_with_its_age_corrects_a_clock_that_is_wrong(off: timedelta, host: Host, tab: Page) -> None:
    host.dates = CACHES["keeps the date"]
    opened(tab, host.url, BEFORE, off)
    checked(tab)
    assert promise(tab).startswith(KEPT)


def test_a_fresh_answer_is_better_than_an_old_one(host: Host, tab: Page) -> None:
    """The bounds that many answers set are narrower than those of one."""
    host.dates = CACHES["keeps the date"]
    opened(tab, host.url, AFTER, -8 * HOUR)
    checked(tab)
    assert promise(tab).startswith(KEPT), "ten minutes late, but nothing false"
    host.dates = Host(site={}).dates
    pass_time(tab, timedelta(seconds=61))
    checked(tab)
    host.dates = CACHES["writes the date anew"]
    pass_time(tab, timedelta(seconds=61))
    checked(tab)
    assert promise(tab) == f"{OVERDUE} · 8 minutes ago"


@pytest.mark.parametrize("dates", ["", "Date: yesterday\r\n"])
def test_without_the_server_s_time_nothing_is_called_overdue(dates: str, host: Host, tab: Page) -> None:
    host.dates = lambda: dates
    opened(tab, host.url, AFTER)
    checked(tab)
    assert promise(tab) == f"{PROMISED} · 6 minutes ago"


@pytest.mark.parametrize("off", [-8 * HOUR, -48 * HOUR], ids=str)
def test_without_the_server_s_time_it_is_never_earlier_than_the_build(
    off: timedelta, host: Host, tab: Page
) -> None:
    host.dates = str
    opened(tab, host.url, BEFORE, off)
    checked(tab)
    assert promise(tab) == f"{KEPT} · in 15 minutes"
    assert "in 7 hours" not in tab.locator("main").inner_text()


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_a_time_in_brackets_has_nothing_beside_it(
    zone: str, site_of: Callable[..., Path], browser: Browser
) -> None:
    reported = files_of("2026-11-21-cards", "Cards fail", promise="eta: 2026-11-21T15:00Z\n")
    site = site_of({"mkdocs.yml": SETTINGS.format(language="en")} | reported)
    context = browser.new_context(locale="en-GB", timezone_id=zone)
    with hosting(files(site)) as host:
        tab = opened(context.new_page(), host.url, AFTER)
        checked(tab)
        late = tab.locator(".facts b").filter(visible=True).inner_text()
    assert late == f"Taking longer than estimated ({'15:00' if zone == 'UTC' else '16:00'})"
    context.close()


def test_a_page_that_a_cache_keeps_old_accuses_no_one(host: Host, tab: Page) -> None:
    """There is news, which this page cannot show yet."""
    host.site["build.json"] = host.site["build.json"].replace(b"T14:45:00Z", b"T15:04:00Z")
    opened(tab, host.url, AFTER)
    checked(tab)
    assert promise(tab) == f"{PROMISED} · 6 minutes ago"


def test_a_clock_that_is_set_while_the_page_is_open_is_noticed(host: Host, tab: Page) -> None:
    opened(tab, host.url, BEFORE)
    checked(tab)
    tab.clock.fast_forward(8 * 3600 * 1000)
    checked(tab)
    expect(tab.locator(".next").filter(visible=True).first).to_contain_text(f"{KEPT} · in 14 minutes")


def resolved(host: Host) -> None:
    """The host has a newer build, in which nothing is overdue."""
    assert SERVER.at is not None
    now = SERVER.at.isoformat()[:19].encode()
    for name in ("index.html", INCIDENT + "index.html", "build.json"):
        data = host.site[name].replace(b"2026-11-21T14:45:00", now).replace(b"1795273200", b"1895273200")
        host.site[name] = data.replace(b"T15:00:00Z", b"T23:30:00Z").replace(b"15:00 UTC", b"23:30 UTC")


def wakened(tab: Page) -> None:
    """The computer slept for eight hours, in which no timer ran; the page ticks on."""
    tab.clock.set_system_time(BEFORE + 8 * HOUR)
    tab.clock.run_for(15_000)


def returned(tab: Page) -> None:
    """The reader comes back to the tab after eight hours."""
    tab.evaluate("leave(true)")
    tab.clock.set_system_time(BEFORE + 8 * HOUR)
    tab.evaluate("leave(false)")


def gone_back(tab: Page) -> None:
    """The reader goes back to the page, which the browser has kept for eight hours."""
    tab.clock.set_system_time(BEFORE + 8 * HOUR)
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")


@pytest.mark.parametrize("awaken", [wakened, returned, gone_back])
def test_after_eight_hours_the_page_fetches_first_and_then_announces(
    awaken: Callable[[Page], None], host: Host, tab: Page
) -> None:
    opened(tab, host.url, BEFORE)
    checked(tab)
    with waiting(host):
        SERVER.at = BEFORE + 8 * HOUR
        awaken(tab)
        assert promise(tab) == f"{PROMISED} · 8 hours ago"
        assert tab.locator("#news").text_content() == ""
        resolved(host)
    expect(tab.locator(".next").filter(visible=True).first).to_contain_text("Next update by 23:30 UTC")
    assert "overdue" not in tab.locator("body").inner_text().lower()
    assert "overdue" not in (tab.locator("#news").text_content() or "").lower()


def test_overdue_is_said_no_longer_than_a_minute_without_an_answer(host: Host, tab: Page) -> None:
    opened(tab, host.url, AFTER)
    checked(tab)
    assert promise(tab).startswith(OVERDUE)
    with waiting(host):
        for _ in range(5):
            pass_time(tab, timedelta(seconds=15))
        assert promise(tab).startswith(PROMISED)
    checked(tab)
    assert promise(tab).startswith(OVERDUE)


def test_the_server_s_clock_is_remembered_for_the_next_page(host: Host, tab: Page) -> None:
    opened(tab, host.url, BEFORE, 8 * HOUR)
    checked(tab)
    host.faults["build.json"] = lambda handler: handler.say(500, b"", "text/plain")
    tab.locator("main h1 a").filter(visible=True).click()
    tab.wait_for_url("**/incidents/**")
    assert promise(tab) == f"{KEPT} · in 14 minutes"


def test_a_browser_that_remembers_nothing_is_served_as_well(host: Host, tab: Page) -> None:
    tab.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get: () => { throw new Error('no') } })"
    )
    opened(tab, host.url, BEFORE, 8 * HOUR)
    checked(tab)
    assert promise(tab) == f"{KEPT} · in 14 minutes"


def html(handler: Handler) -> None:
    handler.say(200, b"<!doctype html><title>Sign in to this network</title>", "text/html")


def half(handler: Handler) -> None:
    head = b"HTTP/1.1 200 Said\r\nContent-Length: 900\r\nContent-Type: application/json\r\n\r\n"
    handler.wfile.write(head + b'{"commit": null')
    handler.reset()


BROKEN: dict[str, Answer] = {
    "500": lambda handler: handler.say(500, b"{}", "application/json"),
    "garbage": lambda handler: handler.say(200, b"\x00\xff[", "application/json"),
    "portal": html,
    "half": half,
    "only this is missing": lambda handler: handler.say(404, b"", "text/plain"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_answer_is_called_so(fault: str, host: Host, tab: Page) -> None:
    host.faults["build.json"] = BROKEN[fault]
    opened(tab, host.url, AFTER)
    words = "Couldn't check for news since 14:45 · the answer could not be read"
    expect(tab.locator("#lost")).to_contain_text(words, use_inner_text=True)
    assert promise(tab).startswith(PROMISED)


def test_a_network_s_login_page_is_a_broken_answer_and_no_breach_of_policy(host: Host, tab: Page) -> None:
    with hosting({"index.html": b"<h1>Sign in</h1>"}) as portal:
        breaches: list[str] = []
        tab.on("console", lambda message: breaches.append(message.text))

        def sent_on(handler: Handler) -> None:
            head = f"HTTP/1.1 302 Found\r\nLocation: {portal.url}\r\n{host.dates()}Content-Length: 0\r\n\r\n"
            handler.wfile.write(head.encode())

        host.faults["build.json"] = sent_on
        opened(tab, host.url, BEFORE)
        expect(tab.locator("#lost")).to_contain_text("the answer could not be read")
        assert portal.log == []
        assert [text for text in breaches if "Security" in text] == []


def test_a_reader_without_a_connection_reads_so(host: Host, tab: Page) -> None:
    opened(tab, host.url, BEFORE)
    checked(tab)
    tab.context.set_offline(True)
    expect(tab.locator("#lost")).to_contain_text(
        "Couldn't check for news since 14:46 · you are offline", use_inner_text=True
    )
    assert tab.locator("#news").text_content() == "Couldn't check for news since 14:46 · you are offline"
    tab.context.set_offline(False)
    checked(tab)


def test_a_host_that_cannot_be_reached_is_not_blamed(host: Host, tab: Page) -> None:
    host.faults["build.json"] = Handler.reset
    opened(tab, host.url, BEFORE)
    expect(tab.locator("#lost")).to_have_text("Couldn't check for news since 14:45", use_inner_text=True)


def test_a_page_that_is_gone_says_so(host: Host, tab: Page) -> None:
    opened(tab, host.url + INCIDENT, BEFORE)
    checked(tab)
    del host.site["build.json"], host.site[INCIDENT + "index.html"]
    pass_time(tab, timedelta(seconds=61))
    expect(tab.locator("#lost")).to_contain_text(
        "since 14:46 · this page is no longer here", use_inner_text=True
    )


@pytest.mark.parametrize("path", ["", INCIDENT, "history/", "components/checkout/"])
def test_every_page_has_an_age_limit_of_a_day(path: str, host: Host, tab: Page) -> None:
    opened(tab, host.url + path, BEFORE)
    checked(tab)
    tab.context.set_offline(True)
    expect(tab.locator("#lost")).to_be_visible()
    pass_time(tab, timedelta(hours=23))
    expect(tab.locator("#lost")).to_be_visible()
    assert tab.locator("#aged").is_hidden()
    pass_time(tab, timedelta(hours=2))
    note = tab.locator("#aged")
    expect(note).to_have_text("This page may be out of date: last checked Nov 21, 2026, 14:46 UTC.")
    heading, above = tab.locator("h1").filter(visible=True).first.bounding_box(), note.bounding_box()
    assert heading is not None
    assert above is not None
    assert above["y"] < heading["y"]
    assert tab.locator("#stale").is_hidden()


def test_a_page_that_does_not_exist_has_an_age_limit_too(host: Host, tab: Page) -> None:
    opened(tab, host.url + "404.html", BEFORE)
    tab.context.set_offline(True)
    pass_time(tab, timedelta(hours=25))
    expect(tab.locator("#aged, #stale").filter(visible=True)).to_have_count(1)


def test_a_page_that_was_never_checked_is_as_old_as_its_build(host: Host, tab: Page) -> None:
    host.faults["build.json"] = Handler.reset
    opened(tab, host.url + "history/", BEFORE + 25 * HOUR)
    expect(tab.locator("#stale")).to_have_text(
        "This page may be out of date: last updated Nov 21, 2026, 14:45 UTC."
    )


def test_midnight_changes_headings_and_is_not_read_out(host: Host, tab: Page) -> None:
    """The site's day ends at 23:00 UTC."""
    opened(tab, host.url, datetime.fromisoformat("2026-11-21T22:58:00Z"))
    checked(tab)
    headings = tab.locator("#days > :not([hidden]), #components > :not([hidden])")
    assert headings.all_text_contents() == ["Components: past 90 days", "Past 14 days"]
    pass_time(tab, timedelta(minutes=4))
    checked(tab)
    assert headings.all_text_contents() == [
        "Components: Aug 24\u2009\u2013\u2009Nov 21",
        "Nov 8\u2009\u2013\u2009Nov 21",
    ]
    pass_time(tab, timedelta(hours=1, minutes=2))
    checked(tab)
    assert tab.locator("#news").text_content() == ""
