"""A page looks for news by itself: politely, without losing the reader's place, and honest when it cannot."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import pass_time, stop_clock
from tests.browser.static_host import Answer, Handler, Host, Site, files

pytestmark = pytest.mark.browser

BUILT = "2026-11-21T14:45:00Z"
READ = "2026-11-21T14:46:00Z"
RENEWED = "2026-11-21T14:53:00Z"
INCIDENT = "incidents/2026-11-21-checkout-errors/"
SMALL = Path(__file__).parent / "small"
UPDATE = """---
status: monitoring
at: 2026-11-21T14:52Z
next_update: 1h
---
Payments go through again. We are watching.
"""

WATCH = """
  window.polls = [];
  window.concluded = 0;
  let open = 0;
  const ask = fetch, later = new MessageChannel();
  later.port1.onmessage = () => {
    open -= 1;
    if (!open) concluded = polls.length;
  };
  const following = (promise) => {
    open += 1;
    const done = () => later.port2.postMessage(0);
    promise.then(done, done);
    return promise;
  };
  window.fetch = (...all) => {
    if (`${all[0]}`.endsWith("build.json")) polls.push(Date.now());
    return following(ask(...all).then((answer) => {
      const text = answer.text.bind(answer);
      answer.text = () => following(text());
      return answer;
    }));
  };
  // What puts the newer page in place comes as a script.
  addEventListener("DOMContentLoaded", () => {
    const { head } = document, append = head.append;
    head.append = (script) => {
      const end = (done) => ["load", "error"].forEach((name) => script.addEventListener(name, done));
      if (script.src) following(new Promise(end));
      append.call(head, script);
    };
  });
  let away = false;
  Object.defineProperty(document, "hidden", { get: () => away });
  window.leave = (now) => {
    away = now;
    document.dispatchEvent(new Event("visibilitychange"));
  };
"""
"""Notes when the page looks for news, by its own clock, and how many looks it has drawn conclusions from.

A look is over once all that it asked for was read and no more was asked for. `leave(true)` is a change to
another tab.
"""


@pytest.fixture(scope="module")
def new(build_site: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The small site with one more update."""
    above = tmp_path_factory.mktemp("new")
    root = Path(shutil.copytree(SMALL, above / "repository"))
    update = root / "incidents/2026-11/2026-11-21-checkout-errors/updates/20261121T145200Z-monitoring.md"
    update.write_text(UPDATE, encoding="utf-8")
    return files(build_site(root, above / "site", "--no-prose", now=RENEWED)) | {"from": b"new"}


@pytest.fixture(scope="module")
def same(build_site: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The small site built again a minute later."""
    above = tmp_path_factory.mktemp("same")
    root = shutil.copytree(SMALL, above / "repository")
    return files(build_site(root, above / "site", now="2026-11-21T14:46:00Z"))


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab with an empty cache and a clock of its own; no routes, which would turn the cache off."""
    context = browser.new_context(
        locale="en-GB", timezone_id="UTC", viewport={"width": 900, "height": 600}, reduced_motion="reduce"
    )
    page = context.new_page()
    stop_clock(page, READ)
    page.add_init_script(WATCH)
    yield page
    context.close()


def opened(tab: Page, url: str) -> Page:
    """The page after its first look for news, which comes right after it is loaded."""
    tab.goto(url)
    tab.clock.run_for(1)
    settled(tab, 1)
    return tab


def settled(tab: Page, polls: int) -> None:
    """Wait until the page has looked so often, and drawn its conclusions."""
    tab.wait_for_function("count => concluded >= count", arg=polls, polling=20)


def wait(tab: Page, minutes: float = 1) -> None:
    """The clock, which nothing else moves, goes on, and the page looks once more."""
    polls = tab.evaluate("polls.length")
    pass_time(tab, timedelta(minutes=minutes, seconds=1))
    settled(tab, polls + 1)


def main_words(tab: Page) -> str:
    """All that is visible but how long ago it was, and when the page last looked."""
    fresh = tab.locator(".fresh").inner_text()
    words = tab.locator("main").inner_text().replace(fresh, "")
    return re.sub(r"(· )?(\d+ \w+ ago|in \d+ \w+|just now)", "", words)


def test_news_come_without_a_reload(host: Host, tab: Page, new: Site) -> None:
    opened(tab, host.url)
    tab.evaluate("window.mine = true")
    host.site = new
    wait(tab)
    expect(tab.locator(".say").first).to_contain_text("Payments go through again")
    assert tab.evaluate("window.mine"), "the page was not loaded again"
    assert tab.locator("#news").text_content() == "Major · Monitoring: Checkout errors"
    assert tab.locator("#lost").is_hidden()


def test_a_reader_keeps_place_focus_and_what_was_opened(host: Host, tab: Page, new: Site) -> None:
    opened(tab, host.url)
    opener = tab.locator(".comps li", has_text="Search").locator("details")
    opener.locator("summary").click()
    link = tab.locator(".comps li", has_text="Search").locator(".row a")
    link.focus()
    before = link.bounding_box()
    assert before is not None
    assert tab.evaluate("scrollY") > 0
    host.site = new
    wait(tab)
    expect(tab.locator(".say").first).to_contain_text("Payments go through again")
    after = link.bounding_box()
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 1
    assert tab.evaluate("document.activeElement.textContent") == "Search"
    assert [details.evaluate("each => each.open") for details in tab.locator("details").all()].count(
        True
    ) == 1
    assert opener.evaluate("each => each.open")


def test_on_the_incidents_page_the_new_update_does_not_move_what_is_read(
    host: Host, tab: Page, new: Site
) -> None:
    tab.set_viewport_size({"width": 900, "height": 200})
    opened(tab, host.url + INCIDENT)
    first = tab.locator("[id='20261121T141000Z-investigating'] h3")
    tab.evaluate("scrollTo(0, document.getElementById('20261121T141000Z-investigating').offsetTop - 40)")
    before = first.bounding_box()
    host.site = new
    wait(tab)
    expect(tab.locator(".log > li")).to_have_count(3)
    after = first.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 1


def test_who_has_focus_on_what_is_gone_stays_in_the_page(host: Host, tab: Page, new: Site) -> None:
    opened(tab, host.url)
    tab.locator(".say a").first.focus()
    host.site = new
    wait(tab)
    expect(tab.locator(".say").first).to_contain_text("Payments go through again")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_a_new_build_with_the_same_content_is_not_announced(host: Host, tab: Page, same: Site) -> None:
    opened(tab, host.url + INCIDENT)
    tab.locator("main .lead").evaluate("lead => { lead.mine = true; }")
    host.site = same
    wait(tab)
    expect(tab.locator("#asof")).to_have_attribute("datetime", "2026-11-21T14:46:00Z")
    assert tab.locator("#news").text_content() == ""
    assert tab.locator("main .lead").evaluate("lead => lead.mine"), "nothing was replaced"


def test_minutes_that_went_by_are_not_announced(host: Host, tab: Page, same: Site) -> None:
    opened(tab, host.url)
    host.site = same
    wait(tab)
    row = tab.locator(".comps li", has_text="Checkout").first
    expect(row.locator("details li").first).to_contain_text("Partial outage, 41 minutes")
    assert tab.locator("#news").text_content() == ""


def test_two_changes_under_one_headline_are_announced_twice(
    host: Host, tab: Page, new: Site, old: Site
) -> None:
    opened(tab, host.url)
    host.site = new
    wait(tab)
    first = tab.locator("#news").text_content()
    newest = {
        "build.json": new["build.json"].replace(b"14:53", b"14:54"),
        "index.html": new["index.html"]
        .replace(b"T14:53:00Z", b"T14:54:00Z")
        .replace(b"We are watching", b"We watch"),
    }
    host.site = new | newest
    wait(tab)
    expect(tab.locator(".say").first).to_contain_text("We watch")
    assert tab.locator("#news").text_content() != first


def test_a_page_out_of_a_cache_asks_the_host_right_away(host: Host, tab: Page, new: Site) -> None:
    opened(tab, host.url)
    tab.locator("main h1 a").filter(visible=True).click()
    tab.wait_for_url("**/incidents/**")
    tab.clock.run_for(1)
    settled(tab, 1)
    host.site = new
    asked = len(host.asked(""))
    tab.locator(".top .home").click()
    tab.wait_for_url(host.url)
    tab.clock.run_for(1)
    expect(tab.locator(".say").first).to_contain_text("Payments go through again")
    assert len(host.asked("")) == asked + 1, "the first came out of the cache, the second from the host"


def test_an_edge_that_still_serves_the_old_page_does_no_harm(host: Host, tab: Page, new: Site) -> None:
    opened(tab, host.url)
    host.site = host.site | {"build.json": new["build.json"]}
    before = main_words(tab)
    wait(tab)
    assert main_words(tab) == before
    assert tab.locator("#lost").is_hidden()
    assert tab.locator("#news").text_content() == ""
    host.site = new
    wait(tab)
    expect(tab.locator(".say").first).to_contain_text("Payments go through again")


def test_what_takes_a_newer_page_in_is_asked_for_with_the_first_one_and_again_if_it_is_missing(
    host: Host, tab: Page, new: Site
) -> None:
    opened(tab, host.url)
    wait(tab)
    assert not host.asked("assets/outspoken/renew.js")
    host.site = {name: data for name, data in new.items() if name != "assets/outspoken/renew.js"}
    wait(tab)
    expect(tab.locator("#lost")).to_be_visible()
    assert "Payments go through again" not in main_words(tab)
    host.site = new
    wait(tab)
    wait(tab)
    expect(tab.locator(".say").first).to_contain_text("Payments go through again")
    expect(tab.locator("#lost")).to_be_hidden()
    assert len(host.asked("assets/outspoken/renew.js")) == 2


def test_a_page_never_goes_back_in_time(host: Host, tab: Page, new: Site, old: Site) -> None:
    host.site = new
    opened(tab, host.url)
    later = new["build.json"].replace(b"14:53", b"14:59")
    host.site = old | {"build.json": later}
    wait(tab)
    expect(tab.locator(".say").first).to_contain_text("Payments go through again")
    expect(tab.locator("#asof")).to_have_attribute("datetime", RENEWED)


def test_a_new_style_sheet_is_loaded_with_its_page(host: Host, tab: Page, new: Site) -> None:
    opened(tab, host.url)
    restyled = {
        name: data.replace(b"<style>", b"<style>i{}")
        for name, data in new.items()
        if name.endswith("index.html")
    }
    host.site = new | restyled
    with tab.expect_navigation():
        pass_time(tab, timedelta(seconds=61))
    tab.clock.run_for(1)
    settled(tab, 1)
    assert "Payments go through again" in main_words(tab)


def test_an_edge_that_serves_the_old_style_for_ever_does_not_make_the_page_reload_for_ever(
    host: Host, browser: Browser, old: Site, new: Site
) -> None:
    restyled = new["index.html"].replace(b"<style>", b"<style>i{}")
    host.site = old | {"build.json": new["build.json"]}
    loads: list[str] = []

    def serve(handler: Handler) -> None:
        is_load = handler.headers["Sec-Fetch-Dest"] == "document"
        if is_load:
            loads.append(handler.path)
        handler.say(200, old["index.html"] if is_load else restyled, "text/html")

    host.faults[""] = serve
    context = browser.new_context()
    page = context.new_page()
    page.goto(host.url)
    expect(page.locator(".say").first).to_contain_text("Payments go through again")
    context.close()
    assert len(loads) == 2


def test_a_look_without_news_costs_less_than_300_bytes(host: Host, tab: Page) -> None:
    opened(tab, host.url)
    for _ in range(3):
        wait(tab)
    answers = host.asked("build.json")
    assert [status for status, _ in answers] == [200, 304, 304, 304]
    assert max(size for _, size in answers) < 300
    assert host.asked("") == [(200, host.asked("")[0][1])], "the page itself is not asked for again"


def test_a_page_looks_about_once_a_minute(host: Host, tab: Page) -> None:
    opened(tab, host.url)
    for _ in range(5):
        wait(tab)
    at = tab.evaluate("polls")
    assert all(53 <= (later - earlier) / 1000 <= 62 for earlier, later in pairwise(at))


def test_a_page_that_no_one_sees_does_not_look(host: Host, tab: Page) -> None:
    opened(tab, host.url)
    tab.evaluate("leave(true)")
    for _ in range(5):
        pass_time(tab, timedelta(minutes=5))
    assert len(tab.evaluate("polls")) == 1
    tab.evaluate("leave(false)")
    settled(tab, 2)
    assert len(tab.evaluate("polls")) == 2


def html(handler: Handler) -> None:
    handler.say(200, b"<!doctype html><title>Sign in to this network</title>", "text/html")


FAULTS: dict[str, Answer] = {
    "404": lambda handler: handler.say(404, b"none", "text/plain"),
    "500": lambda handler: handler.say(500, b"{}", "application/json"),
    "a page instead": html,
    "cut off": lambda handler: handler.say(200, b'{"commit": null, "now": "2026-', "application/json"),
    "a list": lambda handler: handler.say(200, b"[]", "application/json"),
    "nothing": lambda handler: handler.say(200, b"null", "application/json"),
    "another's": lambda handler: handler.say(200, b'{"now": 5}', "application/json"),
    "reset": Handler.reset,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_response_leaves_the_page_and_shows_the_time_of_the_last_one(
    fault: str, host: Host, tab: Page
) -> None:
    opened(tab, host.url)
    before = main_words(tab)
    host.faults["build.json"] = FAULTS[fault]
    wait(tab)
    assert main_words(tab) == before
    expect(tab.locator("#lost")).to_be_visible()
    assert tab.locator("#lost").inner_text().startswith("Couldn't check for news since 14:46")
    host.faults.clear()
    wait(tab, 2)
    expect(tab.locator("#lost")).to_be_hidden()


@pytest.mark.parametrize("fault", ["404", "500", "a page instead", "reset", "half a page", "nothing at all"])
def test_a_broken_new_page_leaves_the_old_one(fault: str, host: Host, tab: Page, new: Site) -> None:
    opened(tab, host.url)
    before = main_words(tab)
    host.site = new
    cut = {"half a page": new["index.html"][: len(new["index.html"]) * 2 // 3], "nothing at all": b""}
    host.faults[""] = FAULTS.get(fault) or (lambda handler: handler.say(200, cut[fault], "text/html"))
    wait(tab)
    expect(tab.locator("#lost")).to_be_visible()
    assert main_words(tab) == before
    host.faults.clear()
    wait(tab, 2)
    expect(tab.locator(".say").first).to_contain_text("Payments go through again")


def test_a_host_that_never_answers_is_given_up_after_half_a_minute(host: Host, tab: Page) -> None:
    opened(tab, host.url)
    silence = threading.Event()
    host.faults["build.json"] = lambda handler: silence.wait() and handler.reset()
    pass_time(tab, timedelta(seconds=61))
    assert len(tab.evaluate("polls")) == 2
    pass_time(tab, timedelta(seconds=29))
    assert tab.locator("#lost").is_hidden()
    pass_time(tab, timedelta(seconds=2))
    expect(tab.locator("#lost")).to_be_visible()
    silence.set()


def test_failures_are_followed_by_ever_longer_waits_of_ten_minutes_at_most(host: Host, tab: Page) -> None:
    opened(tab, host.url)
    host.faults["build.json"] = FAULTS["500"]
    for minutes in (1, 2, 4, 8, 10, 10):
        wait(tab, minutes)
    at = tab.evaluate("polls")
    waits = [(later - earlier) / 60_000 for earlier, later in pairwise(at)]
    expected = (1, 2, 4, 8, 10, 10)
    assert all(most * 0.85 <= waited <= most + 0.1 for waited, most in zip(waits, expected, strict=True))
    host.faults.clear()
    wait(tab, 10)
    wait(tab)
    assert (tab.evaluate("polls.at(-1) - polls.at(-2)")) < 62_000


def test_a_page_without_a_connection_says_so_and_looks_when_it_is_back(host: Host, tab: Page) -> None:
    opened(tab, host.url)
    before = main_words(tab)
    tab.context.set_offline(True)
    wait(tab)
    expect(tab.locator("#lost")).to_be_visible()
    assert main_words(tab) == before
    tab.context.set_offline(False)
    expect(tab.locator("#lost")).to_be_hidden()


def test_build_json_names_what_is_served(old: Site) -> None:
    served = json.loads(old["build.json"])
    assert served["now"] == BUILT
    assert served["next_boundary"] == "2026-11-21T15:00:00Z"
