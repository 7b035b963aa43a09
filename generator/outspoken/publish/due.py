"""What is due on one channel: the news less what the ledger says, behind the guards (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from outspoken.derive.timeline import WITHDRAWN_ID
from outspoken.model.channel import Channel
from outspoken.model.history import History
from outspoken.publish.book import Book
from outspoken.publish.news import OVERDUE, Piece, wanted
from outspoken.publish.record import Change, Key, Record, State

NEW = timedelta(hours=1)
"""A channel's first run tells what is younger than this; all before counts as skipped."""
STALE = timedelta(hours=24)
"""What is older than this is told only when a person says so."""
MOST = 5
"""So many updates a run tells at most, on however many channels, unless a person says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One message to send: `record` is what the ledger says of it so far."""

    key: Key
    piece: Piece
    channel: Channel
    record: Record | None

    @property
    def update(self) -> tuple[str, str]:
        """The update it tells, whatever the channel."""
        return self.key.incident, self.key.update


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a channel has to say now.

    `work` in the order to send it; `waiting` may be sent later, or are another run's; `settling` are changes
    of the ledger that send nothing: too old, given up, no longer wanted.
    """

    channel: Channel
    work: tuple[Work, ...] = ()
    waiting: tuple[Key, ...] = ()
    settling: tuple[Change, ...] = ()

    @property
    def fresh(self) -> frozenset[tuple[str, str]]:
        """The updates that were never tried on this channel."""
        return frozenset(work.update for work in self.work if work.record is None)


def since(channel: Channel, book: Book, now: datetime) -> datetime:
    """From when on (UTC) a channel tells what is published; a new one looks an hour back."""
    return book.channels.get(channel.id, now - NEW)


def due(channel: Channel, news: Iterable[Piece], book: Book, now: datetime, *, run: str, force: bool) -> Due:
    """What is due on a channel at `now` (UTC); `force` lets a person tell what is older than a day."""
    begin = since(channel, book, now)
    work: list[Work] = []
    waiting: list[Key] = []
    settling: list[Change] = []
    for piece in news:
        if not wanted(piece, channel):
            continue
        key = Key(piece.incident.id, piece.update_id, channel.id)
        if book.is_over(key):
            continue
        record = book.get(key)
        is_stale = piece.published < now - STALE and not force
        had = _taken_back(piece, channel, book) if record is None and piece.is_withdrawal else ()
        if record is None and (piece.published < begin or (piece.is_withdrawal and not had)):
            continue
        if any(one.is_live(now) for one in had) or (record is not None and _must_wait(record, now)):
            waiting.append(key)
        elif record is None and is_stale:
            settling.append(_given_up(key, record, now, run, "it was not announced within a day"))
        elif record is None:
            work.append(Work(key=key, piece=piece, channel=channel, record=None))
        elif record.state in {State.CLAIMED, State.RETRY}:
            if is_stale and record.state is State.RETRY and not record.person:
                settling.append(_given_up(key, record, now, run, "it was not delivered within a day"))
            else:
                work.append(Work(key=key, piece=piece, channel=channel, record=record))
    if any(_asked_for_time(book.get(key), now) for key in waiting):
        # What a channel asks for, it asks for all of its messages; and what came first is told first.
        waiting, work = [*waiting, *(one.key for one in work)], []
    return Due(channel=channel, work=tuple(work), waiting=tuple(waiting), settling=tuple(settling))


def _must_wait(record: Record, now: datetime) -> bool:
    return record.is_live(now) or (record.not_before or now) > now


def _taken_back(piece: Piece, channel: Channel, book: Book) -> tuple[Record, ...]:
    """What a withdrawal takes back on this channel: messages that went out, or may have."""
    return tuple(
        record
        for key, record in book.of_incident(piece.incident.id, channel.id)
        if piece.takes_back(key.update) and (record.state is State.SENT or record.may_be_out)
    )


def _asked_for_time(record: Record | None, now: datetime) -> bool:
    return record is not None and record.not_before is not None and record.not_before > now


def _given_up(key: Key, record: Record | None, now: datetime, run: str, why: str) -> Change:
    """Too old to be news by itself: without a try it is skipped, and told; after one, a person decides."""
    if record is None:
        return Change(key=key, before=None, after=Record(state=State.SKIPPED, at=now, run=run, why=why))
    reason = f"{why}: {record.why}" if record.why else why
    held = Record(
        state=State.HELD,
        at=now,
        run=run,
        attempt=record.attempt,
        first=record.first,
        doubt=record.doubt,
        recipients=record.recipients,
        id=record.id,
        why=reason,
    )
    return Change(key=key, before=record, after=held)


def unwanted(
    history: History, channels: Iterable[Channel], known: set[Key], book: Book, now: datetime, run: str
) -> tuple[Change, ...]:
    """Ends what waits to be tried again and was withdrawn, silenced or filtered out since.

    `known` are the keys that are news. An incident that cannot be read at present keeps waiting.
    """
    ids = {channel.id for channel in channels}
    updates = {incident.id: {update.id for update in incident.updates} for incident in history.incidents}
    ends = []
    for key, record in list(book.loose.items()):
        if record.state is not State.RETRY or key in known or key.channel not in ids:
            continue
        why = _why_not(key, updates)
        if why:
            after = Record(
                state=State.SKIPPED, at=now, run=run, attempt=record.attempt, doubt=record.doubt, why=why
            )
            ends.append(Change(key=key, before=record, after=after))
    return tuple(ends)


def _why_not(key: Key, updates: Mapping[str, Collection[str]]) -> str:
    """Why what waited is no news any more; empty where that is not known."""
    if key.update.startswith(OVERDUE):
        return "it is no longer overdue"
    if key.update in updates.get(key.incident, ()):
        return "it was withdrawn, or the channel no longer wants it"
    is_withdrawal = key.update == WITHDRAWN_ID or key.update.startswith(f"{WITHDRAWN_ID}-")
    return "the withdrawal was taken back" if is_withdrawal and key.incident in updates else ""
