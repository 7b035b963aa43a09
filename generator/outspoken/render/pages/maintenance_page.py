"""The page of scheduled maintenance: in progress, upcoming, and the past year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from outspoken.derive.current import situation
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.theme.page_head import FeedLink, PageHead

_PAST = timedelta(days=365)


def maintenance_page(shared: Shared) -> Iterator[Output]:
    """`maintenance/index.html`: in progress and upcoming first, then what ended in the past 365 days."""
    now, _ = shared.now, shared.language.gettext
    current = situation(shared.facts, now)
    ahead = [one.incident for one in (*current.working, *current.upcoming)]
    known = {incident.id for incident in ahead}
    past = [
        incident
        for facts in reversed(shared.facts.incidents)
        if (incident := facts.incident).is_maintenance
        and incident.id not in known
        and now - facts.until(now) <= _PAST
    ]
    yield Output(
        "maintenance/index.html",
        shared.theme.page(
            "maintenance",
            PageHead(
                title=shared.titled(_("Maintenance")),
                path="maintenance/",
                description=_("Scheduled maintenance: upcoming and past."),
                feeds=(
                    *shared.feeds,
                    FeedLink(title=_("Maintenance calendar"), path="calendar.ics", type="text/calendar"),
                ),
            ),
            ahead=tuple(map(shared.item, ahead)),
            past=tuple(map(shared.item, past)),
            today=shared.today,
            first_day=shared.settings.day(now - _PAST),
        ),
        maker="the maintenance page",
    )
