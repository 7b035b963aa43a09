"""Finds files of an incident that are written but not committed, or not in the published branch."""

from __future__ import annotations

import re
import shlex

from msgspec import Struct

from outspoken.authoring.git.repository import Repository
from outspoken.authoring.incident_store import CommitIncidents, DiskIncidents
from outspoken.authoring.refusal import RefusedError
from outspoken.model.file_names import CHECKLIST_FILE, INCIDENT_FILE, POSTMORTEM_FILE

_OURS = re.compile(
    rf"updates/[^/]+\.md|{'|'.join(map(re.escape, (CHECKLIST_FILE, INCIDENT_FILE, POSTMORTEM_FILE)))}"
)


class Uncommitted(Struct, frozen=True, kw_only=True):
    """Paths from the site's root: `new` are files of the incident, `others` were changed or are unknown."""

    new: tuple[str, ...]
    others: tuple[str, ...]


def uncommitted(repository: Repository, folder: str) -> Uncommitted:
    """Return the files of an incident's folder that have changes which are not committed."""
    listed = repository.git("status", "--porcelain", "-z", "--no-renames", "-uall", "--", f"{folder}/")
    new: list[str] = []
    others: list[str] = []
    for row in listed.split("\0")[:-1]:
        state, path = row[:2], row[3:].removeprefix(repository.prefix)
        is_new = state in ("??", "A ", "AM") and _OURS.fullmatch(path.removeprefix(f"{folder}/"))
        (new if is_new else others).append(path)
    return Uncommitted(new=tuple(sorted(new)), others=tuple(sorted(others)))


def expect_published(repository: Repository, store: CommitIncidents, folder: str, main: str) -> None:
    """Raise RefusedError if the work tree has updates of an incident that the branch `main` lacks.

    `store` is the published branch. Updates on a branch of their own are left to its pull request.
    """
    disk = DiskIncidents(repository.root)
    mine = [path for path in (f"{folder}/{INCIDENT_FILE}", *disk.updates(folder)) if disk.has(path)]
    missing = [path for path in mine if not store.has(path)]
    loose = [path for path in missing if not repository.has_committed(path)]
    if not missing or (not loose and repository.branch != main):
        return
    raise RefusedError(
        f"{main} does not have {' '.join(missing)} yet: publish that first: {_publishing(loose, folder)}"
    )


def unpublished_incidents(store: CommitIncidents, named: str) -> tuple[str, ...]:
    """Return the ids of incidents that the work tree has and a published branch lacks.

    With `named`, only those with this text in their id.
    """
    known = set(store.folders())
    folders = (folder for folder in DiskIncidents(store.root).folders() if folder not in known)
    ids = (folder.rpartition("/")[2] for folder in folders)
    return tuple(each for each in ids if named.rstrip("/").rpartition("/")[2].casefold() in each)


def _publishing(loose: list[str], folder: str) -> str:
    if not loose:
        return "git push"
    paths = shlex.join(loose)
    subject = shlex.quote(f"Add updates of {folder.rpartition('/')[2]}")
    return f"git add {paths} && git commit -m {subject} {paths} && git push"
