"""When an incident was open: several spans where it was reopened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from outspoken.derive.course import course, is_active
from outspoken.derive.once import remembered
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Status


class OpenSpan(Struct, frozen=True, kw_only=True):
    """A half-open stretch of time in UTC; `end` is None while nothing says when it ends."""

    start: datetime
    end: datetime | None

    def length(self, now: datetime) -> timedelta:
        """How much of it has passed by `now`."""
        end = now if self.end is None else min(self.end, now)
        return max(end - self.start, timedelta())


@remembered
def spans(incident: Incident) -> tuple[OpenSpan, ...]:
    """When it was open, in order; of a maintenance, when somebody was or by plan will be at work."""
    found: list[OpenSpan] = []
    start: datetime | None = None
    for step in course(incident):
        active = is_active(incident, step)
        if active and start is None:
            start = step.at
        elif not active and start is not None:
            found.append(OpenSpan(start=start, end=step.at))
            start = None
    if start is not None:
        found.append(OpenSpan(start=start, end=None))
    return tuple(found)


def until(incident: Incident, now: datetime) -> datetime:
    """The last instant (UTC) at which it was, is or by plan will be open; its start where it never was."""
    found = spans(incident)
    return (found[-1].end or max(now, found[-1].start)) if found else incident.started


def latest_end(incident: Incident, now: datetime) -> datetime | None:
    """When it is over even in the worst case (UTC), counted from when it was last opened by `now`."""
    if incident.worst_case is None:
        return None
    opened = [span.start for span in spans(incident) if span.start <= now]
    return opened[-1] + incident.worst_case if opened else None


def open_for(incident: Incident, now: datetime) -> timedelta:
    """The time it was open until `now`, all spans together."""
    return total(spans(incident), now)


def total(found: Sequence[OpenSpan], now: datetime) -> timedelta:
    """The length of all spans together by `now`."""
    return sum((span.length(now) for span in found), timedelta())


def spans_of_window(incident: Incident) -> tuple[OpenSpan, ...]:
    """When somebody was or will be at work in the window that counts: what was put off again is left out."""
    again = [step.at for step in course(incident) if step.status is Status.SCHEDULED]
    return tuple(span for span in spans(incident) if not again or span.start >= again[-1])
