"""Completes times that were given without a date or zone, and finds those on the wrong day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from msgspec import Struct

from outspoken.source.format.instants import read_instant, read_promise, read_zone
from outspoken.source.format.read_context import Refusal

_CLOCK = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?)(?: ?(Z|[+-]\d{2}:?\d{2})| +([A-Za-z]\S*))?", re.IGNORECASE)
_NAIVE = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ]+(\d{1,2}:\d{2}(?::\d{2})?)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_UTC = ("Z", "UTC", "GMT")
_DAY = timedelta(days=1)
# The same tolerance as in `check`: the clock of another computer may be ahead.
_TOLERANCE = timedelta(minutes=5)


class Aim(StrEnum):
    """Whether a time is expected before or after now."""

    PAST = "past"
    AHEAD = "ahead"
    AFTER_START = "after the start that another option gives"
    FREE = "free"


class Moment(Struct, frozen=True, kw_only=True):
    """The time at which a person writes (UTC), and the name of the site's time zone."""

    now: datetime
    zone: str = "UTC"

    @property
    def day(self) -> str:
        """The site's day, as it is written in times."""
        return f"{self.now.astimezone(read_zone(self.zone)):%Y-%m-%d}"

    def hinting(self) -> Moment:
        """Return the moment with a zone that written times may have: UTC instead of one such as `CET`."""
        return self if "/" in self.zone else Moment(now=self.now)


def completed(text: str, moment: Moment, aim: Aim) -> str:
    """Return `14:05` with the site's day and zone, and `2026-11-21 14:05` with its zone.

    A time that has both stays as it is, and so does a duration. `14:05` is the last one before now with PAST,
    the next one with AHEAD, otherwise that of today. Raises Refusal for a time that a clock change skips or
    repeats.
    """
    if naive := _NAIVE.fullmatch(text):
        return _written(naive[1], naive[2], moment.hinting().zone)
    found = _CLOCK.fullmatch(text)
    if not found or aim is Aim.AFTER_START:
        return text
    zone = (found[2] or "").upper() or found[3] or moment.hinting().zone
    today = moment.now.astimezone(_tz(zone)).date()
    written = _written(today.isoformat(), found[1], zone)
    read = read_instant(written)
    if aim is Aim.PAST and read > moment.now + _TOLERANCE:
        return _written((today - _DAY).isoformat(), found[1], zone)
    if aim is Aim.AHEAD and read <= moment.now:
        return _written((today + _DAY).isoformat(), found[1], zone)
    return written


def completed_after(text: str, start: datetime, zone: str) -> str:
    """Return a time without a date as the next one after `start` (UTC). Raises Refusal."""
    return completed(text, Moment(now=start, zone=zone), Aim.AHEAD)


def behind(text: str, now: datetime) -> timedelta | None:
    """Return how long before `now` (UTC) a time is; None for a duration or a future time."""
    try:
        read = read_promise(text)
    except Refusal:
        return None
    return now - read if isinstance(read, datetime) and read < now else None


def next_one(text: str, now: datetime) -> str:
    """Return the next time after `now` (UTC) at this time of day, written in the same way."""
    day = now.date() - _DAY
    while read_instant(moved := _DATE.sub(day.isoformat(), text, count=1)) <= now:
        day += _DAY
    return moved


def _tz(zone: str) -> tzinfo:
    if zone[0] in "+-":
        return datetime.strptime(zone, "%z").tzinfo or UTC
    return UTC if zone in _UTC else read_zone(zone)


def _written(day: str, clock: str, zone: str) -> str:
    padded = clock if clock[1:2] != ":" else f"0{clock}"
    if zone in _UTC:
        return f"{day}T{padded}Z"
    return f"{day} {padded}{'' if zone[0] in '+-' else ' '}{zone}"
