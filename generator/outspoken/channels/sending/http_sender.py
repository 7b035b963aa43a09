"""The base class of senders over HTTP."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import ClassVar
from urllib.parse import urlencode, urlsplit

from outspoken.channels.sending.answer_meaning import outcome_of
from outspoken.channels.sending.base_sender import BaseSender
from outspoken.channels.sending.http_client import Answer, Call, Lost, exchange, in_json
from outspoken.channels.sending.secrets import Guard, Secret, read_secret
from outspoken.channels.sending.sender import BadSecretError, Outcome, SenderDependencies, Sent
from outspoken.model.channel import Channel

FORM = "application/x-www-form-urlencoded"
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class HttpSender(BaseSender):
    """A sender over HTTP; `home` is the provider's address, `needs` are the required secrets."""

    home: ClassVar[str] = ""
    needs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, channel: Channel, dependencies: SenderDependencies) -> None:
        super().__init__(channel, dependencies)
        self.secrets: Mapping[str, Secret] = {
            role: read_secret(channel, dependencies, role)
            for role in dict.fromkeys((*self.needs, *channel.secrets))
        }
        self.guard = Guard(self.secrets.values())

    @property
    def base(self) -> str:
        """The scheme and host of the requests."""
        return self.dependencies.base(self.channel.kind) or self.option("server", self.home).rstrip("/")

    def ask(
        self,
        path: str | Secret,
        body: object = None,
        *,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        form: Iterable[tuple[str, str]] | None = None,
    ) -> Answer | Lost:
        """Send one request to the provider; `path` is below `base`, or a whole address if it is secret."""
        url = path.reveal() if isinstance(path, Secret) else self.base + path
        if query:
            url += f"{'&' if '?' in url else '?'}{urlencode(query)}"
        typed = {"Content-Type": FORM if form is not None else "application/json; charset=utf-8"}
        data = urlencode(list(form)).encode() if form is not None else b""
        if body is not None:
            data = body if isinstance(body, bytes) else in_json(body)
        named = {**(typed if data else {}), **(headers or {})}
        call = Call(method=method, url=url, headers=named, body=data)
        return exchange(call, connect=self.dependencies.connect, read=self.dependencies.read)

    def judge(self, answer: Answer | Lost) -> Sent:
        """Return the outcome if the status alone decides."""
        return outcome_of(answer, now=self.dependencies.now(), guard=self.guard)

    def unreadable(self) -> Sent:
        """Return the outcome for a good status with an unknown body: it may come from a proxy."""
        return Sent(outcome=Outcome.MAYBE, why="the answer is not from the provider")

    def address(self, role: str = "secret") -> Secret:
        """Return a secret that is a whole URL, with another host if one is set.

        Raises BadSecretError if it is not a URL, or is not encrypted to another machine.
        """
        name, text = self.channel.secrets[role], self.secrets[role].reveal()
        return Secret(checked_address(self.channel, name, text, self.dependencies.base(self.channel.kind)))


def checked_address(channel: Channel, name: str, text: str, base: str = "") -> str:
    """Return an https URL, or one of this machine; `base` replaces its scheme and host.

    `name` is the setting or variable named in the error. Raises BadSecretError.
    """
    try:
        parts = urlsplit(text)
        good = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        good = good and bool(parts.hostname) and text.isascii() and " " not in text
        # Reading it raises ValueError for a port that is out of range.
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        raise BadSecretError(channel, f"{name} is not an https:// address", f"set {name} to the full address")
    query = f"?{parts.query}" if parts.query else ""
    # Only the host is replaced: webhooks have their secret in the path.
    return f"{base}{parts.path}{query}" if base else text


def bearer(secret: Secret) -> dict[str, str]:
    """Return the header of a token."""
    return {"Authorization": f"Bearer {secret.reveal()}"}


def basic(user: str, password: str) -> dict[str, str]:
    """Return the header of a name and password."""
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}
