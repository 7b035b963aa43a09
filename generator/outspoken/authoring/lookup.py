"""Finds the incident that a user means, without reading the whole history."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outspoken.authoring.incident_store import CommitIncidents, IncidentStore
from outspoken.authoring.refusal import AmbiguousError, MissingError
from outspoken.errors import ProblemsError
from outspoken.model.file_names import INCIDENT_FILE, folder_of
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import FINAL_STATUSES, Impact
from outspoken.source.format.lazy_pattern import pattern
from outspoken.source.incidents.folder import Parsed, parse_incident
from outspoken.source.incidents.folder_context import Context

if TYPE_CHECKING:
    from outspoken.derive.current import IncidentState
    from outspoken.model.settings import PostmortemPolicy

# Searching the bytes decides for most folders; only the rest is parsed, which is slow.
_FINAL = pattern(rf"^status: *[\"']?(?:{'|'.join(sorted(FINAL_STATUSES))})\b".encode(), re.MULTILINE)
_WHOLE = pattern(r"\d{4}-\d{2}-\d{2}-.+")
_KEY = pattern(rb"^key: *(\S.*?) *$", re.MULTILINE)
# The number of files that one git process reads from a commit.
_BATCH = 500


def find(store: IncidentStore, text: str) -> str:
    """Return the one incident whose id equals, begins with or contains this text. Raises RefusedError.

    A former id is found too, if the text is the full id, or if no present id contains the text.
    """
    wanted = text.rstrip("/").rpartition("/")[2].casefold()
    ids = [folder.rpartition("/")[2] for folder in store.folders()]
    if wanted in ids:
        return wanted
    former = former_ids(store) if _WHOLE.fullmatch(wanted) else {}
    if wanted in former:
        return former[wanted]
    # A match at the beginning comes first: `2026-11-21` means that day, not an id that mentions it.
    begun = tuple(each for each in ids if each.startswith(wanted))
    found = begun or tuple(each for each in ids if wanted in each)
    if not found:
        former = former or former_ids(store)
        found = tuple(dict.fromkeys(one for alias, one in former.items() if wanted in alias))
    if not found:
        raise MissingError(
            f"no incident's id contains {text}; ids are the names of folders in incidents/", "ID"
        )
    if len(found) > 1:
        raise AmbiguousError(f"several incidents match {text}: {_listed(found)}; write more of the id", found)
    return found[0]


def former_ids(store: IncidentStore) -> dict[str, str]:
    """Return every former id of the store's incidents, with the present one."""
    from outspoken.source.incidents.known_incidents import former_ids_in

    heads = store.read(f"{folder}/{INCIDENT_FILE}" for folder in store.folders())
    return former_ids_in((path.rpartition("/")[0], data) for path, data in heads.items())


def open_ones(
    store: IncidentStore, context: Context, now: datetime, ids: Collection[str] | None = None
) -> Iterator[IncidentState]:
    """Yield the state of each incident and maintenance that is not over at `now` (UTC), newest first.

    Maintenance whose window ended within the last day is included, because a person may still complete it.
    With `ids`, only these incidents are looked at.
    """
    from outspoken.derive.current import incident_state
    from outspoken.derive.facts import IncidentFacts
    from outspoken.derive.scheduled_ends import is_just_over

    folders = (folder for folder in store.folders() if ids is None or folder.rpartition("/")[2] in ids)
    for folder in maybe_open(store, folders):
        incident = read(store, folder, context).incident
        if incident and incident.withdrawn is None:
            facts = IncidentFacts(incident)
            newest = incident_state(facts, now)
            if not newest.status.is_final or (newest.by_schedule and is_just_over(facts, now)):
                yield newest


def the_open_one(found: Iterable[IncidentState], *, upcoming: bool) -> str:
    """Return the only open incident, else with `upcoming` the only maintenance. Raises RefusedError."""
    return only(_open_ids(found, upcoming), "no incident is open", "several incidents are open")


def find_open(store: IncidentStore, context: Context, text: str, now: datetime, *, upcoming: bool) -> str:
    """Return the incident with this text in its id; of several, the only open one. Raises RefusedError."""
    try:
        return find(store, text)
    except AmbiguousError as fault:
        return _only_of(_open_ids(open_ones(store, context, now, fault.ids), upcoming), text, fault)


def _only_of(ids: tuple[str, ...], text: str, fault: AmbiguousError) -> str:
    """Return the only id. Raises AmbiguousError for several, `fault` for none."""
    if len(ids) == 1:
        return ids[0]
    message = f"several incidents match {text}: {_listed(ids)}; write more of the id"
    raise AmbiguousError(message, ids) if ids else fault


def _open_ids(found: Iterable[IncidentState], upcoming: bool) -> tuple[str, ...]:
    """Return the ids of open incidents and maintenance in progress; if there are none, of other maintenance.

    That is maintenance that no update has completed although its window has ended, and with `upcoming`
    scheduled maintenance.
    """
    listed = tuple(found)
    ended = tuple(each.incident.id for each in listed if each.by_schedule)
    planned = tuple(each.incident.id for each in listed if each.is_upcoming)
    in_progress = tuple(one.incident.id for one in listed if not (one.is_upcoming or one.by_schedule))
    # What is in progress comes first: maintenance planned for next week must not make it ambiguous.
    return in_progress or ended or (planned if upcoming else ())


def awaiting_postmortem(
    store: IncidentStore, context: Context, policy: PostmortemPolicy, newest: int = 50
) -> str:
    """Return the only one of the newest incidents that needs a post-mortem. Raises RefusedError."""
    found = _awaiting(store, context, policy, islice(store.folders(), newest))
    return only(found, "no incident lacks a post-mortem", "several incidents lack a post-mortem")


def find_awaiting_postmortem(
    store: IncidentStore, context: Context, policy: PostmortemPolicy, text: str
) -> str:
    """Return the incident with this text in its id; of several, the one that needs a post-mortem.

    Raises RefusedError."""
    try:
        return find(store, text)
    except AmbiguousError as fault:
        named = fault.ids
        folders = (each for each in store.folders() if each.rpartition("/")[2] in named)
        return _only_of(_awaiting(store, context, policy, folders), text, fault)


def _awaiting(
    store: IncidentStore, context: Context, policy: PostmortemPolicy, folders: Iterable[str]
) -> tuple[str, ...]:
    from outspoken.model.file_names import POSTMORTEM_FILE

    found = []
    for folder in folders:
        if store.has(f"{folder}/{POSTMORTEM_FILE}"):
            continue
        incident = read(store, folder, context).incident
        if incident is None or incident.is_maintenance or incident.withdrawn or incident.duplicate_of:
            continue
        impacts = {incident.impact, *(update.impact for update in incident.updates)}
        if is_closed(incident) and impacts.intersection(policy.required_for or Impact):
            found.append(incident.id)
    return tuple(found)


def is_closed(incident: Incident) -> bool:
    """Whether its last status is a final one."""
    statuses = [one.status for one in incident.updates if one.status and not one.withdrawn]
    return bool(statuses) and statuses[-1].is_final


def only(ids: tuple[str, ...], none: str, many: str) -> str:
    """Return the only id. Raises MissingError with the text `none`, AmbiguousError with the text `many`."""
    if not ids:
        raise MissingError(f"{none}; name one by its id", "ID")
    if len(ids) > 1:
        raise AmbiguousError(f"{many}: {_listed(ids)}; name one by its id", ids)
    return ids[0]


def read(store: IncidentStore, folder: str, context: Context) -> Parsed:
    """Return one incident in its present state; git orders updates with the same time."""
    parsed = parse_incident(folder, store.files(folder), context)
    if parsed.incident is None or parsed.ties is None:
        return parsed
    from outspoken.source.incidents.equal_times import published_order

    head = store.commit if isinstance(store, CommitIncidents) else "HEAD"
    return replace(parsed, incident=published_order(store.root, parsed.incident, head))


def read_incident(store: IncidentStore, context: Context, incident: str) -> Incident:
    """Return an incident in its present state. Raises ProblemsError if it cannot be read."""
    parsed = read(store, folder_of(incident), context)
    if parsed.incident is None:
        raise ProblemsError(parsed.problems)
    return parsed.incident


def incident_with_key(store: IncidentStore, key: str) -> str | None:
    """Return the folder of the newest incident that has a caller's key."""
    # Newest first: a monitor repeats the key of an outage that continues.
    folders = iter(store.folders())
    while batch := list(islice(folders, _BATCH)):
        heads = store.read(f"{folder}/{INCIDENT_FILE}" for folder in batch)
        for path, data in heads.items():
            if _has_key(data, key):
                return path.rpartition("/")[0]
    return None


def update_with_key(store: IncidentStore, folder: str, key: str) -> str | None:
    """Return the id of the incident's update that has a caller's key."""
    for path, data in store.read(store.updates(folder)).items():
        if _has_key(data, key):
            return path.rpartition("/")[2].removesuffix(".md")
    return None


def _has_key(data: bytes, key: str) -> bool:
    found = _KEY.search(data.partition(b"\n---")[0].replace(b"\r", b""))
    if not found:
        return False
    text = found[1].decode("utf-8", "replace")
    if text.startswith('"'):
        import json

        try:
            return bool(json.loads(text) == key)
        except ValueError:
            return False
    return (text[1:-1].replace("''", "'") if text.startswith("'") else text) == key


def maybe_open(store: IncidentStore, folders: Iterator[str]) -> Iterator[str]:
    """Skip folders whose last updates, by name, are all final: parsing thousands takes seconds."""
    while batch := list(islice(folders, _BATCH)):
        last = {folder: _last(store.updates(folder)) for folder in batch}
        heads = store.read(path for paths in last.values() for path in paths)
        closed = {path for path, data in heads.items() if _is_final(data.partition(b"\n---")[0])}
        yield from (folder for folder in batch if not last[folder] or not closed.issuperset(last[folder]))


def _is_final(head: bytes) -> bool:
    # If the update that resolved it is withdrawn, the incident is open again.
    return bool(_FINAL.search(head)) and b"\nwithdrawn:" not in head


def _last(updates: list[str]) -> list[str]:
    """Return the last of ordered paths, and those whose names have the same minute."""
    # Within one minute, the order of names is not always that of times: all of them are looked at.
    minute = updates[-1].rpartition("/")[2][:13] if updates else ""
    same = takewhile(lambda path: path.rpartition("/")[2][:13] == minute, reversed(updates))
    return list(same)


def _listed(ids: tuple[str, ...]) -> str:
    return ", ".join(ids[:8]) + (f" and {len(ids) - 8} more" if len(ids) > 8 else "")
