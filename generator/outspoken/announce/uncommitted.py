"""Finds due news that is not committed, or that a newer commit changes: it must not be sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from outspoken.announce.channel_plan import ChannelWork
from outspoken.announce.ledger.ledger import Ledger
from outspoken.announce.words.news import NewsItem
from outspoken.derive.timeline import EntryKind
from outspoken.errors import ProblemsError
from outspoken.source.git.run_git import ask


def uncommitted(root: Path, works: Iterable[ChannelWork], rolled_back: Collection[str]) -> frozenset[str]:
    """Return the files of news that differ from their commit, or whose incident does.

    A folder in `rolled_back` was read from a commit, whatever is on disk.
    """
    news = {work.piece.path: work.piece for one in works for work in one.due.work if _files(work.piece)}
    current = {path: piece for path, piece in news.items() if piece.incident.folder not in rolled_back}
    paths = sorted({path for piece in current.values() for path in _files(piece)})
    if not paths:
        return frozenset()
    listed = _named(ask(root, "ls-tree", "-r", "--name-only", "-z", "HEAD", "--", *paths))
    edited = _named(
        ask(root, "diff", "--no-ext-diff", "--name-only", "--relative", "-z", "HEAD", "--", *paths)
    )
    # A file that is in no commit may still change, and a sent message cannot be changed.
    open_files = edited | (set(paths) - listed)
    return frozenset(path for path, piece in current.items() if open_files & _files(piece))


def outdated(root: Path, ledger: Ledger, works: Iterable[ChannelWork]) -> frozenset[str]:
    """Return the files of news that a newer commit of this branch changes, or whose incident it changes.

    The newer commit may have withdrawn them; its own run announces its content.
    """
    news = {work.piece.path: work.piece for one in works for work in one.due.work if _files(work.piece)}
    head = (ask(root, "rev-parse", "--verify", "--quiet", "HEAD") or b"").decode().strip()
    if not news or not head:
        return frozenset()
    branch = (ask(root, "symbolic-ref", "--quiet", "--short", "HEAD") or b"").decode().strip()
    # The site may be in a subfolder; the remote's commits are compared from the repository's root.
    prefix = (ask(root, "rev-parse", "--show-prefix") or b"").decode().strip()
    paths = {f"{prefix}{path}" for piece in news.values() for path in _concerned(piece)}
    try:
        changed = ledger.store.changed_since(branch, head, paths)
    except ProblemsError:
        # The host answered just before; if it fails now, nothing is sent anyway.
        return frozenset()
    return frozenset(
        path
        for path, piece in news.items()
        if any(one.startswith(f"{prefix}{place}") for one in changed for place in _concerned(piece))
    )


def _concerned(piece: NewsItem) -> set[str]:
    """Return the files, or the folder (with a slash at its end), that decide whether news is still true."""
    # All files of the incident: a newer update may have cancelled an automatic phase or a reminder.
    by_clock = piece.entry.kind in (EntryKind.AUTO, EntryKind.REMINDER) and piece.case is None
    return {f"{piece.incident.folder}/"} if by_clock else _files(piece)


def _files(piece: NewsItem) -> set[str]:
    """Return the files whose text is in a message; none for cases of the plan."""
    if not piece.incident.folder:
        return set()
    return {piece.path, f"{piece.incident.folder}/incident.md"}


def _named(listed: bytes | None) -> set[str]:
    return set((listed or b"").decode("utf-8", "replace").split("\0"))
