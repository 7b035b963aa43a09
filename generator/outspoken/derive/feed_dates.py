"""The dates of feed entries: given once, in the order of the chain, and never moved again.

Dates are worked out for every entry there may ever be (withdrawn ones and phases still to come
included), one commit after the other, and from the history alone, not from the clock: so neither
a later commit nor a later build can change what an earlier one gave out. Seconds at which
planned work begins and ends are kept free for its phases from the day it is announced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from msgspec import Struct

from outspoken.derive.moved import phase_ids, versions, window_publications
from outspoken.derive.timeline import POSTMORTEM_ID, WITHDRAWN_ID, Entry, EntryKind, timeline, withdrawal_id
from outspoken.model.history import History
from outspoken.model.incident import Edit, Incident, Publication
from outspoken.model.vocabulary import Status

Dates = Mapping[str, Mapping[str, datetime]]
"""Incident id -> entry id -> the entry's date in UTC, to the second."""

_AFTER_EVERY_STATUS = len(Status)


class DatedEntry(Struct, frozen=True, kw_only=True):
    """One entry of a feed and its date (UTC, to the second), the same in every feed it is in."""

    incident: Incident
    entry: Entry
    date: datetime


class _Place(NamedTuple):
    """Where an entry stands: by commit, then by instant, then by status; the ids break what ties are left."""

    order: int
    at: int
    status: int
    incident: str
    entry: str
    live: bool
    second: int


def entry_dates(history: History) -> Dates:
    """The date of every entry that is out or may come out by the clock; linear in entries.

    A live entry has its commit's date, at least one second after the live entry before it; a bulk
    entry and a phase that the clock brings have their own instant, or the next free second.
    """
    dates: dict[str, dict[str, datetime]] = {}
    calendar = _Seconds()
    last = -(1 << 62)
    for place in sorted(place for incident in history.incidents for place in _places(incident)):
        if place.live:
            second = last = calendar.take(max(place.second, last + 1))
        else:
            second = calendar.take(place.second)
        dates.setdefault(place.incident, {})[place.entry] = datetime.fromtimestamp(second, UTC)
    return dates


def newest_first(
    incidents: Iterable[Incident],
    dates: Dates,
    now: datetime,
    is_wanted: Callable[[Incident], bool] = lambda _: True,
) -> Iterator[DatedEntry]:
    """The entries of these incidents that are out at `now`, newest first; nothing withdrawn or backfilled.

    Where something withdrawn had been out, its withdrawal is.

    `dates` are those of the whole history (`entry_dates`), so that an entry has one date whichever
    feed it is in. Only incidents that are wanted when their entries' turn comes are looked into.
    """
    shown = {
        incident.id: incident
        for incident in incidents
        if not incident.backfilled and (not incident.withdrawn or incident.withdrawal)
    }
    waiting = [
        (date, incident_id, entry_id)
        for incident_id in shown
        for entry_id, date in dates.get(incident_id, {}).items()
    ]
    waiting.sort(reverse=True)
    out: dict[str, dict[str, Entry]] = {}
    for date, incident_id, entry_id in waiting:
        incident = shown[incident_id]
        if not is_wanted(incident):
            continue
        if incident_id not in out:
            out[incident_id] = _out(incident, now)
        entry = out[incident_id].get(entry_id)
        if entry is not None:
            yield DatedEntry(incident=incident, entry=entry, date=date)


def newest_by_component(
    history: History, dates: Dates, now: datetime, most: int
) -> Mapping[str, tuple[DatedEntry, ...]]:
    """Per component id what `newest_first` gives of its incidents, up to `most`; one pass for all of them."""
    found: dict[str, list[DatedEntry]] = {component.id: [] for component in history.settings.components}
    touched = {incident.id: incident.component_ids for incident in history.incidents}
    lacking = set(found)

    def is_wanted(incident: Incident) -> bool:
        return not lacking.isdisjoint(touched[incident.id])

    for dated in newest_first(history.incidents, dates, now, is_wanted):
        for component in lacking.intersection(touched[dated.incident.id]):
            found[component].append(dated)
            if len(found[component]) == most:
                lacking.remove(component)
    return {component: tuple(entries) for component, entries in found.items()}


def dated_entries(history: History, now: datetime) -> tuple[DatedEntry, ...]:
    """Every entry that is out at `now`, newest first."""
    return tuple(newest_first(history.incidents, entry_dates(history), now))


def _places(incident: Incident) -> Iterator[_Place]:
    for update in incident.updates:
        status = -1 if update.status is None else update.status.order
        live = not update.publication.bulk
        yield _place(incident.id, update.id, update.at, status, update.publication, live)
        if update.edits and (edit := update.withdrawal):
            yield _of_edit(incident, withdrawal_id(update), edit)
    if incident.window is not None:
        yield from _phase_places(incident)
    postmortem = incident.postmortem
    if postmortem is not None and postmortem.published is not None:
        yield _by_clock(
            incident, POSTMORTEM_ID, postmortem.published, _AFTER_EVERY_STATUS, postmortem.publication
        )

    # Whether or not it was taken back since: nothing that follows moves then.
    if incident.edits and (edit := incident.withdrawal):
        yield _of_edit(incident, WITHDRAWN_ID, edit)


def _of_edit(incident: Incident, entry: str, edit: Edit) -> _Place:
    published = Publication(at=edit.at, order=edit.order, bulk=False, stamp=edit.stamp)
    return _place(incident.id, entry, edit.at, _AFTER_EVERY_STATUS, published, live=True)


def _phase_places(incident: Incident) -> Iterator[_Place]:
    """The phases of every window there was: those of a window that was moved keep their places."""
    taken: set[str] = set()
    planned = zip((*versions(incident), incident), window_publications(incident), strict=True)
    for version, publication in planned:
        if version.window is None:
            continue
        instants = {Status.IN_PROGRESS: version.window.start, Status.COMPLETED: version.window.end}
        for status, entry in phase_ids(version).items():
            if entry not in taken:
                taken.add(entry)
                yield _by_clock(incident, entry, instants[status], status.order, publication)


def _by_clock(incident: Incident, entry: str, at: datetime, status: int, publication: Publication) -> _Place:
    """What lies ahead of its commit comes at its own instant; the rest comes with the commit."""
    live = not publication.bulk and at <= publication.dated
    return _place(incident.id, entry, at, status, publication, live)


def _place(
    incident: str, entry: str, at: datetime, status: int, publication: Publication, live: bool
) -> _Place:
    own = int(at.timestamp())
    second = int(publication.dated.timestamp()) if live else own
    return _Place(publication.order, own, status, incident, entry, live, second)


class _Seconds:
    """Which seconds are taken; finding the next free one costs next to nothing even in a crowd."""

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


def _out(incident: Incident, now: datetime) -> dict[str, Entry]:
    entries = timeline(incident, now)
    kept = (entry for entry in entries if not entry.withdrawn)
    return {entry.id: entry for entry in kept if _is_out(incident, entry, entries, now)}


def _is_out(incident: Incident, entry: Entry, entries: Iterable[Entry], now: datetime) -> bool:
    if entry.kind is EntryKind.POSTMORTEM:
        return True
    if entry.kind is EntryKind.WITHDRAWAL:
        return entry.withdraws is not None or _was_heard_of(incident, entries, entry.at)
    publication = entry.update.publication if entry.update is not None else incident.publication
    return publication.bulk or publication.at <= now


def _was_heard_of(incident: Incident, entries: Iterable[Entry], now: datetime) -> bool:
    """Whether any of a withdrawn incident was out by then: somebody's words, or the beginning of its work."""
    if incident.window is not None and incident.auto and incident.window.start <= now:
        return True
    return any(entry.update is not None and entry.update.publication.at <= now for entry in entries)
