"""Bluesky: a record under a key of our own, which may be put again without a time limit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outspoken.channels.channel_kind import ChannelKind, Medium
from outspoken.channels.common_options import HOST, LANGUAGE, SERVER_ADDRESS, needed, variable
from outspoken.channels.delivery_promise import UNLIMITED, DeliveryPromise
from outspoken.channels.text.lengths import graphemes, utf8
from outspoken.channels.text.text_limit import Limit, Scale
from outspoken.model.channel import Channel
from outspoken.model.field import Field, Need, Type, ValueShape

if TYPE_CHECKING:
    from outspoken.channels.sending.sender import Sender, SenderDependencies


def _sender(channel: Channel, dependencies: SenderDependencies) -> Sender:
    from outspoken.channels.senders.bluesky_sender import Bluesky

    return Bluesky(channel, dependencies)


KIND = ChannelKind(
    name="bluesky",
    sender=_sender,
    place=6,
    secrets=needed(variable("password", "an app password", "BLUESKY_PASSWORD")),
    options=(
        Field(
            name="account",
            type=Type.LINE,
            need=Need.ALWAYS,
            example="status.example.com",
            help="the account's handle",
            shape=ValueShape(
                pattern=re.compile(rf"{HOST}|did:[a-z]+:[A-Za-z0-9.:_-]+"), what="a handle without @"
            ),
        ),
        Field(
            name="server",
            type=Type.LINE,
            example="https://bsky.social",
            help="the address of the account's server",
            shape=SERVER_ADDRESS,
        ),
        LANGUAGE,
    ),
    destination=("account", "server"),
    medium=Medium.SHORT,
    # Both limits are in the lexicon app.bsky.feed.post.
    scale=Scale(
        limit=Limit(most=300, count=graphemes, explained="what people see as one character"),
        # An emoji of a family is one grapheme and 25 bytes or more: such a text meets this limit first.
        hard=Limit(most=3000, count=utf8, explained="bytes", unit="bytes"),
    ),
    threads=True,
    # A put of the same record changes nothing: packages/pds/…/putRecord.ts of bluesky-social/atproto.
    promise=lambda _: DeliveryPromise(key=UNLIMITED, is_read_back=True),
)
