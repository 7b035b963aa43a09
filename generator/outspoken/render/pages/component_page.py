"""The page of one component: a year of days, its months with uptime, and the incidents behind each figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from msgspec import Struct

from outspoken.derive.current import Situation
from outspoken.derive.followup.service_credits import ServiceCredit, service_credits
from outspoken.derive.periods import first_of_month, midnight, months_before, next_month
from outspoken.derive.uptime.intervals import Interval
from outspoken.derive.uptime.uptime import DayReport, bad_days, months
from outspoken.model.component import Component
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import State
from outspoken.render.badges.badge_snippet import badge_snippet
from outspoken.render.output import Output
from outspoken.render.over_time import TimeStep, steps
from outspoken.render.pages.bad_days import BadDay, Causes, DayCount, counting
from outspoken.render.pages.situations_ahead import situations
from outspoken.render.shared import Shared, updates_feeds
from outspoken.render.theme.month_pictures import month_pictures
from outspoken.render.theme.page_head import PageHead
from outspoken.render.topic import component_topic, group_topic_of

_MONTHS = 12


class MonthRow(Struct, frozen=True, kw_only=True):
    """A month's line: its first day, its name, its uptime in percent, and the incidents that lowered it.

    `percent` is None if no time of the month is counted.
    """

    month: date
    name: str
    percent: Decimal | None
    incidents: tuple[Incident, ...]
    credit: ServiceCredit | None = None


class MonthDays(Struct, frozen=True, kw_only=True):
    """A month's bad days: as a list, newest first, counted, and as data for the bars' script."""

    days: tuple[BadDay, ...]
    count: DayCount
    data: str


class StateWithCauses(Struct, frozen=True, kw_only=True):
    """A component's state, and the incidents and maintenance that make it so.

    `by_schedule` means that it is operational only because a window has ended.
    """

    state: State
    causes: tuple[Incident, ...]
    by_schedule: bool = False


def component_page(
    shared: Shared, component: Component, intervals: Sequence[Interval], current: Situation
) -> Iterator[Output]:
    """`components/<id>/index.html`."""
    settings, now = shared.settings, shared.now
    name = settings.public_names[component.id]
    today = settings.day(now)
    first = months_before(today, _MONTHS - 1)
    shown = _shown_states(shared, component, current)
    reports, causes = bad_days(component, intervals, settings, first, today, now), Causes(shared)
    _ = shared.language.gettext
    path = f"components/{component.id}/"
    group = group_topic_of(component, settings)
    followed = (component_topic(component, settings), *((group,) if group else ()))
    yield Output(
        path + "index.html",
        shared.theme.page(
            "component",
            PageHead(
                title=shared.titled(name),
                path=path,
                # A retired component has no state any more, and so no colour.
                level=shown[0].value.state if component.is_listed(today) else None,
                description=component.description or _("Status and uptime of %(name)s.") % {"name": name},
                feeds=(
                    *(feed for topic in followed for feed in updates_feeds(topic.name, topic.folder)),
                    *shared.feeds,
                ),
            ),
            component=component,
            name=name,
            group=group,
            badge=badge_snippet(name, settings.url, path, path),
            shown=shown,
            this_month=_this_month(settings, now),
            first_month=first,
            is_listed=component.is_listed(today),
            pictures=month_pictures(component, reports, first, today, shared.language),
            month_rows={row.month: row for row in _months(shared, component, intervals)},
            days=_days_by_month(causes, reports),
            causes=causes.incidents,
            counting=counting(settings, shared.language),
        ),
        maker=f"component {component.id}",
    )


def _this_month(settings: Settings, now: datetime) -> tuple[TimeStep[date], ...]:
    """The first day of the site's month, and of the next."""
    following = midnight(next_month(settings.day(now)), settings.zone)
    return steps(now, (following,), lambda instant: first_of_month(settings.day(instant)))


def _shown_states(
    shared: Shared, component: Component, current: Situation
) -> tuple[TimeStep[StateWithCauses], ...]:
    later = situations(shared.facts, current, component.id)
    return steps(shared.now, later, lambda instant: _shown_state(later[instant], component))


def _shown_state(situation: Situation, component: Component) -> StateWithCauses:
    by_schedule = component.id in situation.by_schedule
    causes = [
        one.incident for one in (*situation.open, *situation.working) if component.id in dict(one.components)
    ]
    if by_schedule:
        # Only the newest: earlier windows no longer explain the state.
        ended = (one.incident for one in situation.ended_by_schedule)
        causes += [incident for incident in ended if component.id in incident.component_ids][:1]
    return StateWithCauses(
        state=situation.states.get(component.id, State.OPERATIONAL),
        causes=tuple(causes),
        by_schedule=by_schedule,
    )


def _months(shared: Shared, component: Component, intervals: Sequence[Interval]) -> tuple[MonthRow, ...]:
    settings, language, first = shared.settings, shared.language, shared.facts.records_begin
    found = months(component, intervals, settings, shared.now, first=first, most=_MONTHS)
    # Skipped without a table of credits: computing them reads every interval again.
    earned = service_credits(component.id, found, intervals, settings, shared.now) if settings.credits else ()
    credits = {one.month: one for one in earned}
    return tuple(
        MonthRow(
            credit=credits.get(report.first_day),
            month=report.first_day,
            name=language.month(report.first_day),
            percent=report.uptime.percent,
            incidents=tuple(filter(None, map(shared.facts.find, report.incidents))),
        )
        for report in found
    )


def _days_by_month(causes: Causes, reports: Sequence[DayReport]) -> Mapping[date, MonthDays]:
    """By the first day of each month in which something was wrong."""
    by_month = groupby(reports, key=lambda report: first_of_month(report.day))
    return {month: _month_days(causes, month, tuple(found)) for month, found in by_month}


def _month_days(causes: Causes, month: date, reports: Sequence[DayReport]) -> MonthDays:
    data = causes.data(reports, month)
    return MonthDays(days=causes.newest(reports), count=DayCount.of(reports), data=data)
