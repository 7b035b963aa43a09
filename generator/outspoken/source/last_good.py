"""Keeps one bad merge from breaking the page: a folder with errors is read from its last good version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.file_names import SETTINGS_FILE
from outspoken.model.history import History
from outspoken.source.git.read_history import first_parent_commits
from outspoken.source.git.run_git import ask
from outspoken.source.load import Begun, load
from outspoken.source.read_attempt import Attempt, folder_named
from outspoken.source.site_on_disk import SiteOnDisk

# Earlier versions of mkdocs.yml to try: the one before the bad merge, and a few more.
_SETTINGS_TRIED = 5


class Rollback(Struct, frozen=True, kw_only=True):
    """A folder read from an earlier commit; `commit` is None if it was left out: no version was ever good.

    `place` is the folder in that commit, a different one if the incident was moved since.
    """

    path: str
    place: str
    commit: str | None
    problems: tuple[Problem, ...]


class LastGoodReading(Struct, frozen=True, kw_only=True):
    """The input of a build; `problems` has the errors that `rollbacks` avoided.

    `settings` are the bytes of mkdocs.yml if an earlier version is used.
    """

    history: History | None
    problems: tuple[Problem, ...]
    rollbacks: tuple[Rollback, ...] = ()
    settings: bytes | None = None


def unread(reading: LastGoodReading) -> frozenset[str]:
    """Return the ids of incidents that were left out because no commit has a good version."""
    left = (rollback for rollback in reading.rollbacks if rollback.commit is None)
    return frozenset(rollback.path.rpartition("/")[2] for rollback in left)


def read(
    root: Path,
    *,
    now: datetime,
    site_url: str | None = None,
    last_good: bool = False,
    jobs: int | None = None,
    begun: Begun | None = None,
    present: bool = False,
    site: SiteOnDisk | None = None,
) -> LastGoodReading:
    """Read the repository at `now` (aware, UTC); with `last_good`, replace folders that have errors.

    `present` says that `now` is the current time, not a past one. `begun` is called with the settings and
    the incidents' folders on disk before these are parsed. `site` replaces what is on disk in `root`, if
    some of it was read already.
    """
    loaded = load(root, now=now, jobs=jobs, site_url=site_url, begun=begun, present=present, site=site)
    if loaded.is_good or not last_good:
        return LastGoodReading(history=loaded.history, problems=loaded.problems)
    # `min` keeps the first of equal attempts: the present settings, if older ones are no better.
    best = min(_attempts(root, now, site_url, present), key=Attempt.cost)
    return LastGoodReading(
        history=best.loaded.history,
        problems=loaded.problems,
        rollbacks=tuple(_rollbacks(best, loaded.problems)),
        settings=best.settings,
    )


def _attempts(root: Path, now: datetime, site_url: str | None, present: bool) -> Iterator[Attempt]:
    """Yield readings with the present settings first, then with earlier ones if these cause the errors."""
    attempt = Attempt(root=root, now=now, site_url=site_url, present=present)
    # If an incident is left out because of an unknown component, the settings may be wrong.
    unknown = attempt.folders_with(rules.UNKNOWN_COMPONENT)
    attempt.replace_bad()
    yield attempt
    if not attempt.settings_are_bad and not unknown & attempt.left_out:
        return
    for commit, data in _earlier_settings(root):
        attempt = Attempt(
            root=root, now=now, site_url=site_url, present=present, settings=data, settings_commit=commit
        )
        attempt.replace_bad()
        yield attempt
        if not attempt.settings_are_bad and not unknown & attempt.left_out:
            return


def _earlier_settings(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield earlier versions of mkdocs.yml, newest first, that differ from the one on disk."""
    file = root / SETTINGS_FILE
    present = file.read_bytes() if file.is_file() else None
    for commit in first_parent_commits(root, SETTINGS_FILE)[: _SETTINGS_TRIED + 1]:
        # `./` is relative to the folder in which git runs: the site may be below the repository's top.
        data = ask(root, "show", f"{commit}:./{SETTINGS_FILE}")
        if data and data != present:
            yield commit, data


def _rollbacks(attempt: Attempt, problems: Iterable[Problem]) -> Iterator[Rollback]:
    errors = [problem for problem in problems if problem.is_error]
    if attempt.settings_commit is not None:
        named = tuple(problem for problem in errors if problem.path == SETTINGS_FILE)
        yield Rollback(
            path=SETTINGS_FILE, place=SETTINGS_FILE, commit=attempt.settings_commit, problems=named
        )
    for folder, commit in sorted(attempt.commits.items()):
        named = tuple(problem for problem in errors if folder_named(problem.path) == folder)
        place = attempt.places[folder]
        yield Rollback(path=folder, place=place, commit=commit, problems=named)
