"""Finds the exact times of stamps such as `Dec 23, 10:30 CET`, which have no year and an unclear zone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from msgspec import Struct

from outspoken.importers.import_report import Remarks
from outspoken.importers.old_text.foreign_times import MONTHS, zone_of

_STAMP = re.compile(
    r"(?P<month>[A-Z][a-z]{2})[a-z]*\.?\s+(?P<day>\d{1,2})\s*,\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})"
)
_ZONE = re.compile(r"\s*([A-Z]{1,5}\b|[+-]\d{2}(?::?\d{2})?\b)")
_TAG = re.compile(r"<[^>]*>")
# A feed's time may be earlier than its newest update's, if the server's clocks differ.
_AHEAD = timedelta(days=1)
_LONGEST_OFFSET = timedelta(hours=14)
_QUARTER = timedelta(minutes=15)


class FeedStamp(Struct, frozen=True, kw_only=True):
    """A time without a year; `zone` is what is written behind it, empty if nothing is."""

    month: int
    day: int
    hour: int
    minute: int
    zone: str = ""

    def in_year(self, year: int, zone: tzinfo) -> datetime | None:
        """Return the time (UTC) in a year; None for the 29th of February in other years."""
        with suppress(ValueError):
            local = datetime(year, self.month, self.day, self.hour, self.minute, tzinfo=zone)
            return local.astimezone(UTC)
        return None

    def latest_until(self, limit: datetime, zone: tzinfo) -> datetime | None:
        """Return the last such time (UTC) that is not after `limit`."""
        # Leap days are at most eight years apart.
        for year in range(limit.year + 1, limit.year - 9, -1):
            at = self.in_year(year, zone)
            if at and at <= limit:
                return at
        return None


def read_stamp(html: str) -> FeedStamp | None:
    """Read the stamp of an update; None if there is none."""
    text = " ".join(_TAG.sub("", html).split())
    found = _STAMP.search(text)
    if not found or found["month"].lower() not in MONTHS:
        return None
    return FeedStamp(
        month=MONTHS.index(found["month"].lower()) + 1,
        day=int(found["day"]),
        hour=int(found["hour"]),
        minute=int(found["minute"]),
        zone=zone[1] if (zone := _ZONE.match(text, found.end())) else "",
    )


def measured_offset(stamp: FeedStamp, published: datetime) -> timedelta | None:
    """Return the difference of the stamp and the exact time of the same update; None if they do not match."""
    for year in (published.year - 1, published.year, published.year + 1):
        local = stamp.in_year(year, UTC)
        if local:
            ahead = local - published.replace(second=0, microsecond=0)
            # Offsets of zones are multiples of 15 minutes: any other difference shows two different updates.
            if abs(ahead) <= _LONGEST_OFFSET and not ahead % _QUARTER:
                return ahead
    return None


class FeedZones:
    """The offsets of a feed's zone names, computed from its own entries.

    `CST` is used in America, China and Cuba. The newest update of an entry has a stamp and an exact time:
    their difference is the offset. `given` is the zone of --zone, or None.
    """

    def __init__(
        self, pairs: Iterable[tuple[FeedStamp, datetime]], given: tzinfo | None, remarks: Remarks
    ) -> None:
        votes: dict[str, Counter[timedelta]] = {}
        for stamp, published in pairs:
            if (offset := measured_offset(stamp, published)) is not None:
                votes.setdefault(stamp.zone, Counter())[offset] += 1
        self._proved: Mapping[str, tzinfo] = {
            # The most frequent offset: one entry with a wrong date must not decide.
            name: timezone(found.most_common(1)[0][0])
            for name, found in votes.items()
        }
        self._given, self._remarks, self._named = given, remarks, set[str]()

    def find(self, stamp: FeedStamp) -> tzinfo:
        """Return the zone of a stamp, with one remark for each name that is not certain."""
        if stamp.zone in self._proved:
            return self._proved[stamp.zone]
        usual = zone_of(stamp.zone)
        zone = self._given or usual or UTC
        if stamp.zone not in self._named and not (usual is UTC and self._given is None):
            self._named.add(stamp.zone)
            name = stamp.zone or "no zone"
            self._remarks.assumed(
                "a zone's name can mean several zones, and no exact time proves one: check the times,"
                " or name the zone with --zone",
                f"{name}: {zone} was used",
            )
        return zone


def placed(
    stamps: Iterable[FeedStamp | None], newest: datetime | None, zones: FeedZones
) -> list[datetime | None]:
    """Return the exact times (UTC) of stamps, newest first, that all lack a year.

    `newest` is when the newest of them was published. Each is in the last year in which it is not later
    than the one before.
    """
    limit = newest + _AHEAD if newest else None
    found: list[datetime | None] = []
    for stamp in stamps:
        at = stamp.latest_until(limit, zones.find(stamp)) if stamp and limit else None
        # The feed has seconds for its newest update only.
        if at and newest and not found and at == newest.replace(second=0, microsecond=0):
            at = newest
        found.append(at)
        limit = at + _AHEAD if at else limit
    return found
