"""Not every file system can hold both folders."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("incidents/2026-11/2026-11-21-checkout-errors")


def arrange(site: Path) -> None:
    (site / FOLDER).with_name("2026-11-21-Checkout-errors").mkdir()
