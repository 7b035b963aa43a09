"""Finds the times that updates promise: of the next update, and of the estimated fix."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from outspoken.model.incident import Incident, Update


def newest_update(incident: Incident, now: datetime) -> Update | None:
    """Return the newest update by `now` that was not withdrawn."""
    return next(_newest_first(incident, now), None)


def newest_promise(incident: Incident, now: datetime) -> datetime | None:
    """Return the promised time of the next update (UTC); each update replaces an earlier promise."""
    newest = newest_update(incident, now)
    return newest.promise if newest else None


def is_overdue(due: datetime, now: datetime) -> bool:
    """Whether what was due at an instant is overdue at `now` (UTC): from that instant on."""
    # Inclusive: the page is built again exactly at `due`, and has to show it as overdue then.
    return due <= now


def newest_eta(incident: Incident, now: datetime) -> datetime | None:
    """Return the newest estimate of the fix (UTC) since the incident was last closed."""
    for update in _newest_first(incident, now):
        # Estimates before a final status belong to the time before the reopening.
        if update.status is not None and update.status.is_final:
            return None
        if update.eta is not None:
            return update.eta
    return None


def last_published(incident: Incident, now: datetime) -> datetime:
    """Return when the incident or an update was last published by `now` (UTC)."""
    published = [incident.publication.reached_readers(incident.started)]
    published += [update.reached_readers for update in _newest_first(incident, now)]
    return max((instant for instant in published if instant <= now), default=incident.started)


def _newest_first(incident: Incident, now: datetime) -> Iterator[Update]:
    return (update for update in reversed(incident.updates) if update.at <= now and not update.withdrawn)
