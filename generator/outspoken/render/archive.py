"""All incidents by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from outspoken.model.incident import Incident
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.theme import Head

_LATEST = 20

Months = dict[date, list[Incident]]


def months(shared: Shared) -> Months:
    """Incidents by the first day of the month (of the site's zone) they began in, newest month first."""
    found: Months = defaultdict(list)
    for incident in reversed(shared.history.incidents):
        found[shared.settings.day(incident.started).replace(day=1)].append(incident)
    return dict(sorted(found.items(), reverse=True))


def history_page(shared: Shared, found: Months) -> Iterator[Output]:
    """`history/index.html`: the newest incidents, and every month with its number of them."""
    _ = shared.language.gettext
    latest = tuple(reversed(shared.history.incidents[-_LATEST:]))
    years: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for month, incidents in found.items():
        years[month.year].append((month, len(incidents)))
    yield Output(
        "history/index.html",
        shared.theme.page(
            "history",
            Head(
                title=shared.titled(_("History")),
                path="history/",
                description=_("Every incident and every planned work, month by month."),
                feeds=shared.feeds,
            ),
            latest=tuple(map(shared.item, latest)),
            years=years,
        ),
        maker="the history",
    )


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
            Head(
                title=shared.titled(name),
                path=path,
                description=_("Incidents and planned work in %(month)s.") % {"month": name},
                feeds=shared.feeds,
            ),
            month=month,
            items=tuple(map(shared.item, incidents)),
            newer=newer,
            older=older,
        ),
        maker=f"the history of {month:%Y-%m}",
    )
