"""A branch that took main in under a subject of its own, and is to become main."""

from __future__ import annotations

from pathlib import Path

from tests import small_git


def arrange(site: Path) -> None:
    """Make the repository: main has the incident, the branch a commit from before it."""

    def git(*words: str, minute: int) -> None:
        small_git.run_at(site, f"2026-11-21T15:{minute:02}:00Z", *words)

    git("init", "-q", "-b", "main", minute=0)
    git("add", "mkdocs.yml", minute=0)
    git("commit", "-q", "--no-verify", "-m", "Begin", minute=0)
    git("branch", "-q", "work", minute=0)
    git("add", "incidents", minute=1)
    git("commit", "-q", "--no-verify", "-m", "Errors", minute=1)
    git("checkout", "-q", "work", minute=2)
    (site / "README.md").write_text("Our status page.\n", encoding="utf-8")
    git("add", "README.md", minute=3)
    git("commit", "-q", "--no-verify", "-m", "Say what this is", minute=3)
    git("merge", "-q", "--no-verify", "-m", "Take in the newest", "main", minute=4)
