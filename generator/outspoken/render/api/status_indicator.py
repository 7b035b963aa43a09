"""The overall state in the words of the hosted API."""

from __future__ import annotations

from collections.abc import Iterable

from outspoken.model.vocabulary import Level, State
from outspoken.render.api.api_records import ApiLevel, ApiStatus

LEVELS = {
    Level.OPERATIONAL: ApiLevel.NONE,
    Level.MAINTENANCE: ApiLevel.MAINTENANCE,
    Level.MINOR: ApiLevel.MINOR,
    Level.MAJOR: ApiLevel.MAJOR,
    Level.CRITICAL: ApiLevel.CRITICAL,
}
"""The API's word for each level."""

_PHRASES = {
    Level.OPERATIONAL: "All Systems Operational",
    Level.MAINTENANCE: "Service Under Maintenance",
    Level.MINOR: "Minor Service Outage",
    Level.MAJOR: "Partial System Outage",
    Level.CRITICAL: "Major Service Outage",
}
_DEGRADED = "Partially Degraded Service"


def api_status(level: Level, states: Iterable[State]) -> ApiStatus:
    """Return the status of a page at this level, whose components are in these states."""
    bad = {state for state in states if state.level is Level.MINOR}
    # An outage would be too much to say if the worst component is only slow.
    phrase = _DEGRADED if level is Level.MINOR and bad == {State.DEGRADED_PERFORMANCE} else _PHRASES[level]
    return ApiStatus(indicator=LEVELS[level], description=phrase)
