"""Commits exactly the files of one change, on this branch or a new one, whatever else is going on."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from outspoken.authoring.git.repository import GitError, Repository


def switch_to_new(repository: Repository, name: str) -> None:
    """Create a branch from HEAD and check it out; what is staged or changed comes along. Raises GitError."""
    repository.git("switch", "-q", "-c", name)


def commit_only(repository: Repository, paths: Iterable[str], message: str) -> str:
    """Commit new files alone, with people's hooks and signatures; gives the commit's id.

    What else was staged stays staged. Raises GitError; then they are as untracked as before.
    """
    listed = tuple(paths)
    try:
        repository.git("add", "--", *listed)
        repository.git("commit", "-q", "--only", "-m", message, "--", *listed)
    except BaseException:
        with suppress(GitError):
            repository.git("rm", "-q", "--cached", "--force", "--", *listed)
        raise
    return repository.head


def leave_new(repository: Repository, name: str, before: str, commit: str) -> None:
    """Go back to the branch (detached: the commit) where we were, and forget a branch without commits."""
    with suppress(GitError):
        if before:
            # Before the first commit there is nothing to check out.
            repository.git("switch", "-q", before) if commit else repository.git(
                "symbolic-ref", "HEAD", f"refs/heads/{before}"
            )
        else:
            repository.git("switch", "-q", "--detach", commit)
        repository.git("branch", "-q", "-D", name)
