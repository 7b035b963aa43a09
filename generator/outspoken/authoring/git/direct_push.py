"""Push one commit straight to the published branch, without touching work tree or index."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from outspoken.authoring.drafted_change import DraftedChange
from outspoken.authoring.git.repository import GitError, Repository
from outspoken.authoring.incident_store import CommitIncidents
from outspoken.authoring.refusal import RefusedError, StoppedPushError

# Each simultaneous push takes about a second.
TRIES = 8


def fetch_tip(repository: Repository, branch: str) -> str:
    """Fetch the remote's branch and return its commit. Raises GitError."""
    remote = repository.remote
    tracking = f"refs/remotes/{remote}/{branch}"
    try:
        repository.git("fetch", "-q", "--no-tags", remote, f"+refs/heads/{branch}:{tracking}")
    except GitError as fault:
        reason = f"{branch} of {remote} cannot be read: {fault}"
        raise GitError(f"{reason}; without --push, files are written and not published") from None
    return repository.git("rev-parse", f"{tracking}^{{commit}}").strip()


def push_straight(
    repository: Repository, branch: str, tip: str, make: Callable[[CommitIncidents], DraftedChange]
) -> tuple[DraftedChange, str]:
    """Make the change on the tip and push it; if another push was faster, repeat it on the new tip.

    Returns the change and its commit (for an earlier call's change: the tip). Raises GitError, and what
    `make` raises: on a new tip the same change may be wrong. Raises StoppedPushError after Ctrl-C, unless the
    remote has the commit already.
    """
    for attempt in range(TRIES):
        # From the tip and not from the work tree, which may have changes that are not published.
        change = make(CommitIncidents(repository.root, tip))
        if not change.is_new:
            return change, tip
        commit = commit_on(repository, tip, change.files, change.subject)
        try:
            # Without force: the server refuses the push if the branch has moved.
            repository.git("push", "-q", repository.remote, f"{commit}:refs/heads/{branch}")
        except KeyboardInterrupt:
            # The server may have taken it already; a repeated call would then post the update twice.
            if _has_arrived(repository, branch, commit):
                return change, commit
            raise StoppedPushError(
                "stopped while it was pushed: it may still arrive. Before you repeat it, check whether "
                f"{branch} has it: git fetch && git log {repository.remote}/{branch}"
            ) from None
        except GitError as fault:
            moved = fetch_tip(repository, branch)
            # Only the answer was lost; a second commit would post the update twice.
            if _has(repository, moved, commit):
                return change, commit
            if moved == tip:
                reason = f"{branch} was not pushed: {fault}; if its rules require a review, use --pr"
                raise GitError(reason) from None
            tip = moved
            time.sleep(random.uniform(0, 0.1 * (attempt + 1)))  # noqa: S311 - random delay between retries
            continue
        return change, commit
    raise RefusedError(f"{branch} moved {TRIES} times while this was pushed: try again")


def _has_arrived(repository: Repository, branch: str, commit: str) -> bool:
    try:
        return _has(repository, fetch_tip(repository, branch), commit)
    except GitError:
        return False


def _has(repository: Repository, tip: str, commit: str) -> bool:
    """Whether a branch's tip has the commit; another one may be on top of it."""
    return repository.succeeds("merge-base", "--is-ancestor", commit, tip)


def commit_on(repository: Repository, tip: str, files: Mapping[str, str], message: str) -> str:
    """Commit files (by path from the site's root) on `tip`, signed if git is set to; return the commit."""
    with tempfile.TemporaryDirectory(prefix="outspoken-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        # In a separate index: files that the user has staged must not get into this commit.
        repository.git("read-tree", tip, more=index)
        rows = ""
        for path, text in files.items():
            blob = repository.git("hash-object", "-w", "--stdin", data=text.encode("utf-8")).strip()
            rows += f"100644 {blob}\t{repository.prefix}{path}\0"
        repository.git("update-index", "-z", "--index-info", data=rows.encode("utf-8"), more=index)
        tree = repository.git("write-tree", more=index).strip()
    # commit-tree ignores commit.gpgSign, and a branch's rules may require signatures.
    signed = ("-S",) if repository.ask("config", "--bool", "commit.gpgSign") == "true" else ()
    return repository.git("commit-tree", tree, "-p", tip, *signed, "-m", message).strip()


def follow(repository: Repository, branch: str, commit: str) -> bool:
    """Update the work tree if that branch is checked out and has no conflicting changes."""
    if repository.branch != branch:
        return False
    try:
        repository.git("merge", "-q", "--ff-only", commit)
    except GitError:
        return False
    return True
