"""Finds the spans in which an incident was open: several if it was reopened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from outspoken.derive.course import CourseStep, is_active
from outspoken.model.incident import Incident


class OpenSpan(Struct, frozen=True, kw_only=True):
    """A half-open range of time in UTC; `end` is None while it is unknown."""

    start: datetime
    end: datetime | None

    def length(self, now: datetime) -> timedelta:
        """Return how much of it has passed by `now`."""
        end = now if self.end is None else min(self.end, now)
        # A span that is still to come has no length yet.
        return max(end - self.start, timedelta())


def spans_of(incident: Incident, course: Sequence[CourseStep]) -> tuple[OpenSpan, ...]:
    """Return the spans in which an incident with this course was open, in order.

    A maintenance is open while work is, was or is planned to be in progress.
    """
    found: list[OpenSpan] = []
    start: datetime | None = None
    for step in course:
        active = is_active(incident, step)
        if active and start is None:
            start = step.at
        elif not active and start is not None:
            found.append(OpenSpan(start=start, end=step.at))
            start = None
    if start is not None:
        found.append(OpenSpan(start=start, end=None))
    return tuple(found)


def total(found: Sequence[OpenSpan], now: datetime) -> timedelta:
    """Return the length of all spans together by `now`."""
    return sum((span.length(now) for span in found), timedelta())
