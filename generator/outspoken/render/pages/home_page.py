"""The home page: what is wrong now, who is affected, and when the next update comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from outspoken.derive.course import is_active
from outspoken.derive.current import Situation, Standing
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.intervals import Interval
from outspoken.derive.periods import ONE_DAY, midnight
from outspoken.derive.timeline import EntryKind
from outspoken.derive.uptime import DayReport, UptimeReport, bad_days, uptime
from outspoken.model.component import Component, public_names
from outspoken.model.incident import Incident
from outspoken.model.site_path import incident_path
from outspoken.model.vocabulary import Level, State
from outspoken.render.incident_view import Item
from outspoken.render.messages.plain_text import plain
from outspoken.render.output import Output
from outspoken.render.over_time import TimeStep, steps
from outspoken.render.pages.situations_ahead import situations
from outspoken.render.shared import Shared
from outspoken.render.text.markdown import render_markdown
from outspoken.render.theme.bars import Bar, bar
from outspoken.render.theme.theme import PageHead

RECENT_DAYS = 14
_MOST_BAD_DAYS = 5


class Hero(Struct, frozen=True, kw_only=True):
    """The one sentence at the top: a level, and the incident whose title it is (None: everything works).

    `others` is how many more incidents are open; `are_smaller` says that each of them is less bad.
    """

    level: Level
    incident: Incident | None
    others: int = 0
    are_smaller: bool = False


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

    @property
    def level(self) -> Level:
        return self.state.level


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


def home_page(shared: Shared, intervals: Mapping[str, tuple[Interval, ...]], here: Situation) -> Output:
    """`index.html`, from what was wrong with each component, and the situation at `now`."""
    settings, now = shared.settings, shared.now
    later = situations(shared.facts, here)
    open_items = tuple(shared.item(stands.incident) for stands in here.open)
    planned = tuple(shared.item(stands.incident) for stands in _scheduled(here))
    data = shared.theme.page(
        "home",
        PageHead(
            title=_title(shared, here),
            path="",
            description=_description(shared, here),
            feeds=shared.feeds,
            level=here.level,
        ),
        last_update=max((shown.last_update for shown in open_items if shown.last_update), default=None),
        hero=steps(now, later, lambda instant: _hero(later[instant])),
        open_items=open_items,
        newest={shown.incident.id: _newest(shared, shown) for shown in open_items},
        planned=planned,
        groups=_groups(shared, intervals, later),
        days=_days(shared),
        first_day=settings.day(now) - timedelta(days=settings.uptime.days - 1),
        # A page that was built before midnight and is read after it must not call yesterday today.
        today=steps(now, (midnight(settings.day(now) + ONE_DAY, settings.zone),), settings.day),
        bar_days=settings.uptime.days,
        prose=shared.prose.home,
    )
    return Output("index.html", data, maker="the home page")


def _scheduled(here: Situation) -> tuple[Standing, ...]:
    """The maintenance to show: what is under way first, and what ended without a word from anyone."""
    return (*here.working, *here.ended_by_schedule, *here.upcoming)


def _title(shared: Shared, here: Situation) -> str:
    worst = _hero(here).incident
    words = worst.title if worst else shared.language.gettext("Everything works")
    return shared.titled(words)


def _hero(here: Situation) -> Hero:
    if here.open:
        worst, *others = here.open
        return Hero(
            level=here.level,
            incident=worst.incident,
            others=len(others),
            are_smaller=all(other.level.rank < worst.level.rank for other in others),
        )
    return Hero(level=here.level, incident=here.working[0].incident if here.working else None)


def _newest(shared: Shared, shown: Item) -> tuple[object, ...]:
    """Return the newest update written by a person: entry and safe HTML; empty if there is none."""
    incident = shown.incident
    for entry in reversed(shared.facts.of(incident).timeline(shared.now)):
        if entry.kind is EntryKind.UPDATE and entry.update and not entry.withdrawn:
            base = incident_path(incident.id)
            return (entry, render_markdown(entry.update.body, base=base, images=incident.images, headings=4))
    return ()


def _groups(
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


def _days(shared: Shared) -> tuple[tuple[date, tuple[Item, ...]], ...]:
    """The last days, newest first, each with what was open on it."""
    settings, now = shared.settings, shared.now
    today = settings.day(now)
    oldest = today - timedelta(days=RECENT_DAYS - 1)
    # A day more than is shown, whatever the zone's clock did at midnight.
    begin = midnight(oldest - ONE_DAY, settings.zone)
    found: dict[date, list[Item]] = defaultdict(list)
    for facts in shared.facts.incidents:
        if _was_over(facts, begin):
            continue
        touched = set(_touched(shared, facts, oldest, today))
        if touched:
            shown = shared.item(facts.incident)
            for day in touched:
                found[day].append(shown)
    days = [today - timedelta(days=back) for back in range(RECENT_DAYS)]
    return tuple((day, tuple(reversed(found[day]))) for day in days)


def _was_over(facts: IncidentFacts, instant: datetime) -> bool:
    """Whether nothing happened from an instant (UTC) on: true of nearly all of a long history."""
    last = facts.course[-1:]
    return not last or (last[0].at < instant and not is_active(facts.incident, last[0]))


def _touched(shared: Shared, facts: IncidentFacts, oldest: date, today: date) -> Iterable[date]:
    settings = shared.settings
    for span in facts.spans:
        if span.start > shared.now:
            continue
        first = max(settings.day(span.start), oldest)
        last = min(settings.day(min(span.end or shared.now, shared.now)), today)
        while first <= last:
            yield first
            first += timedelta(days=1)


def _description(shared: Shared, here: Situation) -> str:
    _ = shared.language.gettext
    if here.open:
        worst = here.open[0].incident
        return f"{worst.title}. {worst.affected or plain(worst.body, 120)}"
    return shared.settings.description or _("Current status, incidents, scheduled maintenance and history.")
