"""Counts time by state, per day or month: the basis of the uptime figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec import Struct

from outspoken.derive.periods import Period
from outspoken.derive.uptime.intervals import Interval, stretches
from outspoken.model.vocabulary import State

MICROSECOND = timedelta(microseconds=1)


class Tally:
    """The time in one period per state, without overlaps: in total, and without planned maintenance.

    It is filled while the intervals are counted, and only read afterwards; `incidents` are ids.
    """

    # One for each component and day: slots save memory and time.
    __slots__ = ("incidents", "total", "unplanned")

    def __init__(self, incidents: Iterable[str] = ()) -> None:
        self.total: dict[State, timedelta] = {}
        self.unplanned: dict[State, timedelta] = {}
        self.incidents = dict.fromkeys(incidents)

    def add(self, state: State, length: timedelta, *, planned: bool) -> None:
        """Count some time in a state."""
        self.total[state] = self.total.get(state, timedelta()) + length
        if not planned:
            self.unplanned[state] = self.unplanned.get(state, timedelta()) + length

    def lost(self, weights: Mapping[State, float]) -> Decimal:
        """Return the exact weighted microseconds of downtime; planned maintenance does not count."""
        if not self.unplanned:
            return Decimal()
        return sum(
            (
                # Through str: Decimal(0.3) would keep the error of the binary fraction.
                Decimal(str(weights.get(state, 0))) * (length // MICROSECOND)
                for state, length in self.unplanned.items()
            ),
            Decimal(),
        )

    @property
    def has_planned(self) -> bool:
        """Whether some of the time was only planned maintenance."""
        return sum(self.total.values(), timedelta()) > sum(self.unplanned.values(), timedelta())

    @property
    def seconds(self) -> Mapping[State, int]:
        """Whole seconds per state."""
        return {state: length // timedelta(seconds=1) for state, length in self.total.items()}


class Clip(Struct, frozen=True, kw_only=True):
    """The half-open range of time (UTC) that counts; `start == end` if none does."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def of(self, intervals: Iterable[Interval]) -> list[Interval]:
        """Return the intervals that overlap with it."""
        return [one for one in intervals if one.start < self.end and self.start < one.end]

    def between(self, start: datetime, end: datetime) -> Clip:
        """Return the part between two times."""
        start = max(start, self.start)
        # Ranges that do not meet give an empty part, never a negative length.
        return Clip(start=start, end=max(start, min(end, self.end)))


def tally(intervals: Sequence[Interval], clip: Clip, period: Period, zone: ZoneInfo) -> dict[date, Tally]:
    """Return the tally within the clip per period, by its first day; only periods with downtime."""
    found: dict[date, Tally] = {}
    touching = clip.of(intervals)
    for stretch in stretches(touching):
        inside = clip.between(stretch.start, stretch.end)
        for key, start, end in period.cut(inside.start, inside.end, zone):
            found.setdefault(key, Tally()).add(stretch.state, end - start, planned=stretch.planned)
    # From the intervals, not the stretches: an incident during a worse one is listed too.
    for interval in touching:
        inside = clip.between(interval.start, interval.end)
        for key, _, _ in period.cut(inside.start, inside.end, zone):
            found[key].incidents[interval.incident_id] = None
    return found


def total(intervals: Sequence[Interval], clip: Clip) -> Tally:
    """Return one tally for the whole clip."""
    touching = clip.of(intervals)
    found = Tally(one.incident_id for one in touching)
    for stretch in stretches(touching):
        inside = clip.between(stretch.start, stretch.end)
        found.add(stretch.state, inside.length, planned=stretch.planned)
    return found
