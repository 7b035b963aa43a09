"""Finds the days of times without a day, from the messages around them or from the incident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from outspoken.importers.import_report import Remarks
from outspoken.importers.old_text.foreign_times import DAY, ForeignTime
from outspoken.importers.old_text.split_messages import OldMessage


def with_days(
    messages: Sequence[OldMessage], start: datetime, end: datetime, remarks: Remarks
) -> tuple[OldMessage, ...]:
    """Return messages (oldest first) with full times, if their time of day fits between neighbours.

    A time that fits nowhere stays without a day; `start` and `end` (UTC) are those of the incident.
    """
    dated: list[OldMessage] = []
    since, found, doubtful = start, 0, 0
    for number, written in enumerate(messages):
        message = written
        if message.stamp is None and message.clock:
            until = _next_stamp(messages[number + 1 :], since) or end
            at = message.clock.first_since(since)
            # Otherwise an opening from just before the start would be put on the next day.
            if at <= until and not (number == 0 and at - start >= DAY / 2):
                found += 1
                # The same time one day later would fit as well.
                doubtful += not message.clock.month and at + DAY <= until
                message = replace(message, stamp=ForeignTime(at=at))
        if message.stamp and not message.stamp.day_only and since <= message.stamp.at <= end:
            since = message.stamp.at
        dated.append(message)
    if doubtful:
        remarks.assumed("times without a day fit several days: the first was used", f"{doubtful} of them")
    elif found:
        remarks.understood("times without a day were set to the day that fits", f"{found} of them")
    return tuple(dated)


def _next_stamp(messages: Sequence[OldMessage], since: datetime) -> datetime | None:
    stamps = (message.stamp.at for message in messages if message.stamp and not message.stamp.day_only)
    return next((at for at in stamps if at >= since), None)
