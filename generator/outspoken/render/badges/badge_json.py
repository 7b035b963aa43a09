"""A badge as JSON for shields.io, which renders it in its own style (https://shields.io/badges/endpoint-badge)."""

from __future__ import annotations

import json

from outspoken.render.badges.badge import Badge

CACHE_SECONDS = 300
"""Seconds for which shields.io may cache the state; it allows no shorter time."""


def badge_json(badge: Badge, icon: str) -> bytes:
    """Return the JSON document in UTF-8, with the badge's shape as its logo.

    `isError` is not set: it is for a badge whose state could not be fetched.
    """
    shape = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="{badge.ink}">{icon}</svg>'
    document = {
        "schemaVersion": 1,
        "label": badge.label,
        "message": badge.message,
        "color": badge.colour,
        "logoSvg": shape,
        "cacheSeconds": CACHE_SECONDS,
    }
    return json.dumps(document, ensure_ascii=False).encode() + b"\n"
