"""Computes the uptime of a group of components: at each time its state is that of the worst component."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from outspoken.derive.periods import midnight
from outspoken.derive.uptime.intervals import Interval
from outspoken.derive.uptime.uptime import DayReport, bad_days, uptime
from outspoken.model.component import Component
from outspoken.model.settings import Settings

Members = Mapping[Component, Sequence[Interval]]
"""The components of a group that readers see, each with the intervals in which it was not operational."""


class GroupReport(Struct, frozen=True, kw_only=True):
    """A group's days on which anything was wrong, oldest first, and its uptime as a percentage rounded down.

    The uptime is the share of the time in which all components worked, as a customer of all of them
    experiences it; the mean of the components would be higher. It is never above the lowest of the
    components' own figures, as it could be if one of them is younger than the group.
    """

    days: tuple[DayReport, ...]
    percent: Decimal | None


def group_report(members: Members, settings: Settings, first: date, last: date, now: datetime) -> GroupReport:
    """The bad days and the uptime of a group from `first` to `last` (inclusive, in the site's zone)."""
    whole, together = as_one(tuple(members)), _together(members, settings)
    own: dict[date, list[DayReport]] = defaultdict(list)
    percents = [uptime(whole, together, settings, first, last, now).percent]
    for component, intervals in members.items():
        percents.append(uptime(component, intervals, settings, first, last, now).percent)
        for report in bad_days(component, intervals, settings, first, last, now):
            own[report.day].append(report)
    days = bad_days(whole, together, settings, first, last, now)
    return GroupReport(
        days=tuple(_worst(day, own[day.day]) for day in days),
        percent=min((percent for percent in percents if percent is not None), default=None),
    )


def as_one(components: Sequence[Component]) -> Component:
    """Return the group as one component, which exists since its oldest component."""
    begun = [component.since for component in components if component.since]
    return Component(
        id="", name="", since=min(begun, default=None) if len(begun) == len(components) else None
    )


def _together(members: Members, settings: Settings) -> tuple[Interval, ...]:
    """Return all intervals, each from its component's `since` on, ordered by start."""
    found: list[Interval] = []
    for component, intervals in members.items():
        begin = midnight(component.since or date.min, settings.zone)
        found += [replace(one, start=max(one.start, begin)) for one in intervals if begin < one.end]
    return tuple(sorted(found, key=attrgetter("start")))


def _worst(day: DayReport, own: Sequence[DayReport]) -> DayReport:
    """Return the day with the worst state of any component.

    An incident has priority over a maintenance, but the maintenance of another component can be worse.
    """
    worst = max(own, key=lambda report: (report.state.rank, report.seconds[report.state]))
    seconds = max(worst.seconds[worst.state], day.seconds.get(worst.state, 0))
    return replace(day, state=worst.state, seconds={**day.seconds, worst.state: seconds})
