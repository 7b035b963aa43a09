"""Days as a picture: one path for each state, so that its weight is that of the bad days alone.

A day is filled from the bottom: the worse it was, the fuller. So states differ without their colours too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from outspoken.derive.uptime import DayReport
from outspoken.model.component import Component
from outspoken.model.vocabulary import State

# One day is 1 unit wide and 10 high; the template lays one picture of the gaps between days over every bar.
_FULL = (0, 10)

_FILLED: Mapping[str, tuple[int, int]] = {
    State.DEGRADED_PERFORMANCE: (6, 4),
    State.PARTIAL_OUTAGE: (3, 7),
    State.MAJOR_OUTAGE: _FULL,
    # In the middle: how much planned work affected does not say how bad a day was.
    State.UNDER_MAINTENANCE: (3, 4),
}


def filled(name: str) -> tuple[int, int]:
    """What part of a day's height a state fills, in tenths: from the top, and how much."""
    return _FILLED.get(name, _FULL)


def _day(name: str) -> str:
    top, height = filled(name)
    return f"M0 {top}h1v{height}h-1z"


SHAPES: tuple[tuple[str, str], ...] = tuple((name, _day(name)) for name in (*State, "off"))
"""Path data of one day in each state, in their order, and of a day on which the component did not exist."""


def bar(
    reports: Iterable[DayReport], first: date, days: int, component: Component
) -> tuple[tuple[str, str], ...]:
    """SVG path data by class name: a state, or `off` for the days before the component existed.

    The bar has `days` days from `first`; those that no report names were fine.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for report in reports:
        if report.state is not State.OPERATIONAL:
            places[report.state.value].append((report.day - first).days)
    if component.since and component.since > first:
        places["off"] = list(range(min(days, (component.since - first).days)))
    return tuple((name, _path(sorted(where), *filled(name))) for name, where in sorted(places.items()))


def _path(places: list[int], top: int, height: int) -> str:
    """Neighbouring days are one rectangle."""
    drawn, start = [], 0
    while start < len(places):
        end = start
        while end + 1 < len(places) and places[end + 1] == places[end] + 1:
            end += 1
        width = end - start + 1
        drawn.append(f"M{places[start]} {top}h{width}v{height}h-{width}z")
        start = end + 1
    return "".join(drawn)
