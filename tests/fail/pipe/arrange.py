"""Git cannot store a named pipe; reading one would wait for ever."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path("incidents/2026-11/2026-11-21-checkout-errors")


def arrange(site: Path) -> None:
    os.mkfifo(site / FOLDER / "postmortem.md")
