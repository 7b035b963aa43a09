"""Gives an incident another id before it is published."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from outspoken.authoring.edits.front_matter_edit import with_key
from outspoken.authoring.edits.write_change import replace_file
from outspoken.authoring.git.repository import GitError, Repository
from outspoken.authoring.incident_store import DiskIncidents
from outspoken.authoring.refusal import RefusedError
from outspoken.source.format.ids import check_incident_id
from outspoken.source.format.latin import slug
from outspoken.source.format.read_context import Refusal
from outspoken.source.incidents import new_ids
from outspoken.source.incidents.incident_files import INCIDENT_FILE

_REFERENCES = ("duplicate_of", "caused_by")


class FolderMove(Struct, frozen=True, kw_only=True):
    """A new id for an incident: its folders' paths from the root, and the files that name the old id.

    `edited` are those whose keys follow, each with its new text; `mentions` are paths of others.
    """

    before: str
    after: str
    edited: dict[str, str]
    mentions: tuple[str, ...]


def new_id(old: str, wanted: str) -> str:
    """Return a whole id; a name without a day keeps the day of the old id. Raises RefusedError."""
    found = wanted.rstrip("/").rpartition("/")[2]
    if not found[:4].isdigit():
        found = f"{old[:10]}-{slug(found, 60)}"
    try:
        check_incident_id(found)
    except Refusal as refusal:
        raise RefusedError(f"{refusal.message}; {refusal.hint}") from None
    return found


def expect_unpublished(repository: Repository, branch: str, folder: str) -> None:
    """Raise RefusedError if the published branch has, or once had, a folder (its path from the root)."""
    with suppress(GitError):
        # A colleague may have merged it a minute ago; without a network, what is known here counts.
        repository.git("fetch", "-q", "--no-tags", repository.remote, branch)
    for name in (f"refs/heads/{branch}", "FETCH_HEAD", *_tracking(repository, branch)):
        if repository.ask("log", "-1", "--format=%H", name, "--", f"./{folder}"):
            incident = folder.rpartition("/")[2]
            raise RefusedError(
                f"{incident} is published: its address, its feed entries and its messages have this name; "
                "correct the title instead, which nothing depends on"
            )


def _tracking(repository: Repository, branch: str) -> tuple[str, ...]:
    found = repository.ask("for-each-ref", "--format=%(refname)", f"refs/remotes/*/{branch}")
    return tuple(found.split())


def plan_move(store: DiskIncidents, old: str, new: str) -> FolderMove:
    """Return what has to be done for a new id. Raises RefusedError if an incident has it already."""
    before, after = new_ids.folder_of(old), new_ids.folder_of(new)
    if store.has(after):
        raise RefusedError(f"{after} already exists")
    edited: dict[str, str] = {}
    mentions: list[str] = []
    for folder in store.folders():
        for name, data in store.files(folder).items():
            if folder == before or not name.endswith(".md") or old.encode() not in data:
                continue
            path = f"{folder}/{name}"
            text = _following(data, old, new, path) if name == INCIDENT_FILE else data
            if text != data:
                edited[path] = text.decode("utf-8")
            if old.encode() in text:
                mentions.append(path)
    return FolderMove(before=before, after=after, edited=edited, mentions=tuple(mentions))


def _following(data: bytes, old: str, new: str, path: str) -> bytes:
    """Return incident.md with the new id in the keys that refer to the old one."""
    for key in _REFERENCES:
        lines = data.replace(b"\r", b"").split(b"\n")
        if any(line in (f"{key}: {sign}{old}{sign}".encode() for sign in ("", '"', "'")) for line in lines):
            data = with_key(data, key, new, path).encode("utf-8")
    return data


def carry_out(root: Path, move: FolderMove) -> None:
    """Rename the folder and let the keys of other incidents follow. Raises OSError; then nothing is done."""
    target = root / move.after
    target.parent.mkdir(parents=True, exist_ok=True)
    (root / move.before).rename(target)
    done: dict[Path, bytes] = {}
    try:
        for name, text in move.edited.items():
            done[root / name] = (root / name).read_bytes()
            replace_file(root / name, text.encode("utf-8"))
    except BaseException:
        for path, data in done.items():
            replace_file(path, data)
        target.rename(root / move.before)
        raise
    # The folder of a month that has become empty would only be left over.
    with suppress(OSError):
        (root / move.before).parent.rmdir()
