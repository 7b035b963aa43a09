"""Finds whether a person's reminder takes the place of one that the settings require (pure function)."""

from __future__ import annotations

from datetime import datetime, timedelta

from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.ledger.ledger_record import DeliveryState, Key, Record
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.followup.reminders import REMINDER, asked_reminder_id
from outspoken.model.incident import Incident

NEAR = timedelta(minutes=15)
"""A reminder that a person sent replaces one of the settings that is due within this time after it."""


def reminded_already(
    incident: Incident, name: str, at: datetime, channel: str, book: LedgerContents
) -> Record | None:
    """Return the record of a person's reminder that replaces the news `name`, which is due at `at` (UTC).

    None if there is no such record, or if the news is not a reminder of the settings. While the record is
    pending, it is unknown whether customers get the person's reminder.
    """
    if not name.startswith(REMINDER):
        return None
    asked = asked_reminder_id(IncidentFacts(incident))
    record = book.get(Key(incident.first_id, asked, channel))
    if record is None or name == asked:
        return None
    is_sent = record.state is DeliveryState.SENT and record.at >= at - NEAR
    return record if is_sent or record.state.is_pending else None


def why_skipped(record: Record) -> str:
    """Return the reason of the reminder that is left out."""
    return f"a person sent a reminder at {record.at:%H:%M} UTC"
