"""JSON as commands print it."""

from __future__ import annotations

import msgspec


def json_text(document: object) -> str:
    """Return a value of JSON, or a record, indented by two; times are in the form of RFC 3339."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
