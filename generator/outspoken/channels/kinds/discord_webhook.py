"""Discord through a webhook: an id comes back, but nothing can be repeated or read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outspoken.channels.channel_kind import ChannelKind
from outspoken.channels.common_options import ADDRESS, needed
from outspoken.channels.text.lengths import utf16
from outspoken.channels.text.mentions import without_markup
from outspoken.channels.text.text_limit import Limit, Scale
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.sending.sender import Sender, SenderDependencies


def _sender(channel: Channel, dependencies: SenderDependencies) -> Sender:
    from outspoken.channels.senders.discord_webhook_sender import DiscordWebhook

    return DiscordWebhook(channel, dependencies)


KIND = ChannelKind(
    name="discord_webhook",
    sender=_sender,
    place=9,
    secrets=needed(ADDRESS),
    # Discord renders Markdown in `content` and has no switch for that: it is escaped before it is measured.
    scale=Scale(limit=Limit(most=2000, count=utf16, explained="UTF-16 units"), ready=without_markup),
)
