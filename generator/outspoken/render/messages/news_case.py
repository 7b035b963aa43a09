"""The kind of a piece of news, by which message templates choose their text."""

from __future__ import annotations

from enum import StrEnum

from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Status


class Case(StrEnum):
    """The kind of news, by which templates choose their text."""

    OPENING = "opening"
    UPDATE = "update"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    SCHEDULED = "scheduled"
    REMINDER = "reminder"
    BEGUN = "begun"
    ENDED = "window-ended"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    POSTMORTEM = "postmortem"
    WITHDRAWN = "withdrawn"
    UPDATE_WITHDRAWN = "update-withdrawn"
    OVERDUE = "overdue"


_CASES = {
    Status.SCHEDULED: Case.SCHEDULED,
    Status.IN_PROGRESS: Case.BEGUN,
    Status.COMPLETED: Case.COMPLETED,
    Status.CANCELLED: Case.CANCELLED,
    Status.RESOLVED: Case.RESOLVED,
}

_CASES_OF_KINDS = {EntryKind.POSTMORTEM: Case.POSTMORTEM, EntryKind.REMINDER: Case.REMINDER}


def case_of(incident: Incident, entry: Entry) -> Case:
    """Return the kind of news that a timeline entry is."""
    if entry.kind in _CASES_OF_KINDS:
        return _CASES_OF_KINDS[entry.kind]
    if entry.kind is EntryKind.WITHDRAWAL:
        return Case.UPDATE_WITHDRAWN if entry.withdraws else Case.WITHDRAWN
    if entry.reopens:
        return Case.REOPENED
    if incident.is_maintenance:
        return _maintenance_case(entry)
    if entry.status is Status.RESOLVED and entry.sets_status:
        return Case.RESOLVED
    first = next((update for update in incident.updates if not update.withdrawn), None)
    return Case.OPENING if entry.update is not None and entry.update is first else Case.UPDATE


def _maintenance_case(entry: Entry) -> Case:
    if not entry.sets_status:
        return Case.UPDATE
    return Case.ENDED if entry.by_schedule else _CASES.get(entry.status, Case.UPDATE)
