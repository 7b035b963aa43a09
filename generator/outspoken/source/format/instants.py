"""Parses the forms in which people write times, days and durations; times are returned in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from outspoken import rules
from outspoken.source.format.lazy_pattern import pattern
from outspoken.source.format.read_context import Refusal, did_you_mean, nearest, shown

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_DATE = r"(\d{4})-(\d{2})-(\d{2})"
_CLOCK = r"\d{2}:\d{2}(?::\d{2})?"
_OFFSET = pattern(rf"{_DATE}[Tt ]{_CLOCK}(?:\.\d{{1,9}})? ?(?:[Zz]|[+-]\d{{2}}(?::?\d{{2}})?)")
_NAMED = pattern(rf"({_DATE}[Tt ]{_CLOCK}) +([A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*)")
_NAIVE = pattern(r"(\d{4}-\d{1,2}-\d{1,2})[Tt ]+(\d{1,2}:\d{2})(?::\d{2})?(?:\.\d+)?")
_CLOCK_ONLY = pattern(rf"({_CLOCK})(?: ?(Z|[+-]\d{{2}}:?\d{{2}}|UTC|[A-Za-z_]+/[A-Za-z_/]+))?")
_DAY = pattern(r"\d{4}-\d{2}-\d{2}")
_DURATION = pattern(r"(?:(\d{1,4})d)? ?(?:(\d{1,5})h)? ?(?:(\d{1,6})m)?")
_WORDY = pattern(r"(\d+) *(minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)?(?: from now)?", re.IGNORECASE)
# A year outside of these is a typing error.
YEARS = range(1970, 2200)

INSTANT_PATTERN = f"{_OFFSET.pattern}|{_NAMED.pattern}"
DAY_PATTERN = _DAY.pattern
DURATION_PATTERN = rf"(?=\d){_DURATION.pattern}"
"""A loose pattern for editors, which every accepted text matches."""


def read_instant(text: str, *, day: str = "", zone: str = "UTC") -> datetime:
    """Parse a time to UTC, whole seconds; `day` and `zone` complete the hint. Raises Refusal."""
    if _OFFSET.fullmatch(text):
        return _with_offset(text)
    named = _NAMED.fullmatch(text)
    if named:
        return _in_zone(_naive(named[1], text), named[5], text)
    raise _not_an_instant(text, day, zone)


def _with_offset(text: str) -> datetime:
    try:
        # RFC 3339 allows lower-case letters; people also put a space before the zone.
        moment = datetime.fromisoformat(text.upper().replace(" Z", "Z").replace(" +", "+").replace(" -", "-"))
    except ValueError as fault:
        raise Refusal(rules.BAD_TIME, f"{shown(text)} is not a time: {fault}", "check the numbers") from None
    _check_year(moment.year, text)
    # Names and feeds have whole seconds.
    if moment.microsecond:
        moment = moment.replace(microsecond=0)
    # For Z, fromisoformat returns UTC itself: most times need no conversion.
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _naive(text: str, whole: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError as fault:
        raise Refusal(rules.BAD_TIME, f"{shown(whole)} is not a time: {fault}", "check the numbers") from None
    _check_year(moment.year, whole)
    return moment


def _check_year(year: int, text: str) -> None:
    if year not in YEARS:
        raise Refusal(rules.BAD_TIME, f"{shown(text)} is in the year {year}", "check the year")


def _in_zone(naive: datetime, name: str, text: str) -> datetime:
    zone = read_zone(name)
    # The two readings differ only where a clock is changed (PEP 495).
    early, late = naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)
    instant = early.astimezone(UTC)
    if early.utcoffset() == late.utcoffset():
        return instant
    first, second = (_iso_with_offset(naive, moment) for moment in (early, late))
    # A skipped local time changes on conversion to UTC and back; one that occurs twice does not.
    if instant.astimezone(zone).replace(tzinfo=None) != naive:
        before, after = late.astimezone(UTC).astimezone(zone), instant.astimezone(zone)
        raise Refusal(
            rules.NONEXISTENT_TIME,
            f"{text} does not exist, because the clocks went forward",
            f"write {before:%H:%M} or {after:%H:%M}, or the time in UTC",
        )
    raise Refusal(
        rules.AMBIGUOUS_TIME,
        f"{text} is ambiguous, because the clocks went back",
        f"write {first} or {second}",
    )


def _iso_with_offset(naive: datetime, moment: datetime) -> str:
    return naive.replace(tzinfo=moment.tzinfo, fold=moment.fold).isoformat(timespec="minutes")


@lru_cache(maxsize=512)
def read_zone(name: str) -> ZoneInfo:
    """Return the IANA time zone of this name; UTC and GMT are the only abbreviations. Raises Refusal."""
    # Most times are in UTC: for them the list of zones is not loaded.
    from zoneinfo import ZoneInfo, available_timezones

    if "/" not in name and name.upper() not in ("UTC", "GMT"):
        cities = {zone.rpartition("/")[2]: zone for zone in available_timezones() if "/" in zone}
        # Abbreviations such as CET or PST are ambiguous, and similar names would only match by chance.
        city = "" if name.isupper() else nearest(name, cities)
        hint = f"did you mean {cities[city]}?" if city else "write UTC, Europe/Berlin or another Area/City"
        raise Refusal(rules.UNKNOWN_ZONE, f"{shown(name)} is an ambiguous name for a time zone", hint)
    try:
        return ZoneInfo(name if "/" in name else "UTC")
    except (KeyError, ValueError, OSError):
        hint = did_you_mean(name, sorted(available_timezones())) or "write UTC or an Area/City"
        raise Refusal(rules.UNKNOWN_ZONE, f"{shown(name)} is not a time zone", hint) from None


def _not_an_instant(text: str, day: str, zone: str) -> Refusal:
    clock, naive = _CLOCK_ONLY.fullmatch(text), _NAIVE.fullmatch(text)
    if clock:
        when = f"{clock[1][:5]} {clock[2]}" if clock[2] else clock[1]
        lacks = "date" if clock[2] else "date and no time zone"
        example = _example(day or "2026-11-21", clock[1], clock[2] or zone)
        return Refusal(rules.NAIVE_TIME, f"{when} has no {lacks}", f"write {example}")
    if naive:
        clock_text = naive[2].rjust(5, "0")
        example = _example(naive[1], clock_text, zone)
        return Refusal(rules.NAIVE_TIME, f"{text} has no time zone", f"write {example}")
    if _DAY.fullmatch(text):
        return Refusal(
            rules.NAIVE_TIME, f"{text} has no time and no time zone", f"write {_example(text, '14:05', zone)}"
        )
    return Refusal(
        rules.BAD_TIME,
        f"{shown(text)} is not a time" if text else "a time is missing",
        f"write {_example(day or '2026-11-21', '14:05', zone)}",
    )


def _example(day: str, clock: str, zone: str) -> str:
    if zone in ("UTC", "GMT", "Z", "Etc/UTC"):
        return f"{day}T{clock}Z"
    return f"{day} {clock}{'' if zone[0] in '+-' else ' '}{zone}"


def read_day(text: str) -> date:
    """Parse a calendar day, `2026-11-21`. Raises Refusal."""
    if _DAY.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError as fault:
            raise Refusal(rules.BAD_TIME, f"{text} is not a day: {fault}", "check the numbers") from None
        _check_year(day.year, text)
        return day
    raise Refusal(rules.BAD_TIME, f"{shown(text)} is not a day", "write it as 2026-11-21")


@lru_cache(maxsize=512)
def read_duration(text: str) -> timedelta:
    """Parse a positive duration: `20m`, `4h`, `1h30m`, `2d`. Raises Refusal."""
    found = _DURATION.fullmatch(text)
    if found and any(found.groups()):
        days, hours, minutes = (int(part or 0) for part in found.groups())
        span = timedelta(days=days, hours=hours, minutes=minutes)
        if span:
            return span
    wordy = _WORDY.fullmatch(text.strip())
    hint = f"write {wordy[1]}{(wordy[2] or 'm')[0].lower()}" if wordy and int(wordy[1][:9]) else ""
    if wordy and (wordy[2] or "").lower().startswith("w"):
        hint = f"write {int(wordy[1][:4]) * 7}d"
    # A duration that is too long is still too long in another unit.
    if not _DURATION.fullmatch(hint.removeprefix("write ")):
        hint = ""
    raise Refusal(
        rules.BAD_DURATION, f"{shown(text)} is not a duration", hint or "write it as 20m, 4h, 1h30m or 2d"
    )


def duration_text(length: timedelta) -> str:
    """Return a duration as people write it: `20m`, `1h30m`, `2d`; `0m` if it is shorter than a minute."""
    hours, minutes = divmod(length.seconds // 60, 60)
    parts = ((length.days, "d"), (hours, "h"), (minutes, "m"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0m"


def read_offset(text: str) -> timedelta:
    """Parse a time from a start: `+0m`, `+1h30m`, or `-2d` before it. Raises Refusal."""
    sign, span = text[:1], text[1:]
    if sign in ("+", "-"):
        length = timedelta() if span == "0m" else read_duration(span)
        return -length if sign == "-" else length
    hint = f"write +{text}" if _DURATION.fullmatch(text) and text else "write it as +0m, +4m or +1h30m"
    raise Refusal(rules.BAD_DURATION, f"{shown(text)} is not a time from the start", hint)


def read_promise(text: str, *, day: str = "", zone: str = "UTC") -> datetime | timedelta:
    """Parse a time (to UTC) or a duration. Raises Refusal."""
    if ":" in text or "-" in text:
        return read_instant(text, day=day, zone=zone)
    return read_duration(text)
