"""Sends to Microsoft Teams through a workflow's webhook: an adaptive card; no key, and no id comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outspoken.channels.sending.answer_meaning import is_page
from outspoken.channels.sending.http_client import Answer
from outspoken.channels.sending.secret_address_sender import SecretAddressSender
from outspoken.channels.sending.sender import Outcome, Sent

if TYPE_CHECKING:
    from outspoken.channels.message import Message

_CARD = "application/vnd.microsoft.card.adaptive"


class TeamsWebhook(SecretAddressSender):
    """The answer only shows that the workflow was started."""

    def send(self, message: Message) -> Sent:
        card = {"contentType": _CARD, "contentUrl": None, "content": content(message)}
        answer = self.ask(self.url, {"type": "message", "attachments": [card]})
        sent = self.judge(answer)
        # A proxy or a login in between may answer 200 with a page of its own.
        if sent.outcome is Outcome.YES and isinstance(answer, Answer) and is_page(answer):
            return self.unreadable()
        return sent


def content(message: Message) -> dict[str, Any]:
    """Return the card; its text is in runs, which unlike text blocks have no Markdown and no mentions."""
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
