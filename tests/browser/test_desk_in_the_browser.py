"""The desk copies a text with one press, and works without its script, for everyone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import HERE, NOW, Observed

from outspoken.serve.live_server import listen
from outspoken.serve.live_site import LiveSite
from outspoken.serve.reread import KeptRepository

pytestmark = pytest.mark.browser

INCIDENT = "desk/2026-11-21-checkout-errors/"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> LiveSite:
    root = shutil.copytree(HERE / "small", tmp_path_factory.mktemp("desk") / "repository")
    now = datetime.fromisoformat(NOW)
    return LiveSite(repository=KeptRepository(root), clock=lambda: now, scratch=None, banner="DRILL")


@pytest.fixture(scope="module")
def url(live: LiveSite) -> Iterator[str]:
    with listen(live, "127.0.0.1", 0) as server:
        live.refresh(prose=True)
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
        thread.start()
        yield live.url
        server.shutdown()
        thread.join()


def test_a_button_copies_a_text(page: Page, observed: Observed, url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(url + INCIDENT)
    article = page.locator("article").first
    article.get_by_role("button").click()
    expect(page.locator("#copied")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == article.locator("pre").text_content()
    assert observed.problems == []


def test_a_save_shows_by_itself(page: Page, live: LiveSite, url: str) -> None:
    page.goto(f"{url}{INCIDENT}waiting/")
    expect(page.locator("h1")).to_be_visible()
    path = next(live.root.glob("incidents/*/2026-11-21-checkout-errors/incident.md"))
    text = path.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    path.write_text(text.replace(title, "title: Payments stand still"), encoding="utf-8")
    live.refresh(prose=False)
    expect(page.locator("h1")).to_have_text("Payments stand still")
    path.write_text(text, encoding="utf-8")
    live.refresh(prose=False)


def test_without_a_script_every_text_can_be_selected(browser: Browser, url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url + INCIDENT)
    assert page.locator("article").count() > 5
    assert page.locator("article button:visible").count() == 0
    assert page.locator("article pre:visible").count() == page.locator("article").count()
    context.close()


@pytest.mark.parametrize("path", ["desk/", INCIDENT])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_is_for_everyone(page: Page, url: str, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run().then((result) => result.violations.map((one) => [one.id, one.help]))")
    assert found == []
