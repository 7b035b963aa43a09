"""When each file was published and edited, read from git in one pass over HEAD's first-parent chain."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from outspoken.errors import Problem
from outspoken.model.incident import Publication
from outspoken.rules import NO_GIT_HISTORY
from outspoken.source.gitrun import ask, command, environment, read_blobs, run

__all__ = [
    "Added",
    "Changed",
    "GitHistory",
    "Pending",
    "files_at",
    "first_parent_commits",
    "identity",
    "read_blobs",
    "read_publications",
    "start",
]

INCIDENTS = "incidents"
# A history brought along is one that lies further back than this when its commit lands.
LIVE = timedelta(days=1)

_LOG = (
    # Sparse: else git compares every commit's trees twice, once to leave out those that change nothing here.
    *("log", "--first-parent", "--sparse", "-m", "--raw", "-z", "--no-renames", "--no-abbrev", "--relative"),
    *(
        "--ignore-submodules=none",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--no-notes",
        "-O/dev/null",
        "--format=%H %ct",
    ),
)
# An incident keeps its identity when its folder moves to another month's.
_IDENTITY = re.compile(r"(?:.*/)?(\d{4}-\d{2}-\d{2}-[^/]*/.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Added:
    """The oldest commit that added a file: its committer date (UTC) and place on the chain, 0 the oldest."""

    at: datetime
    order: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A later commit that changed a file: its date (UTC), the blob before, its place on the chain."""

    at: datetime
    blob: str
    order: int


@dataclass(frozen=True, kw_only=True)
class GitHistory:
    """What HEAD's first-parent chain knows about the files of a folder.

    Dates are the committer's and stand as they are, even where they run backwards along the chain
    (a clock was wrong, or an old commit was pushed late): `order` tells what followed what.
    A file that was deleted and came back keeps its oldest date. `newest` is the latest committer
    date (UTC) on the chain, None where the folder has no commit; `length` counts its commits.
    """

    commit: str
    length: int = 0
    newest: datetime | None = None
    added: Mapping[str, Added] = field(default_factory=dict)
    changed: Mapping[str, tuple[Changed, ...]] = field(default_factory=dict)

    def publication(self, path: str, *, incident: str, at: datetime, now: datetime) -> Publication:
        """When the file at `path` reached readers; `incident` is its incident.md, `at` its own instant.

        Paths are relative to the root, instants aware and in UTC. For incident.md itself `at` is
        `started`. A file that is not committed counts as published at `now`, after every commit.
        """
        added = self.added.get(identity(path))
        if added is None:
            return Publication(at=now, order=self.length, bulk=False)
        owner = self.added.get(identity(incident))
        together = owner is not None and owner.order == added.order
        return Publication(at=added.at, order=added.order, bulk=together and added.at - at > LIVE)

    def changes(self, path: str) -> tuple[Changed, ...]:
        """The later commits that changed the file at `path` (relative to the root), oldest first."""
        return self.changed.get(identity(path), ())

    @cached_property
    def blobs(self) -> tuple[str, ...]:
        """Every blob id with earlier words, once each."""
        return tuple(dict.fromkeys(change.blob for changes in self.changed.values() for change in changes))


@lru_cache(maxsize=64)  # of one file it is asked a few times in a row
def identity(path: str) -> str:
    """What stays when an incident's folder moves: the path from the incident's id on, else all of it."""
    match = _IDENTITY.fullmatch(path)
    return match[1] if match else path


class Pending:
    """A pass over the chain that is under way in a process of its own; `result` waits for it."""

    def __init__(
        self, found: str | Problem | None, process: subprocess.Popen[bytes] | None, log: IO[bytes]
    ) -> None:
        self._commit = found if isinstance(found, str) else ""
        self._process, self._log = process, log
        self.problem = found if isinstance(found, Problem) else None

    def result(self) -> GitHistory | None:
        """What git said; None without git or commit, or in a shallow clone (`problem` may then say why)."""
        with self._log:
            if self._process is None:
                return None
            _, complaint = self._process.communicate()
            if self._process.returncode:
                self.problem = _unusable(f"git cannot read the history: {_last_line(complaint)}")
                return None
            self._log.seek(0)
            return _digest(self._commit, self._log.read())


def start(root: Path, folder: str = INCIDENTS, head: str = "HEAD") -> Pending:
    """Begin one pass over the first-parent chain of `head`; git works in a process of its own until `result`.

    `root` may lie anywhere in a repository; paths are relative to it. Never raises for what is
    wrong with git or the repository: `Pending.problem` says it where a person should know.
    """
    # A file rather than a pipe: git never waits for us, and no thread is alive when workers are forked.
    log = TemporaryFile()  # noqa: SIM115 - Pending closes it
    found = _find(root, head)
    if not isinstance(found, str):
        return Pending(found, None, log)
    words = command(root, *_LOG, found, "--", folder)
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.PIPE, env=environment()
    )
    return Pending(found, process, log)


def read_publications(root: Path, folder: str = INCIDENTS) -> GitHistory | None:
    """`start` and `result` in one: None without git, without a commit or in a shallow clone."""
    return start(root, folder).result()


def first_parent_commits(root: Path, folder: str) -> tuple[str, ...]:
    """The first-parent commits that touched `folder` (relative to the root), newest first; () without git."""
    listed = ask(root, "rev-list", "--first-parent", "HEAD", "--", folder)
    return tuple(listed.decode("ascii").split()) if listed is not None else ()


def files_at(root: Path, commit: str, folder: str) -> dict[str, bytes]:
    """Every regular file below `folder` as it was at `commit`, by path relative to the root.

    Symbolic links and submodules are left out; {} where there was no such folder.
    """
    listed = ask(root, "ls-tree", "-r", "-z", commit, "--", f"{folder.rstrip('/')}/") or b""
    found = {}
    for row in listed.split(b"\0")[:-1]:
        meta, _, path = row.partition(b"\t")
        mode, _, blob = meta.decode("ascii").split(" ")
        if mode.startswith("100"):
            found[os.fsdecode(path)] = blob
    contents = read_blobs(root, dict.fromkeys(found.values()))
    return {path: contents[blob] for path, blob in found.items() if blob in contents}


def _find(root: Path, head: str) -> str | Problem | None:
    """The commit of `head`; a Problem that a person should know of; None where there is nothing to read."""
    try:
        asked = run(root, "rev-parse", "--is-shallow-repository", "--verify", f"{head}^{{commit}}")
    except OSError:
        is_repository = any(
            (folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)
        )
        return _unusable("git cannot be run, though this is a git repository") if is_repository else None
    if b"dubious ownership" in asked.stderr:
        return _unusable(
            "git refuses to read this repository, which belongs to another user",
            f"git config --global --add safe.directory {root.resolve()}",
        )
    shallow, _, commit = asked.stdout.decode("ascii", "replace").strip().partition("\n")
    if shallow == "true":
        return _unusable(
            "the clone is shallow: it lacks the commits that say when updates were published",
            "git fetch --unshallow, or fetch-depth: 0 in the checkout step",
        )
    return commit if asked.returncode == 0 else None


def _digest(commit: str, log: bytes) -> GitHistory:
    added: dict[str, Added] = {}
    changed: dict[str, list[Changed]] = {}
    words: dict[str, str] = {}
    newest, order = None, -1
    for order, (at, rows) in enumerate(reversed(list(_commits(log)))):
        newest = at if newest is None else max(newest, at)
        for path, blob in rows:
            added.setdefault(path, Added(at, order))
            before = words.get(path)
            if before is not None and before != blob:
                changed.setdefault(path, []).append(Changed(at, before, order))
            words[path] = blob
    return GitHistory(
        commit=commit,
        length=order + 1,
        newest=newest,
        added=added,
        changed={path: tuple(changes) for path, changes in changed.items()},
    )


def _commits(log: bytes) -> Iterator[tuple[datetime, list[tuple[str, str]]]]:
    """(committer date, [(identity, blob)]) per commit that changed anything, newest first; no deletions.

    `log` is what `git log --raw -z` says. Tokens are read one after the other, since a path may hold any
    byte but NUL.
    """
    tokens = iter(log.split(b"\0"))
    date, rows, has_changes = b"", list[tuple[str, str]](), False
    for token in tokens:
        if token.startswith((b":", b"\n:")):
            path, has_changes = next(tokens), True
            if not token.endswith(b"D"):
                rows.append((identity(os.fsdecode(path)), token.split(b" ")[3].decode("ascii")))
        elif token:
            if has_changes:
                yield datetime.fromtimestamp(int(date), UTC), rows
            date, rows, has_changes = token.split(b" ")[1], [], False
    if has_changes:
        yield datetime.fromtimestamp(int(date), UTC), rows


def _unusable(message: str, hint: str = "") -> Problem:
    return NO_GIT_HISTORY.problem(".git", None, f"{message}; updates are dated by their own `at`", hint)


def _last_line(complaint: bytes) -> str:
    lines = complaint.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "no reason given"
