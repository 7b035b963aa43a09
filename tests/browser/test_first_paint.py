"""One request, any connection, any zone, with or without script: the answer is there, and it is true."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.conftest import pass_time, stop_clock

pytestmark = pytest.mark.browser

NOW = "2026-11-21T14:46:00Z"
INCIDENT = "incidents/2026-11-21-checkout-errors/"
PLAIN = {
    "mkdocs.yml": """site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components:
        - {id: checkout, name: Checkout}
        - {id: search, name: Search, since: 2026-09-01}
        - {id: api, name: API}
"""
}
SMALL = Path(__file__).parent / "small"


@pytest.fixture(scope="module")
def plain(site_of: Callable[..., Path]) -> Path:
    """The small site's incidents without a logo or style sheet of its own."""
    words = {
        path.relative_to(SMALL).as_posix(): path.read_text(encoding="utf-8")
        for path in (SMALL / "incidents").rglob("*.md")
    }
    return site_of(words | PLAIN)


@pytest.fixture
def reader(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page for a reader with these properties: `reader(timezone_id=…)`."""
    contexts: list[BrowserContext] = []

    def open_page(at: str | None = NOW, **properties: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "timezone_id": "Europe/Berlin"} | properties)
        contexts.append(context)
        page = context.new_page()
        if at and properties.get("java_script_enabled", True):
            stop_clock(page, at)
        return page

    yield open_page
    for context in contexts:
        context.close()


@contextmanager
def host_that_dies(folder: Path, most: int | None = None) -> Iterator[str]:
    """A host that answers one request, with `most` bytes at most, and then never again."""
    asked: list[str] = []
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if len(asked) > 1:
                over.wait()
                return
            body = (folder / f"{self.path.lstrip('/')}index.html").read_bytes()
            head = f"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
            self.wfile.write((head.encode() + body)[:most])
            if most:
                over.wait()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        over.set()
        server.shutdown()


@pytest.mark.parametrize("path", ["", INCIDENT])
def test_one_answer_is_enough_for_the_whole_page(path: str, plain: Path, reader: Callable[..., Page]) -> None:
    page = reader()
    with host_that_dies(plain) as url:
        page.goto(url + path, wait_until="load")
        expect(page.locator("h1").first).to_have_text("Checkout errors")
        assert page.locator("h1").first.evaluate("h1 => parseFloat(getComputedStyle(h1).fontSize)") > 30
        assert page.locator(".next").filter(visible=True).count() == 1
        assert page.locator(".lead svg use").first.evaluate("use => use.getBoundingClientRect().width") > 0


BARS = ("bars.js", "tips.css")


@pytest.mark.parametrize(
    ("path", "bars"),
    [("", BARS), (INCIDENT, ()), ("components/checkout/", BARS), ("history/", ()), ("maintenance/", ())],
)
def test_everything_else_is_asked_for_after_the_page_is_complete(
    path: str, bars: tuple[str, ...], plain: Path, serve: Callable[..., str], reader: Callable[..., Page]
) -> None:
    page = reader(at=None)  # a moved clock has no measurements
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(serve(plain) + path, wait_until="networkidle")
    late = "performance.getEntriesByType('resource').map(each => each.startTime)"
    complete = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert all(start >= complete for start in page.evaluate(late))
    more = [url.rpartition("/")[2] for url in asked[1:]]
    assert set(more) <= {"build.json", "icon.svg", *bars}, "news, the tab's icon, and what answers in bars"
    assert len(more) == len(set(more))


def test_a_slow_connection_shows_the_answer_with_its_first_bytes(
    plain: Path, reader: Callable[..., Page]
) -> None:
    """One bar of signal: the ten packets that TCP sends before the first answer are enough."""
    page = reader()
    with host_that_dies(plain, most=10 * 1460) as url:
        page.goto(url, wait_until="commit")
        expect(page.locator("h1").first).to_have_text("Checkout errors")
        # The style sheet is in the same answer: never is there a moment without it.
        assert page.locator("h1").first.evaluate("h1 => parseFloat(getComputedStyle(h1).fontSize)") > 30
        page.context.close()


def test_a_page_stays_whole_when_the_connection_goes(served: str, reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto(served, wait_until="networkidle")
    page.context.set_offline(True)
    page.locator("summary").first.click()
    assert page.locator("details").first.evaluate("details => details.open")
    pass_time(page, timedelta(minutes=20))
    promise = page.locator(".next").filter(visible=True)
    expect(promise).to_have_text(re.compile("^Next update was promised by 16:00"))


def test_without_script_what_accuses_has_the_time_of_its_build(
    site_of: Callable[..., Path], serve: Callable[..., str], reader: Callable[..., Page]
) -> None:
    words = {
        path.relative_to(SMALL).as_posix(): path.read_text(encoding="utf-8")
        for path in (SMALL / "incidents").rglob("*.md")
    }
    url = serve(site_of(words | PLAIN, now="2026-11-21T15:10:00Z"))
    page = reader(java_script_enabled=False)
    page.goto(url)
    promise = page.locator(".next").filter(visible=True)
    assert promise.inner_text() == ("Update overdue: promised by 15:00 UTC · As of Nov 21, 2026, 15:10 UTC.")


def test_without_script_the_home_page_says_what_was_true_at_its_build(
    served: str, reader: Callable[..., Page]
) -> None:
    page = reader(java_script_enabled=False)
    page.goto(served)
    words = page.locator("body").inner_text()
    for said in (
        "Checkout errors",
        "About 12 % of customers in the EU",
        "Pay by invoice",
        "The payment service turns away some cards",
        "Next update by 15:00 UTC",
        "Scheduled for Nov 22, 2026, 02:00",
        "Partial outage",
        "As of Nov 21, 2026, 14:45 UTC",
        "+49 30 1234567",
    ):
        assert said.lower() in words.lower(), said
    for unsaid in ("Update overdue", "In progress", "Completed", "couldn't check", "may be out of date"):
        assert unsaid not in words


def test_without_script_an_incident_and_its_edits_can_be_read(
    served: str, reader: Callable[..., Page]
) -> None:
    page = reader(java_script_enabled=False)
    page.goto(served)
    page.locator("summary").first.click()
    assert page.locator("details[open] li").first.is_visible()
    page.locator("h1 a").filter(visible=True).click()
    page.wait_for_url("**/incidents/**")
    assert "Nov 21, 2026, 14:35 UTC" in page.locator(".log").inner_text()


ZONES = {
    "UTC": ("15:00 UTC", "Nov 21, 2026, 14:35 UTC"),
    "Europe/Berlin": ("16:00 (15:00 UTC)", "Nov 21, 2026, 15:35 (14:35 UTC)"),
    "Asia/Kolkata": ("20:30 (15:00 UTC)", "Nov 21, 2026, 20:05 (14:35 UTC)"),
    "Asia/Kathmandu": ("20:45 (15:00 UTC)", "Nov 21, 2026, 20:20 (14:35 UTC)"),
    "America/Los_Angeles": ("07:00 (15:00 UTC)", "Nov 21, 2026, 06:35 (14:35 UTC)"),
    "Pacific/Auckland": ("04:00 (Nov 21, 15:00 UTC)", "Nov 22, 2026, 03:35 (Nov 21, 14:35 UTC)"),
}


@pytest.mark.parametrize("zone", ZONES)
def test_times_are_the_readers_with_utc_beside(zone: str, served: str, reader: Callable[..., Page]) -> None:
    page = reader(timezone_id=zone)
    page.goto(served + INCIDENT)
    promise, newest = ZONES[zone]
    assert page.locator(".next").filter(visible=True).inner_text().startswith(f"Next update by {promise}")
    assert " ".join(page.locator(".log time").first.inner_text().split()) == newest


WINDOWS = {
    "UTC": "Nov 22, 2026, 02:00-02:20 UTC",
    "Asia/Kolkata": "Nov 22, 2026, 07:30-07:50 (02:00-02:20 UTC)",
    "America/New_York": "Nov 21, 2026, 21:00-21:20 (Nov 22, 02:00-Nov 22, 02:20 UTC)",
    "Atlantic/Azores": "Nov 22, 2026, 01:00-01:20 (02:00-02:20 UTC)",
}


@pytest.mark.parametrize("zone", WINDOWS)
def test_a_window_is_the_readers_with_utc_beside(zone: str, served: str, reader: Callable[..., Page]) -> None:
    page = reader(timezone_id=zone)
    page.goto(f"{served}incidents/2026-11-22-new-database/")
    words = page.locator(".facts .w").inner_text()
    assert re.sub(r"\s*\u2013\s*", "-", " ".join(words.split())) == WINDOWS[zone]


def test_every_time_is_a_time_element_with_an_instant_or_a_day(built: Path) -> None:
    shape = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")
    for page in built.rglob("index.html"):
        found = re.findall(r"<time[^>]*>", page.read_text(encoding="utf-8"))
        for tag in found:
            moment = re.search(r'datetime="([^"]*)"', tag)
            assert moment, tag
            assert shape.fullmatch(moment[1]), tag
    clocks = re.sub(r"<time.*?</time>", "", (built / INCIDENT / "index.html").read_text(encoding="utf-8"))
    assert not re.search(r"\d\d:\d\d", re.sub(r"<head>.*?</head>", "", clocks, flags=re.DOTALL))


LANGUAGES = {"de": "in 14 Minuten", "fr": "dans 14 minutes", "es": "dentro de 14 minutos", "ja": "14 分後"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_its_own_language_whatever_the_readers(
    language: str, site_of: Callable[..., Path], serve: Callable[..., str], reader: Callable[..., Page]
) -> None:
    words = {
        path.relative_to(SMALL).as_posix(): path.read_text(encoding="utf-8")
        for path in (SMALL / "incidents").rglob("*.md")
    }
    settings = PLAIN["mkdocs.yml"].replace(
        "  - outspoken:\n", f"  - outspoken:\n      language: {language}\n"
    )
    page = reader(locale="en-GB")
    page.goto(serve(site_of(words | {"mkdocs.yml": settings})))
    assert page.locator("html").get_attribute("lang") == language
    promise = page.locator(".next").filter(visible=True).inner_text()
    assert LANGUAGES[language] in " ".join(promise.split())
    assert "update by" not in promise
