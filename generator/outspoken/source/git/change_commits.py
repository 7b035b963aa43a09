"""Checks the commits of a change: whether they keep publication dates, and whether their dates are right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENTS
from outspoken.rules import DATES_MOVE
from outspoken.source.git.future_times import fast_clock
from outspoken.source.git.log_format import read_graph
from outspoken.source.git.published_parent import Crossing, published_chain
from outspoken.source.git.run_git import ask, run


def check_commits(root: Path, base: str, branch: str, now: datetime, *, present: bool) -> Iterator[Problem]:
    """Yield Problems of the commits from `base` (full hash, in HEAD's history) to HEAD.

    `branch` is the published branch. With `present`, `now` (UTC) is the current time, not a past one.
    """
    if present:
        yield from fast_clock(_ahead(root, base, now), now)
    # `_descendants` needs children before their parents, even if dates are wrong: so --topo-order.
    graph = read_graph(root, "--topo-order", f"{base}..HEAD")
    head = (ask(root, "rev-parse", "HEAD") or b"").decode("ascii").strip()
    chain = list(published_chain(graph, head, branch))
    # Follow HEAD's chain to where it leaves the change: at the published commit, or at an older one.
    if not chain or chain[-1][1] == base or not _has_publications(root, chain[-1][1], base):
        return
    descendants = _descendants(graph, base)
    merge = next((commit for commit, _ in reversed(chain) if commit in descendants), head)
    message = f"merge {merge[:12]} would change publication dates: feeds and pages would use the merge's date"
    hint = f"merge again with git's default subject (git merge --no-edit origin/{branch}), or rebase"
    yield DATES_MOVE.problem(INCIDENTS, None, message, hint)


def _ahead(root: Path, base: str, now: datetime) -> list[tuple[str, datetime]]:
    listed = ask(root, "log", "--reverse", "--format=%H %ct", f"{base}..HEAD") or b""
    commits = (line.split(" ") for line in listed.decode("ascii").splitlines())
    latest = int(now.timestamp())
    return [(name, datetime.fromtimestamp(int(at), UTC)) for name, at in commits if int(at) > latest]


def _has_publications(root: Path, older: str, base: str) -> bool:
    """Whether any incident was published between an older commit ("" for the start) and the base."""
    if not older:
        return True
    return run(root, "diff", "--quiet", older, base, "--", INCIDENTS).returncode != 0


def _descendants(graph: Mapping[str, Crossing], base: str) -> set[str]:
    """Return the commits that have the base as an ancestor; the graph lists them before their parents."""
    descendants = {base}
    for commit in reversed(tuple(graph)):
        if not descendants.isdisjoint(graph[commit].parents):
            descendants.add(commit)
    return descendants - {base}
