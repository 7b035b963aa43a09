"""Months as small SVG calendars, one path for each state, filled like the bars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct

from outspoken.derive.periods import first_of_month, next_month
from outspoken.derive.uptime.uptime import DayReport
from outspoken.model.component import Component
from outspoken.render.language.language import Language
from outspoken.render.theme.bars import filled

_CELL = 10
_SIZE = _CELL - 1


class MonthPicture(Struct, frozen=True, kw_only=True):
    """A month as a calendar of days, weeks from Monday: SVG path data by class name, `fine` for good days.

    `month` is its first day. `known` has the first and the last day with data, counted from 0, such as
    `0 20`; it is `1 0` if no day has data, and empty if all have.
    """

    month: date
    name: str
    known: str
    fine: str
    paths: tuple[tuple[str, str], ...]


def month_pictures(
    component: Component, reports: Sequence[DayReport], first: date, today: date, language: Language
) -> tuple[MonthPicture, ...]:
    """The months from `first` (the first day of one) to today; days without a report were operational."""
    marks: dict[date, list[tuple[int, str]]] = defaultdict(list)
    for report in reports:
        marks[first_of_month(report.day)].append((report.day.day, report.state.value))
    pictures = []
    month = first
    while month <= today:
        following = next_month(month)
        if following > today or not (component.is_listed(month) and component.is_listed(following)):
            marks[month] += [
                (day.day, "off") for day in _days(month) if day > today or not component.is_listed(day)
            ]
        pictures.append(_picture(month, language.month(month), tuple(marks[month])))
        month = following
    return tuple(pictures)


# Cached: most months of most components have no incident, so their pictures are equal.
@lru_cache(4096)
def _picture(month: date, name: str, marks: tuple[tuple[int, str], ...]) -> MonthPicture:
    """The picture of a month; `marks` are the days that were not operational, with their state or `off`."""
    marked = dict(marks)
    paths: dict[str, list[str]] = defaultdict(list)
    for day, (left, top) in enumerate(_cells(month), 1):
        kind = marked.get(day, "d")
        down, height = filled(kind)
        cell = f"M{left} {top + _part(down)}h{_SIZE}v{_part(height)}h-{_SIZE}z"
        paths[kind].append(cell)
    drawn = {kind: "".join(cells) for kind, cells in paths.items()}
    return MonthPicture(
        month=month,
        name=name,
        known=_known(month, {day for day, kind in marks if kind == "off"}),
        fine=drawn.pop("d", ""),
        paths=tuple(sorted(drawn.items())),
    )


def _known(month: date, off: set[int]) -> str:
    places = [place for place in range(len(_days(month))) if place + 1 not in off]
    if not off:
        return ""
    return f"{places[0]} {places[-1]}" if places else "1 0"


@lru_cache(4096)
def _days(month: date) -> tuple[date, ...]:
    return tuple(month + timedelta(days=place) for place in range((next_month(month) - month).days))


@lru_cache(4096)
def _cells(month: date) -> tuple[tuple[int, int], ...]:
    """The position of each day of a month, left and top, in units of the picture."""
    places = (day.day - 1 + month.weekday() for day in _days(month))
    return tuple((place % 7 * _CELL, place // 7 * _CELL) for place in places)


def _part(tenths: int) -> int:
    return round(tenths * _SIZE / 10)
