"""How well customers were kept informed of one incident: first update, gaps, promises, estimates."""

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
    """A promise of the next update (`due`, UTC) by the update with this id, and what came of it.

    `answered` is when the next word reached readers, None if none has yet.
    """

    update_id: str
    due: datetime
    answered: datetime | None

    def is_pending(self, now: datetime) -> bool:
        """Whether it can still be kept at `now`."""
        return self.answered is None and now < self.due

    def late(self, now: datetime) -> timedelta:
        """By how much the word came late, or is late at `now`; zero if it came in time."""
        return max(_NONE, (self.answered or now) - self.due)


class IncidentMeasures(Struct, frozen=True, kw_only=True):
    """One incident in figures; what cannot be known is None.

    `first_update` is the time from `started` until readers had the first update, `first_update_noticed`
    that from `noticed`. `gaps` are the times between words while the incident was open, the one that still
    runs included. `eta_drift` is its end less the first estimate: positive if it took longer.
    `only_afterwards` means that the first update came when all was over. `repeats` is the id of the incident
    that hit one of the same components shortly before.
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
        """The longest time without a word while customers were affected."""
        return max(self.gaps, default=None)


def incident_measures(facts: IncidentFacts, now: datetime, repeats: str = "") -> IncidentMeasures:
    """Measure an incident by what had happened by `now` (UTC); `repeats` is as in the record."""
    incident = facts.incident
    words = sorted(_words(incident, now), key=lambda word: word.reached_readers)
    spans = [span for span in facts.spans if span.start <= now]
    ended = spans[-1].end if spans and spans[-1].end and spans[-1].end <= now else None
    first = words[0].reached_readers if words else None
    return IncidentMeasures(
        incident=incident,
        first_update=_first_update(incident, words),
        first_update_noticed=_since(incident.noticed, first),
        gaps=tuple(_gaps(facts, words, now)),
        promises=tuple(_promises(words)),
        eta_drift=_eta_drift(words, ended),
        only_afterwards=_came_afterwards(words, first, ended),
        times_reopened=sum(entry.reopens for entry in facts.timeline(now) if not entry.withdrawn),
        postmortem_after=_postmortem_after(incident, ended, now),
        ended=ended,
        open_for=facts.open_for(now),
        repeats=repeats,
    )


def _words(incident: Incident, now: datetime) -> Iterator[Update]:
    """The updates that readers had by `now`; a withdrawn one answers no question."""
    return (one for one in incident.updates if one.reached_readers <= now and not one.withdrawn)


def _first_update(incident: Incident, words: Sequence[Update]) -> timedelta | None:
    if not words:
        return None
    # Imported histories often know no start but that of the first update: this measures nothing.
    if words[0].publication.bulk and words[0].at <= incident.started:
        return None
    return _since(incident.started, words[0].reached_readers)


def _since(begin: datetime | None, end: datetime | None) -> timedelta | None:
    return None if begin is None or end is None else max(_NONE, end - begin)


def _gaps(facts: IncidentFacts, words: Sequence[Update], now: datetime) -> Iterator[timedelta]:
    """From each word to the next, and from the last one to now, while the incident was open."""
    entries = facts.timeline(now)
    closed = {entry.id for entry in entries if entry.status.is_final}
    # Maintenance also ends by its schedule: the silence that follows is not one of an outage.
    by_schedule = [entry.at for entry in entries if entry.kind is EntryKind.AUTO and entry.id in closed]
    is_open = bool(entries) and not entries[-1].status.is_final
    times = [*(word.reached_readers for word in words), *([now] if is_open else ())]
    for word, (one, following) in zip(words, pairwise(times), strict=False):
        if word.id not in closed and not any(one < end <= following for end in by_schedule):
            yield following - one


def _promises(words: Sequence[Update]) -> Iterator[PromiseOutcome]:
    following = [word.reached_readers for word in words[1:]]
    # The last word has no answer; where all are withdrawn, there is none to answer.
    for word, answered in zip_longest(words, following):
        is_last_word = word.status is not None and word.status.is_final
        if word.promise is not None and not is_last_word:
            yield PromiseOutcome(update_id=word.id, due=word.promise, answered=answered)


def _eta_drift(words: Sequence[Update], ended: datetime | None) -> timedelta | None:
    estimates = [word.eta for word in words if word.eta is not None]
    return ended - estimates[0] if estimates and ended else None


def _came_afterwards(words: Sequence[Update], first: datetime | None, ended: datetime | None) -> bool:
    if first is None or ended is None:
        return False
    began_closed = words[0].status is not None and words[0].status.is_final
    return began_closed or first >= ended


def _postmortem_after(incident: Incident, ended: datetime | None, now: datetime) -> timedelta | None:
    postmortem = incident.postmortem
    if postmortem is None or not postmortem.is_visible(now):
        return None
    return _since(ended, postmortem.visible_from)
