"""Decides what is due on one channel: the news minus the ledger, after the guards (pure function)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from outspoken.announce.channel_filter import wanted
from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.ledger.ledger_record import LEASE, TOO_OLD, DeliveryState, Key, Record, RecordChange
from outspoken.announce.reminded_already import reminded_already, why_skipped
from outspoken.announce.words.news import NewsItem
from outspoken.model.channel import Channel

NEW = timedelta(hours=1)
"""The first run of a channel sends only updates younger than this; older ones count as skipped."""
STALE = timedelta(hours=24)
"""Older updates are sent only with --force."""
# A wrong filter, a rewritten history or an import shows as a flood; a person has to confirm it.
MOST = 5
"""The most updates that one run sends without --force, whatever the number of channels."""


class DueMessage(Struct, frozen=True, kw_only=True):
    """One message to send: `record` is its present record in the ledger."""

    key: Key
    piece: NewsItem
    channel: Channel
    record: Record | None

    @property
    def update(self) -> tuple[str, str]:
        """The key of the update, independent of the channel."""
        return self.key.incident, self.key.update


class Due(Struct, frozen=True, kw_only=True):
    """What is due on a channel.

    `work` is in the order of sending; `waiting` maps messages that are sent later, or by another run, to
    the reason; `settling` are changes of the ledger that send nothing: too old, given up, or no longer
    wanted; `known` are changes for what readers have in another way.
    """

    channel: Channel
    work: tuple[DueMessage, ...] = ()
    waiting: Mapping[Key, str] = {}
    settling: tuple[RecordChange, ...] = ()
    known: tuple[RecordChange, ...] = ()

    @property
    def fresh(self) -> frozenset[tuple[str, str]]:
        """The updates that were never tried on this channel."""
        return frozenset(work.update for work in self.work if work.record is None)


def since(channel: Channel, book: LedgerContents, now: datetime) -> datetime:
    """Return from when on (UTC) a channel announces; a new channel starts one hour before now."""
    return book.channels.get(channel.id, now - NEW)


def _is_past(piece: NewsItem, begin: datetime) -> bool:
    """Whether an update is older than the channel's start.

    An update about an event long before counts as older too: a rewritten history has new commit dates for
    everything.
    """
    return piece.published < begin or (_is_dated(piece) and piece.entry.at < begin - STALE)


def _is_dated(piece: NewsItem) -> bool:
    """Whether it has a time of its own; overdue cases and withdrawals do not."""
    return piece.case is None and not piece.is_withdrawal


def skipped_before_start(
    channel: Channel, news: Iterable[NewsItem], book: LedgerContents, now: datetime, run: str
) -> tuple[RecordChange, ...]:
    """Return skips for the last day before a channel's first run, so that a later date does not send them."""
    if channel.id in book.channels:
        return ()
    begin = since(channel, book, now)
    after = Record(
        state=DeliveryState.SKIPPED, at=now, run=run, why="it was published before the channel was added"
    )
    recent = (
        piece
        for piece in news
        if _is_dated(piece) and piece.published < begin and piece.entry.at >= begin - STALE
    )
    keys = (Key(one.incident.first_id, one.update_id, channel.id) for one in recent if wanted(one, channel))
    return tuple(RecordChange(key=key, before=None, after=after) for key in keys if book.get(key) is None)


def due(
    channel: Channel, news: Iterable[NewsItem], book: LedgerContents, now: datetime, *, run: str, force: bool
) -> Due:
    """Return what is due on a channel at `now` (UTC); `force` also sends what is older than a day."""
    begin = since(channel, book, now)
    work: list[DueMessage] = []
    waiting: dict[Key, str] = {}
    settling: list[RecordChange] = []
    known: list[RecordChange] = []
    replaced: dict[Key, str] = {}
    for piece in (_as_known(piece, channel, book) for piece in news if wanted(piece, channel)):
        key = Key(piece.incident.first_id, piece.update_id, channel.id)
        # The cheap check first: records of the thousands of merged keys in an old ledger are not parsed.
        if book.is_over(key):
            continue
        record = book.get(key)
        is_stale = piece.published < now - STALE and not force
        # Decision 10: a correction of something that was never sent would only confuse.
        had = _withdrawn_messages(piece, channel, book) if record is None and piece.is_withdrawal else ()
        if record is None and (_is_past(piece, begin) or (piece.is_withdrawal and not had)):
            continue
        if record is not None and not record.state.is_pending:
            continue
        if record is None and (
            asked := reminded_already(piece.incident, key.update, piece.entry.at, channel.id, book)
        ):
            # Two reminders within minutes would only annoy; it waits until it is known that one arrived.
            if asked.state.is_pending:
                replaced[key] = "the reminder that a person asked for is sent first"
            else:
                known.append(_skip(key, now, run, why_skipped(asked)))
            continue
        # While the original may still be going out, its withdrawal could arrive first.
        first = next((one for one in had if one.is_live(now)), record)
        if first is not None and (why := waits(first, now)):
            waiting[key] = why
        elif is_stale and (given_up := _too_old(key, record, now, run)):
            settling.append(given_up)
        elif earlier := next((one for one in waiting if one.incident == key.incident), None):
            # Updates of an incident are sent in order.
            waiting[key] = f"{earlier} must be sent first"
        else:
            work.append(DueMessage(key=key, piece=piece, channel=channel, record=record))
    # Only now: what follows in the order of an incident would otherwise wait for it, the other reminder too.
    waiting |= replaced
    if any(_asked_for_time(book.get(key), now) for key in waiting):
        # A rate limit counts for all messages of the channel.
        waiting, work = waiting | {one.key: "the channel asked to wait" for one in work}, []
    return Due(
        channel=channel, work=tuple(work), waiting=waiting, settling=tuple(settling), known=tuple(known)
    )


def waits(record: Record, now: datetime) -> str:
    """Return why a claimed or delayed message waits; empty if it is due."""
    if record.is_live(now):
        ahead = (
            f", by a clock that is ahead of this one by {_minutes(record.at - now)}"
            if record.at > now
            else ""
        )
        until = f"{record.at + LEASE:%H:%M} UTC"
        claimed = f"a run claimed it at {record.at:%H:%M} UTC{ahead}"
        return f"{claimed}; if that run has ended, the message is retried at {until}"
    if record.not_before is not None and record.not_before > now:
        return f"{record.why or 'the channel asked to wait'}; not before {record.not_before:%H:%M} UTC"
    return ""


def _minutes(span: timedelta) -> str:
    return f"{math.ceil(span.total_seconds() / 60)} min"


def _withdrawn_messages(piece: NewsItem, channel: Channel, book: LedgerContents) -> tuple[Record, ...]:
    """Return the messages that a withdrawal refers to: those delivered, or possibly delivered.

    Also those that were announced under another name of their incident, of their file or of the channel.
    """
    named = (
        (record.announced_as and book.get(record.announced_as)) or record
        for key, record in book.of_incident(piece.incident.first_id, channel.id)
        if piece.withdraws(key.update)
    )
    return tuple(
        record
        for record in named
        if (record.state is DeliveryState.SENT or record.is_with_some or record.may_be_out)
    )


def _as_known(piece: NewsItem, channel: Channel, book: LedgerContents) -> NewsItem:
    """Return the news under the id in the ledger: a former version used a shorter id."""
    if not piece.former_id or book.get(Key(piece.incident.first_id, piece.update_id, channel.id)):
        return piece
    record = book.get(Key(piece.incident.first_id, piece.former_id, channel.id))
    # A record from before this phase is about another window.
    return replace(piece, update_id=piece.former_id) if record and record.at >= piece.entry.at else piece


def _asked_for_time(record: Record | None, now: datetime) -> bool:
    """Whether the channel asked to wait; a message in doubt stops only its own incident."""
    if record is None or record.not_before is None:
        return False
    return record.not_before > now and not record.doubt


def _too_old(key: Key, record: Record | None, now: datetime, run: str) -> RecordChange | None:
    """Return the record of a message that is older than a day; None if it is still sent."""
    if record is None:
        return _given_up(key, None, now, run, TOO_OLD)
    if record.state is DeliveryState.RETRY and not record.person:
        return _given_up(key, record, now, run, "it was not delivered within a day")
    return None


def _skip(key: Key, now: datetime, run: str, why: str) -> RecordChange:
    skipped = Record(state=DeliveryState.SKIPPED, at=now, run=run, why=why)
    return RecordChange(key=key, before=None, after=skipped)


def _given_up(key: Key, record: Record | None, now: datetime, run: str, why: str) -> RecordChange:
    """Return the record of a message that is too old: skipped if never tried, otherwise held for a person."""
    if record is None:
        return _skip(key, now, run, why)
    reason = f"{why}: {record.why}" if record.why else why
    # Held and not skipped: it was tried, so some customers may have received it.
    held = Record(
        state=DeliveryState.HELD,
        at=now,
        run=run,
        attempt=record.attempt,
        first=record.first,
        doubt=record.doubt,
        recipients=record.recipients,
        id=record.id,
        why=reason,
    )
    return RecordChange(key=key, before=record, after=held)
