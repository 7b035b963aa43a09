"""An incident or maintenance as pages show it: where it stands, and how the clock alone will change that."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from outspoken.derive.course import course
from outspoken.derive.current import Standing, standing
from outspoken.model.component import Component
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Level, Status
from outspoken.render.over_time import TimeStep, steps


class ShownPhase(StrEnum):
    """The sentence that a tag says."""

    OPEN = "open"
    CLOSED = "closed"
    PLANNED = "planned"
    WORKING = "working"
    OVERRUN = "overrun"
    DONE = "done"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Tag(Struct, frozen=True, kw_only=True):
    """One line about where an incident stands: colour, words, and the instants they name (UTC)."""

    phase: ShownPhase
    level: Level
    status: Status
    impact: Impact
    start: datetime
    end: datetime | None = None
    lasted: timedelta | None = None


class Promise(Struct, frozen=True, kw_only=True):
    """When we said we would speak again (UTC), and whether that has passed."""

    at: datetime
    is_late: bool


class Estimate(Struct, frozen=True, kw_only=True):
    """When we expect it to be over (UTC), and whether that has passed."""

    at: datetime
    is_past: bool


class Item(Struct, frozen=True, kw_only=True):
    """One incident with everything a card or a heading needs."""

    incident: Incident
    standing: Standing
    tag: tuple[TimeStep[Tag], ...]
    promise: tuple[TimeStep[Promise | None], ...]
    eta: tuple[TimeStep[Estimate | None], ...]
    worst_case: tuple[TimeStep[Estimate | None], ...]
    components: tuple[Component, ...]

    @property
    def worst(self) -> Level:
        """The worst it ever was: the colour of its line in an archive."""
        return Level.MAINTENANCE if self.incident.is_maintenance else self.standing.worst

    @property
    def level(self) -> Level:
        return self.tag[0].value.level


def item(incident: Incident, settings: Settings, now: datetime) -> Item:
    """The item at `now`, with the steps that the clock alone will bring."""
    stands = standing(incident, now)
    later = _boundaries(incident, stands, now)
    at = {now: stands} | {instant: standing(incident, instant) for instant in later}
    return Item(
        incident=incident,
        standing=stands,
        tag=steps(now, later, lambda instant: tag(at[instant])),
        promise=steps(now, later, lambda instant: _promise(at[instant], instant)),
        eta=steps(now, later, lambda instant: _estimate(at[instant], at[instant].eta)),
        worst_case=steps(now, later, lambda instant: _estimate(at[instant], at[instant].latest_end)),
        components=tuple(settings.component(component) for component in incident.component_ids),
    )


def tag(stands: Standing) -> Tag:
    """What an incident's tag says where it stands."""
    incident, phase = stands.incident, _phase(stands)
    return Tag(
        phase=phase,
        level=_level(stands, phase),
        status=stands.status,
        impact=stands.impact,
        start=incident.window.start if phase is ShownPhase.PLANNED and incident.window else stands.started,
        end=incident.window.end if phase in _WINDOWED and incident.window else stands.ended,
        lasted=stands.open_for if phase in {ShownPhase.CLOSED, ShownPhase.DONE} else None,
    )


_WINDOWED = {ShownPhase.PLANNED, ShownPhase.WORKING, ShownPhase.OVERRUN}


def _phase(stands: Standing) -> ShownPhase:
    if stands.incident.withdrawn:
        return ShownPhase.WITHDRAWN
    if not stands.incident.is_maintenance:
        return ShownPhase.OPEN if stands.is_open else ShownPhase.CLOSED
    if stands.status is Status.CANCELLED:
        return ShownPhase.CANCELLED
    if stands.status is Status.COMPLETED:
        return ShownPhase.DONE
    if stands.is_overrun:
        return ShownPhase.OVERRUN
    return ShownPhase.WORKING if stands.is_open else ShownPhase.PLANNED


def _level(stands: Standing, phase: ShownPhase) -> Level:
    if phase in {ShownPhase.CLOSED, ShownPhase.DONE, ShownPhase.CANCELLED, ShownPhase.WITHDRAWN}:
        return Level.OPERATIONAL
    return Level.MAINTENANCE if stands.incident.is_maintenance else stands.level


def _promise(stands: Standing, instant: datetime) -> Promise | None:
    promised = stands.promise
    return None if promised is None else Promise(at=promised, is_late=promised <= instant)


def _estimate(stands: Standing, at: datetime | None) -> Estimate | None:
    return Estimate(at=at, is_past=at <= stands.now) if at and stands.is_open else None


def _boundaries(incident: Incident, stands: Standing, now: datetime) -> tuple[datetime, ...]:
    if stands.ended and not incident.is_maintenance:
        return ()
    instants = {step.at for step in course(incident)}
    if incident.window:
        instants.add(incident.window.end)
    instants.update(said for said in (stands.promise, stands.eta, stands.latest_end) if said)
    return tuple(sorted(instant for instant in instants if instant > now))
