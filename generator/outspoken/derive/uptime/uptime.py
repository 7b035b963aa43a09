"""Computes the uptime of each component per day and month, with the spans behind each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from outspoken.derive.periods import (
    DAY,
    MONTH,
    ONE_DAY,
    day_of,
    first_of_month,
    midnight,
    months_before,
    next_month,
)
from outspoken.derive.uptime.downtime import MICROSECOND, Clip, Tally, tally, total
from outspoken.derive.uptime.intervals import Interval
from outspoken.model.component import Component
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import State


class DayReport(Struct, frozen=True, kw_only=True):
    """One day of the site's zone: `state` is the worst state in it, `seconds` per state don't overlap.

    `lost` are seconds of downtime, weighted by state; `counted` are the seconds of the day between the
    component's `since` and `retired`, until now.
    """

    day: date
    state: State
    seconds: Mapping[State, int] = {}
    lost: float = 0.0
    counted: float
    incidents: tuple[str, ...] = ()
    has_incident: bool = False
    has_maintenance: bool = False


class UptimeReport(Struct, frozen=True, kw_only=True):
    """An uptime in percent, rounded DOWN to two places, and its basis.

    `percent` is 100.00 only without any downtime, None if no time counts; `lost_seconds` are weighted.
    """

    percent: Decimal | None
    lost_seconds: float
    counted_seconds: float
    seconds: Mapping[State, int] = {}
    incidents: tuple[str, ...] = ()


class MonthReport(Struct, frozen=True, kw_only=True):
    """One month of the site's zone."""

    year: int
    month: int
    uptime: UptimeReport
    incidents: tuple[str, ...]

    @property
    def first_day(self) -> date:
        """The month's first day."""
        return date(self.year, self.month, 1)


def bad_days(
    component: Component,
    intervals: Sequence[Interval],
    settings: Settings,
    first: date,
    last: date,
    now: datetime,
) -> tuple[DayReport, ...]:
    """Return the days from first to last (inclusive) with downtime, oldest first.

    The time depends on the component's intervals and the days they touch, not on the length of the period.
    """
    clip = _clip(component, settings, first, last, now)
    found = tally(intervals, clip, DAY, settings.zone)
    return tuple(_day(day, found[day], clip, settings) for day in sorted(found))


def days(
    component: Component,
    intervals: Sequence[Interval],
    settings: Settings,
    first: date,
    last: date,
    now: datetime,
) -> tuple[DayReport, ...]:
    """Return every day from first to last (inclusive), oldest first; `counted` may be 0."""
    clip = _clip(component, settings, first, last, now)
    found = tally(intervals, clip, DAY, settings.zone)
    # Days without downtime are reports too, with an empty tally.
    span = (first + timedelta(days=place) for place in range((last - first).days + 1))
    return tuple(_day(day, found.get(day) or Tally(), clip, settings) for day in span)


def uptime(
    component: Component,
    intervals: Sequence[Interval],
    settings: Settings,
    first: date,
    last: date,
    now: datetime,
) -> UptimeReport:
    """Return the uptime in the days from `first` to `last` (inclusive): (counted - lost) / counted."""
    clip = _clip(component, settings, first, last, now)
    return _of(component, _uptime(total(intervals, clip), clip, settings.uptime.weights))


def months(
    component: Component,
    intervals: Sequence[Interval],
    settings: Settings,
    now: datetime,
    first: date | None = None,
    most: int | None = None,
) -> tuple[MonthReport, ...]:
    """Return every month with counted time, newest first, at most `most`; only these are computed.

    The oldest is that of the component's `since`; without one, of `first` (the first day of the records), or
    else of the first downtime.
    """
    today = day_of(now, settings.zone)
    begin = component.since or first or first_of_month(_first_day(intervals, settings) or today)
    clip = _clip(component, settings, begin, today, now)
    if most is not None and clip.length:
        # The end is exclusive: at the midnight after a month, that month is still the newest.
        newest = day_of(clip.end - MICROSECOND, settings.zone)
        begin = max(begin, months_before(newest, most - 1))
        clip = _clip(component, settings, begin, today, now)
    found = tally(intervals, clip, MONTH, settings.zone)
    reports: list[MonthReport] = []
    month = first_of_month(begin)
    while month <= today:
        following = next_month(month)
        part = clip.between(midnight(month, settings.zone), midnight(following, settings.zone))
        # After `retired` no time is counted.
        if part.length:
            bad = found.get(month)
            found_there = _month(month, bad, part, settings) if bad else _good_month(month, part)
            reports.append(replace(found_there, uptime=_of(component, found_there.uptime)))
        month = following
    return tuple(reversed(reports))


def _clip(component: Component, settings: Settings, first: date, last: date, now: datetime) -> Clip:
    start = midnight(max(first, component.since or first), settings.zone)
    end = min(now, midnight(last + ONE_DAY, settings.zone))
    if component.retired is not None:
        # `retired` is the first day that is not counted.
        end = min(end, midnight(component.retired, settings.zone))
    return Clip(start=start, end=max(start, end))


def _first_day(intervals: Sequence[Interval], settings: Settings) -> date | None:
    # Intervals are sorted by start.
    return day_of(intervals[0].start, settings.zone) if intervals else None


def _day(day: date, found: Tally, clip: Clip, settings: Settings) -> DayReport:
    part = clip.between(midnight(day, settings.zone), midnight(day + ONE_DAY, settings.zone))
    return DayReport(
        day=day,
        state=max(found.total, key=lambda state: state.rank, default=State.OPERATIONAL),
        seconds=found.seconds,
        lost=_seconds(found.lost(settings.uptime.weights)),
        counted=part.length.total_seconds(),
        incidents=tuple(found.incidents),
        has_incident=bool(found.unplanned),
        has_maintenance=found.has_planned,
    )


def _month(month: date, found: Tally, part: Clip, settings: Settings) -> MonthReport:
    report = _uptime(found, part, settings.uptime.weights)
    return MonthReport(year=month.year, month=month.month, uptime=report, incidents=report.incidents)


# Cached: most months of most components have no downtime, and so equal reports.
@lru_cache(4096)
def _good_month(month: date, part: Clip) -> MonthReport:
    report = _uptime(Tally(), part, {})
    return MonthReport(year=month.year, month=month.month, uptime=report, incidents=())


def _uptime(found: Tally, clip: Clip, weights: Mapping[State, float]) -> UptimeReport:
    counted = clip.length // MICROSECOND
    lost = found.lost(weights)
    return UptimeReport(
        percent=_percent(lost, counted),
        lost_seconds=_seconds(lost),
        counted_seconds=clip.length.total_seconds(),
        seconds=found.seconds,
        incidents=tuple(found.incidents),
    )


def _of(component: Component, report: UptimeReport) -> UptimeReport:
    """Return the report without a percentage if others operate the component: its uptime is not ours."""
    return replace(report, percent=None) if component.operated_by else report


def _percent(lost: Decimal, counted: int) -> Decimal | None:
    """Return the percentage, rounded down to hundredths by exact division: rounding could hide downtime."""
    if not counted:
        return None
    hundredths = (counted - lost) * 10_000 // counted
    return (max(hundredths, Decimal()) / 100).quantize(Decimal("0.01"))


def _seconds(microseconds: Decimal) -> float:
    return float(microseconds / 1_000_000)
