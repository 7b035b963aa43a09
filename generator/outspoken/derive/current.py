"""Where one incident stands at an instant, and where the whole page stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from msgspec import Struct

from outspoken.derive.course import CourseStep, course, is_active, level_of, moments, step_at
from outspoken.derive.open_spans import OpenSpan, latest_end, spans, total
from outspoken.derive.promises import newest_eta, newest_promise
from outspoken.derive.timeline import Entry, timeline
from outspoken.model.history import History
from outspoken.model.incident import Changes, Incident
from outspoken.model.vocabulary import WORKING_STATUSES, Impact, Level, State, Status

_rank = attrgetter("rank")


class Standing(Struct, frozen=True, kw_only=True):
    """One incident at an instant, all times in UTC.

    `level` is the worse of its impact and its components while it is open (a maintenance: while somebody
    works on it), operational otherwise; `worst` is the worst `level` so far. `started` is when it first was
    or will be open, `ended` when it last was closed, None while it is open or never was. `promise` is when
    we said we would speak again, unless a later update took its place; `components` are those not
    operational because of it; `eta` is the newest word on when it is fixed, `latest_end` when it is over even
    in the worst case, both also after they have passed.
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
    is_overdue: bool
    is_overrun: bool
    components: Changes
    eta: datetime | None
    latest_end: datetime | None

    @property
    def is_upcoming(self) -> bool:
        """Whether it is a maintenance that nobody has begun or cancelled."""
        return self.status is Status.SCHEDULED and not self.incident.withdrawn

    @property
    def latest(self) -> Entry | None:
        """The newest entry that was not withdrawn, and whose window was not moved."""
        return _latest(self.incident, self.now)


class Situation(Struct, frozen=True, kw_only=True):
    """The whole page at `now` (UTC).

    `level` is the worse of the worst listed component and the worst open impact; `states` has every component
    of the settings; `open` holds incidents, worst first, then newest; `working` maintenance under way and
    `upcoming` what is planned, soonest first.
    """

    now: datetime
    level: Level
    states: Mapping[str, State]
    open: tuple[Standing, ...]
    working: tuple[Standing, ...]
    upcoming: tuple[Standing, ...]


def standing(incident: Incident, now: datetime) -> Standing:
    """Where an incident stands at `now` (UTC); a withdrawn one keeps its status and counts for nothing."""
    steps = course(incident)
    step = step_at(steps, now)
    said = step or _last_said(incident, now)
    is_final = said.status.is_final or bool(incident.withdrawn)
    promise = None if is_final else newest_promise(incident, now)
    is_open = is_active(incident, step)
    found = spans(incident)
    return Standing(
        incident=incident,
        now=now,
        status=said.status,
        impact=said.impact,
        level=level_of(incident, step),
        worst=worst_level(level_of(incident, past) for past in steps if past.at <= now),
        is_open=is_open,
        started=found[0].start if found else incident.started,
        ended=None if is_open else _ended(found, now),
        open_for=total(found, now),
        promise=promise,
        is_overdue=promise is not None and promise <= now,
        is_overrun=is_overrun(incident, step, now),
        components=step.components if step else (),
        eta=None if is_final else newest_eta(incident, now),
        latest_end=latest_end(incident, now) if is_open else None,
    )


def is_overrun(incident: Incident, step: CourseStep | None, now: datetime) -> bool:
    """Whether somebody still works past the end of the window."""
    if step is None or incident.window is None or not incident.is_maintenance:
        return False
    return step.status in WORKING_STATUSES and incident.window.end <= now


def situation(history: History, now: datetime) -> Situation:
    """The whole page at `now` (UTC), in time linear in the history."""
    standings = [standing(incident, now) for incident in history.incidents if _matters(incident, now)]
    opened = [one for one in standings if one.is_open and not one.incident.is_maintenance]
    working = [one for one in standings if one.is_open and one.incident.is_maintenance]
    upcoming = [one for one in standings if one.is_upcoming]
    states = _states(history, opened, working)
    return Situation(
        now=now,
        level=_level(history, now, states, opened, working),
        states=states,
        open=tuple(sorted(opened, key=_worst_then_newest)),
        working=tuple(sorted(working, key=_soonest)),
        upcoming=tuple(sorted(upcoming, key=_soonest)),
    )


def worst_level(levels: Iterable[Level]) -> Level:
    """The worst of some levels; operational where there is none."""
    return max(levels, key=_rank, default=Level.OPERATIONAL)


def worst_state(states: Iterable[State]) -> State:
    """The worst of some states; operational where there is none."""
    return max(states, key=_rank, default=State.OPERATIONAL)


def _matters(incident: Incident, now: datetime) -> bool:
    steps = course(incident)
    step = step_at(steps, now)
    if step is None:
        return bool(steps) and incident.is_maintenance
    return not step.status.is_final


def _last_said(incident: Incident, now: datetime) -> CourseStep:
    """What was said last of an incident that has no step: it is withdrawn, or not yet begun."""
    told = [moment.step for moment in moments(incident)]
    return step_at(told, now) or told[0]


def _ended(found: Sequence[OpenSpan], now: datetime) -> datetime | None:
    return max((span.end for span in found if span.end and span.end <= now), default=None)


def _latest(incident: Incident, now: datetime) -> Entry | None:
    entries = timeline(incident, now)
    if incident.withdrawn:
        return entries[-1] if entries else None
    return next((entry for entry in reversed(entries) if not (entry.withdrawn or entry.superseded)), None)


def _states(history: History, opened: Sequence[Standing], working: Sequence[Standing]) -> Mapping[str, State]:
    """Where an incident and a maintenance meet on a component, the incident counts."""
    states = {component.id: State.OPERATIONAL for component in history.settings.components}
    return states | _worst_by_component(working) | _worst_by_component(opened)


def _worst_by_component(standings: Sequence[Standing]) -> dict[str, State]:
    worst: dict[str, State] = {}
    for one in standings:
        for component, state in one.components:
            worst[component] = worst_state((state, worst.get(component, state)))
    return worst


def _level(
    history: History,
    now: datetime,
    states: Mapping[str, State],
    opened: Sequence[Standing],
    working: Sequence[Standing],
) -> Level:
    today = history.settings.day(now)
    hidden = {component.id for component in history.settings.components if not component.is_listed(today)}
    levels = [state.level for component, state in states.items() if component not in hidden]
    levels += [one.impact.level for one in (*opened, *working)]
    levels += [Level.MAINTENANCE for _ in working]
    return worst_level(levels)


def _worst_then_newest(one: Standing) -> tuple[int, float, str]:
    return (-one.level.rank, -one.incident.started.timestamp(), one.incident.id)


def _soonest(one: Standing) -> tuple[datetime, str]:
    return (one.incident.started, one.incident.id)
