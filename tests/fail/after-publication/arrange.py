"""A time that was typed a day ahead, and has passed since the file was committed."""

from __future__ import annotations

from pathlib import Path

from tests import small_git


def arrange(site: Path) -> None:
    """Commit all that is there."""
    small_git.commit_at(site, "2026-11-21T14:31:00Z", "incidents", "mkdocs.yml")
