"""Parses times as people wrote them on other status pages, as far as they can be understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from msgspec import Struct

# Names of zones are matched with their case: `est` and `wet` are also words.
_CLOCK = (
    r"(?P<hour>\d{1,3})[:hH](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]m\b)?\s*(?P<zone>(?:Z|UTC|GMT|(?-i:WES?T|CES?T|EES?T|[ECMP][SD]T))\b|[+-]\d{2}:?\d{2}\b)?"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = r"(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
_DOTTED = r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"
_MONTH = r"(?P<month>" + "|".join(MONTHS) + r")[a-z]*\.?"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th|d)?\b"
_SPOKEN = rf"{_ORDINAL}\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}})"
_AMERICAN = rf"{_MONTH}\s+{_ORDINAL},?\s+(?P<year>\d{{4}})"
_BETWEEN = r"(?:T|\s*,?\s+(?:-\s*|at\s+)?)"
# Dates such as 03/04/2024 are not parsed: the order of day and month is ambiguous.
_PATTERNS = tuple(
    re.compile(rf"{day}(?:{_BETWEEN}{_CLOCK})?", re.IGNORECASE)
    for day in (_NUMERIC, _SPOKEN, _AMERICAN, _DOTTED)
)
# `Jan 19, 11:29 UTC`, as hosted status pages write it.
_YEARLESS = tuple(
    re.compile(rf"{day}(?:\s*,\s*|\s+)(?:-\s*|at\s+)?{_CLOCK}", re.IGNORECASE)
    for day in (rf"{_MONTH}\s+{_ORDINAL}", rf"{_ORDINAL}\s+(?:of\s+)?{_MONTH}")
)
_CLOCK_ALONE = re.compile(rf"(?<![\d:.-]){_CLOCK}(?![\d%])", re.IGNORECASE)
# Zone names of RFC 822 (section 5.1), and those of Europe.
_ZONES = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "WET": 0,
    "WEST": 60,
    "CET": 60,
    "CEST": 120,
    "EET": 120,
    "EEST": 180,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
}
_OFFSET = re.compile(r"[+-]\d{2}(?::?\d{2})?")
# Zone names whose offset is not known here: the time is not parsed, since it would be in a wrong zone.
_FOREIGN = re.compile(r"\s*(?:A[CEW][SD]?T|NZ[SD]?T|HKT|SGT|MSK|[BIJK]ST|BRT|ART|PHT|WIB)\b")
_SPAN = re.compile(r"\s*(?:-|\u2013|\u2014|to|until|and|/)\s*\d", re.IGNORECASE)

DAY = timedelta(days=1)

NO_ZONE = "a time without a zone was read in the site's zone"
UNKNOWN_ZONE = "the offset -00:00 (zone unknown) was read as UTC"
ODD_HOUR = "an hour with one digit was accepted"


class ForeignTime(Struct, frozen=True, kw_only=True):
    """A time (UTC); `day_only` if no hour was written; `oddities` lists what had to be assumed."""

    at: datetime
    day_only: bool = False
    oddities: tuple[str, ...] = ()


class Clock(Struct, frozen=True, kw_only=True):
    """A time of day in its zone, without a day, or with one that has no year (`month` and `day`)."""

    time: time
    zone: tzinfo
    month: int = 0
    day: int = 0

    def first_since(self, instant: datetime) -> datetime:
        """Return the first instant (UTC) of this time that is not before `instant`."""
        today = instant.astimezone(self.zone).date()
        days = self._days_in_years(today.year) if self.month else (today, today + DAY)
        return next((at for day in days if (at := self.on(day)) >= instant), datetime.max.replace(tzinfo=UTC))

    def _days_in_years(self, first: int) -> Iterator[date]:
        # An incident may last from one year into the next.
        for year in (first, first + 1):
            with suppress(ValueError):  # the 29th of February
                yield date(year, self.month, self.day)

    def on(self, day: date) -> datetime:
        """Return this time of day (UTC) on a day of its zone."""
        return datetime.combine(day, self.time, self.zone).astimezone(UTC)


def read_moment(text: str, zone: tzinfo) -> ForeignTime | None:
    """Parse a text that is exactly one time; None if it cannot be understood."""
    return _first(text.strip(), zone, whole=True)


def zone_of(name: str) -> tzinfo | None:
    """Return the zone that `CET` or `+03` usually means; None for an unknown name."""
    minutes = _ZONES.get(name)
    if minutes is None and _OFFSET.fullmatch(name):
        sign = -1 if name[0] == "-" else 1
        minutes = sign * (int(name[1:3]) * 60 + int(name[3:].strip(":") or 0))
    if minutes is None or abs(minutes) >= 1440:
        return None
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


def find_moment(text: str, zone: tzinfo) -> ForeignTime | None:
    """Return the first time written within a text; None if there is none."""
    return _first(text, zone, whole=False)


def find_clock(text: str, zone: tzinfo) -> Clock | None:
    """Return the first time of day in a text; None if there is none, or if its zone is unknown."""
    found = (match for pattern in (*_YEARLESS, _CLOCK_ALONE) if (match := pattern.search(text)))
    match = next(found, None)
    return _clock(match, zone) if match and not _FOREIGN.match(text[match.end() :]) else None


def _clock(match: re.Match[str], zone: tzinfo) -> Clock | None:
    offset, _ = _zone(match["zone"], zone)
    parts = match.groupdict()
    try:
        return Clock(
            time=time(_hour(match["hour"], match["half"]), int(match["minute"]), int(match["second"] or 0)),
            zone=offset,
            month=_month(parts["month"]) if "month" in parts else 0,
            day=int(parts.get("day", 0)),
        )
    except ValueError:
        return None


def split_stamp(label: str, zone: tzinfo) -> tuple[ForeignTime | None, Clock | None, str] | None:
    """Split a label that begins with a time: the moment or the time of day, and the rest.

    None for any other label, and for a span of time (`10:00 - 12:00`), which is not the time of a message.
    """
    for pattern in (*_PATTERNS, *_YEARLESS, _CLOCK_ALONE):
        match = pattern.match(label)
        if not match or not match["hour"]:
            continue
        rest = label[match.end() :]
        moment = _moment(match, zone) if pattern in _PATTERNS else None
        clock = _clock(match, zone) if pattern not in _PATTERNS else None
        if (moment or clock) and not (_SPAN.match(rest) or _FOREIGN.match(rest)):
            return moment, clock, rest
        return None
    return None


def count_stamps(text: str) -> int:
    """Count the dates with an hour in a text."""
    return sum(bool(match["hour"]) for pattern in _PATTERNS for match in pattern.finditer(text))


def _first(text: str, zone: tzinfo, *, whole: bool) -> ForeignTime | None:
    for pattern in _PATTERNS:
        match = pattern.fullmatch(text) if whole else pattern.search(text)
        if match:
            return _moment(match, zone)
    return None


def _moment(match: re.Match[str], zone: tzinfo) -> ForeignTime | None:
    offset, oddities = _zone(match["zone"], zone)
    hour = match["hour"]
    if hour and len(hour) != 2:
        oddities = (*oddities, ODD_HOUR)
    try:
        written = datetime(
            int(match["year"]),
            _month(match["month"]),
            int(match["day"]),
            _hour(hour, match["half"]),
            int(match["minute"] or 0),
            int(match["second"] or 0),
            tzinfo=offset,
        )
        return ForeignTime(at=written.astimezone(UTC), day_only=not hour, oddities=oddities)
    # OverflowError: near year 1 or 9999 the conversion to UTC leaves the calendar.
    except (ValueError, OverflowError):
        return None


def _month(written: str) -> int:
    return int(written) if written.isdigit() else MONTHS.index(written[:3].lower()) + 1


def _hour(hour: str | None, half: str | None) -> int:
    number = int(hour or 0)
    # 12-hour times only: some people write "13:00pm".
    if half and number <= 12:
        return number % 12 + (12 if half.lower() == "pm" else 0)
    return number


def _zone(written: str | None, default: tzinfo) -> tuple[tzinfo, tuple[str, ...]]:
    if not written:
        return default, (NO_ZONE,)
    if written.upper() in _ZONES:
        minutes = _ZONES[written.upper()]
        return (timezone(timedelta(minutes=minutes)) if minutes else UTC), ()
    minutes = int(written[1:3]) * 60 + int(written[-2:])
    if written[0] == "-" and minutes == 0:
        return UTC, (UNKNOWN_ZONE,)
    sign = -1 if written[0] == "-" else 1
    # datetime refuses offsets of a day or more; the caller treats it as an unreadable time.
    return (timezone(sign * timedelta(minutes=minutes)), ()) if minutes < 1440 else (default, (NO_ZONE,))
