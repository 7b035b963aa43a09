"""Scheduled maintenance as an iCalendar (RFC 5545) to subscribe to; the bytes depend on the history only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from icalendar import Calendar, Component, Timezone, TimezoneStandard
from icalendar import Event as VEvent
from msgspec import Struct

from outspoken.derive.current import incident_state
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.promises import newest_eta
from outspoken.model.incident import Incident, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Status
from outspoken.render.feeds.feed_entries import Gettext, component_names, xml_text
from outspoken.render.messages.plain_text import plain_words
from outspoken.render.withdrawals import labelled_title

KEPT = timedelta(days=366)
"""How long maintenance stays in the calendar after its end."""

POLL = timedelta(hours=1)
# RFC 5545 (3.1): a line has at most 75 bytes; the library folds at 74.
_FOLDED_FROM = 75
_END = b"END:VCALENDAR\r\n"


class Event(Struct, frozen=True, kw_only=True):
    """One maintenance as the lines of a VEVENT, which are the same in every calendar."""

    component_ids: tuple[str, ...]
    lines: bytes


def events(
    incidents: Iterable[IncidentFacts], settings: Settings, now: datetime, gettext: Gettext = str
) -> tuple[Event, ...]:
    """Return the maintenance among these incidents, by start: upcoming at `now` (UTC), or of the last year.

    Maintenance that was backfilled, or withdrawn before it was published, is left out. What was
    cancelled or withdrawn later stays as CANCELLED, since subscribers may have planned for it.
    """
    return tuple(
        Event(
            component_ids=facts.incident.component_ids,
            lines=_folded(_event(facts, window, settings, now, gettext)),
        )
        for facts, window in _planned(incidents, now)
    )


def calendar(events: Iterable[Event], settings: Settings, *, title: str, path: str) -> bytes:
    """Return a calendar of these events; `path` is where it is published, relative to the site's root."""
    head = _folded(_head(settings, title, path)).removesuffix(_END)
    return b"".join((head, *([event.lines for event in events] or [_utc()]), _END))


def _folded(component: Component) -> bytes:
    """Return the library's bytes, without its folding of short lines, which reads each character."""
    lines = (line for line in component.content_lines() if line)
    return b"".join(
        b"%b\r\n" % (line.encode() if len(line) < _FOLDED_FROM and line.isascii() else line.to_ical())
        for line in lines
    )


def _planned(incidents: Iterable[IncidentFacts], now: datetime) -> list[tuple[IncidentFacts, Window]]:
    found = [
        (facts, incident.window)
        for facts in incidents
        if (incident := facts.incident).is_maintenance
        and incident.window
        and not incident.backfilled
        and incident.is_known
    ]
    kept = [pair for pair in found if now - pair[1].end <= KEPT]
    return sorted(kept, key=lambda pair: (pair[1].start, pair[0].incident.id))


def _head(settings: Settings, title: str, path: str) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//Outspoken//Planned maintenance//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", xml_text(title))
    # Older programs read only X-WR-CALNAME, newer ones NAME of RFC 7986.
    made.add("x-wr-calname", xml_text(title))
    made.add("url", settings.url + "maintenance/")
    made.add("source", settings.url + path, parameters={"VALUE": "URI"})
    made.add("refresh-interval", POLL, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    return made


@cache
def _utc() -> bytes:
    """Return a time zone, for a calendar without events: one component is required (RFC 5545, 3.6)."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local by definition
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone.add_component(standard)
    return bytes(zone.to_ical())


def _event(
    facts: IncidentFacts, window: Window, settings: Settings, now: datetime, gettext: Gettext
) -> VEvent:
    incident = facts.incident
    is_cancelled = bool(incident.withdrawn) or incident_state(facts, now).status is Status.CANCELLED
    start, end = _true_times(facts, window, now)
    changes = _changes(incident)
    made = VEvent()
    made.add("uid", f"{incident.first_id}@{settings.host}")
    # Not the current time, so that an unchanged event has the same bytes in every build.
    made.add("dtstamp", changes[-1])
    made.add("last-modified", changes[-1])
    # RFC 5545 (3.8.7.4): programs may ignore a changed event with the same sequence number.
    made.add("sequence", len(changes) - 1)
    made.add("dtstart", start)
    # RFC 5545 (3.6.1): DTEND must be later than DTSTART.
    if end > start:
        made.add("dtend", end)
    made.add("summary", xml_text(labelled_title(incident, gettext, is_cancelled=is_cancelled)))
    made.add("description", xml_text(_description(incident, settings)))
    made.add("url", settings.incident_url(incident.id))
    made.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    # Maintenance of a supplier does not make a subscriber busy.
    made.add("transp", "TRANSPARENT")
    if names := component_names(incident, settings):
        made.add("categories", [xml_text(name) for _, name in names])
    return made


def _true_times(facts: IncidentFacts, window: Window, now: datetime) -> tuple[datetime, datetime]:
    """Return the measured start and end of the work (UTC); else the scheduled or estimated times."""
    worked = facts.spans_of_window
    if not worked:
        return window.start, window.end
    expected = newest_eta(facts.incident, now) or window.end
    if worked[-1].end is None:
        return worked[0].start, max(window.end, expected)
    return worked[0].start, max(worked[-1].end, facts.confirmed(now) or worked[-1].end)


def _changes(incident: Incident) -> list[datetime]:
    """Return the instants (UTC) at which the event changed for subscribers, in order; at least one."""
    published = [update.reached_readers for update in incident.updates]
    edits = (*incident.edits, *(edit for update in incident.updates for edit in update.edits))
    # The first update is published with the event itself: together they are one change.
    first = min([incident.publication.at, *published])
    return sorted([first, *published[1:], *(edit.at for edit in edits)])


def _description(incident: Incident, settings: Settings) -> str:
    newest = [update.body for update in incident.updates if not update.withdrawn][-1:]
    page = settings.incident_url(incident.id)
    words = [plain_words(text, base=page, images=incident.images) for text in (incident.body, *newest)]
    return "\n\n".join([*dict.fromkeys(filter(None, words)), page])
