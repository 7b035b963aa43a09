"""Suggest when maintenance can begin, given the settings."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from outspoken.model.settings import Settings


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
