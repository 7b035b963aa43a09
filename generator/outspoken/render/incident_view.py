"""An incident or maintenance as pages show it: its state now, and later without a new update."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from outspoken.derive.current import IncidentState, incident_state
from outspoken.derive.estimates import expected_end
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.promises import is_overdue, newest_update
from outspoken.model.component import Component
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Level, Status
from outspoken.render.over_time import TimeStep, steps


class ShownPhase(StrEnum):
    """Which sentence a tag shows."""

    OPEN = "open"
    CLOSED = "closed"
    PLANNED = "planned"
    NOT_STARTED = "not-started"
    MISSED = "missed"
    WORKING = "working"
    OVERRUN = "overrun"
    ENDED = "ended"
    DONE = "done"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Tag(Struct, frozen=True, kw_only=True):
    """One line about the state of an incident: colour, text, and the instants in it (UTC)."""

    phase: ShownPhase
    level: Level
    status: Status
    impact: Impact
    start: datetime
    end: datetime | None = None
    lasted: timedelta | None = None

    @property
    def tone(self) -> str:
        """The level as a colour and an icon; `neutral` for notices and what is cancelled or withdrawn."""
        is_notice = self.phase is ShownPhase.OPEN and self.level is Level.OPERATIONAL
        return "neutral" if is_notice or self.phase in _VOID else self.level.value

    @property
    def has_begun(self) -> bool:
        """Whether maintenance is in progress, also after the end of its window."""
        return self.phase in {ShownPhase.WORKING, ShownPhase.OVERRUN}

    @property
    def is_inferred(self) -> bool:
        """Whether it follows only from the schedule, so that a newer update could have changed it."""
        return self.has_begun or self.phase in {ShownPhase.NOT_STARTED, ShownPhase.MISSED}


class Tense(StrEnum):
    """How the facts of an incident are worded: true now or later, true in the past, or never true."""

    PRESENT = "present"
    PAST = "past"
    NEVER = "never"


class Promise(Struct, frozen=True, kw_only=True):
    """The promised time of the next update (UTC), and whether it has passed."""

    at: datetime
    is_late: bool


class Estimate(Struct, frozen=True, kw_only=True):
    """The estimated end (UTC), and whether it has passed."""

    at: datetime
    is_past: bool


class Item(Struct, frozen=True, kw_only=True):
    """One incident with everything that a card or a heading shows; `last_update` is in UTC."""

    incident: Incident
    state: IncidentState
    tag: tuple[TimeStep[Tag], ...]
    tense: tuple[TimeStep[Tense], ...]
    promise: tuple[TimeStep[Promise | None], ...]
    eta: tuple[TimeStep[Estimate | None], ...]
    worst_case: tuple[TimeStep[Estimate | None], ...]
    components: tuple[Component, ...]
    last_update: datetime | None

    @property
    def worst(self) -> Level:
        """The worst level that it ever had: the colour of its line in a list."""
        return Level.MAINTENANCE if self.incident.is_maintenance else self.state.worst

    @property
    def may_be_promised(self) -> bool:
        """Whether an update is promised, now or at a later step."""
        return any(step.value for step in self.promise)

    @property
    def may_be_estimated(self) -> bool:
        """Whether an end or a worst case is estimated, now or at a later step."""
        return any(step.value for step in (*self.eta, *self.worst_case))

    @property
    def level(self) -> Level:
        return self.tag[0].value.level


def item(facts: IncidentFacts, settings: Settings, now: datetime) -> Item:
    """The item at `now` (UTC), with the later steps that follow without a new update."""
    current, incident = incident_state(facts, now), facts.incident
    later = _boundaries(facts, current, now)
    at = {now: current} | {instant: incident_state(facts, instant) for instant in later}
    return Item(
        incident=incident,
        state=current,
        tag=steps(now, later, lambda instant: tag(at[instant])),
        tense=steps(now, later, lambda instant: _tense(at[instant])),
        promise=steps(now, later, lambda instant: _promise(at[instant], instant)),
        eta=steps(now, later, lambda instant: _estimate(at[instant], expected_end(at[instant]))),
        worst_case=steps(now, later, lambda instant: _estimate(at[instant], at[instant].latest_end)),
        components=tuple(settings.component(component) for component in incident.component_ids),
        last_update=newest.at if (newest := newest_update(incident, now)) else None,
    )


def tag(current: IncidentState) -> Tag:
    """The tag of an incident in this state."""
    incident, phase = current.incident, _phase(current)
    return Tag(
        phase=phase,
        level=_level(current, phase),
        status=current.status,
        impact=current.impact,
        start=incident.window.start if phase in _NOT_BEGUN and incident.window else current.started,
        end=incident.window.end if phase in _WINDOWED and incident.window else current.ended,
        lasted=current.took if phase in {ShownPhase.CLOSED, ShownPhase.DONE} else None,
    )


_VOID = {ShownPhase.CANCELLED, ShownPhase.WITHDRAWN}
_NOT_BEGUN = {ShownPhase.PLANNED, ShownPhase.NOT_STARTED, ShownPhase.MISSED}
_WINDOWED = _NOT_BEGUN | {ShownPhase.WORKING, ShownPhase.OVERRUN, ShownPhase.ENDED}

_OVER = {
    ShownPhase.CLOSED,
    ShownPhase.ENDED,
    ShownPhase.DONE,
    ShownPhase.CANCELLED,
    ShownPhase.WITHDRAWN,
}


def _phase(current: IncidentState) -> ShownPhase:
    if current.incident.withdrawn:
        return ShownPhase.WITHDRAWN
    if not current.incident.is_maintenance:
        return ShownPhase.OPEN if current.is_open else ShownPhase.CLOSED
    if current.status is Status.CANCELLED:
        return ShownPhase.CANCELLED
    if current.status is Status.COMPLETED:
        return ShownPhase.ENDED if current.by_schedule else ShownPhase.DONE
    if current.is_overrun:
        return ShownPhase.OVERRUN
    return ShownPhase.WORKING if current.is_open else _phase_before_work(current)


def _phase_before_work(current: IncidentState) -> ShownPhase:
    window = current.incident.window
    if window is None or not current.has_not_started:
        return ShownPhase.PLANNED
    return ShownPhase.MISSED if window.end <= current.now else ShownPhase.NOT_STARTED


def _level(current: IncidentState, phase: ShownPhase) -> Level:
    if phase in _OVER:
        return Level.OPERATIONAL
    return Level.MAINTENANCE if current.incident.is_maintenance else current.level


def _tense(current: IncidentState) -> Tense:
    if current.incident.withdrawn or (current.status is Status.CANCELLED and current.ended is None):
        return Tense.NEVER
    return Tense.PRESENT if current.is_open or current.is_upcoming else Tense.PAST


def _promise(current: IncidentState, instant: datetime) -> Promise | None:
    promised = current.promise
    return None if promised is None else Promise(at=promised, is_late=is_overdue(promised, instant))


def _estimate(current: IncidentState, at: datetime | None) -> Estimate | None:
    return Estimate(at=at, is_past=at <= current.now) if at and current.is_open else None


def _boundaries(facts: IncidentFacts, current: IncidentState, now: datetime) -> tuple[datetime, ...]:
    incident = facts.incident
    # A fast path for nearly all of a history: time cannot change a closed incident.
    if current.ended and not incident.is_maintenance:
        return ()
    instants = {step.at for step in facts.course}
    # An overrun begins at the window's end, without any update.
    if incident.window:
        instants.update((incident.window.start, incident.window.end))
    instants.update(instant for instant in (current.promise, current.eta, current.latest_end) if instant)
    return tuple(sorted(instant for instant in instants if instant > now))
