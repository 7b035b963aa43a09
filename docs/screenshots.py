"""Pictures of every kind of page of the demo, to look at: what `make screenshots` runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "screenshots"
IMAGES = ROOT / "docs" / "images"
DAYS = {"outage": "2026-11-09T14:32:00Z", "calm": "2026-10-20T09:30:00Z"}
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")

OPEN = "incidents/2026-11-09-card-payments-fail/"
CLOSED = "incidents/2026-07-14-partner-api-refuses-orders/"
PAGES: Mapping[str, Mapping[str, str]] = {
    "outage": {
        "home": "",
        "incident-open": OPEN,
        "incident-closed": CLOSED,
        "maintenance-planned": "incidents/2026-11-14-checkout-database/",
        "maintenance-over": "incidents/2026-08-29-email-moves/",
        "post-mortem": f"{CLOSED}postmortem/",
        "post-mortems": "postmortems/",
        "history": "history/",
        "month": "history/2026-07/",
        "maintenance": "maintenance/",
        "component": "components/checkout/",
        "component-retired": "components/label-files/",
        "not-found": "404.html",
        "unavailable": "unavailable.html",
        "prose": "subscribe/",
        "prose-support": "support/",
    },
    "calm": {"home-calm": "", "unavailable-calm": "unavailable.html"},
}
README: Mapping[str, tuple[str, int, str, int]] = {
    "home-light.png": ("", 1280, "light", 1100),
    "incident-phone.png": (OPEN, 390, "light", 1000),
}
"""By file name: page, width, scheme and height of the README's pictures."""


class _Then(SimpleHTTPRequestHandler):
    """A server whose clock has stopped: pages trust it more than the reader's."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        self.at = at
        super().__init__(*args, **kwargs)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The `Date` of every answer."""
        return super().date_time_string(self.at.timestamp() if timestamp is None else timestamp)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path, day: str) -> Iterator[str]:
    """The URL at which a folder is served on this machine, as on one of the days."""
    handler = partial(_Then, directory=str(folder), at=datetime.fromisoformat(DAYS[day]))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def built(day: str, above: Path) -> Path:
    """The demo as its readers saw it on one of the days."""
    site, now = above / day, DAYS[day]
    command = [sys.executable, "-m", "outspoken", "build", "--root", ROOT, "--site-dir", site, "--now", now]
    subprocess.run([*map(str, command)], check=True, stdout=subprocess.DEVNULL)
    return site


def reader(browser: Browser, day: str, width: int, scheme: str) -> Page:
    """A reader in Berlin, at the time of the build."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        timezone_id="Europe/Berlin",
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.clock.set_fixed_time(DAYS[day])
    return page


def picture(page: Page, url: str, file: Path, height: int = 0) -> None:
    """A PNG of the whole page, or of its first `height` pixels."""
    page.goto(url, wait_until="networkidle")
    file.parent.mkdir(parents=True, exist_ok=True)
    if height:
        clip: FloatRect = {"x": 0, "y": 0, "width": page.evaluate("innerWidth"), "height": height}
        page.screenshot(path=file, clip=clip, full_page=True)
    else:
        page.screenshot(path=file, full_page=True)


def main() -> None:
    """Build both days, and take every picture; the README's go to `docs/images`."""
    names = (os.environ.get("CHROMIUM", ""), *(ROOT / ".ci" / "browsers").read_text(encoding="ascii").split())
    chromium = next(filter(None, map(shutil.which, names)), None)
    with tempfile.TemporaryDirectory() as above, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for day, pages in PAGES.items():
            with serving(built(day, Path(above)), day) as url:
                _take(browser, url, day, pages)
                if day == "outage":
                    _take_for_readme(browser, url, day)
        browser.close()


def _take(browser: Browser, url: str, day: str, pages: Mapping[str, str]) -> None:
    for width, scheme in product(WIDTHS, SCHEMES):
        page = reader(browser, day, width, scheme)
        for name, path in pages.items():
            picture(page, url + path, TARGET / f"{width}-{scheme}" / f"{name}.png")
        page.context.close()


def _take_for_readme(browser: Browser, url: str, day: str) -> None:
    for name, (path, width, scheme, height) in README.items():
        page = reader(browser, day, width, scheme)
        picture(page, url + path, IMAGES / name, height)
        page.context.close()


if __name__ == "__main__":
    main()
