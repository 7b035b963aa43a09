"""Put the plan into a folder beside the site, as a private repository would be."""

from __future__ import annotations

import shutil
from pathlib import Path


def arrange(site: Path) -> None:
    """Move it out of the site."""
    shutil.move(site / "private", site.parent / "private")
    (site / ".git").mkdir()
