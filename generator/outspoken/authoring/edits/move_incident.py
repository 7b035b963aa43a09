"""Gives an incident another id; one that is published keeps its former ids as aliases."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from outspoken.authoring.edits.front_matter_edit import with_key
from outspoken.authoring.edits.write_change import replace_file
from outspoken.authoring.git.repository import Repository
from outspoken.authoring.incident_store import DiskIncidents
from outspoken.authoring.lookup import former_ids
from outspoken.authoring.refusal import RefusedError
from outspoken.model.file_names import INCIDENT_FILE, folder_of
from outspoken.model.incident import Incident
from outspoken.model.key_values import references
from outspoken.source.format.ids import check_incident_id
from outspoken.source.format.read_context import Refusal
from outspoken.source.format.slugs import slug
from outspoken.source.incidents.known_incidents import known_incident

_REFERENCES = tuple(field.name for field in references(Incident).values())
WasPublished = Callable[[str], bool]
"""Whether the published branch has, or once had, a folder (its path from the root)."""


class FolderMove(Struct, frozen=True, kw_only=True):
    """A new id for an incident: its folders' paths from the root, and what else changes.

    `aliases` are the former ids that it has then, the oldest first; `edited` are the files whose keys get the
    new id, as new texts by the path after the move; `mentions` are the paths of other files with the old id.
    """

    before: str
    after: str
    aliases: tuple[str, ...]
    edited: dict[str, str]
    mentions: tuple[str, ...]


def new_id(old: str, wanted: str) -> str:
    """Return a full id; a name without a day keeps the day of the old id. Raises RefusedError."""
    found = wanted.rstrip("/").rpartition("/")[2]
    if not found[:4].isdigit():
        found = f"{old[:10]}-{slug(found, 60)}"
    try:
        check_incident_id(found)
    except Refusal as refusal:
        raise RefusedError(f"{refusal.message}; {refusal.hint}") from None
    return found


def published_on(repository: Repository, branch: str) -> WasPublished:
    """Return the function that answers for the published branch; the branch is fetched first."""
    with suppress(RefusedError):
        # A colleague may have merged it a minute ago; without a network or remote, this clone decides.
        repository.git("fetch", "-q", "--no-tags", repository.remote, branch)
    names = (f"refs/heads/{branch}", "FETCH_HEAD", *_tracking(repository, branch))

    def was_published(folder: str) -> bool:
        return any(repository.ask("log", "-1", "--format=%H", name, "--", f"./{folder}") for name in names)

    return was_published


def _tracking(repository: Repository, branch: str) -> tuple[str, ...]:
    found = repository.ask("for-each-ref", "--format=%(refname)", f"refs/remotes/*/{branch}")
    return tuple(found.split())


def plan_move(store: DiskIncidents, old: str, new: str, was_published: WasPublished) -> FolderMove:
    """Return what has to be done for a new id; an old one that was published becomes a former id.

    Raises RefusedError if another incident has, or formerly had, the new id.
    """
    before, after = folder_of(old), folder_of(new)
    if store.has(after):
        raise RefusedError(f"{after} already exists: choose another id")
    if (owner := former_ids(store).get(new, old)) != old:
        raise RefusedError(f"{new} is a former id of {owner}, whose old address leads there: choose another")
    head = store.files(before).get(INCIDENT_FILE, b"")
    had = known_incident(before, head).aliases
    if new not in had and was_published(after):
        # It may still be in feeds and in the ledger, which would take the two for one incident.
        raise RefusedError(f"{new} was published before, and removed: choose another id")
    aliases = _aliases(had, old if was_published(before) else "", new)
    edited: dict[str, str] = {}
    if aliases != had:
        listed = f"[{', '.join(aliases)}]" if aliases else ""
        edited[f"{after}/{INCIDENT_FILE}"] = with_key(head, "aliases", listed, f"{before}/{INCIDENT_FILE}")
    others, mentions = _named_elsewhere(store, before, old, new)
    return FolderMove(before=before, after=after, aliases=aliases, edited=edited | others, mentions=mentions)


def _aliases(had: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """Return the former ids under the new id; the first one stays first: feeds and the ledger keep it."""
    known = tuple(dict.fromkeys((*had, *([old] if old else []))))
    left = tuple(one for one in known if one != new)
    # Back at its first id, it must list that one too: otherwise the next one would look like the first.
    return (new, *left) if left and known[0] == new else left


def _named_elsewhere(
    store: DiskIncidents, own: str, old: str, new: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return other incidents' files whose keys get the new id, and the paths of files with the old id."""
    edited: dict[str, str] = {}
    mentions: list[str] = []
    # The full id: another one may begin with it.
    named = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])".encode())
    for folder in store.folders():
        for name, data in store.files(folder).items():
            if folder == own or not name.endswith(".md") or not named.search(data):
                continue
            path = f"{folder}/{name}"
            text = _following(data, old, new, path) if name == INCIDENT_FILE else data
            if text != data:
                edited[path] = text.decode("utf-8")
            if named.search(text):
                mentions.append(path)
    return edited, tuple(mentions)


def _following(data: bytes, old: str, new: str, path: str) -> bytes:
    """Return incident.md with the new id in the keys that refer to the old one."""
    for key in _REFERENCES:
        lines = data.replace(b"\r", b"").split(b"\n")
        if any(line in (f"{key}: {sign}{old}{sign}".encode() for sign in ("", '"', "'")) for line in lines):
            data = with_key(data, key, new, path).encode("utf-8")
    return data


def carry_out(root: Path, move: FolderMove) -> None:
    """Rename the folder and update other incidents' keys. Raises OSError; then nothing is changed."""
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
    # An empty month folder would have no use.
    with suppress(OSError):
        (root / move.before).parent.rmdir()
