"""The page of one component: a year of days, its months with uptime, and the incidents behind each figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct

from outspoken.derive.current import Situation
from outspoken.derive.intervals import Interval
from outspoken.derive.periods import first_of_month, months_before, next_month
from outspoken.derive.uptime import DayReport, UptimeReport, bad_days, months
from outspoken.model.component import Component
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import State
from outspoken.render.language.language import Language
from outspoken.render.language.terms import word
from outspoken.render.output import Output
from outspoken.render.over_time import TimeStep, steps
from outspoken.render.pages.situations_ahead import situations
from outspoken.render.shared import Shared
from outspoken.render.theme.bars import filled
from outspoken.render.theme.theme import FeedLink, PageHead

_MONTHS = 12
_CELL = 10
_SIZE = _CELL - 1


class MonthPicture(Struct, frozen=True, kw_only=True):
    """A month as a calendar of days, weeks from Monday: SVG path data by class name."""

    name: str
    fine: str
    paths: tuple[tuple[str, str], ...]


class MonthRow(Struct, frozen=True, kw_only=True):
    """A month's line: `2026-11`, its name, what share of it the component worked, and why not all of it."""

    month: str
    name: str
    uptime: str
    incidents: tuple[Incident, ...]


class Stand(Struct, frozen=True, kw_only=True):
    """A component's state, and the incidents and maintenance that make it so.

    `by_schedule` means that it is operational only because a window has ended.
    """

    state: State
    causes: tuple[Incident, ...]
    by_schedule: bool = False


def component_page(
    shared: Shared, component: Component, intervals: Sequence[Interval], here: Situation
) -> Iterator[Output]:
    """`components/<id>/index.html`."""
    settings, now = shared.settings, shared.now
    name = settings.public_names[component.id]
    today = settings.day(now)
    first = months_before(today, _MONTHS - 1)
    stand = _stand(shared, component, here)
    reports = bad_days(component, intervals, settings, first, today, now)
    _ = shared.language.gettext
    path = f"components/{component.id}/"
    yield Output(
        path + "index.html",
        shared.theme.page(
            "component",
            PageHead(
                title=shared.titled(name),
                path=path,
                # A retired component has no state any more, and so no colour.
                level=stand[0].value.state if component.is_listed(today) else None,
                description=component.description or _("Status and uptime of %(name)s.") % {"name": name},
                feeds=(FeedLink(title=name, path=f"{path}updates.atom"), *shared.feeds),
            ),
            component=component,
            name=name,
            stand=stand,
            is_listed=component.is_listed(today),
            pictures=_pictures(component, reports, first, today, shared.language),
            months=_months(shared, component, intervals),
            shares=[
                _("%(state)s %(share)s") % {"state": _(word(state)), "share": shared.language.share(weight)}
                for state, weight in settings.uptime.weights.items()
            ],
        ),
        maker=f"component {component.id}",
    )


def _stand(shared: Shared, component: Component, here: Situation) -> tuple[TimeStep[Stand], ...]:
    later = situations(shared.facts, here, component.id)
    return steps(shared.now, later, lambda instant: _stand_in(later[instant], component))


def _stand_in(there: Situation, component: Component) -> Stand:
    by_schedule = component.id in there.by_schedule
    causes = [
        stands.incident for stands in (*there.open, *there.working) if component.id in dict(stands.components)
    ]
    if by_schedule:
        ended = (stands.incident for stands in there.ended_by_schedule)
        causes += [incident for incident in ended if component.id in incident.component_ids][:1]
    return Stand(
        state=there.states.get(component.id, State.OPERATIONAL),
        causes=tuple(causes),
        by_schedule=by_schedule,
    )


def _pictures(
    component: Component, reports: Sequence[DayReport], first: date, today: date, language: Language
) -> tuple[MonthPicture, ...]:
    marks: dict[date, list[tuple[int, str]]] = defaultdict(list)
    for report in reports:
        if report.state is not State.OPERATIONAL:
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


def _months(shared: Shared, component: Component, intervals: Sequence[Interval]) -> tuple[MonthRow, ...]:
    settings, language, first = shared.settings, shared.language, _records_begin(shared)
    return tuple(
        MonthRow(
            month=report.first_day.isoformat()[:7],
            name=language.month(report.first_day),
            uptime=_share(report.uptime, language),
            incidents=tuple(filter(None, map(shared.facts.find, report.incidents))),
        )
        for report in months(component, intervals, settings, shared.now, first=first, most=_MONTHS)
    )


def _share(report: UptimeReport, language: Language) -> str:
    if report.percent is None:
        return language.gettext("not counted")
    return language.percent(report.percent)


def _records_begin(shared: Shared) -> date | None:
    """The day of the oldest incident: from then on a month without one was a good month."""
    # Months before it are left out: without records, 100 % would be a claim.
    oldest = next(iter(shared.history.incidents), None)
    return None if oldest is None else shared.settings.day(oldest.started)


# Most components were fine in most months.
@lru_cache(4096)
def _picture(month: date, name: str, marks: tuple[tuple[int, str], ...]) -> MonthPicture:
    """The month, with the days of it that were not fine."""
    marked = dict(marks)
    paths: dict[str, list[str]] = defaultdict(list)
    for day, (left, top) in enumerate(_cells(month), 1):
        kind = marked.get(day, "d")
        down, height = filled(kind)
        cell = f"M{left} {top + _part(down)}h{_SIZE}v{_part(height)}h-{_SIZE}z"
        paths[kind].append(cell)
    drawn = {level: "".join(cells) for level, cells in paths.items()}
    return MonthPicture(name=name, fine=drawn.pop("d", ""), paths=tuple(sorted(drawn.items())))


@lru_cache(4096)
def _days(month: date) -> tuple[date, ...]:
    return tuple(month + timedelta(days=place) for place in range((next_month(month) - month).days))


@lru_cache(4096)
def _cells(month: date) -> tuple[tuple[int, int], ...]:
    """Where each day of a month is drawn: left and top."""
    places = (day.day - 1 + month.weekday() for day in _days(month))
    return tuple((place % 7 * _CELL, place // 7 * _CELL) for place in places)


def _part(tenths: int) -> int:
    return round(tenths * _SIZE / 10)
