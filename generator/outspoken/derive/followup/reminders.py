"""Computes when scheduled maintenance is announced again: once for each span of the settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from outspoken.derive.course import step_at
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.moved import named_instant
from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Status

REMINDER = "reminder-"
"""The beginning of ids of reminders; an update's id cannot begin like this."""


def reminder(facts: IncidentFacts, settings: Settings, now: datetime) -> Entry | None:
    """Return the reminder that readers should have at `now` (UTC); None if there is none.

    It is the newest whose time has passed: an earlier one that was not sent is superseded. There is none once
    the window begins, or the maintenance is withdrawn or cancelled. A moved start has new reminders.
    """
    window = facts.incident.window
    passed = [span for span in _spans(facts, settings) if window and window.start - span <= now]
    if not window or not passed or now >= window.start:
        return None
    step = step_at(facts.course, now)
    if step is None or step.status is not Status.SCHEDULED:
        return None
    at = window.start - passed[-1]
    return Entry(
        id=named_instant(f"{REMINDER}{_written(passed[-1])}", window.start),
        at=at,
        kind=EntryKind.REMINDER,
        status=step.status,
        impact=step.impact,
        impact_before=step.impact,
    )


def reminder_times(facts: IncidentFacts, settings: Settings) -> Iterator[datetime]:
    """Yield the times (UTC) of the present window's reminders, in order."""
    window = facts.incident.window
    if window:
        yield from (window.start - span for span in _spans(facts, settings))


def _spans(facts: IncidentFacts, settings: Settings) -> tuple[timedelta, ...]:
    """Return how long before the start reminders are sent, the longest first."""
    incident, window = facts.incident, facts.incident.window
    # The first check is a fast path: nearly all incidents have no window.
    if not window or not settings.planned.remind or incident.withdrawn or incident.backfilled:
        return ()
    announced = _announced_at(incident)
    # No reminder for a time at which the maintenance had not been announced yet.
    return tuple(span for span in settings.planned.remind if window.start - span > announced)


def _announced_at(incident: Incident) -> datetime:
    """Return the time (UTC) at which the current start was published."""
    if incident.other_starts:
        return incident.other_starts[-1][0].moved.at
    published = [update.reached_readers for update in incident.updates if not update.withdrawn]
    return min((incident.publication.at, *published))


def _written(span: timedelta) -> str:
    """Format a span as `1d`, `1h` or `90m`, in the largest unit that divides it."""
    minutes = int(span.total_seconds()) // 60
    for size, unit in ((1440, "d"), (60, "h")):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
