"""A folder that leads out of the site."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("incidents/2026-11/2026-11-21-checkout-errors")


def arrange(site: Path) -> None:
    (site / "incidents" / "2026-10").symlink_to(site / "incidents" / "2026-11")
