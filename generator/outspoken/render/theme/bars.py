"""Days as an SVG picture: one path for each state, so that only bad days take bytes.

The worse a day was, the higher it is filled, so that states also differ without colours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from outspoken.derive.uptime.uptime import DayReport
from outspoken.model.component import Component
from outspoken.model.vocabulary import State

# One day is 1 unit wide and 10 high; the template lays one picture of the gaps between days over every bar.
_FULL = (0, 10)

_FILLED: Mapping[str, tuple[int, int]] = {
    State.DEGRADED_PERFORMANCE: (6, 4),
    State.PARTIAL_OUTAGE: (3, 7),
    State.MAJOR_OUTAGE: _FULL,
    # In the middle, apart from the scale: maintenance is not a degree of outage.
    State.UNDER_MAINTENANCE: (3, 4),
}


def filled(name: str) -> tuple[int, int]:
    """The part of a day's height that a state fills, in tenths: the distance from the top, and the height."""
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

    The bar has `days` days from `first`; days without a report were operational.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for report in reports:
        if report.state is not State.OPERATIONAL:
            places[report.state.value].append((report.day - first).days)
    if component.since and component.since > first:
        places["off"] = list(range(min(days, (component.since - first).days)))
    return tuple((name, _path(sorted(where), *filled(name))) for name, where in sorted(places.items()))


def _path(places: list[int], top: int, height: int) -> str:
    """One rectangle for each run of neighbouring days, to save bytes."""
    drawn, start = [], 0
    while start < len(places):
        end = start
        while end + 1 < len(places) and places[end + 1] == places[end] + 1:
            end += 1
        width = end - start + 1
        drawn.append(f"M{places[start]} {top}h{width}v{height}h-{width}z")
        start = end + 1
    return "".join(drawn)
