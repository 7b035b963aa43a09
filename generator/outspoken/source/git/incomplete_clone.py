"""Clones that lack commits (shallow) or contents of files (partial), and how a person completes them."""

from __future__ import annotations

from pathlib import Path

from outspoken.source.git.run_git import ask

FETCH_COMMITS = "run git fetch --unshallow, or write fetch-depth: 0 in the checkout step"
FETCH_FILES = "run git fetch --refetch --no-filter, or remove filter from the checkout step"


def is_partial(root: Path) -> bool:
    """Whether git fetches missing objects of this clone one by one, when they are asked for."""
    return bool(ask(root, "config", "--get-regexp", r"^remote\..*\.(promisor|partialclonefilter)$"))
