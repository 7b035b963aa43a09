"""A hundred kilobytes of front matter."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("incidents/2026-11/2026-11-21-checkout-errors")


def arrange(site: Path) -> None:
    path = site / FOLDER / "incident.md"
    path.write_bytes(b"---\ntitle: " + b"x" * 100_000 + b"\n---\n")
