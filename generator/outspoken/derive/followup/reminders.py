"""Computes when scheduled maintenance is announced again: by the settings, and once if a person asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from outspoken.derive.course import step_at
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.moved_windows import named_instant
from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Status

REMINDER = "reminder-"
"""The beginning of ids of reminders; an update's id cannot begin like this."""
_ASKED = f"{REMINDER}asked"


class PlannedReminder(Struct, frozen=True, kw_only=True):
    """A reminder that the settings require: its id, when it is due (UTC), and how long before the start."""

    id: str
    at: datetime
    before: str


def planned_reminders(facts: IncidentFacts, settings: Settings) -> Iterator[PlannedReminder]:
    """Yield the reminders of the present window, in order."""
    window = facts.incident.window
    if window is None:
        return
    for span in _spans(facts, settings):
        before = _written(span)
        yield PlannedReminder(
            id=named_instant(f"{REMINDER}{before}", window.start), at=window.start - span, before=before
        )


def reminder(facts: IncidentFacts, settings: Settings, now: datetime) -> Entry | None:
    """Return the reminder that readers should have at `now` (UTC); None if there is none.

    It is the newest whose time has passed: an earlier one that was not sent is superseded. There is none once
    the window begins, or the maintenance is withdrawn or cancelled. A moved start has new reminders.
    """
    passed = [one for one in planned_reminders(facts, settings) if one.at <= now]
    if not passed or why_no_reminder(facts, now):
        return None
    return _entry(facts, passed[-1].id, passed[-1].at, now)


def asked_reminder_id(facts: IncidentFacts) -> str:
    """Return the id of the one reminder of the present window that a person may send; empty without one."""
    window = facts.incident.window
    return named_instant(_ASKED, window.start) if window else ""


def asked_reminder(facts: IncidentFacts, at: datetime, now: datetime) -> Entry | None:
    """Return the reminder that a person asked for at `at`; None if nothing is left to remind of at `now`."""
    return None if why_no_reminder(facts, now) else _entry(facts, asked_reminder_id(facts), at, now)


def why_no_reminder(facts: IncidentFacts, now: datetime) -> str:
    """Return why no reminder of an incident can be sent at `now` (UTC); empty if one can."""
    window, step = facts.incident.window, step_at(facts.course, now)
    reasons = (
        (window is None, "it is not scheduled maintenance"),
        (facts.incident.withdrawn is not None, "it is withdrawn"),
        (facts.incident.backfilled, "it was recorded afterwards"),
        (step is None, "it is not published yet"),
        (step is not None and step.status is Status.CANCELLED, "it is cancelled"),
        (window is not None and now >= window.start, "its window has begun"),
        (step is not None and step.status is not Status.SCHEDULED, "it has begun"),
    )
    return next((why for applies, why in reasons if applies), "")


def reminder_times(facts: IncidentFacts, settings: Settings) -> Iterator[datetime]:
    """Yield the times (UTC) of the present window's reminders, in order."""
    yield from (one.at for one in planned_reminders(facts, settings))


def _entry(facts: IncidentFacts, name: str, at: datetime, now: datetime) -> Entry | None:
    step = step_at(facts.course, now)
    if step is None:
        return None
    return Entry(
        id=name,
        at=at,
        kind=EntryKind.REMINDER,
        status=step.status,
        impact=step.impact,
        impact_before=step.impact,
    )


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
