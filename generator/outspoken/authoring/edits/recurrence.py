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

    They begin at the same time of the day in `zone`, across changes of the clocks. Raises MissingError for a
    rule that cannot be read.
    """
    # Without its zone: a rule counts days and hours as people at this place do.
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
            "FREQ=MONTHLY;BYDAY=1SU; the time of the day is that of the first window, the end is --until",
            "--rule",
        )
    try:
        found = rrulestr(text, dtstart=begin)
        # A rule that never comes true is searched up to the year 9999: the first result says if there is one.
        next(islice(found, 1), None)
    except (ValueError, TypeError) as fault:
        raise MissingError(f"--rule {rule} cannot be read: {fault}", "--rule") from None
    assert isinstance(found, rrule)  # noqa: S101 - a text without DTSTART and line ends is one rule
    return iter(found)


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return a local time in UTC; one that the clocks skip is as long after the change as it says."""
    return local.replace(tzinfo=zone).astimezone(UTC)
