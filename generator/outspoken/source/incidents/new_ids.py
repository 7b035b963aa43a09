"""Makes names for new files. They are permanent ids, made once from the day, the text and what is unused."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from datetime import UTC, date, datetime

from outspoken.source.format.latin import latin
from outspoken.source.incidents.incident_files import INCIDENTS, UPDATES

# With the day and a number this is well below the longest id.
_REST = 60


def incident_id(day: date, title: str, is_taken: Callable[[str], bool]) -> str:
    """Return `2026-11-21-checkout-errors`, with `-2` and so on if that id exists."""
    first = f"{day.isoformat()}-{slug(title)}"
    name, count = first, 1
    while is_taken(name):
        count += 1
        name = f"{first}-{count}"
    return name


def slug(title: str) -> str:
    """Return the title in lower-case Latin letters with hyphens, at most 60; `incident` if it is empty."""
    words = re.findall(r"[a-z0-9]+", latin(title).lower())
    kept = words[0][:_REST] if words else "incident"
    for word in words[1:]:
        if len(kept) + 1 + len(word) > _REST:
            break
        kept += f"-{word}"
    return kept


def folder_of(incident: str) -> str:
    """Return the path of an incident's folder from the root."""
    return f"{INCIDENTS}/{incident[:7]}/{incident}"


def update_id(at: datetime, word: str, taken: Container[str]) -> str:
    """Return `20261121T140510Z-identified`, with `-2` and so on if it is in `taken` (case-folded)."""
    first = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{word}"
    name, count = first, 1
    # Case-folded: file systems of macOS and Windows do not distinguish case.
    while name.casefold() in taken:
        count += 1
        name = f"{first}-{count}"
    return name


def update_name(update: str) -> str:
    """Return an update's path in its incident's folder."""
    return f"{UPDATES}/{update}.md"
