"""What is due on the disk but not in the commit: nobody has agreed to it yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from outspoken.announce.channel_plan import ChannelWork
from outspoken.announce.words.news import NewsItem
from outspoken.source.git.run_git import ask


def uncommitted(root: Path, works: Iterable[ChannelWork], rolled_back: Collection[str]) -> frozenset[str]:
    """The files of news that were not committed, or that differ from their commit, or whose incident does.

    A folder in `rolled_back` was read from a commit, whatever the disk says.
    """
    news = {work.piece.path: work.piece for one in works for work in one.due.work}
    told = {path: piece for path, piece in news.items() if piece.incident.folder not in rolled_back}
    paths = sorted({path for piece in told.values() for path in _files(piece)})
    if not paths:
        return frozenset()
    listed = _named(ask(root, "ls-tree", "-r", "--name-only", "-z", "HEAD", "--", *paths))
    edited = _named(
        ask(root, "diff", "--no-ext-diff", "--name-only", "--relative", "-z", "HEAD", "--", *paths)
    )
    open_files = edited | (set(paths) - listed)
    return frozenset(path for path, piece in told.items() if open_files & _files(piece))


def _files(piece: NewsItem) -> set[str]:
    """The files whose words a message has."""
    return {piece.path, f"{piece.incident.folder}/incident.md"}


def _named(listed: bytes | None) -> set[str]:
    return set((listed or b"").decode("utf-8", "replace").split("\0"))
