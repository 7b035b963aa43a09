"""Computes the days on which maintenance is repeated, by an interval or a rule of RFC 5545."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from outspoken.authoring.refusal import MissingError
from outspoken.model.incident import Window

_EVERY = re.compile(r"(?:(\d{1,3}) ?)?(day|week|month|year)s?")
_FREQUENCIES = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_RULE = re.compile(r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;|$)")
# The result depends on the first window and on --until: these would contradict them.
_OWN = re.compile(r"DTSTART|UNTIL|BYHOUR|BYMINUTE|BYSECOND|\n")


def rule_of(every: str) -> str:
    """Return the rule for `week` or `2 weeks`. Raises MissingError."""
    found = _EVERY.fullmatch(every.strip().lower())
    if not found or found[1] == "0":
        raise MissingError(
            f"--every {every} is not an interval: write day, week, 2 weeks, month or year", "--every"
        )
    return f"FREQ={_FREQUENCIES[found[2]]};INTERVAL={found[1] or 1}"


def windows_after(first: Window, rule: str, until: datetime, zone: ZoneInfo) -> Iterator[Window]:
    """Yield the windows that follow the first one, up to `until` (UTC), each as long as the first.

    They begin at the same time of day in `zone`, also after a clock change. Raises MissingError for a
    rule that cannot be read.
    """
    # Without a zone: a rule counts local days and hours.
    begin = first.start.astimezone(zone).replace(tzinfo=None)
    last = until.astimezone(zone).replace(tzinfo=None)
    length = first.end - first.start
    for local in _read(rule, begin):
        if local > last:
            return
        start = _instant(local, zone)
        if start > first.start:
            yield Window(start=start, end=start + length)


def _read(rule: str, begin: datetime) -> Iterator[datetime]:
    text = rule.strip().upper().removeprefix("RRULE:")
    if not _RULE.match(text) or _OWN.search(text):
        raise MissingError(
            f"--rule {rule} is not accepted: write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY first, as in "
            "FREQ=MONTHLY;BYDAY=1SU; the time of day is that of the first window, and --until is the end",
            "--rule",
        )
    try:
        found = rrulestr(text, dtstart=begin)
        # If a rule matches no day, this searches up to the year 9999: so only the first result is asked for.
        next(islice(found, 1), None)
    except (ValueError, TypeError) as fault:
        raise MissingError(f"--rule {rule} cannot be read: {fault}", "--rule") from None
    assert isinstance(found, rrule)  # noqa: S101 - a text without DTSTART and line ends is one rule
    return iter(found)


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return a local time in UTC; one that a clock change skips is moved to after the change."""
    return local.replace(tzinfo=zone).astimezone(UTC)
