"""Computes the state of one incident at a time, and of the whole page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from msgspec import Struct

from outspoken.derive.course import CourseStep, is_active, level_of, step_at
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.open_spans import OpenSpan, total
from outspoken.derive.promises import is_overdue, newest_eta, newest_promise
from outspoken.derive.scheduled_ends import by_schedule, is_just_over
from outspoken.derive.timeline import Entry
from outspoken.model.incident import Changes, Incident
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import WORKING_STATUSES, Impact, Level, State, Status

_rank = attrgetter("rank")


class IncidentState(Struct, frozen=True, kw_only=True):
    """One incident at an instant, all times in UTC.

    `level` is the worse of its impact and its components while it is open (maintenance: while work is
    in progress), operational otherwise; `worst` is the worst `level` so far. `started` is when it first was
    or will be open, `ended` when it was last closed, None while it is open or never was. `promise` is the
    promised time of the next update, unless a later update took its place; `components` are those not
    operational because of it; `eta` is the newest estimate of its end, `latest_end` its end in the worst
    case, both also after they have passed. `by_schedule` means that it is over only because its window
    has ended, without an update; `took` is `open_for`, up to the end that an update confirmed later.
    """

    incident: Incident
    now: datetime
    status: Status
    impact: Impact
    level: Level
    worst: Level
    is_open: bool
    started: datetime
    ended: datetime | None
    open_for: timedelta
    promise: datetime | None
    is_overrun: bool
    components: Changes
    eta: datetime | None
    latest_end: datetime | None
    by_schedule: bool
    took: timedelta

    @property
    def is_upcoming(self) -> bool:
        """Whether it is maintenance that has neither begun nor been cancelled."""
        return self.status is Status.SCHEDULED and not self.incident.withdrawn

    @property
    def has_not_started(self) -> bool:
        """Whether its window has begun, or is over, and work has not started."""
        window = self.incident.window
        return self.is_upcoming and window is not None and is_overdue(window.start, self.now)

    @property
    def latest(self) -> Entry | None:
        """The newest entry that was not withdrawn, and whose window was not moved."""
        return _latest(IncidentFacts(self.incident), self.now)


class Situation(Struct, frozen=True, kw_only=True):
    """The whole page at `now` (UTC).

    `level` is the worse of the worst listed component and the worst open impact; `states` has every component
    of the settings; `open` has incidents, worst first, then newest; `working` maintenance in progress and
    `upcoming` what has not started, soonest first, also after its window has begun; `over` what ended within
    the last day, newest first. The components in `by_schedule` (ids) are operational only because a window
    has ended, without an update.
    """

    now: datetime
    level: Level
    states: Mapping[str, State]
    open: tuple[IncidentState, ...]
    working: tuple[IncidentState, ...]
    upcoming: tuple[IncidentState, ...]
    over: tuple[IncidentState, ...] = ()
    by_schedule: frozenset[str] = frozenset()

    @property
    def ended_by_schedule(self) -> tuple[IncidentState, ...]:
        """Maintenance whose window ended within the last day without an update about it, newest first."""
        return tuple(one for one in self.over if one.by_schedule)

    def worst_of(self, ids: Iterable[str]) -> State:
        """Return the worst state of some components (ids), at least one of the settings."""
        return worst_state(self.states[one] for one in ids)

    def is_by_schedule(self, ids: Iterable[str]) -> bool:
        """Whether one of these components (ids) is operational only because a window has ended."""
        return any(one in self.by_schedule for one in ids)

    @property
    def active(self) -> tuple[IncidentState, ...]:
        """Open incidents and maintenance in progress, most important first: the first is the headline."""
        # A notice without affected components must not come before maintenance that affects some.
        return tuple(sorted((*self.open, *self.working), key=_is_notice))


def incident_state(facts: IncidentFacts, now: datetime) -> IncidentState:
    """Return the state of an incident at `now` (UTC); a withdrawn one keeps its status and has no level."""
    incident, steps, found = facts.incident, facts.course, facts.spans
    step = step_at(steps, now)
    shown = step or _last_published(facts, now)
    is_final = shown.status.is_final or bool(incident.withdrawn)
    promise = None if is_final else newest_promise(incident, now)
    is_open = is_active(incident, step)
    return IncidentState(
        incident=incident,
        now=now,
        status=shown.status,
        impact=shown.impact,
        level=level_of(incident, step),
        worst=worst_level(level_of(incident, past) for past in steps if past.at <= now),
        is_open=is_open,
        # The first span: a reopened incident began when it was opened first.
        started=found[0].start if found else incident.started,
        ended=None if is_open else _ended(found, now),
        open_for=total(found, now),
        promise=promise,
        is_overrun=is_overrun(incident, step, now),
        components=step.components if step else (),
        eta=None if is_final else newest_eta(incident, now),
        latest_end=facts.latest_end(now) if is_open else None,
        by_schedule=facts.is_by_schedule(now),
        took=facts.took(now),
    )


def is_overrun(incident: Incident, step: CourseStep | None, now: datetime) -> bool:
    """Whether work is still in progress after the end of the window."""
    if step is None or incident.window is None or not incident.is_maintenance:
        return False
    return step.status in WORKING_STATUSES and incident.window.end <= now


def situation(history: HistoryFacts, now: datetime) -> Situation:
    """Return the state of the whole page at `now` (UTC), in time linear in the history."""
    # Most of a long history is over: an IncidentState is computed only for the rest.
    states_of_incidents = [incident_state(facts, now) for facts in history.incidents if _matters(facts, now)]
    opened = [one for one in states_of_incidents if one.is_open and not one.incident.is_maintenance]
    working = [one for one in states_of_incidents if one.is_open and one.incident.is_maintenance]
    upcoming = [one for one in states_of_incidents if one.is_upcoming]
    states = _states(history.settings, opened, working)
    over = [facts for facts in history.incidents if is_just_over(facts, now)]
    scheduled = by_schedule(over, now)
    return Situation(
        now=now,
        level=_level(history.settings, now, states, opened, working),
        states=states,
        open=tuple(sorted(opened, key=_worst_then_newest)),
        working=tuple(sorted(working, key=_soonest)),
        upcoming=tuple(sorted(upcoming, key=_soonest)),
        over=tuple(
            incident_state(facts, now) for facts in sorted(over, key=lambda facts: facts.until(now))[::-1]
        ),
        by_schedule=frozenset(one for one in scheduled if states.get(one) is State.OPERATIONAL),
    )


def worst_level(levels: Iterable[Level]) -> Level:
    """Return the worst of some levels; operational if there are none."""
    return max(levels, key=_rank, default=Level.OPERATIONAL)


def worst_state(states: Iterable[State]) -> State:
    """Return the worst of some states; operational if there are none."""
    return max(states, key=_rank, default=State.OPERATIONAL)


def _matters(facts: IncidentFacts, now: datetime) -> bool:
    """Whether the page shows an incident as open, in progress or scheduled at `now` (UTC)."""
    step = step_at(facts.course, now)
    if step is None:
        # Scheduled maintenance is shown as upcoming even before its first step.
        return bool(facts.course) and facts.incident.is_maintenance
    return not step.status.is_final


def _last_published(facts: IncidentFacts, now: datetime) -> CourseStep:
    """Return the last published step of an incident that is withdrawn or has not started."""
    published = [moment.step for moment in facts.moments]
    return step_at(published, now) or published[0]


def _ended(found: Sequence[OpenSpan], now: datetime) -> datetime | None:
    return max((span.end for span in found if span.end and span.end <= now), default=None)


def _latest(facts: IncidentFacts, now: datetime) -> Entry | None:
    entries = facts.timeline(now)
    # All other entries of a withdrawn incident are withdrawn as well.
    if facts.incident.withdrawn:
        return entries[-1] if entries else None
    return next((entry for entry in reversed(entries) if not (entry.withdrawn or entry.superseded)), None)


def _states(
    settings: Settings, opened: Sequence[IncidentState], working: Sequence[IncidentState]
) -> Mapping[str, State]:
    """Return the state of each component; an incident's state has priority over a maintenance's."""
    states = {component.id: State.OPERATIONAL for component in settings.components}
    # The right side wins: an incident's state counts, even if that of the maintenance is worse.
    return states | _worst_by_component(working) | _worst_by_component(opened)


def _worst_by_component(states_of_incidents: Sequence[IncidentState]) -> dict[str, State]:
    worst: dict[str, State] = {}
    for one in states_of_incidents:
        for component, state in one.components:
            worst[component] = worst_state((state, worst.get(component, state)))
    return worst


def _level(
    settings: Settings,
    now: datetime,
    states: Mapping[str, State],
    opened: Sequence[IncidentState],
    working: Sequence[IncidentState],
) -> Level:
    today = settings.day(now)
    # A retired component must not make the headline worse: readers could not see why.
    hidden = {component.id for component in settings.components if not component.is_listed(today)}
    levels = [state.level for component, state in states.items() if component not in hidden]
    levels += [one.impact.level for one in (*opened, *working)]
    # Work in progress changes the level, even if it affects no component.
    levels += [Level.MAINTENANCE for _ in working]
    return worst_level(levels)


def _worst_then_newest(one: IncidentState) -> tuple[int, float, str]:
    return (-one.level.rank, -one.incident.started.timestamp(), one.incident.id)


def _is_notice(one: IncidentState) -> bool:
    return one.level is Level.OPERATIONAL


def _soonest(one: IncidentState) -> tuple[datetime, str]:
    return (one.incident.started, one.incident.id)
