"""Slack through an incoming webhook: it takes no key, and no id comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outspoken.channels.channel_kind import ChannelKind
from outspoken.channels.common_options import ADDRESS, needed
from outspoken.channels.text.lengths import slack
from outspoken.channels.text.plain_links import without_square_brackets
from outspoken.channels.text.text_limit import Limit, Scale
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.sending.sender import Sender, SenderDependencies


def _sender(channel: Channel, dependencies: SenderDependencies) -> Sender:
    from outspoken.channels.senders.slack_webhook_sender import SlackWebhook

    return SlackWebhook(channel, dependencies)


KIND = ChannelKind(
    name="slack_webhook",
    sender=_sender,
    place=1,
    secrets=needed(ADDRESS),
    scale=Scale(
        limit=Limit(most=3000, count=slack, explained="UTF-16 units"), ready=without_square_brackets
    ),  # one section's text; a whole message takes 40,000
)
