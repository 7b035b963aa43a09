"""Measures of communication about one incident: first update, gaps, promises, estimates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest

from msgspec import Struct

from outspoken.derive.facts import IncidentFacts
from outspoken.derive.timeline import EntryKind
from outspoken.model.incident import Incident, Update

_NONE = timedelta()


class PromiseOutcome(Struct, frozen=True, kw_only=True):
    """A promised time (`due`, UTC) of the next update, by the update with this id, and its outcome.

    `answered` is when the next update was published (UTC), None if there is none yet.
    """

    update_id: str
    due: datetime
    answered: datetime | None

    def is_pending(self, now: datetime) -> bool:
        """Whether it can still be kept at `now`."""
        return self.answered is None and now < self.due

    def late(self, now: datetime) -> timedelta:
        """How late the next update was, or is at `now`; zero if it was in time."""
        return max(_NONE, (self.answered or now) - self.due)


class IncidentMeasures(Struct, frozen=True, kw_only=True):
    """The measures of one incident; an unknown measure is None.

    `first_update` is the time from `started` until the first update was published, `first_update_noticed`
    that from `noticed`. `gaps` are the times between updates while the incident was open, with the one that
    has not ended. `eta_drift` is its end minus the first estimate: positive if it took longer.
    `only_afterwards` means that the first update was published after the end. `repeats` is the id of an
    incident on one of the same components shortly before.
    """

    incident: Incident
    first_update: timedelta | None = None
    first_update_noticed: timedelta | None = None
    gaps: tuple[timedelta, ...] = ()
    promises: tuple[PromiseOutcome, ...] = ()
    eta_drift: timedelta | None = None
    only_afterwards: bool = False
    times_reopened: int = 0
    postmortem_after: timedelta | None = None
    ended: datetime | None = None
    open_for: timedelta = _NONE
    repeats: str = ""

    @property
    def longest_silence(self) -> timedelta | None:
        """The longest time without an update while customers were affected."""
        return max(self.gaps, default=None)


def incident_measures(facts: IncidentFacts, now: datetime, repeats: str = "") -> IncidentMeasures:
    """Measure an incident as of `now` (UTC); `repeats` is as in the record."""
    incident = facts.incident
    updates = sorted(_published(incident, now), key=lambda update: update.reached_readers)
    spans = [span for span in facts.spans if span.start <= now]
    ended = spans[-1].end if spans and spans[-1].end and spans[-1].end <= now else None
    first = updates[0].reached_readers if updates else None
    return IncidentMeasures(
        incident=incident,
        first_update=_first_update(incident, updates),
        first_update_noticed=_since(incident.noticed, first),
        gaps=tuple(_gaps(facts, updates, now)),
        promises=tuple(_promises(updates)),
        eta_drift=_eta_drift(updates, ended),
        only_afterwards=_came_afterwards(updates, first, ended),
        times_reopened=sum(entry.reopens for entry in facts.timeline(now) if not entry.withdrawn),
        postmortem_after=_postmortem_after(incident, ended, now),
        ended=ended,
        open_for=facts.open_for(now),
        repeats=repeats,
    )


def _published(incident: Incident, now: datetime) -> Iterator[Update]:
    """The updates that were published by `now` (UTC), without withdrawn ones."""
    return (one for one in incident.updates if one.reached_readers <= now and not one.withdrawn)


def _first_update(incident: Incident, updates: Sequence[Update]) -> timedelta | None:
    if not updates:
        return None
    # Imported histories often have no other start than the first update: the difference has no meaning.
    if updates[0].publication.bulk and updates[0].at <= incident.started:
        return None
    return _since(incident.started, updates[0].reached_readers)


def _since(begin: datetime | None, end: datetime | None) -> timedelta | None:
    return None if begin is None or end is None else max(_NONE, end - begin)


def _gaps(facts: IncidentFacts, updates: Sequence[Update], now: datetime) -> Iterator[timedelta]:
    """From each update to the next, and from the last one to `now`, while the incident was open."""
    entries = facts.timeline(now)
    closed = {entry.id for entry in entries if entry.status.is_final}
    # Maintenance also ends by its schedule: no update is expected after that.
    by_schedule = [entry.at for entry in entries if entry.kind is EntryKind.AUTO and entry.id in closed]
    is_open = bool(entries) and not entries[-1].status.is_final
    times = [*(update.reached_readers for update in updates), *([now] if is_open else ())]
    for update, (one, following) in zip(updates, pairwise(times), strict=False):
        if update.id not in closed and not any(one < end <= following for end in by_schedule):
            yield following - one


def _promises(updates: Sequence[Update]) -> Iterator[PromiseOutcome]:
    following = [update.reached_readers for update in updates[1:]]
    # `zip_longest`, since no update follows the last one: its `answered` is None.
    for update, answered in zip_longest(updates, following):
        is_final = update.status is not None and update.status.is_final
        if update.promise is not None and not is_final:
            yield PromiseOutcome(update_id=update.id, due=update.promise, answered=answered)


def _eta_drift(updates: Sequence[Update], ended: datetime | None) -> timedelta | None:
    estimates = [update.eta for update in updates if update.eta is not None]
    return ended - estimates[0] if estimates and ended else None


def _came_afterwards(updates: Sequence[Update], first: datetime | None, ended: datetime | None) -> bool:
    if first is None or ended is None:
        return False
    began_closed = updates[0].status is not None and updates[0].status.is_final
    return began_closed or first >= ended


def _postmortem_after(incident: Incident, ended: datetime | None, now: datetime) -> timedelta | None:
    postmortem = incident.postmortem
    if postmortem is None or not postmortem.is_visible(now):
        return None
    return _since(ended, postmortem.visible_from)
