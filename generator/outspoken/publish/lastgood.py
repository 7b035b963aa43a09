"""One bad merge must not darken the page: a folder with errors is read as it was when it was last good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.history import History
from outspoken.publish.engine import SETTINGS
from outspoken.source.git import INCIDENTS, files_at, first_parent_commits
from outspoken.source.gitrun import ask
from outspoken.source.load import Loaded, load

Files = Mapping[str, bytes]
"""The files of a folder, by path relative to the root."""

# Two that are good alone and clash together: going back with one of them is enough.
_CLASHES = frozenset(rule.id for rule in (rules.REDIRECT_CLASH, rules.ID_CLASH))
# How many earlier versions of mkdocs.yml are tried: the one before the bad merge, and some more.
_SETTINGS_TRIED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """What was read from an earlier commit, or left out (`commit` None) because it never was good."""

    path: str
    commit: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a build starts from; `problems` hold the errors that `rollbacks` went around.

    `settings` are the bytes of mkdocs.yml where an earlier one was taken.
    """

    history: History | None
    problems: tuple[Problem, ...]
    rollbacks: tuple[Rollback, ...] = ()
    settings: bytes | None = None


def read(
    root: Path, *, now: datetime, site_url: str | None = None, last_good: bool = False, jobs: int | None = None
) -> Reading:
    """Read the repository at `now` (aware); with `last_good`, go around what has errors."""
    reader = _Reader(root, now, site_url, jobs)
    attempt = _Attempt(reader)
    if not last_good or not attempt.has_errors:
        return Reading(history=attempt.loaded.history, problems=attempt.loaded.problems)
    first = attempt.loaded.problems
    best = min(_attempts(reader, attempt), key=lambda attempt: attempt.cost, default=attempt)
    return Reading(
        history=best.loaded.history,
        problems=first,
        rollbacks=tuple(best.rollbacks(first)),
        settings=best.settings,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    root: Path
    now: datetime
    site_url: str | None
    jobs: int | None

    def load(self, settings: bytes | None, folders: Mapping[str, Files | None]) -> Loaded:
        return load(
            self.root,
            now=self.now,
            site_url=self.site_url,
            jobs=self.jobs,
            settings=settings,
            replaced=folders,
        )


@dataclass
class _Attempt:
    """One way around the errors: which settings, and which folders from which commit."""

    reader: _Reader
    settings: bytes | None = None
    settings_commit: str | None = None
    folders: dict[str, Files | None] = field(default_factory=dict)
    commits: dict[str, str | None] = field(default_factory=dict)
    versions: dict[str, Iterator[tuple[str, Files]]] = field(default_factory=dict)
    loaded: Loaded = field(init=False)

    def __post_init__(self) -> None:
        self.read()

    def read(self) -> None:
        self.loaded = self.reader.load(self.settings, self.folders)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.loaded.problems if problem.is_error]

    @property
    def has_errors(self) -> bool:
        return bool(self.errors)

    @property
    def settings_are_bad(self) -> bool:
        return self.loaded.history is None or any(problem.path == SETTINGS for problem in self.errors)

    @property
    def left_out(self) -> list[str]:
        return [folder for folder, commit in self.commits.items() if commit is None]

    @property
    def cost(self) -> tuple[bool, int, bool]:
        """No page at all is worst, then an incident left out, then old settings."""
        return (self.settings_are_bad, len(self.left_out), self.settings is not None)

    def go_around(self) -> None:
        """Go back with the folders that have errors, until what remains is good."""
        while folders := self._next():
            for folder in folders:
                commit, files = next(self._versions(folder), (None, None))
                self.commits[folder], self.folders[folder] = commit, files
            self.read()

    def _next(self) -> list[str]:
        faulty: dict[str, set[str]] = {}
        for problem in self.errors:
            folder = _folder(problem.path)
            if folder and not (folder in self.commits and self.commits[folder] is None):
                faulty.setdefault(folder, set()).add(problem.rule)
        alone = [folder for folder, broken in faulty.items() if not broken <= _CLASHES]
        return alone or self._newest(faulty)

    def _newest(self, folders: Iterable[str]) -> list[str]:
        """The one of these folders that changed last; what is not committed yet changed last of all."""
        chain = {commit: age for age, commit in enumerate(first_parent_commits(self.reader.root, INCIDENTS))}

        def age(folder: str) -> int:
            commits = first_parent_commits(self.reader.root, folder)
            return chain.get(commits[0], -1) if commits else -1

        return sorted(folders, key=lambda folder: (age(folder), folder))[:1]

    def _versions(self, folder: str) -> Iterator[tuple[str, Files]]:
        if folder not in self.versions:
            self.versions[folder] = _earlier(self.reader.root, folder)
        return self.versions[folder]

    def rollbacks(self, problems: Iterable[Problem]) -> Iterator[Rollback]:
        problems = [problem for problem in problems if problem.is_error]
        if self.settings is not None:
            named = tuple(problem for problem in problems if problem.path == SETTINGS)
            yield Rollback(path=SETTINGS, commit=self.settings_commit, problems=named)
        for folder, commit in sorted(self.commits.items()):
            named = tuple(problem for problem in problems if _folder(problem.path) == folder)
            yield Rollback(path=folder, commit=commit, problems=named)


def _attempts(reader: _Reader, now: _Attempt) -> Iterator[_Attempt]:
    """The present settings first, then earlier ones where the present ones are why something does not fit."""
    if not now.settings_are_bad:
        unknown = {_folder(problem.path) for problem in now.errors if problem.rule == rules.UNKNOWN_COMPONENT.id}
        now.go_around()
        yield now
        if not unknown & set(now.left_out):
            return
    for commit, settings in _earlier_settings(reader.root):
        attempt = _Attempt(reader, settings, commit)
        if attempt.settings_are_bad:
            continue
        attempt.go_around()
        yield attempt
        if not attempt.left_out:
            return


def _earlier_settings(root: Path) -> Iterator[tuple[str, bytes]]:
    present = (root / SETTINGS).read_bytes() if (root / SETTINGS).is_file() else None
    for commit in first_parent_commits(root, SETTINGS)[: _SETTINGS_TRIED + 1]:
        settings = ask(root, "show", f"{commit}:./{SETTINGS}")
        if settings is not None and settings != present:
            yield commit, settings


def _earlier(root: Path, folder: str) -> Iterator[tuple[str, Files]]:
    """The folder as it was at each commit that changed it, newest first, where it differs from the disk."""
    present = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (root / folder).rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    for commit in first_parent_commits(root, folder):
        files = files_at(root, commit, folder)
        if files and files != present:
            yield commit, files


def _folder(path: str) -> str:
    """The incident's folder that a file lies in; empty for what is no part of one."""
    parts = path.split("/")
    return "/".join(parts[:3]) if parts[0] == INCIDENTS and len(parts) >= 3 else ""
