"""Every other service, through Apprise: no key, no id, and often no clear answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outspoken.channels.channel_kind import ChannelKind
from outspoken.channels.common_options import needed, variable
from outspoken.channels.text.lengths import utf16
from outspoken.channels.text.text_limit import Limit, Scale
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.sending.sender import Sender, SenderDependencies


def _sender(channel: Channel, dependencies: SenderDependencies) -> Sender:
    from outspoken.channels.senders.apprise_sender import Apprise

    return Apprise(channel, dependencies)


KIND = ChannelKind(
    name="apprise",
    sender=_sender,
    place=11,
    secrets=needed(variable("secret", "the service's address in the form of Apprise", "CHAT_URL")),
    scale=Scale(limit=Limit(most=2000, count=utf16, explained="UTF-16 units")),
)
