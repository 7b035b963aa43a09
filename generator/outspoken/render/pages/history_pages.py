"""All incidents by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from outspoken.derive.current import situation
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.periods import MONTH, day_of, first_of_month, midnight, next_month
from outspoken.model.incident import Incident
from outspoken.render.incident_view import Item
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.theme.page_head import PageHead

_LATEST = 20

Months = dict[date, list[Incident]]


def months(shared: Shared) -> Months:
    """Incidents by the first day of each month (of the site's zone) in which they were open, newest first.

    What was never open, such as cancelled maintenance, is in the month for which it was scheduled.
    """
    found: Months = defaultdict(list)
    for facts in reversed(shared.facts.incidents):
        for month in _touched(facts, shared.now, shared.settings.zone):
            found[month].append(facts.incident)
    return dict(sorted(found.items(), reverse=True))


def _touched(facts: IncidentFacts, now: datetime, zone: ZoneInfo) -> Iterable[date]:
    """The first day of each month in which the incident was open, without repetition."""
    found = facts.spans
    first = first_of_month(day_of(found[0].start if found else facts.incident.started, zone))
    if facts.until(now) <= midnight(next_month(first), zone):  # true of nearly all: saves cutting their spans
        return (first,)
    parts = (MONTH.cut(span.start, span.end or now, zone) for span in found)
    return dict.fromkeys((first, *(month for cut in parts for month, _, _ in cut)))


def history_page(shared: Shared, found: Months) -> Iterator[Output]:
    """`history/index.html`: what is active, the newest of the rest, and every month."""
    _ = shared.language.gettext
    active = [one.incident for one in situation(shared.facts, shared.now).active]
    years: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for month, incidents in found.items():
        years[month.year].append((month, len(incidents)))
    yield Output(
        "history/index.html",
        shared.theme.page(
            "history",
            PageHead(
                title=shared.titled(_("History")),
                path="history/",
                description=_("All incidents and scheduled maintenance, by month."),
                feeds=shared.feeds,
            ),
            active=tuple(map(shared.item, active)),
            latest=_latest(shared, found, {incident.id for incident in active}),
            years=years,
        ),
        maker="the history",
    )


def _latest(shared: Shared, found: Months, known: set[str]) -> dict[date, tuple[Item, ...]]:
    """The newest 20 incidents that are not in `known`, each in the last month in which it was open."""
    latest: dict[date, tuple[Item, ...]] = {}
    room = _LATEST
    for month, incidents in found.items():
        new = [incident for incident in incidents if incident.id not in known][:room]
        if new:
            latest[month] = tuple(map(shared.item, new))
        known |= {incident.id for incident in new}
        room -= len(new)
        if not room:
            break
    return latest


def month_page(
    shared: Shared, month: date, incidents: list[Incident], newer: date | None, older: date | None
) -> Iterator[Output]:
    """`history/<YYYY-MM>/index.html`, newest incident first, with links to the neighbouring months."""
    _ = shared.language.gettext
    name = shared.language.month(month)
    path = f"history/{month:%Y-%m}/"
    yield Output(
        path + "index.html",
        shared.theme.page(
            "month",
            PageHead(
                title=shared.titled(name),
                path=path,
                description=_("Incidents and scheduled maintenance in %(month)s.") % {"month": name},
                feeds=shared.feeds,
            ),
            month=month,
            items=tuple(map(shared.item, incidents)),
            newer=newer,
            older=older,
        ),
        maker=f"the history of {month:%Y-%m}",
    )
