"""Lists all news (pure): every published update, phase and post-mortem, and what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from heapq import merge
from operator import attrgetter

from msgspec import Struct

from outspoken.derive.as_of import as_of
from outspoken.derive.boundaries import boundaries
from outspoken.derive.cadence import Overdue
from outspoken.derive.facts import HistoryFacts
from outspoken.derive.feed_dates import entry_dates, newest_first
from outspoken.derive.followup.due_for_team import due_for_team, overdue_for_team
from outspoken.derive.followup.reminders import reminder, reminder_times
from outspoken.derive.promises import is_overdue
from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Status

OVERDUE = "overdue-"
"""The prefix of update ids of overdue cases; an update's own id cannot begin like this."""


class NewsItem(Struct, frozen=True, kw_only=True):
    """One piece of news about an incident.

    `update_id` is the entry's id (an update's id, a phase's, a reminder's, `postmortem`, `withdrawn`,
    `withdrawn-<id>`), or `overdue-<case>`, where `case` is the overdue case; the entry is then the
    incident's newest.
    `published` (UTC, to the second) is when it was published, the same at every run; for a case, when it
    fell due. `former_id` is the id of a phase in former versions; empty for all others.
    """

    incident: Incident
    entry: Entry
    update_id: str
    published: datetime
    case: Overdue | None = None
    former_id: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that a ledger may have for it."""
        return (self.update_id, self.former_id) if self.former_id else (self.update_id,)

    @property
    def path(self) -> str:
        """Its file from the repository's root: the update, the post-mortem, or incident.md."""
        if self.update_id == "postmortem":
            return f"{self.incident.folder}/postmortem.md"
        update = None if self.case else self.entry.update or self.entry.withdraws
        return f"{self.incident.folder}/{f'updates/{update.id}.md' if update else 'incident.md'}"

    @property
    def is_withdrawal(self) -> bool:
        """Whether it withdraws earlier news: then only channels that have that news get it."""
        return self.case is None and self.entry.kind is EntryKind.WITHDRAWAL

    def withdraws(self, update_id: str) -> bool:
        """Whether it withdraws this news of its incident."""
        update = self.entry.withdraws
        return self.is_withdrawal and (update is None or update.id == update_id)


def pieces(history: History, now: datetime) -> tuple[NewsItem, ...]:
    """Return every update, phase and post-mortem that is published at `now` (UTC), oldest first.

    Before the start of scheduled maintenance its newest reminder is among them. Without withdrawn and
    backfilled ones, those marked `announce: false`, and phases whose window was moved before they could be
    announced.
    """
    facts = HistoryFacts(history)
    found = [
        NewsItem(
            incident=dated.incident,
            entry=dated.entry,
            update_id=dated.entry.id,
            published=dated.date,
            former_id=dated.facts.former_id(dated.entry),
        )
        for dated in newest_first(facts.incidents, entry_dates(facts), now)
        # Completed follow-up actions are only in the feeds: they are not urgent enough for a message.
        if dated.entry.kind is not EntryKind.ACTION
        and not dated.entry.superseded
        and (dated.entry.update is None or dated.entry.update.announce)
    ]
    return tuple(merge(reversed(found), reminders(facts, now), key=attrgetter("published")))


def reminders(facts: HistoryFacts, now: datetime) -> tuple[NewsItem, ...]:
    """Return the reminders that readers should have at `now` (UTC), oldest first."""
    found = ((one, entry) for one in facts.incidents if (entry := reminder(one, facts.settings, now)))
    pieces_found = (
        NewsItem(incident=one.incident, entry=entry, update_id=entry.id, published=entry.at)
        for one, entry in found
    )
    return tuple(sorted(pieces_found, key=lambda piece: (piece.published, piece.incident.first_id)))


def cases(history: History, now: datetime, by_plan: Sequence[Overdue] = ()) -> tuple[NewsItem, ...]:
    """Return every overdue case at `now` (UTC) as news for the team, sorted by due time.

    `by_plan` are cases of the plan, which is read elsewhere.
    """
    facts = HistoryFacts(as_of(history, now))
    late = [one for one in (*overdue_for_team(facts, now), *by_plan) if is_overdue(one.since, now)]
    late.sort(key=lambda one: (one.since, one.incident.id, one.case))
    return tuple(piece for one in late if (piece := _piece(one, facts, now)))


def _piece(case: Overdue, facts: HistoryFacts, now: datetime) -> NewsItem | None:
    """Return a case as news; None if its incident is not published yet."""
    known = facts.find(case.incident.id)
    entries = facts.of(known).timeline(now) if known else (_plan_entry(case),)
    if not entries:
        return None
    return NewsItem(
        incident=case.incident,
        entry=entries[-1],
        update_id=f"{OVERDUE}{case.case}",
        # Whole seconds, as for all news: it becomes part of a key and of a mail's date.
        published=case.since.replace(microsecond=0),
        case=case,
    )


def _plan_entry(case: Overdue) -> Entry:
    """Return the entry of a case of the plan, which has no update."""
    return Entry(
        id=case.incident.id,
        at=case.since,
        kind=EntryKind.AUTO,
        status=Status.INVESTIGATING,
        impact=case.incident.impact,
        impact_before=case.incident.impact,
    )


def next_news(history: History, now: datetime, by_plan: Sequence[Overdue] = ()) -> datetime | None:
    """Return the next time after `now` (UTC) at which news becomes due without a change; None if never."""
    facts = HistoryFacts(history)
    ahead = list(boundaries(facts, now)[:1])
    ahead += [at for one in facts.incidents for at in reminder_times(one, facts.settings) if at > now]
    ahead += [one.since for one in (*due_for_team(facts, now), *by_plan) if one.since > now]
    # An author's clock may have been ahead: such news becomes due later, without any commit.
    ahead += [instant for incident in history.incidents for instant in _ahead(incident) if instant > now]
    return min(ahead, default=None)


def _ahead(incident: Incident) -> list[datetime]:
    """Return all dates of an incident: some are in our future if a clock is ahead of ours."""
    published = [incident.publication.at, *(update.publication.at for update in incident.updates)]
    published += [update.at for update in incident.updates]
    return published
