"""Makes names for new files. They are permanent ids, made once from the day, the text and what is unused."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import UTC, date, datetime

from outspoken.source.format.ids import MAX_ID
from outspoken.source.format.slugs import slug

# With the day and a number this is well below the longest id.
_REST = 60


def incident_id(day: date, title: str, is_taken: Callable[[str], bool]) -> str:
    """Return `2026-11-21-checkout-errors`, with `-2` and so on if that id exists."""
    return free_name(f"{day.isoformat()}-{title_slug(title)}", is_taken)


def title_slug(title: str) -> str:
    """Return the title in lower-case Latin letters with hyphens, at most 60; `incident` if it is empty."""
    return slug(title, _REST) or "incident"


def free_name(first: str, is_taken: Callable[[str], bool], limit: int = MAX_ID) -> str:
    """Return the name, with `-2` and so on if it is taken; then at most `limit` characters."""
    name, count = first, 1
    while is_taken(name):
        count += 1
        end = f"-{count}"
        # The number replaces the last characters: the id must stay within the limit, without two hyphens.
        name = first[: limit - len(end)].rstrip("-") + end
    return name


def update_id(at: datetime, word: str, taken: Container[str]) -> str:
    """Return `20261121T140510Z-identified`, with `-2` and so on if it is in `taken` (case-folded)."""
    first = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{word}"
    # Case-folded: file systems of macOS and Windows do not distinguish case.
    return free_name(first, lambda name: name.casefold() in taken)
