"""Editors and git would take the file for a binary one."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("incidents/2026-11/2026-11-21-checkout-errors")


def arrange(site: Path) -> None:
    path = site / FOLDER / "updates" / "20261121T141000Z-investigating.md"
    path.write_bytes(path.read_bytes() + b"Ord\0ers\n")
