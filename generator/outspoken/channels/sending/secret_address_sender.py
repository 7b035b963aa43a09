"""The base class of senders whose whole address is their secret, as that of a webhook."""

from __future__ import annotations

from outspoken.channels.sending.http_sender import HttpSender
from outspoken.channels.sending.sender import SenderDependencies
from outspoken.model.channel import Channel


class SecretAddressSender(HttpSender):
    """A sender with one secret, the address `url`."""

    needs = ("secret",)

    def __init__(self, channel: Channel, dependencies: SenderDependencies) -> None:
        super().__init__(channel, dependencies)
        self.url = self.address()
