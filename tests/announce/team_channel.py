"""What the channel `team` of the site in a test is sent."""

from __future__ import annotations

from typing import Any


def announced(site: Any, *minutes: float) -> list[list[str]]:
    """The ids that each run sends, by minutes after 15:00."""
    found = []
    for moment in minutes:
        before = len(site.voices["team"].updates)
        site.run(moment)
        found.append(site.voices["team"].updates[before:])
    return found
