"""Microsoft Teams through a workflow's webhook: an adaptive card; it takes no key, and no id comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outspoken.channels.channel_kind import ChannelKind
from outspoken.channels.common_options import ADDRESS, needed
from outspoken.channels.text.lengths import json_bytes
from outspoken.channels.text.text_limit import Limit, Scale
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.sending.sender import Sender, SenderDependencies


def _sender(channel: Channel, dependencies: SenderDependencies) -> Sender:
    from outspoken.channels.senders.teams_webhook_sender import TeamsWebhook

    return TeamsWebhook(channel, dependencies)


KIND = ChannelKind(
    name="teams_webhook",
    sender=_sender,
    place=8,
    secrets=needed(ADDRESS),
    # A card and its request must stay below 28 KB.
    scale=Scale(limit=Limit(most=20_000, count=json_bytes, explained="bytes of JSON", unit="bytes")),
    has_heading=True,
)
