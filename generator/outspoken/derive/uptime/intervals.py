"""Finds when each component was not operational, and because of which incident."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from operator import attrgetter, itemgetter

from msgspec import Struct

from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import State


class Interval(Struct, frozen=True, kw_only=True):
    """One component in one state because of one incident, half-open, in UTC, ended at `now` at the latest.

    `planned` means that the cause is a maintenance.
    """

    start: datetime
    end: datetime
    state: State
    incident_id: str
    planned: bool = False


class Stretch(Struct, frozen=True, kw_only=True):
    """A component's state over a half-open range of time (UTC), all incidents combined."""

    start: datetime
    end: datetime
    state: State
    planned: bool


def component_intervals(history: HistoryFacts, now: datetime) -> Mapping[str, tuple[Interval, ...]]:
    """Return the intervals of each component by its id, up to `now` (UTC), ordered by start.

    Intervals of several incidents may overlap. Every component of the settings is a key. Linear in the
    incidents.
    """
    found: dict[str, list[Interval]] = {component.id: [] for component in history.settings.components}
    for facts in history.incidents:
        for component, interval in incident_intervals(facts, now):
            # Old incidents may name components that the settings no longer have.
            found.setdefault(component, []).append(interval)
    return {
        component: tuple(sorted(intervals, key=attrgetter("start"))) for component, intervals in found.items()
    }


def incident_intervals(facts: IncidentFacts, now: datetime) -> Iterator[tuple[str, Interval]]:
    """Yield the component id and the interval of each effect of one incident up to `now` (UTC)."""
    incident = facts.incident
    running: dict[str, tuple[datetime, State]] = {}
    for step in facts.course:
        # Later steps are only scheduled.
        if step.at >= now:
            break
        states = dict(step.components)
        # A copy, since entries are deleted inside the loop.
        for component, (start, state) in tuple(running.items()):
            if states.get(component) is not state:
                yield component, _interval(incident, start, step.at, state)
                del running[component]
        for component, state in states.items():
            running.setdefault(component, (step.at, state))
    for component, (start, state) in running.items():
        yield component, _interval(incident, start, now, state)


def stretches(intervals: Iterable[Interval]) -> tuple[Stretch, ...]:
    """Return the state over time without overlaps: incidents before maintenance, then the worst."""
    edges: list[tuple[datetime, int, tuple[bool, State]]] = []
    for interval in intervals:
        cause = (not interval.planned, interval.state)
        edges += [(interval.start, 1, cause), (interval.end, -1, cause)]
    # By time alone: counts are read only between two times, so the order at one time does not matter.
    edges.sort(key=itemgetter(0))
    active: dict[tuple[bool, State], int] = {}
    found: list[Stretch] = []
    for (start, change, cause), following in pairwise(edges):
        # A count, since several incidents may cause the same state at once.
        active[cause] = active.get(cause, 0) + change
        if start < following[0]:
            _extend(found, start, following[0], [known for known, count in active.items() if count])
    return tuple(found)


def _extend(found: list[Stretch], start: datetime, end: datetime, causes: list[tuple[bool, State]]) -> None:
    if not causes:
        return
    unplanned, state = max(causes, key=_weight)
    last = found[-1] if found else None
    if last and last.end == start and last.state is state and last.planned is not unplanned:
        found.pop()
        start = last.start
    found.append(Stretch(start=start, end=end, state=state, planned=not unplanned))


def _weight(cause: tuple[bool, State]) -> tuple[bool, int]:
    return cause[0], cause[1].rank


def _interval(incident: Incident, start: datetime, end: datetime, state: State) -> Interval:
    return Interval(
        start=start, end=end, state=state, incident_id=incident.id, planned=incident.is_maintenance
    )
