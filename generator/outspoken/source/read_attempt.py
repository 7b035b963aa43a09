"""One attempt to read a repository that has errors, with earlier settings or folders instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from outspoken import rules
from outspoken.model.file_names import INCIDENT_FILE, INCIDENTS, folder_around, folder_of
from outspoken.rules import Rule
from outspoken.source.format.lazy_pattern import pattern
from outspoken.source.git.read_history import files_at, first_parent_commits
from outspoken.source.incidents.incident_files import read_folder
from outspoken.source.load import Loaded, load

Files = Mapping[str, bytes]
"""The files of a folder, by path from the root."""

_ALIASES = pattern(rb"^aliases:.*(?:\n[ \t-].*)*", re.MULTILINE)
_ID = pattern(rb"\d{4}-\d{2}-\d{2}-[a-z0-9-]+")
# These rules are about two folders that are each good alone: an earlier version of one is enough.
_CLASHES = {rule.id for rule in (rules.REDIRECT_CLASH, rules.ID_CLASH)}


class Attempt:
    """Reads the repository; `settings` are an earlier mkdocs.yml's bytes, from `settings_commit`.

    `commits` maps each replaced folder to the commit it is read from, None if it is left out; `places` to
    the path that the folder had in that commit.
    """

    loaded: Loaded

    def __init__(
        self,
        *,
        root: Path,
        now: datetime,
        site_url: str | None,
        present: bool = False,
        settings: bytes | None = None,
        settings_commit: str | None = None,
    ) -> None:
        self.root, self.now, self.site_url, self.present = root, now, site_url, present
        self.settings, self.settings_commit = settings, settings_commit
        self.commits: dict[str, str | None] = {}
        self.places: dict[str, str] = {}
        self._replaced: dict[str, Files | None] = {}
        self._versions: dict[str, Iterator[tuple[str, Files]]] = {}
        self._load()

    @property
    def settings_are_bad(self) -> bool:
        """Whether there is nothing to build at all."""
        return self.loaded.history is None

    @property
    def left_out(self) -> set[str]:
        """Folders without a good version in any commit."""
        return {folder for folder, commit in self.commits.items() if commit is None}

    @property
    def _branch(self) -> str:
        """The published branch."""
        return self.loaded.history.settings.branch if self.loaded.history else "main"

    def cost(self) -> tuple[bool, int, bool]:
        """Return how bad the result is: first no page, then an incident left out, then old settings."""
        return (self.settings_are_bad, len(self.left_out), self.settings is not None)

    def folders_with(self, rule: Rule) -> set[str]:
        """Return the folders that break one of these rules."""
        return {folder_named(problem.path) for problem in self.loaded.problems if problem.rule == rule.id}

    def replace_bad(self) -> None:
        """Replace folders that have errors with earlier versions, until the rest is good."""
        while not self.settings_are_bad and (folders := self._faulty()):
            for folder in folders:
                # The iterator continues where it stopped: no version is tried twice, so the loop ends.
                commit, files = next(self._earlier(folder), (None, {}))
                self.commits[folder] = commit
                # A version from before a move has its files in the folder of that time.
                place = next((folder_named(path) for path in files), folder)
                self.places[folder] = place
                self._replaced |= {folder: None, place: files or None}
            self._load()

    def _load(self) -> None:
        self.loaded = load(
            self.root,
            now=self.now,
            site_url=self.site_url,
            settings=self.settings,
            replaced=self._replaced,
            present=self.present,
        )

    def _faulty(self) -> list[str]:
        broken: dict[str, set[str]] = {}
        for problem in self.loaded.problems:
            folder = folder_named(problem.path)
            if problem.is_error and folder and folder not in self.left_out:
                broken.setdefault(folder, set()).add(problem.rule)
        if self.present:
            # An update dated in the future is published from now on.
            broken = {folder: ids for folder, ids in broken.items() if ids != {rules.FUTURE_TIME.id}}
        for folder in [one for one, ids in broken.items() if rules.ID_CLASH.id in ids]:
            # Either of the two may be the wrong one: a former id, or a new incident that has it.
            broken |= {other: {rules.ID_CLASH.id} for other in self._with_former_id_of(folder)}
        # First those that are bad by themselves: without them a clash may be gone too.
        alone = [folder for folder, rule_ids in broken.items() if not rule_ids <= _CLASHES]
        return alone or self._newest(broken)

    def _with_former_id_of(self, folder: str) -> Iterator[str]:
        """Yield the folders that are read and whose id is a former id of this one's incident."""
        listed = self.loaded.history.incidents if self.loaded.history else ()
        former = {alias for one in listed if one.folder == folder for alias in one.former_ids}
        yield from (one.folder for one in listed if one.id in former)

    def _newest(self, folders: Iterable[str]) -> list[str]:
        """Return the folder that changed last; uncommitted changes are the newest."""
        chain = {
            commit: age for age, commit in enumerate(first_parent_commits(self.root, INCIDENTS, self._branch))
        }

        def age(folder: str) -> tuple[int, str]:
            commits = first_parent_commits(self.root, folder, self._branch)
            # A commit from outside of the chain counts as uncommitted, so as the newest.
            return (chain.get(commits[0], -1) if commits else -1, folder)

        return sorted(folders, key=age)[:1]

    def _earlier(self, folder: str) -> Iterator[tuple[str, Files]]:
        """Yield versions that were not tried yet, newest first."""
        if folder not in self._versions:
            self._versions[folder] = _versions(self.root, folder, self._branch)
        return self._versions[folder]


def folder_named(path: str) -> str:
    """Return the incident's folder that is at a path, or contains it; empty for a path outside of all."""
    return folder_around(f"{path}/")


def _versions(root: Path, folder: str, branch: str) -> Iterator[tuple[str, Files]]:
    """Yield a folder at each commit that changed it, newest first, if it differs from the disk.

    After those come the versions of the folders that it had before it was moved.
    """
    read = read_folder(root, folder, [])
    present = {f"{folder}/{name}": data for name, data in read.items()}
    for commit in first_parent_commits(root, folder, branch):
        files = files_at(root, commit, folder)
        if files and files != present:
            yield commit, files
    for former in reversed(_former_folders(read.get(INCIDENT_FILE, b""))):
        if not (root / former).exists():
            yield from _versions(root, former, branch)


def _former_folders(head: bytes) -> tuple[str, ...]:
    """Return the folders of the former ids in an incident.md, which may be unreadable otherwise."""
    listed = _ALIASES.search(head.replace(b"\r", b""))
    return tuple(folder_of(one.decode()) for one in _ID.findall(listed[0])) if listed else ()
