"""Facts about one incident, and about a whole history; each is computed at its first use and cached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

from msgspec.structs import replace

from outspoken.derive.course import CourseMoment, CourseStep, course_moments, course_steps
from outspoken.derive.moved_windows import earlier_versions, phase_ids_of
from outspoken.derive.open_spans import OpenSpan, spans_of, total
from outspoken.derive.timeline import Entry, entries_of, former_id_of, timeline_at, with_superseded
from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Status


class IncidentFacts:
    """An incident and all facts that follow from it alone.

    Every page needs the same facts about the same incident, so each result is cached as long as this object
    exists: one build, or one command. All times are in UTC.
    """

    def __init__(self, incident: Incident) -> None:
        self.incident = incident

    @cached_property
    def moments(self) -> tuple[CourseMoment, ...]:
        """The beginning, then every update and automatic phase in order (`course_moments`)."""
        return course_moments(self.incident)

    @cached_property
    def course(self) -> tuple[CourseStep, ...]:
        """The status, impact and states from each time on, with later automatic phases (`course_steps`)."""
        return course_steps(self.incident, self.moments)

    @cached_property
    def spans(self) -> tuple[OpenSpan, ...]:
        """When it was open, in order; of maintenance, when work was or is scheduled to be in progress."""
        return spans_of(self.incident, self.course)

    @cached_property
    def versions(self) -> tuple[IncidentFacts, ...]:
        """The maintenance as it was with each of its earlier windows, right before it was moved."""
        return tuple(map(IncidentFacts, earlier_versions(self.incident)))

    @cached_property
    def phase_ids(self) -> Mapping[Status, str]:
        """The ids of the window's phases by status, whether or not they ever come (`phase_ids_of`)."""
        earlier = self.incident.earlier_windows
        # A fast path: few windows are ever moved.
        if not earlier:
            return phase_ids_of(self.incident)
        before, at = self.versions[-1], earlier[-1].moved.at
        # Phases that began in the former window were published, so they keep their ids (docs/decisions/0011).
        come = [moment.phase for moment in before.moments if moment.phase and moment.phase.at < at]
        known = {phase.status: before.phase_ids[phase.status] for phase in come}
        return phase_ids_of(self.incident, known, at)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every update and automatic phase, also those still to come; without post-mortem and withdrawals."""
        found = entries_of(self.incident, self.moments, self.phase_ids)
        earlier = self.incident.earlier_windows
        if not earlier:
            return found
        former = [version.entries for version in self.versions]
        return with_superseded(found, zip(earlier, former, strict=True))

    def timeline(self, now: datetime) -> tuple[Entry, ...]:
        """The entries until `now`, oldest first."""
        return timeline_at(self.incident, self.entries, self.moments[0].step, now)

    def former_id(self, entry: Entry) -> str:
        """The id of a phase in former versions, without its instant; empty for all other entries."""
        return former_id_of(self.entries, entry)

    def until(self, now: datetime) -> datetime:
        """The last instant at which it was, is or is scheduled to be open; its start if it never was."""
        found = self.spans
        return (found[-1].end or max(now, found[-1].start)) if found else self.incident.started

    def open_for(self, now: datetime) -> timedelta:
        """The time it was open until `now`, all spans together."""
        return total(self.spans, now)

    def is_by_schedule(self, now: datetime) -> bool:
        """Whether at `now` it is over only because its window has ended, without an update."""
        # A fast path: only windows have phases, and nearly all incidents have no window.
        if self.incident.window is None or self.incident.withdrawn:
            return False
        passed = [moment for moment in self.moments if moment.step.at <= now]
        return bool(passed) and passed[-1].by_schedule

    def confirmed(self, now: datetime) -> datetime | None:
        """The end of the work, if an update after the scheduled end confirmed it by `now`; else None."""
        if self.incident.window is None:
            return None
        passed = [moment for moment in self.moments if moment.step.at <= now]
        ends = (
            after.step.at
            for before, after in pairwise(passed)
            if before.by_schedule and not after.by_schedule and after.step.status is Status.COMPLETED
        )
        return next(ends, None)

    def ended(self, now: datetime) -> datetime | None:
        """The last end of work or outage by `now`; a confirmed end replaces the scheduled one."""
        ends = [span.end for span in self.spans if span.end is not None and span.end <= now]
        return max(filter(None, (*ends, self.confirmed(now))), default=None)

    def took(self, now: datetime) -> timedelta:
        """The time it was open until `now`; to the end of the work if that was confirmed afterwards."""
        confirmed = self.confirmed(now)
        scheduled = [span.end for span in self.spans if confirmed and span.end and span.end <= confirmed]
        return self.open_for(now) + (confirmed - scheduled[-1] if confirmed and scheduled else timedelta())

    def latest_end(self, now: datetime) -> datetime | None:
        """The end in the worst case, counted from when it was last opened by `now`; None without one."""
        if self.incident.worst_case is None:
            return None
        opened = [span.start for span in self.spans if span.start <= now]
        return opened[-1] + self.incident.worst_case if opened else None

    @property
    def spans_of_window(self) -> tuple[OpenSpan, ...]:
        """When work was or will be in progress in the current window; not before it was postponed."""
        again = [step.at for step in self.course if step.status is Status.SCHEDULED]
        return tuple(span for span in self.spans if not again or span.start >= again[-1])

    def window_then(self, entry: str, publication: Publication | None) -> Window | None:
        """The window that was valid when an entry (its id) was published.

        `publication` is that of the entry's update, None for a phase.
        """
        for version, earlier in zip(self.versions, self.incident.earlier_windows, strict=True):
            if publication is None:
                was_meant = entry in version.phase_ids.values()
            else:
                was_meant = publication.at < earlier.moved.at
            if was_meant:
                return version.incident.window
        return self.incident.window


class HistoryFacts:
    """A history and the facts of each of its incidents, in the same order.

    A build has one in its `Shared`; a command creates one from the history that it has read.
    """

    def __init__(self, history: History, incidents: Sequence[IncidentFacts] | None = None) -> None:
        self.history = history
        self.incidents = tuple(map(IncidentFacts, history.incidents) if incidents is None else incidents)
        self._by_id = {facts.incident.id: facts for facts in self.incidents}

    @property
    def settings(self) -> Settings:
        return self.history.settings

    def of(self, incident: Incident) -> IncidentFacts:
        """The facts of one of the history's incidents. Raises KeyError for any other."""
        return self._by_id[incident.id]

    def find(self, incident_id: str | None) -> Incident | None:
        """The incident with this id; None if there is none."""
        found = self._by_id.get(incident_id or "")
        return found.incident if found else None

    @cached_property
    def records_begin(self) -> date | None:
        """The day of the oldest incident, in the site's zone; earlier days have no records, so no uptime."""
        oldest = next(iter(self.history.incidents), None)
        return None if oldest is None else self.settings.day(oldest.started)

    @property
    def known_from(self) -> date | None:
        """The first day with a record: that of the oldest incident, or a component's `since`."""
        begun = (component.since for component in self.settings.components)
        return min(filter(None, (self.records_begin, *begun)), default=None)

    def dated(self, component: Component, today: date) -> Component:
        """The component with its first counted day: its `since`, else the day of the oldest incident."""
        begin = self.records_begin
        return component if component.since or not begin or begin > today else replace(component, since=begin)

    def only(self, incidents: Sequence[Incident]) -> HistoryFacts:
        """The history with only these of its incidents; their facts are shared, not computed again."""
        part = replace(self.history, incidents=tuple(incidents))
        return HistoryFacts(part, [self.of(incident) for incident in incidents])
