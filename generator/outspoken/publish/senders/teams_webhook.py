"""Microsoft Teams through a workflow's webhook: an adaptive card, neither a key nor an id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outspoken.model.channel import Channel
from outspoken.publish.senders.base import Outcome, Rim, Sender, Sent
from outspoken.publish.senders.exchange import Answer
from outspoken.publish.senders.speaker import Speaker
from outspoken.publish.senders.verdict import is_page

if TYPE_CHECKING:
    from outspoken.publish.message import Message

_CARD = "application/vnd.microsoft.card.adaptive"


class TeamsWebhook(Speaker):
    """Answers that the workflow was started, and nothing more."""

    needs = ("secret",)

    def __init__(self, channel: Channel, rim: Rim) -> None:
        super().__init__(channel, rim)
        self._url = self.address()

    def send(self, message: Message) -> Sent:
        card = {"contentType": _CARD, "contentUrl": None, "content": content(message)}
        answer = self.ask(self._url, {"type": "message", "attachments": [card]})
        sent = self.judge(answer)
        if sent.outcome is Outcome.YES and isinstance(answer, Answer) and is_page(answer):
            return self.unreadable()
        return sent


def content(message: Message) -> dict[str, Any]:
    """The card: words in runs, which unlike blocks of text know no Markdown and no mention."""
    title = [_words(message.subject, weight="Bolder", size="Medium")]
    paragraphs = [_words(part.strip("\n")) for part in message.text.split("\n\n") if part.strip()]
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": title + paragraphs,
        "actions": [{"type": "Action.OpenUrl", "title": message.site_name, "url": message.link}],
    }


def _words(text: str, **style: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}


def make(channel: Channel, rim: Rim) -> Sender:
    """The sender of a channel. Raises ChannelError."""
    return TeamsWebhook(channel, rim)
