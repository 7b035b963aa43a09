"""A real Chromium over a small built site, and a record of everything a page must not do."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect, sync_playwright
from tests.browser.static_host import SERVER, Host, ServerClock, Site, files, hosting

HERE = Path(__file__).parent
NOW = "2026-11-21T14:45:00Z"
"""When the small site in `small/` is built: one incident open, a promise for 15:00, maintenance tomorrow."""

PATIENCE = 120_000
"""Milliseconds after which a wait is given up; no test is meant to come near it."""

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    # In a container /dev/shm may have 64 MB, and a page that needs more crashes.
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_REPORT_VIOLATIONS = """document.addEventListener("securitypolicyviolation",
  (event) => report_violation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""

Headers = Callable[[str], Mapping[str, str]]
"""Headers for a path of the site, without the leading slash."""


@dataclass  # without slots: Playwright keeps its own attribute on what is called back
class Observed:
    """A page, and what it did that no page of ours may do."""

    page: Page
    violations: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add_violation(self, violation: str) -> None:
        """Called by the page."""
        self.violations.append(violation)

    @property
    def problems(self) -> list[str]:
        """Policy violations, dialogs, requests to other hosts and uncaught errors, in this order."""
        return [*self.violations, *self.dialogs, *self.foreign_requests, *self.errors]


def watched(context: BrowserContext) -> Observed:
    """A new page under observation; requests that leave this machine are noted and refused."""
    page = context.new_page()
    observed = Observed(page)
    page.expose_function("report_violation", observed.add_violation)
    page.add_init_script(_REPORT_VIOLATIONS)
    page.on("dialog", lambda dialog: (observed.dialogs.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: observed.errors.append(str(error)))

    def refuse(route: Any) -> None:
        observed.foreign_requests.append(route.request.url)
        route.abort()

    page.route(lambda url: not url.startswith(("http://127.0.0.1:", "data:", "blob:")), refuse)
    return observed


def pass_time(page: Page, duration: timedelta) -> None:
    """Both clocks go on; what was due in between happens once in the page, as if its computer had slept."""
    if SERVER.at is not None:
        SERVER.at += duration
    page.clock.fast_forward(int(duration.total_seconds() * 1000))


def checked(page: Page | FrameLocator) -> None:
    """Wait until the page has looked for news within this minute.

    Before the first answer its line is hidden, and may have the same words by the time of the build.
    """
    expect(page.locator("#seen").filter(visible=True)).to_contain_text("Checked just now")


def stop_clock(page: Page, at: str) -> None:
    """Set the page's clock and the servers' to an instant; they go on only when a test moves them."""
    SERVER.at = datetime.fromisoformat(at)
    # Between both calls it runs, and it cannot be stopped in the past.
    page.clock.install(time=datetime.fromisoformat(at) - timedelta(days=1))
    page.clock.pause_at(at)


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".atom": "application/atom+xml"}

    def __init__(self, *args: Any, headers_for: Headers, **kwargs: Any) -> None:
        self.headers_for = headers_for
        super().__init__(*args, **kwargs)

    def end_headers(self) -> None:
        for name, value in self.headers_for(self.path.partition("?")[0].lstrip("/")).items():
            self.send_header(name, value)
        super().end_headers()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return SERVER.header() if timestamp is None else super().date_time_string(timestamp)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who went away before the answer was complete is no news."""


@contextmanager
def serving(folder: Path, headers_for: Headers = lambda _path: {}) -> Iterator[str]:
    """The URL (with a slash at its end) at which a folder is served on this machine."""
    handler = partial(_Handler, directory=str(folder), headers_for=headers_for)
    with _Server(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def building(root: Path, site_dir: Path, *words: str, now: str = NOW) -> Path:
    """Build a repository through the command, in a process of its own; gives `site_dir`."""
    command = [
        sys.executable,
        "-m",
        "outspoken",
        "build",
        "--root",
        root,
        "--site-dir",
        site_dir,
        "--now",
        now,
    ]
    done = subprocess.run(
        [*map(str, command), *words], check=False, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return site_dir


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests, which is waited for however busy the machine is."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield found
        found.close()


@pytest.fixture(scope="session")
def build_site() -> Callable[..., Path]:
    """`building`, for tests."""
    return building


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Serves a folder until the last test is over: `serve(folder, headers_for=…)` gives its URL."""
    with ExitStack() as stack:
        yield lambda *args, **kwargs: stack.enter_context(serving(*args, **kwargs))


@pytest.fixture(scope="session")
def site_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Builds a site from files by path, without prose: `site_of(files, now=…)` gives the built folder."""

    def make(files: Mapping[str, str], now: str = NOW) -> Path:
        above = tmp_path_factory.mktemp("made")
        for name, words in files.items():
            path = above / "repository" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(words, encoding="utf-8")
        return building(above / "repository", above / "site", "--no-prose", now=now)

    return make


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, built once, away from the git history of this repository."""
    folder = tmp_path_factory.mktemp("small")
    root = shutil.copytree(HERE / "small", folder / "repository")
    return building(root, folder / "site")


@pytest.fixture(scope="session")
def served(built: Path, serve: Callable[..., str]) -> str:
    """The small site's URL."""
    return serve(built)


@pytest.fixture(autouse=True)
def server_clock() -> Iterator[ServerClock]:
    """The servers' clock, which is this machine's until a test stops it."""
    yield SERVER
    SERVER.at = None


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader who was never here, in Berlin, on a desktop."""
    found = browser.new_context(locale="en-GB", timezone_id="Europe/Berlin")
    found.set_default_timeout(PATIENCE)
    yield found
    found.close()


@pytest.fixture
def observed(context: BrowserContext) -> Observed:
    """A fresh page under observation; assert that `observed.problems == []` at the end."""
    return watched(context)


@pytest.fixture
def page(observed: Observed) -> Page:
    """The page under observation."""
    return observed.page


@pytest.fixture(scope="session")
def old(built: Path) -> Site:
    """The small site as it was built first."""
    return files(built)


@pytest.fixture
def host(old: Site) -> Iterator[Host]:
    """A host with the old site."""
    with hosting(old) as found:
        yield found
