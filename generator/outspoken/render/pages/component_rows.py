"""The components as the home page lists them: by group, with their state, their bar and their bad days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from outspoken.derive.current import Situation
from outspoken.derive.intervals import Interval
from outspoken.derive.uptime import DayReport, UptimeReport, bad_days, uptime
from outspoken.model.component import Component, public_names
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import State
from outspoken.render.over_time import TimeStep, steps
from outspoken.render.shared import Shared
from outspoken.render.theme.bars import Bar, bar

_MOST_BAD_DAYS = 5


class BadDay(Struct, frozen=True, kw_only=True):
    """A day on which a component was not fine, with the incidents that made it so.

    `by_schedule` means that `lasted` is not measured: only the window says when maintenance ended.
    """

    day: date
    state: State
    lasted: timedelta
    incidents: tuple[Incident, ...]
    by_schedule: bool = False


class ShownState(Struct, frozen=True, kw_only=True):
    """A component's state; `by_schedule` means that it is operational only because a window has ended."""

    state: State
    by_schedule: bool = False


class Row(Struct, frozen=True, kw_only=True):
    """A component's line under its group: its state by the clock, its bar, uptime and newest bad days.

    `incident_days` and `maintenance_days` count all bad days of its bar: by the day's worst state.
    """

    component: Component
    name: str
    state: tuple[TimeStep[ShownState], ...]
    bar: Bar
    uptime: UptimeReport
    bad_days: tuple[BadDay, ...]
    incident_days: int
    maintenance_days: int


def component_groups(
    shared: Shared,
    intervals: Mapping[str, tuple[Interval, ...]],
    later: Mapping[datetime, Situation],
) -> tuple[tuple[str | None, tuple[Row, ...]], ...]:
    today = shared.settings.day(shared.now)
    groups = []
    for name, components in shared.settings.groups:
        listed = [component for component in components if component.is_listed(today)]
        if listed:
            # The group's heading is above: its name beside each component would be repeated.
            names = public_names(tuple(replace(component, group=None) for component in listed))
            rows = tuple(
                _row(shared, component, names[component.id], intervals.get(component.id, ()), later)
                for component in listed
            )
            groups.append((name, rows))
    return tuple(groups)


def _row(
    shared: Shared,
    component: Component,
    name: str,
    intervals: tuple[Interval, ...],
    later: Mapping[datetime, Situation],
) -> Row:
    settings, now = shared.settings, shared.now
    last = settings.day(now)
    first = last - timedelta(days=settings.uptime.days - 1)
    reports = tuple(bad_days(component, intervals, settings, first, last, now))
    bad = [
        _bad_day(shared, report) for report in sorted(reports, key=lambda report: report.day, reverse=True)
    ]
    # A day counts by its worst state: one with an outage is not a day of maintenance.
    maintained = sum(day.state is State.UNDER_MAINTENANCE for day in bad)
    return Row(
        component=component,
        name=name,
        state=steps(now, later, lambda instant: _state(later[instant], component)),
        bar=bar(reports, first, settings.uptime.days, component),
        uptime=uptime(component, intervals, settings, first, last, now),
        bad_days=tuple(bad[:_MOST_BAD_DAYS]),
        incident_days=len(bad) - maintained,
        maintenance_days=maintained,
    )


def _state(there: Situation, component: Component) -> ShownState:
    return ShownState(state=there.states[component.id], by_schedule=component.id in there.by_schedule)


def _bad_day(shared: Shared, report: DayReport) -> BadDay:
    incidents = tuple(filter(None, map(shared.facts.find, report.incidents)))
    return BadDay(
        day=report.day,
        state=report.state,
        lasted=timedelta(seconds=report.seconds[report.state]),
        incidents=incidents,
        by_schedule=report.state is State.UNDER_MAINTENANCE
        and any(shared.item(incident).standing.by_schedule for incident in incidents),
    )
