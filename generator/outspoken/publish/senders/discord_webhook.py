"""Discord through a webhook: an id comes back, but nothing can be repeated or read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outspoken.model.channel import Channel
from outspoken.publish.senders.base import Rim, Sender, Sent
from outspoken.publish.senders.exchange import Lost
from outspoken.publish.senders.speaker import Speaker

if TYPE_CHECKING:
    from outspoken.publish.message import Message

_NO_EMBEDS = 1 << 2


class DiscordWebhook(Speaker):
    """Waits for the message, so that a yes means that it stands there."""

    needs = ("secret",)

    def __init__(self, channel: Channel, rim: Rim) -> None:
        super().__init__(channel, rim)
        self._url = self.address()

    def send(self, message: Message) -> Sent:
        body = {"content": message.text, "allowed_mentions": {"parse": []}, "flags": _NO_EMBEDS}
        answer = self.ask(self._url, body, query={"wait": "true"})
        sent = self.judge(answer)
        if isinstance(answer, Lost) or not answer.is_good:
            return sent
        # Asked to wait, Discord answers with the message; anything else was said by somebody in between.
        found = answer.data.get("id")
        return Sent(outcome=sent.outcome, id=found) if isinstance(found, str) else self.unreadable()


def make(channel: Channel, rim: Rim) -> Sender:
    """The sender of a channel. Raises ChannelError."""
    return DiscordWebhook(channel, rim)
