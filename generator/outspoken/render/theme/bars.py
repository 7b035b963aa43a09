"""A row of days as a picture: one path per level, so that its weight is that of the bad days alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from outspoken.derive.uptime import DayReport
from outspoken.model.component import Component
from outspoken.model.vocabulary import Level

# One day is 6 units wide and 10 high; a picture laid over all bars once draws the gaps between days.
_WIDTH = 6


class Bar(Struct, frozen=True, kw_only=True):
    """SVG path data by class name: a level, or `off` for the days before the component existed."""

    width: int
    paths: tuple[tuple[str, str], ...]


def bar(reports: Iterable[DayReport], first: date, days: int, component: Component) -> Bar:
    """The bar of `days` days from `first`; days that no report names were fine."""
    places: dict[str, list[int]] = defaultdict(list)
    for report in reports:
        if report.state.level is not Level.OPERATIONAL:
            places[report.state.level.value].append((report.day - first).days)
    if component.since and component.since > first:
        places["off"] = list(range(min(days, (component.since - first).days)))
    paths = tuple((name, _path(sorted(where))) for name, where in sorted(places.items()))
    return Bar(width=days * _WIDTH, paths=paths)


def gaps(days: int) -> str:
    """Path data of the gaps between `days` days."""
    return "".join(f"M{place * _WIDTH - 1} 0h1v10h-1z" for place in range(1, days))


def _path(places: list[int]) -> str:
    """Neighbouring days are one rectangle."""
    drawn, start = [], 0
    while start < len(places):
        end = start
        while end + 1 < len(places) and places[end + 1] == places[end] + 1:
            end += 1
        width = (end - start + 1) * _WIDTH
        drawn.append(f"M{places[start] * _WIDTH} 0h{width}v10h-{width}z")
        start = end + 1
    return "".join(drawn)
