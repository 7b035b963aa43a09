"""A badge as shields.io reads it, which draws it in its own style (https://shields.io/badges/endpoint-badge)."""

from __future__ import annotations

import json

from outspoken.render.badges.badge import Badge

CACHE_SECONDS = 300
"""How long shields.io may show the same state: it allows no less."""


def badge_json(badge: Badge, icon: str) -> bytes:
    """Return the JSON document in UTF-8, with the badge's shape as its logo.

    It does not say `isError`: that is for a badge whose state cannot be found out.
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
