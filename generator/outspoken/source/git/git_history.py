"""Reads from git when each file was published and edited, in one pass over the published commits."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import IO

from msgspec import Struct

from outspoken.errors import Problem
from outspoken.model.incident import Publication
from outspoken.rules import NO_GIT_HISTORY
from outspoken.source.format.ids import stamp_of
from outspoken.source.git.incomplete_clone import FETCH_COMMITS, FETCH_FILES, is_partial
from outspoken.source.git.log_format import LOG, Commit, identity, published_commits
from outspoken.source.git.run_git import ask, read_blobs, run, run_in_background
from outspoken.source.git.tool_output import failure_reason

__all__ = [
    "AddedFile",
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
# If a commit adds updates older than this, it imports a history rather than publishing news.
LIVE = timedelta(days=1)
_SAME: Mapping[str, str] = MappingProxyType({})


class AddedFile(Struct, frozen=True):
    """The oldest commit that added a file: committer date (UTC) and position on the chain, 0 the oldest."""

    at: datetime
    order: int


class Changed(Struct, frozen=True):
    """A later commit that changed a file: date (UTC), blob before the change, position on the chain.

    `stamp` is as in a Publication.
    """

    at: datetime
    blob: str
    order: int
    stamp: datetime | None = None


class GitHistory(Struct, frozen=True, kw_only=True, dict=True):
    """What the published commits say about the files of a folder.

    Dates are committer dates, unchanged even if they go backwards along the chain (because of a wrong clock
    or a late push): only `order` gives the sequence. A file that was deleted and restored keeps its oldest
    date. `newest` is the latest committer date (UTC) on the chain, None if the folder has no commit;
    `length` counts its commits.

    `names` maps every id that a moved incident has or had to its first one: all of them are one incident,
    in commits from before the move too.

    `hashes` and `dates` are the commits' by order. `floors` maps the order of each commit with an
    implausible date (outspoken.source.git.clocks) to the newest plausible date before it. Nothing was
    published after `limit` (UTC), which is None when a page of the past is built.
    """

    commit: str
    length: int = 0
    newest: datetime | None = None
    added: Mapping[str, AddedFile] = {}
    changed: Mapping[str, tuple[Changed, ...]] = {}
    hashes: tuple[str, ...] = ()
    dates: tuple[datetime, ...] = ()
    floors: Mapping[int, datetime | None] = {}
    limit: datetime | None = None
    names: Mapping[str, str] = {}

    def key(self, path: str) -> str:
        """Return the key of the file at `path`: the same under every month, and every id of its incident."""
        found = identity(path)
        return _by_first_id(found, self.names) if self.names else found

    def publication(self, path: str, *, incident: str, at: datetime, now: datetime) -> Publication:
        """Return when the file at `path` was published; `incident` is its incident.md, `at` its own time.

        Paths are relative to the root, times are in UTC. For incident.md itself `at` is `started`. A file
        that is not committed counts as published at `now`, after every commit.
        """
        added = self.added.get(self.key(path))
        if added is None:
            # It counts as published last: among updates with the same time it is the newest.
            return Publication(at=now, order=self.length, bulk=False)
        owner = self.added.get(self.key(incident))
        # An update that is added to a published incident is news, however old its `at` is.
        together = owner is not None and owner.order == added.order
        if added.order in self.floors:
            named = stamp_of(path.rpartition("/")[2].removesuffix(".md"))
            return self._by_own_time(added.order, at, named[0] if named else at, together=together)
        bulk = together and added.at - at > LIVE
        if self.limit is None or added.at <= self.limit:
            return Publication(at=added.at, order=added.order, bulk=bulk)
        return Publication(at=self.limit, order=added.order, bulk=bulk, stamp=added.at)

    def _by_own_time(self, order: int, at: datetime, named: datetime, *, together: bool) -> Publication:
        """Return the publication if the commit's date is implausible: by the time that the file states.

        `named` is the one in its name, which stays if `at` is corrected.
        """
        floor = self.floors[order]
        when = at if floor is None else max(at, floor)
        bulk = together and floor is not None and floor - at > LIVE
        latest = self._latest(order)
        if latest is None or max(when, named) <= latest:
            return Publication(at=when, order=order, bulk=bulk)
        # The file's own time is implausible too: the newest plausible date before it is used.
        return Publication(at=min(when, latest), order=order, bulk=bulk, stamp=floor)

    def _latest(self, order: int) -> datetime | None:
        """Return the latest possible time of this commit: the next plausible date, or the present."""
        later = range(order + 1, len(self.dates))
        return next((self.dates[one] for one in later if one not in self.floors), self.limit)

    def changes(self, path: str) -> tuple[Changed, ...]:
        """Return the later commits that changed the file at `path` (relative to the root), oldest first."""
        return self.changed.get(self.key(path), ())

    @cached_property
    def blobs(self) -> tuple[str, ...]:
        """Return the blob ids of all earlier versions, each once."""
        return tuple(dict.fromkeys(change.blob for changes in self.changed.values() for change in changes))


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


def read_publications(root: Path, folder: str = INCIDENTS) -> GitHistory | None:
    """Call `start` and `result`; None without git, without a commit or in a shallow clone."""
    return start(root, folder).result()


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
    # Oldest first: the first commit that added a file dates it, also if it was deleted and restored.
    commits.reverse()
    dates = tuple(datetime.fromtimestamp(commit.seconds, UTC) for commit in commits)
    for order, (commit, at) in enumerate(zip(commits, dates, strict=True)):
        for written, blob in commit.rows:
            path = _by_first_id(written, names) if names else written
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


def _by_first_id(path: str, names: Mapping[str, str]) -> str:
    incident, slash, rest = path.partition("/")
    return f"{names.get(incident, incident)}{slash}{rest}"


def _unusable(message: str, hint: str = "run git log to see why") -> Problem:
    return NO_GIT_HISTORY.problem(".git", None, f"{message}: updates are dated by their `at`", hint)
