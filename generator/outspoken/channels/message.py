"""A message to one channel, and the messages that it follows there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from outspoken.model.channel import Channel
from outspoken.model.vocabulary import Impact, Status


class Thread(Struct, frozen=True, kw_only=True):
    """The messages about this incident that the channel already has, by the ids in their receipts.

    `root_id` is the first one's id, `parent_id` the newest one's; each is empty if the channel returned none.
    `root_key` and `parent_key` are their ledger keys (`incident/update/channel`).
    """

    root_id: str
    parent_id: str = ""
    root_key: str = ""
    parent_key: str = ""


class Message(Struct, frozen=True, kw_only=True):
    """A message for one piece of news on one channel.

    `subject` is one line; `text` is plain text that fits the channel, with the whole `link` in it; `html`
    is safe HTML for mail (otherwise empty); `data` are the same facts for programs, in JSON types
    (webhooks). `link` is the update's absolute URL with its anchor. `key` is the ledger's
    `incident/update/channel`, `dedup` its SHA-256 in hex. `at` is when the update was published (UTC), the
    same at every attempt. If there are several recipients, those with a mark in `leave_out` don't get it, and
    those in `behind` only after an earlier message.
    """

    channel: Channel
    subject: str
    text: str
    link: str
    key: str
    dedup: str
    # Never the time of the attempt: a Date header or a `createdAt` that changes makes a second message.
    at: datetime
    incident_id: str
    update_id: str
    status: Status
    impact: Impact
    title: str
    site_name: str
    site_url: str
    html: str = ""
    data: Mapping[str, object] = {}
    thread: Thread | None = None
    leave_out: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()


def dedup_of(key: str) -> str:
    """Return the SHA-256 of a ledger key in hex: the idempotency key for channels."""
    # A digest, since servers limit the length and the characters of a key.
    return hashlib.sha256(key.encode()).hexdigest()
