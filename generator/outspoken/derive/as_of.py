"""Computes the published history at an earlier time: what was published later is removed."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from msgspec.structs import replace

from outspoken.model.history import History
from outspoken.model.incident import Incident, Postmortem, Update, Window

T = TypeVar("T", Incident, Update)


def as_of(history: History, now: datetime) -> History:
    """Return the history at `now` (UTC), without later incidents, updates, post-mortems and edits.

    A post-mortem whose file existed then and whose `published` is later stays: it was a draft.
    """
    incidents = [
        _incident_as_of(incident, now)
        for incident in history.incidents
        if _was_known(incident, now, has_git=history.commit is not None)
    ]
    # An undone edit may have changed `started`, by which a History is ordered.
    return replace(history, incidents=tuple(sorted(incidents, key=attrgetter("started", "id"))))


def _was_known(incident: Incident, now: datetime, *, has_git: bool) -> bool:
    # The commit of an imported history only dates the import: its own times say when readers got it.
    if incident.publication.at <= now or not incident.publication.bulk:
        return incident.publication.at <= now
    if any(update.at <= now for update in incident.updates):
        return True
    # Without git the announcement of maintenance has no date: better shown too early than not at all.
    return incident.started <= now or (incident.is_maintenance and not has_git)


def _incident_as_of(incident: Incident, now: datetime) -> Incident:
    updates = tuple(_undone(update, now) for update in incident.updates if update.reached_readers <= now)
    # An undone edit may have corrected `at`, which decides the order.
    if any(update.edits for update in incident.updates):
        updates = tuple(sorted(updates, key=attrgetter("sort_key")))
    postmortem = _postmortem_as_of(incident.postmortem, now)
    was = _undone(incident, now)
    if updates == incident.updates and was is incident and postmortem is incident.postmortem:
        return incident
    return replace(was, updates=updates, postmortem=postmortem)


def _postmortem_as_of(postmortem: Postmortem | None, now: datetime) -> Postmortem | None:
    return postmortem if postmortem is not None and postmortem.publication.is_out(now) else None


def _undone(one: T, now: datetime) -> T:
    """Return the incident or update as it was before its later edits."""
    later = [edit for edit in one.edits if edit.at > now]
    if not later:
        return one
    was: dict[str, object] = {"edits": tuple(edit for edit in one.edits if edit.at <= now)}
    # Newest first, so that the values before the oldest of these edits remain.
    for edit in reversed(later):
        was |= {fact.name: fact.before for fact in edit.facts}
        if edit.before is not None:
            was["body"] = edit.before
        # A maintenance starts with its window, so the start is not a separate fact.
        if isinstance(window := was.get("window"), Window):
            was["started"] = window.start
    return replace(one, **was)
