"""A preview of another time shows the page as its readers saw it then, and says so."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import HERE, NOW, Observed

from outspoken.serve.live_server import listen
from outspoken.serve.live_site import LiveSite
from outspoken.serve.reread import KeptRepository

pytestmark = pytest.mark.browser

INCIDENT = "incidents/2026-11-21-checkout-errors/"
NOTE = "Preview: the page as its readers saw it at 2026-11-21 14:45 UTC. Its clock does not move."


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = shutil.copytree(HERE / "small", tmp_path_factory.mktemp("past") / "repository")
    now = datetime.fromisoformat(NOW)
    live = LiveSite(repository=KeptRepository(root), clock=lambda: now, scratch=None)
    with listen(live, "127.0.0.1", 0, now) as server:
        live.refresh(prose=True)
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
        thread.start()
        yield live.url
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["", INCIDENT, "desk/", "embed/", "unavailable.html"])
def test_each_page_says_that_it_is_a_preview(page: Page, observed: Observed, url: str, path: str) -> None:
    page.goto(url + path)
    note = page.get_by_role("note").first
    expect(note).to_have_text(NOTE)
    # The style of the note is a file, which the policy of some pages does not allow by itself.
    expect(note).to_have_css("text-align", "center")
    assert observed.problems == []


def test_the_page_has_the_clock_of_its_readers_then(page: Page, observed: Observed, url: str) -> None:
    with page.expect_response("**/build.json") as news:
        page.goto(url)
    assert news.value.header_value("date") == "Sat, 21 Nov 2026 14:45:00 GMT"
    # The page has looked for news, and found that nothing is overdue and nothing is old.
    expect(page.locator("#seen")).to_be_visible()
    assert page.locator("#stale, #aged, #lost").locator("visible=true").count() == 0
    assert page.evaluate("new Date().toISOString()") == "2026-11-21T14:45:00.000Z"
    assert page.evaluate("new Date(0).getTime() === 0 && new Date() instanceof Date")
    assert observed.problems == []


def test_the_note_is_there_without_a_script(browser: Browser, url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_role("note").first).to_have_text(NOTE)
    context.close()
