"""Writes maintenance again for other dates: each is an incident of its own, with its own folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from outspoken.authoring.drafted_change import DraftedChange, checked_files
from outspoken.authoring.drafts import UpdateDraft
from outspoken.authoring.edits.front_matter_edit import with_key
from outspoken.authoring.incident_store import IncidentStore
from outspoken.authoring.lookup import read_incident
from outspoken.authoring.refusal import RefusedError
from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENT_FILE, folder_of, update_name
from outspoken.model.incident import Incident, Window
from outspoken.model.key_values import references
from outspoken.model.settings import Settings
from outspoken.source.format.instants import read_instant
from outspoken.source.format.read_context import Refusal
from outspoken.source.format.writing import mapping, stamp
from outspoken.source.incidents import new_ids
from outspoken.source.incidents.folder_context import Context

# These keys are about one date, or about the history of the first incident.
_REFERENCES = (field.name for field in references(Incident).values())
_NOT_REPEATED = ("withdrawn", *_REFERENCES, "redirects", "key", "backfilled")


def expect_repeatable(incident: Incident) -> Window:
    """Return the first window. Raises RefusedError if it is not maintenance, or is withdrawn."""
    if incident.window is None:
        raise RefusedError(f"{incident.id} is not scheduled maintenance: only that can be repeated")
    if incident.withdrawn is not None:
        raise RefusedError(f"{incident.id} is withdrawn: plan a new one with outspoken schedule")
    return incident.window


def id_for(incident: str, window: Window, settings: Settings) -> str:
    """Return the id for another window: its day, and the rest of the first id."""
    return f"{settings.day(window.start).isoformat()}-{incident[11:]}"


def missing_windows(
    store: IncidentStore, incident: str, windows: Sequence[Window], settings: Settings
) -> tuple[Window, ...]:
    """Return the windows that have no folder yet. Raises RefusedError if two are on one day."""
    found: dict[str, Window] = {}
    for window in windows:
        name = id_for(incident, window, settings)
        if name in found:
            raise RefusedError(f"the rule has two windows on {name[:10]}: an incident is named by its day")
        found[name] = window
    return tuple(one for name, one in found.items() if not store.has(folder_of(name)))


def repeat(
    store: IncidentStore,
    context: Context,
    settings: Settings,
    incident: str,
    windows: Sequence[Window],
    message: Callable[[Window], str],
    now: datetime,
    *,
    is_sent: bool = False,
) -> DraftedChange:
    """Make the folders of all windows that have none, each with an announcement.

    `message` returns its text; only with `is_sent` is it sent to channels. Raises RefusedError, and
    ProblemsError if the rules of `check` find an error in one of them.
    """
    head = store.files(folder_of(incident))[INCIDENT_FILE]
    first = read_incident(store, context, incident)
    files: dict[str, str] = {}
    caused: list[Problem] = []
    for window in missing_windows(store, incident, windows, settings):
        folder = folder_of(id_for(incident, window, settings))
        given = {"status": "scheduled", **({} if is_sent else {"announce": "false"})}
        draft = UpdateDraft(at=now, message=message(window), given=given)
        name = update_name(new_ids.update_id(now, "scheduled", ()))
        added = {INCIDENT_FILE: _head(head, first, window, settings.zone), name: draft.text()}
        caused += checked_files(folder, {}, added, context, settings).caused
        files |= {f"{folder}/{each}": text for each, text in added.items()}
    if not files:
        raise RefusedError("all of these dates have a folder already, nothing was written")
    return DraftedChange(
        incident=incident,
        update="",
        files=files,
        subject=f"Repeat {incident} {len(files) // 2} times",
        message=f"{first.title}: {len(files) // 2} more dates.",
        caused=tuple(caused),
    )


def _head(data: bytes, incident: Incident, window: Window, zone: ZoneInfo) -> str:
    """Return incident.md for another window."""
    ends = {"from": _written(window.start, zone), "until": _written(window.end, zone)}
    # A flag is written without quotes.
    scheduled = mapping(ends) if incident.auto else f"{mapping(ends)[:-1]}, auto: false}}"
    text = with_key(data, "scheduled", scheduled, INCIDENT_FILE)
    for key in _NOT_REPEATED:
        text = with_key(text.encode("utf-8"), key, "", INCIDENT_FILE)
    return text


def _written(instant: datetime, zone: ZoneInfo) -> str:
    """Return a time as people of the site write it; in UTC if that is ambiguous or skipped."""
    local = f"{instant.astimezone(zone):%Y-%m-%d %H:%M} {zone.key}"
    try:
        return local if read_instant(local) == instant else stamp(instant)
    except Refusal:
        return stamp(instant)
