"""How the incidents and components that a change touches differ before and after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from outspoken.derive.current import IncidentState, Situation, incident_state
from outspoken.derive.facts import IncidentFacts
from outspoken.model.differences import differences, with_present_ids
from outspoken.model.history import History
from outspoken.model.incident import Difference, Incident, Postmortem
from outspoken.model.vocabulary import State
from outspoken.review.both_sides import BothSides
from outspoken.source.incidents.former_ids import present_ids, with_present_references


class IncidentChange(StrEnum):
    """What a change does to an incident."""

    OPENED = "opened"
    PLANNED = "planned"
    RECORDED = "recorded"
    REOPENED = "opened again"
    CLOSED = "closed"
    UPDATED = "updated"
    EDITED = "edited"
    MOVED = "moved to another time"
    RENAMED = "at another address"
    WITHDRAWN = "withdrawn"
    POSTMORTEM = "post-mortem published"
    DONE = "changed in its follow-up actions"
    UNSEEN = "unchanged for readers"
    GONE = "gone"


class IncidentOutcome(Struct, frozen=True, kw_only=True):
    """One incident that the change touches, before and after; None if it does not exist there.

    `changed` are the published facts of the incident that differ, `updates` those of its updates by id.
    """

    change: IncidentChange
    incident: Incident
    before: IncidentState | None
    after: IncidentState | None
    changed: tuple[Difference, ...] = ()
    updates: tuple[tuple[str, Difference], ...] = ()


class ComponentChange(Struct, frozen=True, kw_only=True):
    """One component whose state changes."""

    name: str
    before: State
    after: State


def component_changes(
    history: History, before: Situation | None, after: Situation
) -> Iterator[ComponentChange]:
    """Yield the components whose state differs after the change, in the order of the settings."""
    for component in history.settings.components:
        was = before.states.get(component.id, State.OPERATIONAL) if before else State.OPERATIONAL
        becomes = after.states[component.id]
        if was is not becomes:
            name = history.settings.public_names[component.id]
            yield ComponentChange(name=name, before=was, after=becomes)


def incident_outcomes(folders: Iterable[str], sides: BothSides, after: History) -> Iterator[IncidentOutcome]:
    """Yield the incidents in these folders and those that were removed, before and after the change."""
    now = {incident.folder: incident for incident in after.incidents}
    # By its first id and not by folder: an incident may move to another month's folder, or get another id.
    then = {incident.first_id: incident for incident in sides.before.incidents} if sides.before else {}
    # A component that the change renames is the same one, or its state would seem to change.
    present = {word: one.id for one in after.settings.components for word in (*one.aliases, one.id)}
    moved = present_ids(after.incidents)
    for folder in folders:
        if incident := now.get(folder):
            old = then.get(incident.first_id)
            old = old and with_present_references(with_present_ids(old, present), moved)
            yield _outcome(old, incident, sides.at)
    ids_after = {incident.first_id for incident in after.incidents}
    for incident in then.values():
        if incident.first_id not in ids_after:
            yield IncidentOutcome(
                change=IncidentChange.GONE,
                incident=incident,
                before=incident_state(IncidentFacts(incident), sides.at),
                after=None,
            )


def _outcome(old: Incident | None, new: Incident, at: datetime) -> IncidentOutcome:
    before = incident_state(IncidentFacts(old), at) if old else None
    after = incident_state(IncidentFacts(new), at)
    return IncidentOutcome(
        change=_change(old, new, before, after),
        incident=new,
        before=before,
        after=after,
        changed=differences(old, new) if old else (),
        updates=tuple(_changed_updates(old, new)) if old else (),
    )


def _changed_updates(old: Incident, new: Incident) -> Iterator[tuple[str, Difference]]:
    updates_after = {update.id: update for update in new.updates}
    for update in old.updates:
        if update.id in updates_after:
            yield from ((update.id, one) for one in differences(update, updates_after[update.id]))


def _change(
    old: Incident | None, new: Incident, before: IncidentState | None, after: IncidentState
) -> IncidentChange:
    if old is None or before is None:
        return (
            IncidentChange.OPENED
            if after.is_open
            else IncidentChange.PLANNED
            if after.is_upcoming
            else IncidentChange.RECORDED
        )
    # First: a withdrawn incident is not open either, and would be reported as closed.
    if new.withdrawn and not old.withdrawn:
        return IncidentChange.WITHDRAWN
    if before.is_open is not after.is_open:
        return (
            IncidentChange.CLOSED
            if before.is_open
            else IncidentChange.OPENED
            if before.is_upcoming
            else IncidentChange.REOPENED
        )
    if {update.id for update in new.updates} != {update.id for update in old.updates}:
        return IncidentChange.UPDATED
    return _change_without_updates(old, new, after)


def _change_without_updates(old: Incident, new: Incident, after: IncidentState) -> IncidentChange:
    is_out = [one.postmortem is not None and one.postmortem.is_visible(after.now) for one in (old, new)]
    if is_out == [False, True]:
        return IncidentChange.POSTMORTEM
    if all(is_out) and _done(new) - _done(old):
        return IncidentChange.DONE
    if old.window and new.window and old.window != new.window:
        return IncidentChange.MOVED
    if _is_seen(old, new, is_out=any(is_out)):
        return IncidentChange.EDITED
    return IncidentChange.RENAMED if old.id != new.id else IncidentChange.UNSEEN


def _done(incident: Incident) -> frozenset[str]:
    actions = incident.postmortem.actions if incident.postmortem else ()
    return frozenset(action.what for action in actions if action.done)


def _is_seen(old: Incident, new: Incident, *, is_out: bool) -> bool:
    """Whether readers see the change: drafts, checklists and facts for the team are on no page."""
    if is_out and _text(old.postmortem) != _text(new.postmortem):
        return True
    if old.images != new.images or old.body != new.body or differences(old, new):
        return True
    # Both sides have the same number of updates: otherwise this is not called.
    pairs = zip(old.updates, new.updates, strict=True)
    return any(one.body != other.body or differences(one, other) for one, other in pairs)


def _text(postmortem: Postmortem | None) -> tuple[object, ...]:
    return (postmortem.body, postmortem.published, postmortem.actions) if postmortem else ()
