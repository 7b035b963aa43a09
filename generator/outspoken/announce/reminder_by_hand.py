"""A reminder of scheduled maintenance that a person sends: once for each window (pure functions)."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from outspoken.announce.channel_plan import ChannelWork
from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.words.news import NewsItem
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.followup.reminders import asked_reminder, asked_reminder_id
from outspoken.model.history import History
from outspoken.model.incident import Incident


def asked_news(incident: Incident, at: datetime, now: datetime) -> NewsItem | None:
    """Return the reminder that was asked for at `at`; None if nothing is left to remind of at `now`."""
    entry = asked_reminder(IncidentFacts(incident), at, now)
    if entry is None:
        return None
    # To the second, as all news: it becomes part of a mail's date.
    published = at.replace(microsecond=0)
    return NewsItem(incident=incident, entry=entry, update_id=entry.id, published=published)


def pending_reminders(history: History, book: LedgerContents, now: datetime) -> tuple[NewsItem, ...]:
    """Return the reminders that a person asked for and that some channel still lacks.

    Every later run sends what a run that was killed or refused did not send.
    """
    begun: dict[tuple[str, str], datetime] = {}
    for key, record in book.loose.items():
        if record.state.is_pending:
            update, at = (key.incident, key.update), record.first or record.at
            begun[update] = min(at, begun.get(update, at))
    # A fast path: nearly always nothing is pending.
    found = (
        asked_news(one, begun[one.first_id, name], now)
        for one in (history.incidents if begun else ())
        if (name := asked_reminder_id(IncidentFacts(one))) and (one.first_id, name) in begun
    )
    return tuple(piece for piece in found if piece)


def reminder_alone(work: ChannelWork, asked: NewsItem) -> ChannelWork:
    """Return a channel's work with the reminder alone; it waits if news of its incident comes first."""
    incident = asked.incident.first_id
    own = [one for one in work.due.work if one.update == (incident, asked.update_id)]
    first = [one for one in work.due.work if one.key.incident == incident and one not in own]
    waiting = {key: why for key, why in work.due.waiting.items() if key.update == asked.update_id}
    if first:
        waiting |= {one.key: f"{first[0].key} must be sent first: run outspoken announce" for one in own}
    kept = work.keep([one in own and not first for one in work.due.work])
    return replace(kept, due=replace(kept.due, waiting=waiting, settling=()))
