"""Sends to Slack through an incoming webhook: no key, and no id comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outspoken.channels.sending.http_client import Lost
from outspoken.channels.sending.secret_address_sender import SecretAddressSender
from outspoken.channels.sending.sender import Outcome, Sent
from outspoken.channels.text.mentions import escaped_for_slack

if TYPE_CHECKING:
    from outspoken.channels.message import Message


class SlackWebhook(SecretAddressSender):
    """Answers `ok`, and no id: later updates cannot join the first one's thread."""

    def send(self, message: Message) -> Sent:
        # No mrkdwn: an asterisk in a user's text stays an asterisk.
        plain = {"mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
        # A top-level text, not only blocks: notifications show only this text.
        body = {"text": escaped_for_slack(message.text), **plain}
        answer = self.ask(self.url, body)
        sent = self.judge(answer)
        if sent.outcome is not Outcome.YES or isinstance(answer, Lost):
            return sent
        # Any other answer comes from a proxy in between.
        return sent if (answer.body or b"").strip() == b"ok" else self.unreadable()
