"""Slack through a bot: each message carries its ledger key, so the channel can be read back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from outspoken.channels.channel_kind import ChannelKind
from outspoken.channels.common_options import needed, variable
from outspoken.channels.delivery_promise import DeliveryPromise
from outspoken.channels.text.lengths import slack
from outspoken.channels.text.plain_links import without_square_brackets
from outspoken.channels.text.text_limit import Limit, Scale
from outspoken.model.channel import Channel
from outspoken.model.field import Field, Need, Type, ValueShape

if TYPE_CHECKING:
    from outspoken.channels.sending.sender import Sender, SenderDependencies


def _sender(channel: Channel, dependencies: SenderDependencies) -> Sender:
    from outspoken.channels.senders.slack_bot_sender import SlackBot

    return SlackBot(channel, dependencies)


KIND = ChannelKind(
    name="slack_bot",
    sender=_sender,
    place=2,
    secrets=needed(variable("token", "the bot's token (xoxb-…)", "SLACK_TOKEN")),
    options=(
        Field(
            name="channel",
            type=Type.LINE,
            need=Need.ALWAYS,
            example="C0123456789",
            help="the channel's id, from its details",
            # An id and not #name: conversations.history, which reads back, takes only ids.
            shape=ValueShape(
                pattern=re.compile(r"[CDG][A-Z0-9]{6,20}"), what="a channel's id", example="C0123456789"
            ),
        ),
    ),
    destination=("channel",),
    scale=Scale(
        limit=Limit(most=3000, count=slack, explained="UTF-16 units"), ready=without_square_brackets
    ),  # one section's text; a whole message takes 40,000
    threads=True,
    # chat.postMessage documents no idempotency key; the metadata is what a message is recognised by.
    promise=lambda _: DeliveryPromise(is_read_back=True, settles=timedelta(minutes=1)),
)
