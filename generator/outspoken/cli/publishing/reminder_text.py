"""The reminders of scheduled maintenance as lines, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from outspoken.authoring.time_input import in_words
from outspoken.cli.json_text import json_text

if TYPE_CHECKING:
    from outspoken.announce.reminder_states import ChannelReminder, ListedReminder, MaintenanceReminders
    from outspoken.model.incident import Incident
    from outspoken.model.settings import Settings

SETTING = "planned: {remind: [1d, 1h]}"
"""How reminders are turned on in mkdocs.yml: a day and an hour before."""


def reminder_lines(found: Sequence[MaintenanceReminders], settings: Settings, now: datetime) -> Iterator[str]:
    """Yield every maintenance with its reminders, and what to do for more; times are in UTC and local."""
    for one in found:
        yield f"{one.incident.id}: {one.incident.title}"
        yield f"  begins {in_words(one.start, now, settings.zone)}"
        for each in one.reminders:
            yield f"  {_when(each, settings, now)}"
            yield from (f"    {_on(channel, settings, now)}" for channel in each.channels)
        if not one.channels and settings.channels:
            yield "  no channel's filter matches"
        elif not one.reminders:
            yield "  no reminders"
        yield ""
    if not found:
        yield "No maintenance is scheduled."
    yield from _advice(found, settings)


def _advice(found: Sequence[MaintenanceReminders], settings: Settings) -> Iterator[str]:
    if not settings.channels:
        yield "The settings name no channels: nothing can be sent."
    elif not settings.planned.remind:
        yield f"Reminders are off: to turn them on, write {SETTING} below outspoken: in mkdocs.yml."
    left = [one for one in found if not one.by_hand and one.channels]
    if left:
        yield f"To send one now: outspoken remind {left[0].incident.id}"


def _when(one: ListedReminder, settings: Settings, now: datetime) -> str:
    at = in_words(one.at, now, settings.zone)
    return f"{one.before} before: {at}" if one.before else f"by hand: {at}"


def _on(one: ChannelReminder, settings: Settings, now: datetime) -> str:
    since = f" {in_words(one.since, now, settings.zone)}" if one.since and one.state == "sent" else ""
    return f"{one.channel}: {one.state}{since}{one.why and f' ({one.why})'}"


def sent_before(incident: Incident, own: ListedReminder, settings: Settings, now: datetime) -> str:
    """Return that a reminder by hand was sent before, and its state on each channel."""
    states = "; ".join(_on(channel, settings, now) for channel in own.channels)
    return f"{incident.id}: nothing was sent, since a reminder for this window was asked for before: {states}"


def reminders_json(found: Sequence[MaintenanceReminders], settings: Settings, now: datetime) -> str:
    """Return the same facts for programs; times are in UTC."""
    document = {
        "now": now,
        "required": bool(settings.planned.remind),
        "channels": [channel.id for channel in settings.channels],
        "maintenance": [
            {
                "id": one.incident.id,
                "title": one.incident.title,
                "begins": one.start,
                "reminders": one.reminders,
            }
            for one in found
        ],
    }
    return json_text(document)
