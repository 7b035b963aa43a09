"""Finds which parent of a merge was the published branch, from the subject that git writes by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from outspoken.source.format.lazy_pattern import pattern

# Usual names of the published branch: if the settings use one, the others count as the same branch.
_USUAL = frozenset({"main", "master"})
_MERGE = pattern(
    r"Merge (?P<remote>remote-tracking )?branch(?:es)? (?P<sources>'.+?)(?: into (?P<into>\S+))?"
)
_NAME = pattern(r"'([^']+)'")


class Crossing(Struct, frozen=True):
    """One commit of the graph: its parents' hashes and its subject."""

    parents: tuple[str, ...]
    subject: str


Graph = Mapping[str, Crossing]


def published_parent(commit: Crossing, branch: str) -> int:
    """Return which parent (0 the first) was the published branch (`branch`) before the merge.

    A merged pull request has the published branch as its first parent. After `git pull`, or a merge of the
    published branch into another one, it is a later parent, and the subject says so.
    """
    if len(commit.parents) < 2:
        return 0
    # The graph alone cannot tell a pull from a merged pull request (docs/decisions/0003).
    found = _MERGE.fullmatch(commit.subject)
    if found is None:
        return 0
    names = _NAME.findall(found["sources"])
    if found["remote"]:
        # `origin/main` is the branch main; the remote may have any name.
        names = [name.partition("/")[2] for name in names]
    into = (found["into"] or "").strip("'")
    is_pulled = bool(found["remote"]) or "' of " in found["sources"]
    for place, name in enumerate(names, start=1):
        if _is_published(name, into, branch, is_pulled=is_pulled):
            # Git omits a branch from the merge if another of the branches already contains it.
            return place if len(names) == len(commit.parents) - 1 else 0
    return 0


def published_chain(graph: Graph, head: str, branch: str) -> Iterator[tuple[str, str]]:
    """Yield the published commits, newest first, each with the one before it (or "")."""
    commit = head
    while commit in graph:
        parents = graph[commit].parents
        before = parents[published_parent(graph[commit], branch)] if parents else ""
        yield commit, before
        commit = before


def _is_published(name: str, into: str, branch: str, *, is_pulled: bool) -> bool:
    known = _USUAL if branch in _USUAL else frozenset({branch})
    if name == into:  # `git pull` of the branch from another remote
        return True
    # Git omits `into master` from the subject.
    return name in known and (into not in known if into else is_pulled)
