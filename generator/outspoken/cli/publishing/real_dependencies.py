"""What an announcement needs from outside: the real senders, templates and clock, and the id of the run."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from outspoken.announce.request import AnnounceDependencies
from outspoken.cli.publishing.announce_report import give_up
from outspoken.cli.publishing.ledger_options import clock_from

if TYPE_CHECKING:
    from outspoken.announce.words.news import NewsItem
    from outspoken.channels.message import Message, Thread
    from outspoken.channels.sending.sender import Sender
    from outspoken.model.channel import Channel
    from outspoken.render.shared import Shared


def run_id() -> str:
    """Return a unique id for this run."""
    # A re-run job has the same id and a new attempt; the random part separates several runs in one job.
    job = "-".join(os.environ.get(f"GITHUB_RUN_{name}", "") for name in ("ID", "ATTEMPT")).strip("-")
    return f"{job or 'by-hand'}-{secrets.token_hex(6)}"


def real_dependencies(now: datetime | None, progress: Callable[[int, int], None]) -> AnnounceDependencies:
    """Return the real senders and templates, imported when the first is used."""
    clock = clock_from(now)

    def sender(channel: Channel) -> Sender:
        from outspoken.channels.sending.sender_for import sender_for

        return sender_for(channel, os.environ, now=clock)

    def message(piece: NewsItem, channel: Channel, shared: Shared, thread: Thread | None) -> Message:
        from outspoken.announce.words.compose import compose

        return compose(piece, channel, shared, thread=thread)

    return AnnounceDependencies(
        senders=sender, compose=message, clock=clock, progress=progress, give_up=give_up
    )
