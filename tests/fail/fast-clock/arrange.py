"""A commit from a computer whose clock is a day ahead of the one that checks."""

from __future__ import annotations

from pathlib import Path

from tests import small_git


def arrange(site: Path) -> None:
    """Commit all that is there."""
    small_git.commit_at(site, "2099-12-31T00:00:00Z", "incidents", "mkdocs.yml")
