"""The media types of files without a telling ending, or which hosts often guess wrong."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from outspoken.render.standards.standard_paths import (
    API_CATALOG,
    CATALOG_JSON,
    CATALOG_TYPE,
    MARKDOWN_TYPE,
    METRICS,
    METRICS_TYPE,
    OPERATIONAL_STATE,
    PROBLEM,
    PROBLEM_TYPE,
    STATE,
    STATE_TYPE,
)

MEDIA_TYPES: Mapping[str, str] = {
    "*.atom": "application/atom+xml; charset=utf-8",
    "*.rss": "application/rss+xml; charset=utf-8",
    "*.ics": "text/calendar; charset=utf-8",
    "*.opml": "text/x-opml; charset=utf-8",
    "*.md": MARKDOWN_TYPE,
    "*updates.json": "application/feed+json; charset=utf-8",
    API_CATALOG: CATALOG_TYPE,
    CATALOG_JSON: CATALOG_TYPE,
    OPERATIONAL_STATE: "application/json",
    STATE: STATE_TYPE,
    PROBLEM: PROBLEM_TYPE,
    METRICS: METRICS_TYPE,
}
"""Media types by path from the site's root, perhaps with one `*`; no two match the same file."""


def media_type(path: str) -> str:
    """Return the media type of a file that matches in `MEDIA_TYPES`; empty for all others."""
    return next((kind for pattern, kind in MEDIA_TYPES.items() if fnmatchcase(path, pattern)), "")
