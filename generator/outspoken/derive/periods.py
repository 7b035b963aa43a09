"""The site's days and months as ranges of UTC, also when clocks change for daylight saving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=8192)
def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the time (UTC) at which a day of the zone begins.

    If that midnight is skipped, it is the time of the change; if it occurs twice, the first of them.
    At the ends of the calendar, where UTC may have no such day, the zone no longer matters.
    """
    has_room = date.min.year < day.year < date.max.year
    # With fold 0, a midnight that comes twice is the first of the two (PEP 495).
    return datetime.combine(day, time(), zone if has_room else UTC).astimezone(UTC)


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """Return the day of a time, even if a clock is set back over midnight."""
    day = instant.astimezone(zone).date()
    # A clock that is set back over midnight shows the time of the day before again:
    # the boundaries decide, not the local date.
    while midnight(day + ONE_DAY, zone) <= instant:
        day += ONE_DAY
    while midnight(day, zone) > instant:
        day -= ONE_DAY
    return day


@lru_cache(maxsize=8192)
def first_of_month(day: date) -> date:
    """Return the first day of the day's month."""
    return day.replace(day=1)


@lru_cache(maxsize=8192)
def next_month(day: date) -> date:
    """Return the first day of the next month."""
    # Every month has a 28th day, and four days later is always in the next month.
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def months_before(day: date, count: int) -> date:
    """Return the first day of the month `count` months earlier, at the earliest January of the year 1."""
    # 12 is January of the year 1, the first month that `date` has.
    number = max(12, day.year * 12 + day.month - 1 - count)
    return date(number // 12, number % 12 + 1, 1)


class Period(Struct, frozen=True, kw_only=True):
    """How to cut time: `first` finds the first day of a day's period, `following` that of the next one."""

    first: Callable[[date], date]
    following: Callable[[date], date]

    def cut(
        self, start: datetime, end: datetime, zone: ZoneInfo
    ) -> Iterator[tuple[date, datetime, datetime]]:
        """Yield the parts of a half-open span (UTC), each with the first day of its period."""
        if start >= end:
            return
        key = self.first(day_of(start, zone))
        while start < end:
            following = self.following(key)
            stop = min(midnight(following, zone), end)
            if start < stop:
                yield key, start, stop
                start = stop
            key = following


def _same(day: date) -> date:
    return day


def _next_day(day: date) -> date:
    return day + ONE_DAY


DAY = Period(first=_same, following=_next_day)
MONTH = Period(first=first_of_month, following=next_month)
