"""Sends to every other service through Apprise: no key, no id, and often no clear answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outspoken.channels.sending.base_sender import BaseSender
from outspoken.channels.sending.last_check import last_check
from outspoken.channels.sending.quiet_logs import silence_logs
from outspoken.channels.sending.secrets import read_secret
from outspoken.channels.sending.sender import (
    BadSecretError,
    NotInstalledError,
    Outcome,
    SenderDependencies,
    Sent,
)
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.message import Message


class Apprise(BaseSender):
    """Sends once, without redirects; every result except success counts as a maybe."""

    def __init__(self, channel: Channel, dependencies: SenderDependencies) -> None:
        super().__init__(channel, dependencies)
        self._service = _service(channel, read_secret(channel, dependencies, "secret").reveal(), dependencies)

    def send(self, message: Message) -> Sent:
        """Deliver the message, once; the library does not distinguish a refusal from a lost answer."""
        silence_logs()
        last_check()
        # It reports a timeout after acceptance and a refusal alike, so each failure may have been delivered.
        try:
            is_sent = self._service.notify(body=message.text, title="", body_format="text")
        except Exception as error:
            return Sent(outcome=Outcome.MAYBE, why=f"the service failed ({type(error).__name__})")
        if is_sent:
            return Sent(outcome=Outcome.YES)
        return Sent(outcome=Outcome.MAYBE, why="the service does not report whether it arrived")


def _service(channel: Channel, url: str, dependencies: SenderDependencies) -> Any:
    """Return the library's object for an address. Raises NotInstalledError and BadSecretError."""
    silence_logs()
    try:
        import apprise
    except ImportError:
        hint = "run pip install outspoken[apprise]"
        raise NotInstalledError(channel, "the library Apprise is not installed", hint) from None
    name = channel.secrets["secret"]
    asset = apprise.AppriseAsset(http_redirects=False, default_service_retry=0)
    try:
        service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    # A bad address may raise anything, and the text may quote the address, which is the secret.
    except Exception:
        service = None
    if not isinstance(service, apprise.NotifyBase):
        raise BadSecretError(
            channel, f"{name} is not an address that Apprise knows", f"set {name} to an Apprise URL"
        )
    # Even if the address asks for retries: a second attempt would be a second message.
    service.retry, service.redirects = 0, False
    # Its default sends texts that are too long as they are; `split` would send several messages.
    service.overflow_mode = apprise.OverflowMode.TRUNCATE
    service.socket_connect_timeout, service.socket_read_timeout = dependencies.connect, dependencies.read
    return service
