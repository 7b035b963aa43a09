"""Git stores symbolic links, but not every system has them."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("incidents/2026-11/2026-11-21-checkout-errors")


def arrange(site: Path) -> None:
    updates = site / FOLDER / "updates"
    updates.mkdir()
    (updates / "20261121T141000Z-investigating.md").symlink_to("/proc/self/environ")
