"""Times as people give them to a command, and the times that a command suggests to them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from outspoken.model.settings import Settings
from outspoken.source.format.instants import duration_text, read_duration, read_promise
from outspoken.source.format.writing import stamp

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def since(text: str, now: datetime) -> str:
    """Return a time as written, and a duration as the time that long before `now` (UTC). Raises Refusal."""
    read = read_promise(text)
    # A written time is kept as it is: reviewers see the zone that the author thought in.
    return stamp(now - read) if isinstance(read, timedelta) else text


def until(text: str, start: datetime) -> str:
    """Return a time as written, and a duration as the time that long after `start` (UTC). Raises Refusal."""
    read = read_promise(text)
    return stamp(start + read) if isinstance(read, timedelta) else text


def in_words(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return `14:05 UTC` for today, else with its day; the site's local time in brackets if it differs."""
    local, in_utc = instant.astimezone(zone), instant.astimezone(UTC)
    same = local.utcoffset() == timedelta()
    local_time = "" if same else f" ({local:%H:%M} in {zone.key.rpartition('/')[2].replace('_', ' ')})"
    day = "" if in_utc.date() == now.date() else f" on {_day(in_utc)}"
    return f"{in_utc:%H:%M} UTC{local_time}{day}"


def _day(day: datetime) -> str:
    return f"{day:%A}, {day.day} {day:%B}"


def window_in_words(start: datetime, end: datetime, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """Return both ends of scheduled maintenance; the day is written once if it is the same."""
    begin = in_words(start, now, zone)
    # An end on the day of the start does not repeat that day.
    return begin, in_words(end, start if begin.endswith(_day(start)) else now, zone)


def span_in_words(text: str) -> str:
    """Return `1 hour 30 minutes` for `1h30m`. Raises Refusal."""
    minutes = int(read_duration(text).total_seconds()) // 60
    parts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    return " ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in parts if count)


def suggested_wait(longest: timedelta | None) -> str:
    """Return the default time until the next update; `longest` is the one that the settings allow."""
    return duration_text(longest) if longest else "30m"


def next_window(settings: Settings, now: datetime) -> str:
    """Return the next allowed start with enough notice, as people write it; 02:00 by default."""
    planned = settings.planned
    zone = planned.zone or settings.zone
    opening = planned.start or time(2)
    earliest = now + (planned.notice or timedelta(hours=12))
    day = earliest.astimezone(zone).date()
    # Two weeks are enough: every weekday occurs within one.
    for _ in range(15):
        begin = datetime.combine(day, opening, tzinfo=zone)
        if begin.astimezone(UTC) >= earliest and (not planned.days or day.weekday() in planned.days):
            break
        day += timedelta(days=1)
    # Zones without a slash, such as `CET`, are refused in content.
    name = zone.key if "/" in zone.key else "UTC"
    return f"{begin:%Y-%m-%d %H:%M} {name}"
