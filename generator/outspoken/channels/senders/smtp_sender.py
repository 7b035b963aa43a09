"""Sends mail through an SMTP server: a fixed Message-ID, which servers are not required to compare."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from outspoken.channels.mail_encryption import UNENCRYPTED_PASSWORD, MailEncryption
from outspoken.channels.sending.base_sender import BaseSender
from outspoken.channels.sending.hang_up import closed_after
from outspoken.channels.sending.last_check import ClaimLostError, last_check
from outspoken.channels.sending.mail import mail_bytes, message_id
from outspoken.channels.sending.recipients import RecipientList, SecretsChangedError, listed
from outspoken.channels.sending.secrets import Guard, read_secret
from outspoken.channels.sending.sender import BadSecretError, Outcome, SenderDependencies, Sent
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.message import Message

_SCHEMES = {
    "smtp": MailEncryption.NONE,
    "smtps": MailEncryption.TLS,
    "smtp+starttls": MailEncryption.STARTTLS,
}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}

_NOT_ASCII = Sent(
    outcome=Outcome.NO,
    why="the server takes no address with letters beyond ASCII (SMTPUTF8); write a domain as xn--…",
    permanent=True,
)
_HUNG_UP = Sent(outcome=Outcome.NO, why="the server closed the connection because of another recipient")
# Some servers close the connection at one bad recipient: the others are tried on a new connection.
_MOST_HANG_UPS = 10
# Time limit of a whole session: this many times the limit of one answer, plus seconds per recipient.
_PATIENCE, _EACH = 3, 0.5


class _Server(Struct, frozen=True, kw_only=True):
    host: str
    port: int
    security: MailEncryption


class Smtp(BaseSender):
    """One message to all recipients; those in a secret are only in the envelope, not in the header."""

    def __init__(self, channel: Channel, dependencies: SenderDependencies) -> None:
        super().__init__(channel, dependencies)
        self._secrets = {role: read_secret(channel, dependencies, role) for role in channel.secrets}
        self.guard = Guard(self._secrets.values())
        self._server = _server(channel, dependencies)
        self._to = self.options("to")
        hidden = self._secrets.get("recipients")
        for address in listed(hidden) if hidden else ():
            if "@" not in address or not address.isprintable():
                name = channel.secrets["recipients"]
                raise BadSecretError(
                    channel,
                    f"{name} contains something that is not a mail address",
                    f"set {name} to mail addresses",
                )
        self._recipients = RecipientList(channel=channel, plain=self._to, secrets=self._secrets)

    def send(self, message: Message) -> Sent:
        """Deliver the message, once, and return the outcome, with that of each recipient."""
        try:
            asked = self._recipients.asked(message)
        except SecretsChangedError as changed:
            return changed.sent()
        data = mail_bytes(message, self.channel, self._to)
        own = message_id(message.key, message.site_url)
        name = urlsplit(message.site_url).hostname or "localhost"
        results: dict[str, Sent] = {}
        begun = time.monotonic()
        for _ in range(_MOST_HANG_UPS):
            is_time_left = time.monotonic() - begun < _PATIENCE * self.dependencies.read
            if is_time_left and (left := [one for one in asked if one not in results]):
                results |= self._converse(left, data, own, name)
        left = [one for one in asked if one not in results]
        return self._recipients.answer(message, results | dict.fromkeys(left, _HUNG_UP))

    def _converse(self, to: list[str], data: bytes, own: str, name: str) -> dict[str, Sent]:
        """Connect once; return the outcome for all of `to`, or for the one at whom the server closed."""
        try:
            client = _Client(self._server, name, self.dependencies)
        except (OSError, smtplib.SMTPException) as error:
            return dict.fromkeys(to, _refusal(error, self.guard))
        try:
            with closed_after(_PATIENCE * self.dependencies.read + len(to) * _EACH, client.sock):
                self._greet(client)
                sender = parseaddr(str(self.channel.options["from"]))[1]
                results = self._submit(client, sender, to, data, own)
            # The mail is accepted or not by now; a server that fails at QUIT changes nothing.
            with suppress(OSError, smtplib.SMTPException):
                client.quit()
            return results
        except _HungUpError as error:
            return {error.address: error.sent}
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # A recipient who was refused before the server closed the connection counts as refused.
            return dict.fromkeys(to, _refusal(error, self.guard, client.last))
        finally:
            client.close()

    def _greet(self, client: _Client) -> None:
        """Greet, encrypt and log in. Raises SMTPException if the server refuses."""
        client.ehlo_or_helo_if_needed()
        if self._server.security is MailEncryption.STARTTLS:
            # With a verified certificate: smtplib's own default would accept any.
            client.starttls(context=ssl.create_default_context())
            # RFC 3207: what the server said before encryption must be forgotten.
            client.ehlo()
        if "user" in self._secrets:
            client.login(self._secrets["user"].reveal(), self._secrets["password"].reveal())

    def _submit(self, client: _Client, sender: str, to: list[str], data: bytes, own: str) -> dict[str, Sent]:
        """Send one transaction for ASCII addresses and one for others, which only some servers accept.

        Raises SMTPException if nothing was sent yet, _HungUpError for one recipient.
        """
        others = [one for one in to if not _address(one).isascii()]
        results = dict.fromkeys(others, _NOT_ASCII)
        if plain := [one for one in to if one not in results]:
            results |= self._transact(client, sender, plain, data, own)
        if others and client.has_extn("smtputf8"):
            try:
                results |= self._transact(client, sender, others, data, own, "SMTPUTF8", "BODY=8BITMIME")
            # The result for ASCII addresses stays, even if this transaction fails.
            except _HungUpError as error:
                results |= {**dict.fromkeys(others, _HUNG_UP), error.address: error.sent}
            except (OSError, smtplib.SMTPException, ValueError) as error:
                results |= dict.fromkeys(others, _refusal(error, self.guard, client.last))
        return results

    def _transact(
        self, client: _Client, sender: str, to: list[str], data: bytes, own: str, *words: str
    ) -> dict[str, Sent]:
        _expect(client.mail(sender, words), 250)
        results = {}
        for one in to:
            reply = _named(client, one, self.guard)
            # RFC 5321, 4.2.3: 251 means that the server forwards.
            if reply[0] not in (250, 251):
                results[one] = _no(*reply, self.guard)
        if accepted := [one for one in to if one not in results]:
            _expect(client.docmd("DATA"), 354)
            results |= dict.fromkeys(accepted, _finish(client, data, own, self.guard))
        else:
            # All were refused; an open transaction would disturb the next one.
            client.rset()
        return results


class _HungUpError(Exception):
    """The server closed the connection at one recipient, before any message."""

    def __init__(self, address: str, sent: Sent) -> None:
        super().__init__()
        self.address, self.sent = address, sent


class _Client(smtplib.SMTP):
    """A client with one time limit to connect and another for each whole answer.

    The library's own limit is for each piece of an answer: a server that sends a byte now and then would
    never time out. The machine's own name is not sent.
    """

    def __init__(self, server: _Server, name: str, dependencies: SenderDependencies) -> None:
        self._server, self._dependencies = server, dependencies
        self.last: tuple[int, bytes] = (0, b"")
        super().__init__(server.host, server.port, local_hostname=name, timeout=dependencies.connect)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        wire = socket.create_connection((host, port), timeout)
        if self._server.security is MailEncryption.TLS:
            with closed_after(self._dependencies.read, wire):
                wire = ssl.create_default_context().wrap_socket(wire, server_hostname=host)
        wire.settimeout(self._dependencies.read)
        return wire

    def getreply(self) -> tuple[int, bytes]:
        with closed_after(self._dependencies.read, self.sock):
            self.last = super().getreply()
        return self.last


def _named(client: _Client, one: str, guard: Guard) -> tuple[int, bytes]:
    """Return the server's answer to a recipient. Raises _HungUpError."""
    try:
        reply: tuple[int, bytes] = client.rcpt(_address(one))
    except (OSError, smtplib.SMTPException) as error:
        raise _HungUpError(one, _refusal(error, guard, client.last)) from error
    # RFC 5321, 3.8: the server closes the connection after this answer.
    if reply[0] == 421:
        raise _HungUpError(one, _no(*reply, guard))
    return reply


def _finish(client: _Client, data: bytes, own: str, guard: Guard) -> Sent:
    """Send the message itself: once its first byte is sent, only the server's reply gives the outcome."""
    try:
        last_check()
    except ClaimLostError as lost:
        client.close()
        return Sent(outcome=Outcome.NO, why=str(lost))
    try:
        # A line that begins with a dot would end the message (RFC 5321, 4.5.2).
        client.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
        code, reply = client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        # RFC 1047: the server may have accepted the mail although its answer never arrived.
        why = f"the connection broke after the message was sent ({type(error).__name__})"
        return Sent(outcome=Outcome.MAYBE, why=why)
    if 200 <= code < 300:
        return Sent(outcome=Outcome.YES, id=own)
    return _no(code, reply, guard)


def _address(recipient: str) -> str:
    """Return the address itself, without a name."""
    return parseaddr(recipient)[1]


def _expect(reply: tuple[int, bytes], code: int) -> None:
    if reply[0] != code:
        raise smtplib.SMTPResponseException(*reply)


def _refusal(error: Exception, guard: Guard, last: tuple[int, bytes] = (0, b"")) -> Sent:
    """Return a no: the message itself was not sent yet. `last` is the server's last reply."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _no(error.smtp_code, error.smtp_error, guard)
    if isinstance(error, smtplib.SMTPServerDisconnected) and last[0] >= 400:
        return _no(*last, guard)
    # A certificate that is not trusted is a ValueError as well, and may be renewed by itself.
    permanent = isinstance(error, (smtplib.SMTPNotSupportedError, UnicodeError))
    why = "no session with the server"
    return Sent(outcome=Outcome.NO, why=f"{why} ({type(error).__name__})", permanent=permanent)


def _no(code: int, reply: bytes | str, guard: Guard) -> Sent:
    text = guard.quote(reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply)
    why = f"answered {code}{': ' if text else ''}{text}"
    return Sent(outcome=Outcome.NO, why=why, permanent=500 <= code < 600)


def _server(channel: Channel, dependencies: SenderDependencies) -> _Server:
    """Return where to connect: the settings' server, or the one of an `smtp://` address that replaces it."""
    option: Callable[..., object] = channel.options.get
    if base := dependencies.base(channel.kind):
        parts = urlsplit(base)
        security = _SCHEMES.get(parts.scheme, MailEncryption.STARTTLS)
        return _Server(host=parts.hostname or "", port=parts.port or security.port, security=security)
    # Encryption follows the port if nothing is said: on 465 it begins at once (RFC 8314).
    port = int(str(option("port", "0")))
    usual = MailEncryption.TLS if port == MailEncryption.TLS.port else MailEncryption.STARTTLS
    security = MailEncryption(str(option("security", usual)))
    host = str(option("server"))
    if security is MailEncryption.NONE and "user" in channel.secrets and host not in _LOOPBACK:
        raise BadSecretError(channel, *UNENCRYPTED_PASSWORD)
    return _Server(host=host, port=port or security.port, security=security)
