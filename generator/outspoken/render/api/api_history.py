"""`/history.json`: the last months, as hosted pages show them to programs that read their history."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from outspoken.derive.periods import months_before
from outspoken.model.incident import Incident
from outspoken.render.api.api_components import ApiComponents
from outspoken.render.api.api_incidents import IncidentMaker
from outspoken.render.api.api_records import (
    ApiIncident,
    ApiLevel,
    ApiMaintenance,
    ApiStatus,
    HistoryEntry,
    HistoryFile,
    HistoryMonth,
)
from outspoken.render.pages.history_pages import months
from outspoken.render.shared import Shared

HISTORY_PATH = "history.json"

_MONTHS = 3
# Not the system's names: they depend on its language.
_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def newest_months(shared: Shared) -> Mapping[date, Sequence[Incident]]:
    """Return the published incidents of this month and the two before it, with backfilled ones."""
    today, found = shared.settings.day(shared.now), months(shared)
    newest = [months_before(today, count) for count in range(_MONTHS)]
    return {month: [one for one in found.get(month, ()) if one.is_known] for month in newest}


def history_file(
    maker: IncidentMaker,
    components: ApiComponents,
    status: ApiStatus,
    history: Mapping[date, Sequence[Incident]],
) -> HistoryFile:
    """Return the file of these months."""
    return HistoryFile(
        components=components.listed,
        page_status=status,
        show_historical_uptime=True,
        months=tuple(_month(maker, month, found) for month, found in history.items()),
    )


def _month(maker: IncidentMaker, month: date, found: Sequence[Incident]) -> HistoryMonth:
    return HistoryMonth(
        name=_NAMES[month.month - 1],
        year=month.year,
        starts_on=month.isoweekday() % 7,
        days=monthrange(month.year, month.month)[1],
        incidents=tuple(_entry(_made(maker, incident)) for incident in found),
    )


def _made(maker: IncidentMaker, incident: Incident) -> ApiIncident | ApiMaintenance:
    return maker.maintenance(incident, incident.window) if incident.window else maker.incident(incident)


def _entry(made: ApiIncident | ApiMaintenance) -> HistoryEntry:
    return HistoryEntry(
        code=made.id,
        name=made.name,
        message=made.incident_updates[0].body,
        impact=ApiLevel(made.impact),
        timestamp=_span(made.started_at, made.resolved_at),
    )


def _span(start: datetime, end: datetime | None) -> str:
    """Return the times in UTC as hosted pages write them: both days if they differ, never a year."""
    first = f"{_day(start)}, {_clock(start)}"
    if end is None:
        return f"{first} UTC"
    last = _clock(end) if start.date() == end.date() else f"{_day(end)}, {_clock(end)}"
    return f"{first} - {last} UTC"


def _day(instant: datetime) -> str:
    return f"{_NAMES[instant.month - 1][:3]} <var data-var='date'>{instant.day:02}</var>"


def _clock(instant: datetime) -> str:
    return f"<var data-var='time'>{instant:%H:%M}</var>"
