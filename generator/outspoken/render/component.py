"""The page of one component: a year of days, its months with uptime, and the incidents behind each figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from outspoken.derive.current import Situation
from outspoken.derive.intervals import Interval
from outspoken.derive.uptime import DayReport, MonthReport, bad_days, months
from outspoken.model.component import Component
from outspoken.model.words import Level, State
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.theme import FeedLink, Head
from outspoken.render.words import word

_MONTHS = 12
_CELL = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPicture:
    """A month as a calendar of days, weeks from Monday: SVG path data by class name."""

    month: date
    rows: int
    fine: str
    paths: tuple[tuple[str, str], ...]


def component_page(
    shared: Shared, component: Component, intervals: Sequence[Interval], here: Situation
) -> Iterator[Output]:
    """`components/<id>/index.html`."""
    settings, now = shared.settings, shared.now
    today = settings.day(now)
    first = _months_back(today, _MONTHS - 1)
    reports = bad_days(component, intervals, settings, first, today, now)
    _ = shared.language.gettext
    path = f"components/{component.id}/"
    yield Output(
        path + "index.html",
        shared.theme.page(
            "component",
            Head(
                title=f"{component.name} · {settings.site_name}",
                path=path,
                live=True,
                description=component.description
                or _("State and uptime of %(name)s.") % {"name": component.name},
                feeds=(FeedLink(title=component.name, path=f"{path}updates.atom"), *shared.feeds),
            ),
            now=now,
            component=component,
            state=here.states.get(component.id, State.OPERATIONAL),
            is_listed=component.is_listed(today),
            causes=tuple(
                stands.incident
                for stands in (*here.open, *here.working)
                if component.id in dict(stands.components)
            ),
            pictures=_pictures(component, reports, first, today),
            months=_recent(months(component, intervals, settings, now)),
            shares=[
                _("%(state)s %(share)s") % {"state": _(word(state)), "share": shared.language.share(weight)}
                for state, weight in settings.uptime.weights.items()
            ],
            incidents=shared.by_id,
        ),
        maker=f"component {component.id}",
    )


def _recent(reports: Sequence[MonthReport]) -> tuple[MonthReport, ...]:
    return tuple(reports[:_MONTHS])


def _months_back(day: date, count: int) -> date:
    number = day.year * 12 + day.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def _pictures(
    component: Component, reports: Sequence[DayReport], first: date, today: date
) -> tuple[MonthPicture, ...]:
    levels = {
        report.day: report.state.level.value
        for report in reports
        if report.state.level is not Level.OPERATIONAL
    }
    pictures = []
    month = first
    while month <= today:
        pictures.append(_picture(component, levels, month, today))
        month = _months_back(month, -1)
    return tuple(pictures)


def _picture(component: Component, levels: dict[date, str], month: date, today: date) -> MonthPicture:
    paths: dict[str, str] = {}
    day = month
    while day.month == month.month:
        where = day.day - 1 + month.weekday()
        counts = component.is_listed(day) and day <= today
        name = levels.get(day, "d") if counts else "off"
        size = _CELL - 1
        cell = f"M{where % 7 * _CELL} {where // 7 * _CELL}h{size}v{size}h-{size}z"
        paths[name] = paths.get(name, "") + cell
        day += timedelta(days=1)
    return MonthPicture(month=month, rows=6, fine=paths.pop("d", ""), paths=tuple(sorted(paths.items())))
