"""A repository in memory: files that did not change on the disk are not parsed again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from outspoken.errors import Problem
from outspoken.model.settings import Settings
from outspoken.source.git import read_history
from outspoken.source.git.git_history import GitHistory
from outspoken.source.git.run_git import ask
from outspoken.source.incidents.folder import Parsed
from outspoken.source.incidents.folder_context import Context, context_for
from outspoken.source.incidents.former_ids import first_ids
from outspoken.source.incidents.incident_files import list_folders
from outspoken.source.incidents.parallel import parse_folders
from outspoken.source.load import Loaded, assemble, no_history
from outspoken.source.settings.read_settings import read_settings

Stamp = tuple[tuple[str, int, int, int], ...]
"""Path, time of change, size and inode of each file."""


def stamp(*places: Path) -> Stamp:
    """Return a value that changes when a file in these places changes."""
    return tuple(row for place in places for row in _rows(os.fspath(place)))


def _rows(place: str) -> Iterator[tuple[str, int, int, int]]:
    try:
        found = os.lstat(place)
        yield place, found.st_mtime_ns, found.st_size, found.st_ino
        entries = sorted(os.scandir(place), key=lambda entry: entry.name)
    except OSError:  # missing, not a folder, or just deleted
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _rows(entry.path)
            continue
        try:
            found = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        yield entry.path, found.st_mtime_ns, found.st_size, found.st_ino


class KeptRepository:
    """Reads the repository in `root` repeatedly; only changed files are parsed again.

    `settings` are the last usable ones, None if there were none. They are read immediately, since a server
    needs the site's path before the first incident is read.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._first: tuple[Settings | None, list[Problem]] | None = self._read_settings()
        self.settings = self._first[0]
        self._parsed: dict[str, tuple[Stamp, Parsed]] = {}
        self._read_for: tuple[bytes | None, Mapping[str, str]] = (None, {})
        self._history: GitHistory | None = None
        self._doubt: Problem | None = no_history()

    def read(self, now: datetime, *, present: bool = False) -> Loaded:
        """Return what `load` returns at `now` (aware, UTC); only what changed is parsed."""
        (settings, problems), self._first = self._first or self._read_settings(), None
        if settings is None:
            return Loaded(history=None, problems=tuple(problems))
        if settings != self.settings:
            # Components, languages or channels may have changed: everything is parsed again.
            self.settings, self._parsed = settings, {}
        self._parse(list_folders(self.root, problems), context_for(settings, now))
        parsed = [entry for _, entry in self._parsed.values()]
        history = self._publications(settings.branch, first_ids(entry.incident for entry in parsed))
        if history is None and parsed:
            problems.append(self._doubt or no_history())
        return assemble(settings, parsed, problems, now=now, root=self.root, history=history, present=present)

    def _read_settings(self) -> tuple[Settings | None, list[Problem]]:
        problems: list[Problem] = []
        return read_settings(self.root, problems), problems

    def _parse(self, folders: list[str], context: Context) -> None:
        stamps = {folder: stamp(self.root / folder) for folder in folders}
        stale = [folder for folder in folders if not self._is_fresh(folder, stamps[folder])]
        fresh = {entry.folder: entry for entry in parse_folders(self.root, stale, context, jobs=1)}
        self._parsed = {
            folder: (stamps[folder], fresh[folder]) if folder in fresh else self._parsed[folder]
            for folder in folders
        }

    def _is_fresh(self, folder: str, now: Stamp) -> bool:
        """Return whether a parsed folder is still valid; one with times in the future is not."""
        known = self._parsed.get(folder)
        return known is not None and known[0] == now and not known[1].future

    def _publications(self, branch: str, names: Mapping[str, str]) -> GitHistory | None:
        head = ask(self.root, "rev-parse", "HEAD")
        # Reading git's history takes longest, and only a commit or another name of an incident changes it.
        if head is None or (head, names) != self._read_for:
            pending = read_history.start(self.root)
            self._read_for, self._history = (head, names), pending.result(branch, names)
            self._doubt = pending.problem
        return self._history
