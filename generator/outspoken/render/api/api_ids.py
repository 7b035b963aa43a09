"""Ids for programs: made from ours and the host, so that they differ from those of any other page."""

from __future__ import annotations

from base64 import b32encode
from datetime import UTC, datetime
from hashlib import blake2b


def api_id(host: str, kind: str, name: str) -> str:
    """Return an id of 16 lower-case letters and digits; `name` is our own permanent id of the object.

    80 bits: among a million ids of one page, two are equal with a probability of one in 10^12.
    """
    digest = blake2b(f"{host}\n{kind}\n{name}".encode(), digest_size=10).digest()
    return b32encode(digest).decode().lower()


def to_second(instant: datetime) -> datetime:
    """Return the time in UTC without its fraction: `fromdateiso8601` of jq reads no other format."""
    return instant.astimezone(UTC).replace(microsecond=0)
