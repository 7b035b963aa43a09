"""Computes the dates of feed entries: set once, in the order of the commits, and never changed.

Dates are computed for every possible entry (withdrawn ones and future phases included), commit by commit,
and from the history alone, not from the clock. So neither a later commit nor a later build can change an
earlier date. The seconds at which scheduled maintenance begins and ends are reserved for its phases from the
day it is announced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from msgspec import Struct

from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.moved_windows import window_publications
from outspoken.derive.timeline import POSTMORTEM_ID, WITHDRAWN_ID, Entry, EntryKind, action_id, withdrawal_id
from outspoken.model.incident import Edit, Incident, Publication
from outspoken.model.vocabulary import Status

Dates = Mapping[str, Mapping[str, datetime]]
"""First id of an incident -> entry id -> the entry's date in UTC, to the second."""

# A post-mortem or a withdrawal comes after every update of the same time.
_AFTER_EVERY_STATUS = len(Status)


class DatedEntry(Struct, frozen=True, kw_only=True):
    """One entry of a feed and its date (UTC, to the second), the same in every feed it is in."""

    facts: IncidentFacts
    entry: Entry
    date: datetime

    @property
    def incident(self) -> Incident:
        return self.facts.incident


class _Place(NamedTuple):
    """The sort key of an entry: by commit, then by instant (seconds), then by status, then by ids."""

    order: int
    at: int
    status: int
    incident: str
    entry: str
    live: bool
    second: int


def entry_dates(history: HistoryFacts) -> Dates:
    """Return the date of every entry that is published or planned; linear in entries.

    A live entry has its commit's date, at least one second after the live entry before it; a bulk
    entry and an automatic phase have their own instant, or the next free second.
    """
    dates: dict[str, dict[str, datetime]] = {}
    calendar = _Seconds()
    last = -(1 << 62)
    # By commit first: all dates of earlier commits must be in use before a later one.
    for place in sorted(place for facts in history.incidents for place in _places(facts)):
        if place.live:
            # Some feed readers drop entries that are older than their newest one, or skip equal dates
            # (docs/decisions/0003).
            second = last = calendar.take(max(place.second, last + 1))
        else:
            second = calendar.take(place.second)
        dates.setdefault(place.incident, {})[place.entry] = datetime.fromtimestamp(second, UTC)
    return dates


def newest_first(
    incidents: Iterable[IncidentFacts],
    dates: Dates,
    now: datetime,
    is_wanted: Callable[[Incident], bool] = lambda _: True,
) -> Iterator[DatedEntry]:
    """Yield the published entries of these incidents at `now`, newest first; nothing withdrawn or backfilled.

    If something withdrawn had been published, its withdrawal is among them.

    `dates` are those of the whole history (`entry_dates`), so that an entry has the same date in every feed.
    `is_wanted` is called again for each entry; the facts of incidents that are not wanted are not computed.
    """
    # An incident that was withdrawn before publication was never in a feed.
    shown = {
        facts.incident.first_id: facts
        for facts in incidents
        if not facts.incident.backfilled and facts.incident.is_known
    }
    waiting = [
        (date, incident_id, entry_id)
        for incident_id in shown
        for entry_id, date in dates.get(incident_id, {}).items()
    ]
    waiting.sort(reverse=True)
    out: dict[str, dict[str, Entry]] = {}
    for date, incident_id, entry_id in waiting:
        facts = shown[incident_id]
        if not is_wanted(facts.incident):
            continue
        # Computed as late as possible: a feed has a few entries of thousands of incidents.
        if incident_id not in out:
            out[incident_id] = _out(facts, now)
        entry = out[incident_id].get(entry_id)
        if entry is not None:
            yield DatedEntry(facts=facts, entry=entry, date=date)


def newest_by_topic(
    history: HistoryFacts, topics: Mapping[str, Iterable[str]], dates: Dates, now: datetime, most: int
) -> Mapping[str, tuple[DatedEntry, ...]]:
    """Return up to `most` entries of `newest_first` for each topic, in one pass for all of them.

    `topics` has the component ids of each: an incident belongs to a topic if it ever affected one of them.
    """
    by_component: dict[str, list[str]] = {}
    for topic, components in topics.items():
        for component in components:
            by_component.setdefault(component, []).append(topic)
    touched = {
        facts.incident.id: frozenset(
            topic for one in facts.incident.component_ids for topic in by_component.get(one, ())
        )
        for facts in history.incidents
    }
    found: dict[str, list[DatedEntry]] = {topic: [] for topic in topics}
    lacking = set(found)

    def is_wanted(incident: Incident) -> bool:
        return not lacking.isdisjoint(touched[incident.id])

    for dated in newest_first(history.incidents, dates, now, is_wanted):
        # The intersection is a new set, so `lacking` may shrink inside the loop.
        for topic in lacking.intersection(touched[dated.incident.id]):
            found[topic].append(dated)
            if len(found[topic]) == most:
                lacking.remove(topic)
    return {topic: tuple(entries) for topic, entries in found.items()}


def _places(facts: IncidentFacts) -> Iterator[_Place]:
    incident = facts.incident
    for update in incident.updates:
        status = -1 if update.status is None else update.status.order
        live = not update.publication.bulk
        yield _place(incident.first_id, update.id, update.at, status, update.publication, live)
        if update.edits and (edit := update.withdrawal):
            yield _edit_place(incident, withdrawal_id(update), edit)
    if incident.window is not None:
        yield from _phase_places(facts)
    postmortem = incident.postmortem
    if postmortem is not None and postmortem.published is not None:
        yield _by_clock(
            incident, POSTMORTEM_ID, postmortem.published, _AFTER_EVERY_STATUS, postmortem.publication
        )
    for done in postmortem.completions if postmortem is not None else ():
        published = Publication(at=done.at, order=done.order, bulk=False, stamp=done.stamp)
        yield _place(incident.first_id, action_id(done), done.at, _AFTER_EVERY_STATUS, published, live=True)
    # Also if the withdrawal was undone since: otherwise the dates that follow would move.
    if incident.edits and (edit := incident.withdrawal):
        yield _edit_place(incident, WITHDRAWN_ID, edit)


def _edit_place(incident: Incident, entry: str, edit: Edit) -> _Place:
    published = Publication(at=edit.at, order=edit.order, bulk=False, stamp=edit.stamp)
    return _place(incident.first_id, entry, edit.at, _AFTER_EVERY_STATUS, published, live=True)


def _phase_places(facts: IncidentFacts) -> Iterator[_Place]:
    """Yield the phases of every window; those of a window that was moved keep their places."""
    taken: set[str] = set()
    planned = zip((*facts.versions, facts), window_publications(facts.incident), strict=True)
    for version, publication in planned:
        window = version.incident.window
        if window is None:
            continue
        instants = {Status.IN_PROGRESS: window.start, Status.COMPLETED: window.end}
        for status, entry in version.phase_ids.items():
            # If a window was corrected and the phase's id stayed, its first place stays too.
            if entry not in taken:
                taken.add(entry)
                yield _by_clock(facts.incident, entry, instants[status], status.order, publication)


def _by_clock(incident: Incident, entry: str, at: datetime, status: int, publication: Publication) -> _Place:
    """Return the place of a phase or post-mortem: at its own time, or that of its commit if it is later."""
    live = not publication.bulk and at <= publication.dated
    return _place(incident.first_id, entry, at, status, publication, live)


def _place(
    incident: str, entry: str, at: datetime, status: int, publication: Publication, live: bool
) -> _Place:
    own = int(at.timestamp())
    second = int(publication.dated.timestamp()) if live else own
    return _Place(publication.order, own, status, incident, entry, live, second)


class _Seconds:
    """The seconds in use; finding the next free one takes nearly constant time (path compression)."""

    def __init__(self) -> None:
        self._next: dict[int, int] = {}

    def take(self, second: int) -> int:
        """Take the first free second at or after this one."""
        if second not in self._next:
            self._next[second] = second + 1
            return second
        passed = []
        while second in self._next:
            passed.append(second)
            second = self._next[second]
        for one in passed:
            self._next[one] = second + 1
        self._next[second] = second + 1
        return second


def _out(facts: IncidentFacts, now: datetime) -> dict[str, Entry]:
    """Return the published entries of an incident by id."""
    entries = facts.timeline(now)
    kept = (entry for entry in entries if not entry.withdrawn)
    return {entry.id: entry for entry in kept if _is_out(facts.incident, entry, entries, now)}


def _is_out(incident: Incident, entry: Entry, entries: Iterable[Entry], now: datetime) -> bool:
    if entry.kind in (EntryKind.POSTMORTEM, EntryKind.ACTION):
        return True
    if entry.kind is EntryKind.WITHDRAWAL:
        # An entry that was never in a feed needs no withdrawal there.
        return entry.withdraws is not None or _was_published(incident, entries, entry.at)
    # An imported update is published at its own time, which `timeline` has already compared with `now`.
    publication = entry.update.publication if entry.update is not None else incident.publication
    return publication.is_out(now)


def _was_published(incident: Incident, entries: Iterable[Entry], now: datetime) -> bool:
    """Whether anything of a withdrawn incident was published by then: an update, or the start of its work."""
    if incident.window is not None and incident.auto and incident.window.start <= now:
        return True
    return any(entry.update is not None and entry.update.publication.at <= now for entry in entries)
