"""One way of reading a repository around its errors: which settings, and which folders from which commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from outspoken import rules
from outspoken.rules import Rule
from outspoken.source.git.git_history import files_at, first_parent_commits
from outspoken.source.incidents.incident_files import INCIDENTS, read_folder
from outspoken.source.load import Loaded, load

Files = Mapping[str, bytes]
"""The files of a folder, by path from the root."""

# Two that are good alone and clash together: going back with one of them is enough.
_CLASHES = {rule.id for rule in (rules.REDIRECT_CLASH, rules.ID_CLASH)}


class Attempt:
    """Reads the repository; `settings` are an earlier mkdocs.yml's bytes, from `settings_commit`.

    `commits` has what was gone around: folder -> the commit it is read from, None where it is left out.
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
        self._replaced: dict[str, Files | None] = {}
        self._versions: dict[str, Iterator[tuple[str, Files]]] = {}
        self._load()

    @property
    def settings_are_bad(self) -> bool:
        """Whether there is nothing to build at all."""
        return self.loaded.history is None

    @property
    def left_out(self) -> set[str]:
        """Folders that were good in no commit."""
        return {folder for folder, commit in self.commits.items() if commit is None}

    @property
    def _branch(self) -> str:
        """The published branch."""
        return self.loaded.history.settings.branch if self.loaded.history else "main"

    def cost(self) -> tuple[bool, int, bool]:
        """No page at all is worst, then an incident left out, then old settings."""
        return (self.settings_are_bad, len(self.left_out), self.settings is not None)

    def folders_with(self, rule: Rule) -> set[str]:
        """Folders that break a rule."""
        return {folder_of(problem.path) for problem in self.loaded.problems if problem.rule == rule.id}

    def go_around(self) -> None:
        """Go back with the folders that have errors, until what remains is good."""
        while not self.settings_are_bad and (folders := self._faulty()):
            for folder in folders:
                commit, files = next(self._earlier(folder), (None, None))
                self.commits[folder], self._replaced[folder] = commit, files
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
            folder = folder_of(problem.path)
            if problem.is_error and folder and folder not in self.left_out:
                broken.setdefault(folder, set()).add(problem.rule)
        if self.present:
            # What is dated ahead is published all the same, from now on.
            broken = {folder: ids for folder, ids in broken.items() if ids != {rules.FUTURE_TIME.id}}
        alone = [folder for folder, rule_ids in broken.items() if not rule_ids <= _CLASHES]
        return alone or self._newest(broken)

    def _newest(self, folders: Iterable[str]) -> list[str]:
        """The one of these folders that changed last; what is not committed yet changed last of all."""
        chain = {
            commit: age for age, commit in enumerate(first_parent_commits(self.root, INCIDENTS, self._branch))
        }

        def age(folder: str) -> tuple[int, str]:
            commits = first_parent_commits(self.root, folder, self._branch)
            return (chain.get(commits[0], -1) if commits else -1, folder)

        return sorted(folders, key=age)[:1]

    def _earlier(self, folder: str) -> Iterator[tuple[str, Files]]:
        """Versions not tried yet, newest first."""
        if folder not in self._versions:
            self._versions[folder] = _versions(self.root, folder, self._branch)
        return self._versions[folder]


def folder_of(path: str) -> str:
    """The incident's folder that a file lies in; empty for what is no part of one."""
    parts = path.split("/")
    return "/".join(parts[:3]) if parts[0] == INCIDENTS and len(parts) >= 3 else ""


def _versions(root: Path, folder: str, branch: str) -> Iterator[tuple[str, Files]]:
    """A folder as each commit that changed it left it, newest first, where it differs from the disk."""
    present = {f"{folder}/{name}": data for name, data in read_folder(root, folder, []).items()}
    for commit in first_parent_commits(root, folder, branch):
        files = files_at(root, commit, folder)
        if files and files != present:
            yield commit, files
