"""Computes the course of one incident: its status, impact and states from each time on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter

from msgspec import Struct

from outspoken.derive.phases import Phase, phases, status_of_plan, takes_over
from outspoken.model.incident import Changes, Incident, Update
from outspoken.model.vocabulary import WORKING_STATUSES, Impact, Level, State, Status


class CourseStep(Struct, frozen=True, kw_only=True):
    """Status, impact and states from `at` (UTC) on.

    `components` are those that are not operational because of this incident, in the order of first mention.
    """

    at: datetime
    status: Status
    impact: Impact
    components: Changes


class CourseMoment(Struct, frozen=True, kw_only=True):
    """One event of an incident, and the step that it led to.

    `update` is set for an update, `phase` for an automatic phase; both are None for the start. `by_schedule`
    means that from here on it is over only because its window has ended, without an update.
    """

    step: CourseStep
    update: Update | None = None
    phase: Phase | None = None
    by_schedule: bool = False


def course_steps(incident: Incident, passed: Sequence[CourseMoment]) -> tuple[CourseStep, ...]:
    """Return the steps of an incident's moments in order, no two at one time; () if it is withdrawn.

    Automatic phases that are still to come are among them.
    """
    if incident.withdrawn:
        return ()
    found: list[CourseStep] = []
    for moment in passed:
        step = moment.step
        # If several updates have the same time, the last one counts.
        if found and found[-1].at == step.at:
            found.pop()
        if not found or _differs(found[-1], step):
            found.append(step)
    return tuple(found)


def step_at(course: Sequence[CourseStep], instant: datetime) -> CourseStep | None:
    """Return the step in force at a time (UTC); None before the first."""
    place = bisect_right(course, instant, key=attrgetter("at"))
    return course[place - 1] if place else None


def is_active(incident: Incident, step: CourseStep | None) -> bool:
    """Whether customers may be affected: an incident that is not over, a maintenance in progress."""
    if step is None:
        return False
    return step.status in WORKING_STATUSES if incident.is_maintenance else not step.status.is_final


def level_of(incident: Incident, step: CourseStep | None) -> Level:
    """Return the worse of impact and components; at least Level.MAINTENANCE for maintenance in progress."""
    if step is None or not is_active(incident, step):
        return Level.OPERATIONAL
    least = Level.MAINTENANCE if incident.is_maintenance else Level.OPERATIONAL
    return _worst(least, step.impact, step.components)


# Cached: most steps of most incidents have the same few combinations.
@lru_cache(4096)
def _worst(least: Level, impact: Impact, components: Changes) -> Level:
    return max((least, impact.level, *(state.level for _, state in components)), key=attrgetter("rank"))


def course_moments(incident: Incident) -> tuple[CourseMoment, ...]:
    """Return the start, then every update and automatic phase in order; a withdrawn update changes nothing.

    A withdrawn incident has moments too: those that were published at the time.
    """
    fold = _CourseBuilder(incident)
    passed = [CourseMoment(step=fold.step)]
    waiting = list(phases(incident))
    for update in incident.updates:
        # An update at the same time as a phase comes first, so that it can prevent the automatic end.
        while waiting and waiting[0].at < update.at:
            passed += fold.enter(waiting.pop(0))
        passed.append(fold.apply(update))
    for phase in waiting:
        passed += fold.enter(phase)
    return tuple(passed)


def _differs(one: CourseStep, other: CourseStep) -> bool:
    return (one.status, one.impact, one.components) != (other.status, other.impact, other.components)


class _CourseBuilder:
    """Applies updates and phases one after the other."""

    # One for each incident of a long history: slots save memory and time.
    __slots__ = ("by_clock", "by_schedule", "incident", "is_maintenance", "states", "step")

    def __init__(self, incident: Incident) -> None:
        self.incident, self.is_maintenance, self.by_clock = incident, incident.is_maintenance, incident.auto
        self.states: dict[str, State] = dict(incident.components)
        self.by_schedule = False
        status = Status.SCHEDULED if self.is_maintenance else Status.INVESTIGATING
        self.step = self._step(_begin(incident), status, incident.impact)

    def apply(self, update: Update) -> CourseMoment:
        # An update from before the start counts from the start on: steps never go back in time.
        at = max(update.at, self.step.at)
        if update.withdrawn:
            return CourseMoment(step=self._same(at), update=update, by_schedule=self.by_schedule)
        status = self._status(update)
        # An update without a status, or about a new window, does not confirm that the work has ended.
        self.by_schedule = self.by_schedule and update.status in (None, Status.SCHEDULED)
        self.states.update(update.components)
        # A reopened incident names its components again; resumed maintenance keeps them.
        if status.is_final and not self.is_maintenance:
            self.states.clear()
        self.step = self._step(at, status, update.impact or self.step.impact)
        return CourseMoment(step=self.step, update=update, by_schedule=self.by_schedule)

    def enter(self, phase: Phase) -> tuple[CourseMoment, ...]:
        """Return the moment of an automatic phase; () once an update has started or ended the work."""
        if not self.by_clock or self.step.status.is_final:
            return ()
        at = max(phase.at, self.step.at)
        self.step = self._step(at, phase.status, self.step.impact)
        self.by_schedule = phase.status.is_final
        return (CourseMoment(step=self.step, phase=phase, by_schedule=self.by_schedule),)

    def _status(self, update: Update) -> Status:
        now = self.step.status
        if not self.is_maintenance or update.status is None:
            return update.status or now
        # After an update took over, the clock counts again only for a later window (docs/decisions/0011).
        self.by_clock = self.by_clock and not takes_over(self.incident, update)
        if update.status is Status.SCHEDULED:
            return status_of_plan(self.incident, now, update, by_clock=self.by_clock)
        return update.status

    def _step(self, at: datetime, status: Status, impact: Impact) -> CourseStep:
        return CourseStep(at=at, status=status, impact=impact, components=self._in_force(status))

    def _same(self, at: datetime) -> CourseStep:
        step = self.step
        return CourseStep(at=at, status=step.status, impact=step.impact, components=step.components)

    def _in_force(self, status: Status) -> Changes:
        if self.is_maintenance and status not in WORKING_STATUSES:
            return ()
        return tuple(change for change in self.states.items() if change[1] is not State.OPERATIONAL)


def _begin(incident: Incident) -> datetime:
    """Return the start: of an outage, when customers are affected; of maintenance, when it is announced."""
    if not incident.is_maintenance:
        return incident.started
    known = [incident.started, incident.publication.at, *(update.at for update in incident.updates[:1])]
    return min(known)
