"""Reads the history of files from git, in one pass over the published commits, and files of one commit."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import IO

from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENTS
from outspoken.rules import NO_GIT_HISTORY
from outspoken.source.git.git_history import AddedFile, Changed, GitHistory, by_first_id
from outspoken.source.git.incomplete_clone import FETCH_COMMITS, FETCH_FILES, is_partial
from outspoken.source.git.log_format import LOG, Commit, published_commits
from outspoken.source.git.run_git import ask, read_blobs, run, run_in_background
from outspoken.source.git.tool_output import failure_reason

_SAME: Mapping[str, str] = MappingProxyType({})


class Pending:
    """A git process that reads the chain in the background; `result` waits for it."""

    def __init__(
        self,
        place: tuple[Path, str],
        found: str | Problem | None,
        process: subprocess.Popen[bytes] | None,
        log: IO[bytes],
    ) -> None:
        self._root, self._folder = place
        self._commit = found if isinstance(found, str) else ""
        self._process, self._log = process, log
        self.problem = found if isinstance(found, Problem) else None

    def result(self, branch: str = "main", names: Mapping[str, str] = _SAME) -> GitHistory | None:
        """Return what git printed about the published `branch`; `names` are those of a GitHistory.

        None without git or commit, or in a shallow clone (`problem` may then give the reason).
        """
        with self._log:
            if self._process is None:
                return None
            _, errors = self._process.communicate()
            if self._process.returncode:
                self.problem = _unusable(f"git cannot read the history: {failure_reason(errors)}")
                return None
            # git wrote through its own descriptor, which shares the position with ours.
            self._log.seek(0)
            try:
                commits = published_commits(self._root, self._folder, branch, self._log.read())
            except subprocess.CalledProcessError as fault:
                self.problem = _unusable(f"git cannot read the history: {failure_reason(fault.stderr)}")
                return None
            return _digest(self._commit, commits, names)


def start(root: Path, folder: str = INCIDENTS, head: str = "HEAD") -> Pending:
    """Start one pass over the first parents of `head`; git runs in the background until `result`.

    `root` may be anywhere in a repository; paths are relative to it. Never raises for problems of git or of
    the repository: those that a user should know are in `Pending.problem`.
    """
    # A file, not a pipe: git never blocks on us, and no reader thread exists when workers are forked.
    log = TemporaryFile()  # noqa: SIM115 - Pending closes it
    found = _find(root, head)
    if not isinstance(found, str):
        return Pending((root, folder), found, None, log)
    process = run_in_background(root, *LOG, found, "--", folder, output=log)
    return Pending((root, folder), found, process, log)


def first_parent_commits(root: Path, folder: str, branch: str = "main") -> tuple[str, ...]:
    """Return the published commits that touched `folder`, newest first; () without git."""
    log = ask(root, *LOG, "HEAD", "--", folder)
    if log is None:
        return ()
    return tuple(commit.hash for commit in published_commits(root, folder, branch, log))


def files_at(root: Path, commit: str, folder: str) -> dict[str, bytes]:
    """Return every regular file below `folder` at `commit`, by path relative to the root.

    Symbolic links and submodules are left out; {} if there was no such folder.
    """
    # -z: without it git quotes unusual names.
    listed = ask(root, "ls-tree", "-r", "-z", commit, "--", f"{folder.rstrip('/')}/") or b""
    found = {}
    for row in listed.split(b"\0")[:-1]:
        meta, _, path = row.partition(b"\t")
        mode, _, blob = meta.decode("ascii").split(" ")
        # 100644 and 100755; 120000 is a link, 160000 a submodule.
        if mode.startswith("100"):
            found[os.fsdecode(path)] = blob
    contents = read_blobs(root, dict.fromkeys(found.values()))
    return {path: contents[blob] for path, blob in found.items() if blob in contents}


def lost(root: Path, history: GitHistory, found: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield a Problem if not all earlier versions were `found`: a partial clone whose remote is away."""
    missing = len(history.blobs) - len(found)
    if missing and is_partial(root):
        message = f"the clone is partial, and git cannot fetch earlier versions of files ({missing})"
        without = f"{message}: edited texts are shown without their earlier wording"
        yield NO_GIT_HISTORY.problem(".git", None, without, FETCH_FILES)


def _find(root: Path, head: str) -> str | Problem | None:
    """Return the commit of `head`, or a Problem for the user, or None if there is nothing to read."""
    try:
        asked = run(root, "rev-parse", "--is-shallow-repository", "--verify", f"{head}^{{commit}}")
    except OSError:
        if not any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
            return None
        return _unusable("this is a git repository, but git cannot be run", "install git")
    # Since CVE-2022-24765 git refuses other users' repositories; usual in containers.
    if b"dubious ownership" in asked.stderr:
        return _unusable(
            "git refuses to read this repository, because it belongs to another user",
            f"run git config --global --add safe.directory {root.resolve()}",
        )
    shallow, _, commit = asked.stdout.decode("ascii", "replace").strip().partition("\n")
    if shallow == "true":
        return _unusable("publication dates are unknown, because the clone is shallow", FETCH_COMMITS)
    return commit if asked.returncode == 0 else None


def _digest(head: str, commits: list[Commit], names: Mapping[str, str]) -> GitHistory:
    """Build the history from these commits, newest first."""
    added: dict[str, AddedFile] = {}
    changed: dict[str, list[Changed]] = {}
    blobs: dict[str, str] = {}
    # Oldest first: the first commit that added a file dates it, even if it was deleted and restored.
    commits.reverse()
    dates = tuple(datetime.fromtimestamp(commit.seconds, UTC) for commit in commits)
    for order, (commit, at) in enumerate(zip(commits, dates, strict=True)):
        for written, blob in commit.rows:
            path = by_first_id(written, names) if names else written
            added.setdefault(path, AddedFile(at, order))
            before = blobs.get(path)
            # A move to another month's folder writes the same blob: not an edit.
            if before is not None and before != blob:
                changed.setdefault(path, []).append(Changed(at, before, order))
            blobs[path] = blob
    return GitHistory(
        commit=head,
        length=len(commits),
        newest=max(dates, default=None),
        added=added,
        changed={path: tuple(changes) for path, changes in changed.items()},
        hashes=tuple(commit.hash for commit in commits),
        dates=dates,
        names=names,
    )


def _unusable(message: str, hint: str = "run git log to see why") -> Problem:
    return NO_GIT_HISTORY.problem(".git", None, f"{message}: updates are dated by their `at`", hint)
