"""The state of each reminder of scheduled maintenance on each channel, also of those to come (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from outspoken.announce.channel_filter import wanted
from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.ledger.ledger_record import DeliveryState, Key
from outspoken.announce.reminded_already import reminded_already, why_skipped
from outspoken.announce.reminder_by_hand import asked_news
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.followup.reminders import (
    PlannedReminder,
    asked_reminder_id,
    planned_reminders,
    reminder,
    why_no_reminder,
)
from outspoken.model.channel import Channel
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings


class ReminderState(StrEnum):
    """How far a reminder is on one channel."""

    COMING = "coming"
    DUE = "due"
    SENT = "sent"
    WAITING = "waiting"
    HELD = "held"
    SKIPPED = "skipped"
    MISSED = "missed"
    """Its time passed without a run, and a later reminder takes its place."""


class ChannelReminder(Struct, frozen=True, kw_only=True):
    """A reminder on one channel: `since` is when the ledger recorded it (UTC), `why` its reason."""

    channel: str
    state: ReminderState
    since: datetime | None = None
    why: str = ""


class ListedReminder(Struct, frozen=True, kw_only=True):
    """A reminder and its channels; `at` is UTC, `before` is empty for the one that a person sends."""

    id: str
    at: datetime
    before: str
    channels: tuple[ChannelReminder, ...]


class MaintenanceReminders(Struct, frozen=True, kw_only=True):
    """Scheduled maintenance that has not begun, its reminders in order, and the channels that get them."""

    incident: Incident
    start: datetime
    reminders: tuple[ListedReminder, ...]
    channels: tuple[str, ...]

    @property
    def by_hand(self) -> ListedReminder | None:
        """The reminder that a person sent, or tried to send."""
        return next((one for one in self.reminders if not one.before), None)

    @property
    def is_sent_by_hand(self) -> bool:
        """Whether that reminder is sent or skipped on every channel."""
        over = (ReminderState.SENT, ReminderState.SKIPPED)
        own = self.by_hand.channels if self.by_hand else ()
        return bool(own) and {one.channel for one in own if one.state in over}.issuperset(self.channels)

    @property
    def is_held(self) -> bool:
        """Whether a person has to decide about any of them."""
        return any(channel.state is ReminderState.HELD for one in self.reminders for channel in one.channels)


def reminder_states(
    history: History, book: LedgerContents, now: datetime
) -> tuple[MaintenanceReminders, ...]:
    """Return the reminders of all maintenance that is still to begin at `now` (UTC), the next one first."""
    found = (
        _reminders_of(IncidentFacts(one), one.window.start, history, book, now)
        for one in history.incidents
        # The first two checks are quick, and leave out nearly all of a history.
        if one.window and one.window.start > now and not why_no_reminder(IncidentFacts(one), now)
    )
    return tuple(sorted(found, key=lambda one: (one.start, one.incident.first_id)))


def _reminders_of(
    facts: IncidentFacts, start: datetime, history: History, book: LedgerContents, now: datetime
) -> MaintenanceReminders:
    channels = channels_of(facts.incident, history, now)
    return MaintenanceReminders(
        incident=facts.incident,
        start=start,
        reminders=tuple(_listed(facts, channels, history.settings, book, now)),
        channels=tuple(channel.id for channel in channels),
    )


def _listed(
    facts: IncidentFacts,
    channels: tuple[Channel, ...],
    settings: Settings,
    book: LedgerContents,
    now: datetime,
) -> Iterator[ListedReminder]:
    incident = facts.incident
    newest = reminder(facts, settings, now)
    for planned in planned_reminders(facts, settings):
        without = _without_record(planned, newest.id if newest else "", now)
        states = tuple(
            _recorded(channel, incident, planned.id, book)
            or _replaced(channel, incident, planned, book)
            or ChannelReminder(channel=channel.id, state=without)
            for channel in channels
        )
        yield ListedReminder(id=planned.id, at=planned.at, before=planned.before, channels=states)
    asked = asked_reminder_id(facts)
    own = tuple(one for channel in channels if (one := _recorded(channel, incident, asked, book)))
    if own:
        at = min(one.since for one in own if one.since)
        yield ListedReminder(id=asked, at=at, before="", channels=own)


def channels_of(incident: Incident, history: History, now: datetime) -> tuple[Channel, ...]:
    """Return the channels whose filter matches a reminder of this maintenance."""
    # Filters only look at what all reminders of an incident share, so one example decides for all.
    example = asked_news(incident, now, now)
    return tuple(one for one in history.settings.channels if example and wanted(example, one))


def _without_record(planned: PlannedReminder, newest: str, now: datetime) -> ReminderState:
    if planned.at > now:
        return ReminderState.COMING
    return ReminderState.DUE if planned.id == newest else ReminderState.MISSED


_OF_RECORDS = {
    DeliveryState.SENT: ReminderState.SENT,
    DeliveryState.HELD: ReminderState.HELD,
    DeliveryState.SKIPPED: ReminderState.SKIPPED,
}


def _replaced(
    channel: Channel, incident: Incident, planned: PlannedReminder, book: LedgerContents
) -> ChannelReminder | None:
    """Return that the reminder of a person takes the place of a planned one; None if it doesn't."""
    asked = reminded_already(incident, planned.id, planned.at, channel.id, book)
    if asked is None or asked.state.is_pending:
        return None
    return ChannelReminder(channel=channel.id, state=ReminderState.SKIPPED, why=why_skipped(asked))


def _recorded(
    channel: Channel, incident: Incident, name: str, book: LedgerContents
) -> ChannelReminder | None:
    """Return what the ledger has recorded about a reminder; None if nothing."""
    record = book.get(Key(incident.first_id, name, channel.id))
    if record is None:
        return None
    state = _OF_RECORDS.get(record.state, ReminderState.WAITING)
    return ChannelReminder(channel=channel.id, state=state, since=record.at, why=record.why)
