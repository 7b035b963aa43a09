"""In a real browser, nothing on any page breaks the policy that the page carries."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

STATUS_PAGES = (
    "",
    "incidents/2026-11-21-checkout-errors/",
    "incidents/2026-11-20-slow-search/postmortem/",
    "components/checkout/",
    "history/",
    "history/2026-11/",
    "maintenance/",
    "postmortems/",
    "404.html",
)


@pytest.mark.parametrize("path", STATUS_PAGES)
def test_a_status_page_keeps_its_own_policy(path: str, served: str, witness: Any) -> None:
    witness.page.goto(served + path, wait_until="networkidle")
    assert witness.sins == []
