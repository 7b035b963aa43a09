"""Sends to Discord through a webhook: it returns an id, but nothing can be repeated or read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outspoken.channels.sending.http_client import Lost
from outspoken.channels.sending.secret_address_sender import SecretAddressSender
from outspoken.channels.sending.sender import Sent

if TYPE_CHECKING:
    from outspoken.channels.message import Message

_NO_EMBEDS = 1 << 2


class DiscordWebhook(SecretAddressSender):
    """Waits until the message is posted, so that a success means that it is in the channel."""

    def send(self, message: Message) -> Sent:
        # `parse: []` is the guarantee that no one is pinged; the text's own mentions are already neutral.
        body = {"content": message.text, "allowed_mentions": {"parse": []}, "flags": _NO_EMBEDS}
        answer = self.ask(self.url, body, query={"wait": "true"})
        sent = self.judge(answer)
        if isinstance(answer, Lost) or not answer.is_good:
            return sent
        # With `wait`, Discord answers with the message; any other answer comes from a proxy in between.
        found = answer.data.get("id")
        return Sent(outcome=sent.outcome, id=found) if isinstance(found, str) else self.unreadable()
