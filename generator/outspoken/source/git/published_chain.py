"""Which parent of a merge was the published branch: git writes it into the subject of a merge by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from outspoken.source.format.lazy_pattern import pattern

# What hosts and people call the published branch, where the settings name one of them too.
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
    """Which parent (0 the first) was the published branch before the merge, whose name is `branch`.

    A pull request is merged into the published branch, which is then the first parent. `git pull`, and a
    merge of the published branch into another one, make it a later parent, and say so in the subject.
    """
    if len(commit.parents) < 2:
        return 0
    found = _MERGE.fullmatch(commit.subject)
    if found is None:
        return 0
    names = _NAME.findall(found["sources"])
    if found["remote"]:
        names = [name.partition("/")[2] for name in names]
    into = (found["into"] or "").strip("'")
    is_pulled = bool(found["remote"]) or "' of " in found["sources"]
    for place, name in enumerate(names, start=1):
        if _is_published(name, into, branch, is_pulled=is_pulled):
            # Git leaves out of the merge what another of the branches holds already.
            return place if len(names) == len(commit.parents) - 1 else 0
    return 0


def published_chain(graph: Graph, head: str, branch: str) -> Iterator[tuple[str, str]]:
    """The commits that were published one after the other, newest first, each with the one before (or "")."""
    commit = head
    while commit in graph:
        parents = graph[commit].parents
        before = parents[published_parent(graph[commit], branch)] if parents else ""
        yield commit, before
        commit = before


def _is_published(name: str, into: str, branch: str, *, is_pulled: bool) -> bool:
    known = _USUAL if branch in _USUAL else frozenset({branch})
    if name == into:  # a branch's copy from elsewhere: `git pull`
        return True
    # Git does not name the branch that it merges into where that is master.
    return name in known and (into not in known if into else is_pulled)
