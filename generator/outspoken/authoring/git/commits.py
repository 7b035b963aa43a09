"""Commit exactly the files of one change, on the current branch or a new one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from outspoken.authoring.git.repository import GitError, Repository


def switch_to_new(repository: Repository, name: str) -> None:
    """Create a branch from HEAD and check it out, keeping staged and changed files. Raises GitError."""
    repository.git("switch", "-q", "-c", name)


def commit_only(repository: Repository, paths: Iterable[str], message: str) -> str:
    """Commit only these new files, with the user's hooks and signature; return the commit's id.

    Other staged files stay staged. Raises GitError; the files are then untracked as before.
    """
    listed = tuple(paths)
    try:
        repository.git("add", "--", *listed)
        repository.git("commit", "-q", "--only", "-m", message, "--", *listed)
    # BaseException: a user may press Ctrl-C in a hook or while asked for a signature.
    except BaseException:
        with suppress(GitError):
            repository.git("rm", "-q", "--cached", "--force", "--", *listed)
        raise
    return repository.head


def commit_file(repository: Repository, name: str, message: str) -> str:
    """Commit one file, new or edited, and nothing else; return the commit's id.

    Raises GitError; the file is then as before, and not staged.
    """
    try:
        repository.git("add", "--", name)
        repository.git("commit", "-q", "--only", "-m", message, "--", name)
    except BaseException:
        with suppress(GitError):
            repository.git("reset", "-q", "--", name)
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
