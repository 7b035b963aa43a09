"""Commit exactly the files of one change, on the current branch or a new one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from outspoken.authoring.git.repository import GitError, Repository


def switch_to_new(repository: Repository, name: str) -> None:
    """Create a branch from HEAD and check it out, keeping staged and changed files. Raises GitError."""
    repository.git("switch", "-q", "-c", name)


def commit_only(repository: Repository, paths: Iterable[str], message: str) -> str:
    """Commit only these files, added, edited or removed, with the user's hooks and signature.

    Returns the commit's id. Other staged files stay staged. Raises GitError; then none of these is staged.
    """
    listed = tuple(paths)
    try:
        repository.git("add", "--", *listed)
        repository.git("commit", "-q", "--only", "-m", message, "--", *listed)
    # BaseException: a user may press Ctrl-C in a hook or while asked for a signature.
    except BaseException:
        with suppress(GitError):
            # Before the first commit there is nothing to reset to.
            unstage = ("reset", "-q") if repository.head else ("rm", "-q", "--cached", "--force")
            repository.git(*unstage, "--", *listed)
        raise
    return repository.head


def leave_new(repository: Repository, name: str, before: str, commit: str) -> None:
    """Return to the earlier branch (detached: the commit), and delete a branch without commits."""
    with suppress(GitError):
        if before:
            # Before the first commit there is nothing to check out.
            repository.git("switch", "-q", before) if commit else repository.git(
                "symbolic-ref", "HEAD", f"refs/heads/{before}"
            )
        else:
            repository.git("switch", "-q", "--detach", commit)
        repository.git("branch", "-q", "-D", name)
