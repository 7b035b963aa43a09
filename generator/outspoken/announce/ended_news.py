"""Ends ledger records that wait for news that no longer exists, with the reason (pure function)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from outspoken.announce.channel_filter import wanted
from outspoken.announce.due import STALE
from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.ledger.ledger_record import DeliveryState, Key, Record, RecordChange
from outspoken.announce.words.news import OVERDUE, NewsItem
from outspoken.channels.sending.reached import counted
from outspoken.derive.followup.reminders import REMINDER
from outspoken.derive.timeline import POSTMORTEM_ID, WITHDRAWN_ID
from outspoken.model.history import History
from outspoken.model.incident import Incident


def news_keys(history: History, news: Iterable[NewsItem]) -> set[Key]:
    """Return every key that the ledger may have for this news on the channels that want it."""
    return {
        Key(piece.incident.first_id, update, channel.id)
        for piece in news
        for channel in history.settings.channels
        if wanted(piece, channel)
        for update in piece.ids
    }


def ended(
    history: History, unread: Collection[str], known: set[Key], book: LedgerContents, now: datetime, run: str
) -> tuple[RecordChange, ...]:
    """End each claim and each retry whose news no longer exists.

    `known` are the keys of existing news, `unread` the ids of incidents that cannot be read at present.
    What may exist again later keeps waiting, and so does a claim whose run may still be active.
    """
    return tuple(
        RecordChange(key=key, before=record, after=_ended(record, why, now, run))
        for key, record in list(book.loose.items())
        if record.state.is_pending and key not in known and not record.is_live(now)
        for why in _reasons(history, unread, key, record, now)
    )


def _ended(record: Record, why: str, now: datetime, run: str) -> Record:
    doubt = "; it may have been sent before" if record.may_be_out else ""
    if record.is_with_some:
        doubt = f"; {counted(record.recipients)} have it"
    return Record(
        state=DeliveryState.SKIPPED,
        at=now,
        run=run,
        attempt=record.attempt,
        doubt=record.may_be_out,
        why=f"{why}{doubt}",
        text=record.text,
        recipients=record.recipients,
    )


def _reasons(
    history: History, unread: Collection[str], key: Key, record: Record, now: datetime
) -> Iterator[str]:
    """Yield why a key's news no longer exists; nothing if it may exist again."""
    if key.channel not in {channel.id for channel in history.settings.channels}:
        # It may be restored by the change that is being prepared.
        if now - record.at > STALE:
            yield "its channel is no longer in the settings"
        return
    incident = next((one for one in history.incidents if key.incident in one.ids), None)
    # An incident that cannot be read at present is not gone; its messages keep waiting. Which former ids it
    # has is unknown too.
    is_unread = incident is None and bool(unread)
    if key.update.startswith(OVERDUE) and not is_unread:
        yield "it is no longer overdue"
    elif incident is None:
        if not is_unread:
            yield "its incident no longer exists"
    elif not _may_come(incident, key.update, now):
        yield _why(incident, key.update)


def _may_come(incident: Incident, update: str, now: datetime) -> bool:
    """Whether it is only not published yet: a post-mortem or an update with a future time."""
    if update == POSTMORTEM_ID:
        ahead = incident.postmortem.published if incident.postmortem else None
        return incident.postmortem is not None and (ahead is None or ahead > now)
    return any(one.id == update and max(one.at, one.publication.at) > now for one in incident.updates)


def _why(incident: Incident, update: str) -> str:
    if update == WITHDRAWN_ID or update.startswith(f"{WITHDRAWN_ID}-"):
        return "the withdrawal was undone"
    if update == POSTMORTEM_ID or update in {one.id for one in incident.updates}:
        return "it was withdrawn, or the channel no longer wants it"
    if update.startswith(REMINDER):
        return "its maintenance has begun, was moved or cancelled, or a later reminder is due"
    if update.startswith("auto-"):
        return "the maintenance was moved, or no longer reaches that phase"
    return "its update no longer exists"
