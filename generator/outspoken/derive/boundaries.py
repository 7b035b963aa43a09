"""Finds the times at which a page changes without any new commit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from outspoken.derive.cadence import overdue_cases
from outspoken.derive.course import CourseStep, step_at
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.periods import midnight
from outspoken.derive.promises import newest_eta
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Status


def boundaries(history: HistoryFacts, now: datetime, until: datetime | None = None) -> tuple[datetime, ...]:
    """Return the times (UTC) after `now`, and up to `until`, in order and each once; linear in the history.

    Phases and overruns of maintenance, windows in which no work starts, promised and estimated times that
    pass, missing updates by the cadence, post-mortems that become visible, components that appear or retire,
    and entries that are dated in the future.
    Midnight is not one of them: it only moves the bars by a day.
    """
    ahead = {
        instant
        for facts in history.incidents
        for instant in _incident_boundaries(facts, history.settings, now)
        if instant > now
    }
    dated = (*_component_boundaries(history.settings), *history.history.ahead)
    ahead.update(instant for instant in dated if instant > now)
    return tuple(sorted(instant for instant in ahead if until is None or instant <= until))


def next_boundary(history: HistoryFacts, now: datetime) -> datetime | None:
    """Return the first time (UTC) after `now` at which a page changes without a commit; None if never."""
    return next(iter(boundaries(history, now)), None)


def _incident_boundaries(facts: IncidentFacts, settings: Settings, now: datetime) -> Iterator[datetime]:
    incident, steps = facts.incident, facts.course
    # Before the check for the end, since a post-mortem usually appears long after it.
    if incident.postmortem is not None and incident.postmortem.visible_from is not None:
        yield incident.postmortem.visible_from
    if not steps or (steps[-1].at <= now and steps[-1].status.is_final):
        return  # it is over: nothing can become overdue or begin
    yield from (step.at for step in steps)
    yield from (kind.since for kind in overdue_cases(facts, settings, now))
    if incident.window and _is_planned(step_at(steps, incident.window.end)):
        yield incident.window.end
    if not _is_over(step_at(steps, now)):
        # An estimate that passes after the scheduled end changes nothing on the page.
        estimates = (newest_eta(incident, now), facts.latest_end(now))
        yield from (instant for instant in estimates if instant and not _is_over(step_at(steps, instant)))


def _is_planned(step: CourseStep | None) -> bool:
    return step is not None and step.status is Status.SCHEDULED


def _is_over(step: CourseStep | None) -> bool:
    return step is None or step.status.is_final


def _component_boundaries(settings: Settings) -> Iterator[datetime]:
    for component in settings.components:
        for day in (component.since, component.retired):
            if day is not None:
                yield midnight(day, settings.zone)
