"""An image of more than one mebibyte."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("incidents/2026-11/2026-11-21-checkout-errors")


def arrange(site: Path) -> None:
    (site / FOLDER / "graph.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1024 * 1024))
