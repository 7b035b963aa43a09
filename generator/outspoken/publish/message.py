"""One piece of news as one channel tells it: the words, fitted to the channel, and the ids that go with them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from outspoken.errors import Problem
from outspoken.model.channel import Channel
from outspoken.model.words import Impact, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The messages about this incident that the channel already has, by the ids in their receipts.

    `root_id` is the first one's id and `root_url` its address, `parent_id` the newest one's; each empty
    where the channel gave none. `root_key` and `parent_key` are their ledger keys (`incident/update/channel`).
    """

    root_id: str
    parent_id: str = ""
    root_url: str = ""
    root_key: str = ""
    parent_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one channel sends for one piece of news.

    `subject` is one line; `text` are plain words that fit the channel, with `link` whole among them;
    `html` is safe HTML for mail (empty elsewhere); `data` are the same facts for programs, in types that JSON
    knows (webhooks). `link` is the update's absolute address with its anchor. `key` is the ledger's
    `incident/update/channel`, `dedup` the SHA-256 of it in hex. `at` is when the update was published
    (UTC), the same at every attempt.
    """

    channel: Channel
    subject: str
    text: str
    link: str
    key: str
    dedup: str
    at: datetime
    incident_id: str
    update_id: str
    status: Status
    impact: Impact
    title: str
    site_name: str
    site_url: str
    html: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    thread: Thread | None = None


class MessageError(Exception):
    """A message that cannot be written: its channel is held alone, and `problem` says what to mend."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


def dedup_of(key: str) -> str:
    """The SHA-256 of a ledger key in hex: what a channel tells a repetition by."""
    return hashlib.sha256(key.encode()).hexdigest()
