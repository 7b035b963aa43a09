"""Days as a picture: one path for each state, so that its weight is that of the bad days alone.

A day is filled from the bottom: the worse it was, the fuller. So states differ without their colours too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from outspoken.derive.uptime import DayReport
from outspoken.model.component import Component
from outspoken.model.vocabulary import State

# One day is 6 units wide and 10 high; the template lays one picture of the gaps between days over every bar.
_WIDTH = 6
_FULL = (0, 10)

_FILLED: Mapping[str, tuple[int, int]] = {
    State.DEGRADED_PERFORMANCE: (6, 4),
    State.PARTIAL_OUTAGE: (3, 7),
    State.MAJOR_OUTAGE: _FULL,
    # In the middle: how much planned work affected does not say how bad a day was.
    State.UNDER_MAINTENANCE: (3, 4),
}


class Bar(Struct, frozen=True, kw_only=True):
    """SVG path data by class name: a state, or `off` for the days before the component existed."""

    width: int
    paths: tuple[tuple[str, str], ...]


def bar(reports: Iterable[DayReport], first: date, days: int, component: Component) -> Bar:
    """The bar of `days` days from `first`; days that no report names were fine."""
    places: dict[str, list[int]] = defaultdict(list)
    for report in reports:
        if report.state is not State.OPERATIONAL:
            places[report.state.value].append((report.day - first).days)
    if component.since and component.since > first:
        places["off"] = list(range(min(days, (component.since - first).days)))
    paths = tuple((name, _path(sorted(where), *filled(name))) for name, where in sorted(places.items()))
    return Bar(width=days * _WIDTH, paths=paths)


def filled(name: str) -> tuple[int, int]:
    """What part of a day's height a state fills, in tenths: from the top, and how much."""
    return _FILLED.get(name, _FULL)


def _path(places: list[int], top: int, height: int) -> str:
    """Neighbouring days are one rectangle."""
    drawn, start = [], 0
    while start < len(places):
        end = start
        while end + 1 < len(places) and places[end + 1] == places[end] + 1:
            end += 1
        width = (end - start + 1) * _WIDTH
        drawn.append(f"M{places[start] * _WIDTH} {top}h{width}v{height}h-{width}z")
        start = end + 1
    return "".join(drawn)
