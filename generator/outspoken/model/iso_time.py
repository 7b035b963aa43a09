"""Times as programs read them: RFC 3339 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(instant: datetime) -> str:
    """Return an aware time in UTC, to the second: `2026-11-21T14:05:10Z`."""
    return instant.astimezone(UTC).isoformat()[:19] + "Z"
