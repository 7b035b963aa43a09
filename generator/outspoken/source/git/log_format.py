"""Parses `git log` output of the published commits: who changed which file when."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from outspoken.source.git.published_parent import Crossing, published_chain, published_parent
from outspoken.source.git.run_git import run

# --no-renames: a copy of an update is a new message, and comparing contents is slow.
_ROWS = ("-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--relative")
_PLAIN = (
    *("--ignore-submodules=none", "--no-color", "--no-ext-diff", "--no-textconv", "-O/dev/null"),
    "--format=%H %ct %P%n%s",
)
LOG = (
    # --sparse: otherwise git compares the trees of each commit twice, once only to filter commits.
    *("log", "--first-parent", "--sparse", "-m", *_ROWS, "--no-notes", *_PLAIN),
)
# An incident keeps its identity when its folder moves to another month.
_IDENTITY = re.compile(r"(?:.*/)?(\d{4}-\d{2}-\d{2}-[^/]*/.*)", re.DOTALL)
_LATEST = 253_402_300_799
"""The last second of the year 9999: Python has no later date."""


class Commit(Struct, frozen=True):
    """One commit: hash, committer date (Unix seconds), and (identity, blob id) of each file it wrote.

    `crossing` is None except for merges; `is_empty` means that it changed nothing, not even by deleting.
    """

    hash: str
    seconds: int
    crossing: Crossing | None
    rows: list[tuple[str, str]]
    is_empty: bool

    def has_swapped_parents(self, branch: str) -> bool:
        """Whether it is a merge whose first parent is not the published branch."""
        return self.crossing is not None and published_parent(self.crossing, branch) > 0


@lru_cache(maxsize=64)  # called a few times in a row for the same file
def identity(path: str) -> str:
    """Return a key that stays if the incident is moved: the path from the incident's id on."""
    match = _IDENTITY.fullmatch(path)
    return match[1] if match else path


def published_commits(root: Path, folder: str, branch: str, log: bytes) -> list[Commit]:
    """Return the commits published one after the other that changed `folder`, newest first.

    `log` is the output of LOG for HEAD and its first parents; if a merge has the published branch as
    another parent, git is called again. Raises CalledProcessError if git fails.
    """
    commits = list(_commits(log))
    if any(one.has_swapped_parents(branch) for one in commits):
        commits = _following_branch(root, folder, branch, commits)
    return [one for one in commits if not one.is_empty]


def _following_branch(root: Path, folder: str, branch: str, commits: list[Commit]) -> list[Commit]:
    """Return the published chain, which leaves the first parents; each step is compared separately."""
    known = {one.hash: one for one in commits if not one.has_swapped_parents(branch)}
    # Parents and subjects alone are cheap; trees are compared only for commits that were not read yet.
    chain = list(published_chain(read_graph(root, commits[0].hash), commits[0].hash, branch))
    lacking = [" ".join(pair).strip() for pair in chain if pair[0] not in known]
    text = "".join(f"{line}\n" for line in lacking).encode("ascii")
    # Two hashes in a line: diff-tree compares with that parent rather than the first.
    answer = run(root, "diff-tree", "--stdin", "--root", *_ROWS, *_PLAIN, "--", folder, data=text, check=True)
    known |= {one.hash: one for one in _commits(answer.stdout)}
    return [known[commit] for commit, _ in chain if commit in known]


def read_graph(root: Path, *revisions: str) -> dict[str, Crossing]:
    """Return parents and subject of every commit in `revisions` (arguments as for `git log`)."""
    answer = run(root, "log", "-z", "--no-color", "--format=%H %P%n%s", *revisions, check=True)
    graph = {}
    for token in filter(None, answer.stdout.split(b"\0")):
        hashes, _, subject = token.decode("utf-8", "replace").partition("\n")
        commit, *parents = hashes.split()
        graph[commit] = Crossing(tuple(parents), subject)
    return graph


def _commits(log: bytes) -> Iterator[Commit]:
    """Yield every commit in the output of `git log --raw -z` or `git diff-tree --raw -z`, in order.

    Tokens are read in sequence, because a path may contain any byte except NUL.
    """
    tokens = iter(log.split(b"\0"))
    head, rows, is_empty = b"", list[tuple[str, str]](), True
    for token in tokens:
        # git puts a line feed between a commit's message and its first row.
        if token.startswith((b":", b"\n:")):
            path, is_empty = next(tokens), False
            # A deletion dates nothing, since a restored file keeps its oldest date.
            if not token.endswith(b"D"):
                rows.append((identity(os.fsdecode(path)), token.split(b" ")[3].decode("ascii")))
        elif token:
            if head:
                yield _commit(head, rows, is_empty)
            head, rows, is_empty = token, [], True
    if head:
        yield _commit(head, rows, is_empty)


def _commit(head: bytes, rows: list[tuple[str, str]], is_empty: bool) -> Commit:
    line, _, subject = head.partition(b"\n")
    name, seconds, parents = line.split(b" ", 2)
    crossing = None
    if b" " in parents:
        text = subject.decode("utf-8", "replace")
        crossing = Crossing(tuple(parents.decode("ascii").split(" ")), text)
    return Commit(name.decode("ascii"), min(int(seconds), _LATEST), crossing, rows, is_empty)
