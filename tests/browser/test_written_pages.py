"""Pages that people write, built without an engine, look and work like our own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import HERE, NOW

pytestmark = pytest.mark.browser

PAGE = """\
# How to reach us

!!! warning "Look out"
    It is *down*.

??? note "More"
    Folded.

| What | When |
|:--|--:|
| Mail | always |
| A long name that needs a wide table on every phone | `an-address-without-spaces-too-long-for-a-phone` |

- [x] done
- [ ] open[^1]

[^1]: A note.

=== "Mail"
    Write a mail.

=== "Phone"
    Call us.

## Later

```python
print("a line of code that is much longer than any phone is wide, so that it has to be scrolled")
```

<p style="color:red">Red</p><script>document.title = "taken over"</script>
"""
EXTENSIONS = """\
markdown_extensions:
  - admonition
  - footnotes
  - tables
  - pymdownx.details
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with a page that has all that people write."""
    root = tmp_path_factory.mktemp("written") / "repository"
    subprocess.run(["cp", "-r", str(HERE / "small"), str(root)], check=True)
    settings = root / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8").partition("markdown_extensions:")[0]
    settings.write_text(text + EXTENSIONS, encoding="utf-8")
    (root / "site_src" / "reach.md").write_text(PAGE, encoding="utf-8")
    command = [sys.executable, "-m", "outspoken", "build", "--root", str(root), "--now", NOW]
    subprocess.run([*command, "--engine", "none"], check=True, capture_output=True)
    return root / "site"


@pytest.fixture
def address(written: Path, serve: Callable[..., str]) -> str:
    return serve(written) + "reach/"


def test_nothing_runs_or_is_asked_for_but_our_own(address: str, observed: Any) -> None:
    page = observed.page
    page.goto(address, wait_until="networkidle")
    assert page.title().startswith("How to reach us")
    # The policy blocks exactly what the page has of its own.
    assert [word.partition(" ")[0] for word in observed.problems] == ["style-src-attr", "script-src-elem"]
    assert page.evaluate("getComputedStyle(document.querySelector('[style]')).color") != "rgb(255, 0, 0)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_fits_and_is_for_everyone(address: str, browser: Browser, width: int, scheme: Any) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelector('[style]').remove()")
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run()")["violations"]
    context.close()
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_tabs_and_notes_work_without_script(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_text("Call us.")).to_be_hidden()
    page.get_by_text("Phone", exact=True).click()
    expect(page.get_by_text("Call us.")).to_be_visible()
    expect(page.get_by_text("Write a mail.")).to_be_hidden()
    page.get_by_text("More", exact=True).click()
    expect(page.get_by_text("Folded.")).to_be_visible()
    expect(page.locator(".strips a").first).to_contain_text("Checkout")
    context.close()


def test_on_paper_every_tab_is_there(address: str, page: Page) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    expect(page.get_by_text("Call us.")).to_be_visible()


def test_search_leads_to_a_section(address: str, page: Page) -> None:
    page.goto(address)
    page.locator(".find").click()
    page.locator("dialog input").fill("longer than any phone")
    page.locator("dialog li a").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reach/#later")
