"""Finds maintenance that is over only because its window has ended: the page notes that for a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from outspoken.derive.course import is_active, step_at
from outspoken.derive.facts import IncidentFacts

NOTED_FOR = timedelta(days=1)
"""How long after the scheduled end a component is shown as operational by schedule."""


def noted_until(facts: IncidentFacts) -> datetime | None:
    """Return the end (UTC) of the note on the page; None if an update confirms the end, or has to."""
    if not facts.course or not facts.moments[-1].by_schedule:
        return None
    return facts.until(facts.course[-1].at) + NOTED_FOR


def is_just_over(facts: IncidentFacts, now: datetime) -> bool:
    """Whether it ended within the last day before `now` (UTC), by an update or by its window."""
    step = step_at(facts.course, now)
    if step is None or not step.status.is_final or now - step.at >= NOTED_FOR:
        return False
    # A later final step, such as a corrected impact, does not start the day again.
    return any(span.end is not None and span.end <= now < span.end + NOTED_FOR for span in facts.spans)


def by_schedule(over: Iterable[IncidentFacts], now: datetime) -> frozenset[str]:
    """Return the components (ids) that are operational at `now` (UTC) only because a window has ended.

    `over` are the incidents that ended lately. If an update ended a later one on the same component, a person
    has checked it.
    """
    # For each component: its newest end, and whether only a window caused it.
    last: dict[str, tuple[datetime, bool]] = {}
    for facts in over:
        end = (facts.ended(now) or now, facts.is_by_schedule(now))
        for component in _affected_at_end(facts, now):
            last[component] = max(end, last.get(component, end))
    return frozenset(component for component, (_, is_scheduled) in last.items() if is_scheduled)


def _affected_at_end(facts: IncidentFacts, now: datetime) -> Iterable[str]:
    """Return the components that were not operational at the end of the last work or outage before `now`."""
    for step in reversed(facts.course):
        if step.at <= now and is_active(facts.incident, step):
            return [component for component, _ in step.components]
    return ()
