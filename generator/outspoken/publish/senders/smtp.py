"""Mail through an SMTP server: a fixed Message-ID, but a server keeps no promise about it."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from outspoken.model.channel import Channel
from outspoken.publish.senders.base import FOR_EVER, BadSecretError, Outcome, Rim, Sender, Sent
from outspoken.publish.senders.letter import letter, message_id
from outspoken.publish.senders.recipients import everybody, listed
from outspoken.publish.senders.secrets import Guard, take

if TYPE_CHECKING:
    from outspoken.publish.message import Message

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_SCHEMES = {"smtp": "none", "smtps": "tls", "smtp+starttls": "starttls"}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    host: str
    port: int
    security: str


class Smtp:
    """One message to all recipients; those in a secret stand on the envelope alone."""

    readable = False
    settles = timedelta()

    def __init__(self, channel: Channel, rim: Rim) -> None:
        self.channel, self.rim = channel, rim
        self._secrets = {role: take(channel, rim, role) for role in channel.secrets}
        self.guard = Guard(self._secrets.values())
        self._server = _server(channel, rim)
        to = channel.options.get("to", ())
        self._to = (to,) if isinstance(to, str) else to
        hidden = self._secrets.get("recipients")
        for address in listed(hidden) if hidden else ():
            if "@" not in address or not address.isprintable():
                name = channel.secrets["recipients"]
                raise BadSecretError(channel, f"{name} holds what is no mail address", f"mend {name}")
        self._everybody = everybody(channel, self._to, hidden)
        # A server may deliver the same Message-ID twice: whoever can live with that says so.
        self.repeatable = FOR_EVER if channel.options.get("in_doubt") == "repeat" else None

    def __repr__(self) -> str:
        return f"<the smtp sender of {self.channel.id}>"

    def find(self, message: Message) -> Sent | None:  # noqa: ARG002 - mail cannot be read back
        """Nothing can be read back."""
        return None

    def send(self, message: Message) -> Sent:
        """Deliver the message, once, and say what came of it."""
        own = message_id(message.key, message.site_url)
        data = letter(message, self.channel, self._to)
        try:
            client = _Client(self._server, urlsplit(message.site_url).hostname or "localhost", self.rim)
        except (OSError, smtplib.SMTPException) as error:
            return _refusal(error, self.guard)
        try:
            refused = self._prepare(client)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            client.close()
            # Whoever is refused and then hung up on was refused.
            return _refusal(error, self.guard, client.last)
        sent = _hand_over(client, data, own, self.guard)
        with suppress(OSError, smtplib.SMTPException):
            client.quit()
        client.close()
        if refused and sent.outcome is Outcome.YES:
            why = f"{refused} of {len(self._everybody)} recipients were refused"
            return Sent(outcome=Outcome.YES, id=own, why=why)
        return sent

    def _prepare(self, client: _Client) -> int:
        """Everything before the message itself; how many recipients were refused.

        Raises SMTPException where nobody is left, and for every other no.
        """
        client.ehlo_or_helo_if_needed()
        if self._server.security == "starttls":
            client.starttls(context=ssl.create_default_context())
            client.ehlo()
        if "user" in self._secrets:
            client.login(self._secrets["user"].reveal(), self._secrets["password"].reveal())
        sender = parseaddr(str(self.channel.options["from"]))[1]
        _expect(client.mail(sender), 250)
        replies = [client.rcpt(parseaddr(address)[1]) for address in self._everybody]
        refused = [reply for reply in replies if reply[0] not in (250, 251)]
        if len(refused) == len(replies):
            # One that may pass later keeps the whole from being given up.
            _expect(min(refused), 250)
        _expect(client.docmd("DATA"), 354)
        return len(refused)


class _Client(smtplib.SMTP):
    """Connects in one time and waits for answers in another; the machine's name stays here."""

    def __init__(self, server: _Server, name: str, rim: Rim) -> None:
        self._server, self._rim = server, rim
        self.last: tuple[int, bytes] = (0, b"")
        super().__init__(server.host, server.port, local_hostname=name, timeout=rim.connect)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        wire = socket.create_connection((host, port), timeout)
        if self._server.security == "tls":
            wire = ssl.create_default_context().wrap_socket(wire, server_hostname=host)
        wire.settimeout(self._rim.read)
        return wire

    def getreply(self) -> tuple[int, bytes]:
        self.last = super().getreply()
        return self.last


def _hand_over(client: _Client, data: bytes, own: str, guard: Guard) -> Sent:
    """The message itself: from its first byte on, only the server's reply says what became of it."""
    try:
        client.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
        code, said = client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        why = f"the connection broke after the message was sent ({type(error).__name__})"
        return Sent(outcome=Outcome.MAYBE, why=why)
    if 200 <= code < 300:
        return Sent(outcome=Outcome.YES, id=own)
    return _no(code, said, guard)


def _expect(reply: tuple[int, bytes], code: int) -> None:
    if reply[0] != code:
        raise smtplib.SMTPResponseException(*reply)


def _refusal(error: Exception, guard: Guard, last: tuple[int, bytes] = (0, b"")) -> Sent:
    """A no: the message itself was not sent yet. `last` is what the server said last."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _no(error.smtp_code, error.smtp_error, guard)
    if isinstance(error, smtplib.SMTPServerDisconnected) and last[0] >= 400:
        return _no(*last, guard)
    # A certificate that is not trusted is a ValueError as well, and may be renewed by itself.
    permanent = isinstance(error, (smtplib.SMTPNotSupportedError, UnicodeError))
    why = "no conversation with the server"
    return Sent(outcome=Outcome.NO, why=f"{why} ({type(error).__name__})", permanent=permanent)


def _no(code: int, said: bytes | str, guard: Guard) -> Sent:
    words = guard.quote(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)
    why = f"answered {code}{': ' if words else ''}{words}"
    return Sent(outcome=Outcome.NO, why=why, permanent=500 <= code < 600)


def _server(channel: Channel, rim: Rim) -> _Server:
    """Where to connect: the settings', or `smtp://`, `smtps://` or `smtp+starttls://` in its place."""
    option: Callable[..., object] = channel.options.get
    if base := rim.base(channel.kind):
        parts = urlsplit(base)
        security = _SCHEMES.get(parts.scheme, "starttls")
        return _Server(host=parts.hostname or "", port=parts.port or _PORTS[security], security=security)
    port = int(str(option("port", "0")))
    security = str(option("security", "tls" if port == 465 else "starttls"))
    host = str(option("server"))
    if security == "none" and "user" in channel.secrets and host not in _LOOPBACK:
        raise BadSecretError(channel, "a password would go unencrypted", "write security: starttls")
    return _Server(host=host, port=port or _PORTS[security], security=security)


def make(channel: Channel, rim: Rim) -> Sender:
    """The sender of a channel. Raises ChannelError."""
    return Smtp(channel, rim)
