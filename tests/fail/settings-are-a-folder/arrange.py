"""Git cannot store an empty folder."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("incidents/2026-11/2026-11-21-checkout-errors")


def arrange(site: Path) -> None:
    (site / "mkdocs.yml").unlink()
    (site / "mkdocs.yml").mkdir()
