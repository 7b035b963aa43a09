"""Sends to a webhook of any receiver, signed according to Standard Webhooks: one id for all attempts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from outspoken.channels.sending.http_client import in_json
from outspoken.channels.sending.http_sender import HttpSender, checked_address
from outspoken.channels.sending.secrets import Secret
from outspoken.channels.sending.sender import BadSecretError, SenderDependencies, Sent
from outspoken.channels.sending.statuspage_body import hosted_body
from outspoken.model.channel import Channel
from outspoken.model.iso_time import iso

if TYPE_CHECKING:
    from outspoken.channels.message import Message

_PREFIX = "whsec_"


class Webhook(HttpSender):
    """Repeatable if the receiver recognises the id, which `in_doubt: repeat` declares."""

    def __init__(self, channel: Channel, dependencies: SenderDependencies) -> None:
        super().__init__(channel, dependencies)
        if "secret" in self.secrets:
            self._url = self.address()
        else:
            plain = checked_address(channel, "url", self.option("url"), dependencies.base(channel.kind))
            self._url = Secret(plain)
        self._is_hosted = self.option("body", "standard") == "statuspage"
        # An invalid key is reported now, not in an outage.
        self._signing_key()

    def send(self, message: Message) -> Sent:
        # Serialised once: the signature must cover exactly the bytes that are sent.
        body = in_json(hosted_body(message) if self._is_hosted else standard_body(message))
        stamp = f"{self.dependencies.now().timestamp():.0f}"
        # The time of this attempt, since receivers refuse old ones; the id never changes.
        headers = {
            "webhook-id": message.dedup,
            "webhook-timestamp": stamp,
            "Idempotency-Key": message.dedup,
        }
        if key := self._signing_key():
            headers["webhook-signature"] = signature(key, message.dedup, stamp, body)
        return self.judge(self.ask(self._url, body, headers=headers))

    def _signing_key(self) -> bytes:
        """Return the key's bytes: decoded from Base64 after `whsec_`, otherwise the text's own."""
        if "signing_key" not in self.secrets:
            return b""
        text = self.secrets["signing_key"].reveal()
        if not text.startswith(_PREFIX):
            return text.encode()
        try:
            return base64.b64decode(text.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            name = self.channel.secrets["signing_key"]
            hint = f"set {name} to {_PREFIX} and the key in Base64"
            raise BadSecretError(self.channel, f"{name} is not a key", hint) from None


def standard_body(message: Message) -> dict[str, Any]:
    """Return our own body: a type, when the update was published, and the facts."""
    texts = {"subject": message.subject, "text": message.text, "link": message.link}
    site = {"name": message.site_name, "url": message.site_url}
    facts = {"key": message.key, "site": site, **message.data, "message": texts}
    return {"type": "incident.update", "timestamp": iso(message.at), "data": facts}


def signature(key: bytes, name: str, stamp: str, body: bytes) -> str:
    """Return the signature (version 1) of id, timestamp (seconds of the epoch) and body."""
    digest = hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
