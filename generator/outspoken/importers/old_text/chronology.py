"""Dates each message: by its own time if that is plausible, otherwise between its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from outspoken.importers.import_report import Remarks
from outspoken.importers.old_text.days import with_days
from outspoken.importers.old_text.dialects import Role
from outspoken.importers.old_text.foreign_times import ForeignTime
from outspoken.importers.old_text.split_messages import OldMessage
from outspoken.model.vocabulary import Kind, Status

# The distance from the previous message for a message without any time.
STEP = timedelta(minutes=1)
# A time that is weeks after the end is probably a mistake in the date.
LINGERING = timedelta(days=14)
# The last message is often written some time after the end that it reports.
AFTERWARDS = timedelta(hours=1)


class DateSpan(Struct, frozen=True, kw_only=True):
    """The start and end (UTC) of an incident; `end` is None while it is open, or for a notice."""

    kind: Kind
    start: datetime
    end: datetime | None
    now: datetime
    is_notice: bool = False


class DatedMessage(Struct, frozen=True, kw_only=True):
    """A message with its time (UTC) and the status that it sets."""

    at: datetime
    text: str
    status: Status | None = None


def date_messages(
    messages: Sequence[OldMessage], span: DateSpan, remarks: Remarks
) -> tuple[DatedMessage, ...]:
    """Date the messages (oldest first); add the end of an incident if no message reports it."""
    messages = with_days(messages, _beginning(span), _latest(span), remarks)
    closing = _closing(messages, span)
    known = [_known(number, message, closing, span) for number, message in enumerate(messages)]
    odd = [message for at, message in zip(known, messages, strict=True) if message.stamp and at is None]
    if odd:
        remarks.assumed("a message's own time does not fit the incident and was ignored", _times(odd))
    unknown = sum(at is None for at in known)
    if unknown:
        remarks.understood(
            "messages without a time were distributed between their neighbours", f"{unknown} of them"
        )
    times = _filled(known, span)
    statuses = [_status(number, message, closing, span) for number, message in enumerate(messages)]
    dated = [
        DatedMessage(at=at, text=message.text, status=status)
        for at, message, status in zip(times, messages, statuses, strict=True)
    ]
    if span.end is not None and closing is None and span.kind is Kind.INCIDENT:
        # Added, since the incident would stay open without a closing message.
        dated.append(DatedMessage(at=span.end, text="Resolved.", status=Status.RESOLVED))
    return _in_order(dated)


def _times(odd: Sequence[OldMessage]) -> str:
    return ", ".join(f"{message.stamp.at:%Y-%m-%d %H:%M}" for message in odd if message.stamp)


def _latest(span: DateSpan) -> datetime:
    """Return the latest time of a message: an hour after the end, or now while the incident is open."""
    return min(span.end + AFTERWARDS, span.now) if span.end and span.kind is Kind.INCIDENT else span.now


def _closing(messages: Sequence[OldMessage], span: DateSpan) -> int | None:
    """Return the message that reports the end: the last one labelled so, or the one with the end's time."""
    if span.end is None:
        return None
    closings = [number for number, message in enumerate(messages) if message.role is Role.CLOSING]
    stamped = [
        number for number, message in enumerate(messages) if message.stamp and message.stamp.at == span.end
    ]
    found = closings or [number for number in stamped if number > 0 or span.end > span.start]
    return found[-1] if found else None


def _known(number: int, message: OldMessage, closing: int | None, span: DateSpan) -> datetime | None:
    if number == closing:
        return span.end
    stamp = message.stamp
    if stamp:
        # For a day without a time, noon is used: it is wrong by half a day at most.
        at = stamp.at + timedelta(hours=12) if stamp.day_only else stamp.at
        # Messages about maintenance may be earlier than its start, since it is announced.
        earliest = datetime.min.replace(tzinfo=span.start.tzinfo) if _may_precede(span) else span.start
        latest = _latest_plausible(stamp, span)
        if earliest <= at <= latest:
            return at
    return _beginning(span) if number == 0 else None


def _latest_plausible(stamp: ForeignTime, span: DateSpan) -> datetime:
    """Return the latest plausible time: messages follow for days after an end, not for weeks."""
    if span.end is None:
        return span.now
    return span.end if stamp.day_only else min(span.now, span.end + LINGERING)


def _may_precede(span: DateSpan) -> bool:
    return span.kind is Kind.MAINTENANCE


def _beginning(span: DateSpan) -> datetime:
    """Return the start, but not later than now: future maintenance has already been announced."""
    return min(span.start, span.now)


def _filled(known: list[datetime | None], span: DateSpan) -> list[datetime]:
    """Distribute undated messages evenly between the dated ones around them."""
    times: list[datetime] = []
    for number, at in enumerate(known):
        if at is not None:
            times.append(at)
            continue
        before = times[-1] if times else _beginning(span)
        gap = next((place for place in range(number, len(known)) if known[place] is not None), len(known))
        later = known[gap] if gap < len(known) else span.end
        count = gap - number + 1
        if later is not None and later >= before:
            times.append(_whole(before, before + (later - before) / count))
        else:
            # Never after now, since `check` refuses updates from the future.
            times.append(min(before + STEP, max(span.now, before)))
    return times


def _whole(before: datetime, at: datetime) -> datetime:
    """Round to the minute, unless that is the previous message's minute."""
    minute = at.replace(second=0, microsecond=0)
    return minute if minute > before else max(before, at.replace(microsecond=0))


def _status(number: int, message: OldMessage, closing: int | None, span: DateSpan) -> Status | None:
    incident = span.kind is Kind.INCIDENT
    if number == closing:
        return Status.RESOLVED if incident else Status.COMPLETED
    # Only the message chosen as the closing one may end the incident.
    if message.status and message.status.kind is span.kind and not message.status.is_final:
        return message.status
    if number == 0:
        return _first_status(span)
    return None


def _first_status(span: DateSpan) -> Status:
    if span.kind is Kind.MAINTENANCE:
        return Status.SCHEDULED
    return Status.IDENTIFIED if span.is_notice else Status.INVESTIGATING


def _in_order(dated: list[DatedMessage]) -> tuple[DatedMessage, ...]:
    """Sort by time; a message without a status that would be sorted first repeats the last status."""
    # The sort is stable, so messages with equal times keep the order of the text.
    ordered = sorted(dated, key=lambda each: each.at)
    current: Status | None = None
    placed: list[DatedMessage] = []
    for each in ordered:
        if each.status is None and placed and placed[-1].at == each.at and current:
            placed.append(replace(each, status=current))
        # A remark after the end must not reopen the incident.
        elif current and current.is_final and each.status and not each.status.is_final:
            placed.append(replace(each, status=None))
        else:
            placed.append(each)
        current = placed[-1].status or current
    return tuple(placed)
