"""Finds what is overdue: promised updates, updates that the cadence requires, maintenance past its window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from outspoken.derive.course import CourseStep, is_active, step_at
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.moved_windows import named_instant
from outspoken.derive.promises import last_published, newest_promise, newest_update
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import WORKING_STATUSES, Status


class OverdueKind(StrEnum):
    """The kinds of overdue cases."""

    PROMISE = "promise"
    SILENCE = "silence"
    OVERRUN = "overrun"
    NOT_STARTED = "not-started"
    BEGINS = "begins"
    ETA = "eta"
    WORST_CASE = "worst-case"
    EXECUTIVES = "executives"
    POSTMORTEM = "postmortem"
    ACTIONS = "actions"
    PLAN = "plan"


class Overdue(Struct, frozen=True, kw_only=True):
    """One thing that is overdue since an instant (UTC).

    `case` is its permanent id, so that it is announced once: the kind and the update it follows from, if any
    (`promise-20261121T140500Z-investigating`, `overrun`); if the window was moved, the kind and the window's
    instant (`overrun-20261127T0400Z`). `detail` names its subject, if there are several of its kind.
    """

    incident: Incident
    kind: OverdueKind
    since: datetime
    case: str
    detail: str = ""


def overdue_cases(facts: IncidentFacts, settings: Settings, now: datetime) -> Iterator[Overdue]:
    """Yield what is overdue at `now` (UTC), or will be unless something is published, with its time."""
    incident, steps = facts.incident, facts.course
    # Before its first step, what will be overdue follows from that step.
    step = step_at(steps, now) or next(iter(steps), None)
    if step is None or step.status.is_final:
        return
    # A promised time replaces the cadence, even if it is longer, as at GitLab.
    next_due = _promise(incident, now) or _silence(facts, step, settings, now)
    due = (next_due, *_overdue_of_window(incident))
    for one in due:
        if one is not None and _stays_due(one, step_at(steps, max(one.since, now))):
            yield one


def _stays_due(one: Overdue, step: CourseStep | None) -> bool:
    """Whether it is still overdue when its time comes, as far as the course is known."""
    if one.kind is OverdueKind.PROMISE:
        # An update that is promised for a time after the automatic end is no longer due.
        return step is None or not step.status.is_final
    if one.kind is OverdueKind.SILENCE:
        return is_active(one.incident, step)
    status = step.status if step else Status.SCHEDULED
    return status in WORKING_STATUSES if one.kind is OverdueKind.OVERRUN else status is Status.SCHEDULED


def _promise(incident: Incident, now: datetime) -> Overdue | None:
    newest, promise = newest_update(incident, now), newest_promise(incident, now)
    if newest is None or promise is None:
        return None
    return Overdue(incident=incident, kind=OverdueKind.PROMISE, since=promise, case=f"promise-{newest.id}")


def _silence(facts: IncidentFacts, step: CourseStep, settings: Settings, now: datetime) -> Overdue | None:
    incident = facts.incident
    # The cadence is about outages; maintenance is measured by its window.
    if incident.is_maintenance:
        return None
    newest = newest_update(incident, now)
    case = f"silence-{newest.id}" if newest else "silence"
    # Updates from before the start do not count: the time without an update begins with the incident.
    latest = last_published(incident, max(now, step.at))
    due = settings.cadence.of(step.impact).due(step.status, latest, opened(facts, max(now, step.at)))
    return None if due is None else Overdue(incident=incident, kind=OverdueKind.SILENCE, since=due, case=case)


def opened(facts: IncidentFacts, now: datetime) -> datetime:
    """Return when an incident was last opened by `now` (UTC)."""
    return max((span.start for span in facts.spans if span.start <= now), default=facts.incident.started)


def longest_silence(facts: IncidentFacts, settings: Settings, now: datetime) -> timedelta | None:
    """Return the longest time without an update that the settings allow at `now` (UTC); None: no limit."""
    step = step_at(facts.course, now)
    if step is None or facts.incident.is_maintenance:
        return None
    return settings.cadence.of(step.impact).longest(step.status, now - opened(facts, now))


def _overdue_of_window(incident: Incident) -> Iterator[Overdue]:
    if incident.window is None or not incident.is_maintenance:
        return
    yield _window_overdue(incident, OverdueKind.OVERRUN, incident.window.end)
    yield _window_overdue(incident, OverdueKind.NOT_STARTED, incident.window.start)


def _window_overdue(incident: Incident, kind: OverdueKind, since: datetime) -> Overdue:
    # Ledgers contain the short id; only a moved window is a new case (docs/decisions/0011).
    case = named_instant(kind, since) if incident.earlier_windows else str(kind)
    return Overdue(incident=incident, kind=kind, since=since, case=case)
