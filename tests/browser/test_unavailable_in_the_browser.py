"""`/unavailable.html` copied to another host."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_a_copy_on_another_host_is_styled_and_asks_for_nothing(
    built: Path, serve: Callable[..., str], tmp_path: Path, observed: Any
) -> None:
    shutil.copy(built / "unavailable.html", tmp_path / "index.html")
    asked: list[str] = []
    observed.page.on("request", lambda request: asked.append(request.url))
    url = serve(tmp_path)
    observed.page.goto(url, wait_until="networkidle")
    assert [one for one in asked if not one.startswith("data:")] == [url]
    assert observed.problems == []
    lead = observed.page.locator(".lead")
    assert lead.evaluate("element => getComputedStyle(element).borderTopWidth") == "5px"
    assert observed.page.locator("h1").inner_text() == "Checkout errors"
