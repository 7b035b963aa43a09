"""Makes the sender of a channel when a message is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from outspoken.channels.all_kinds import kind_of
from outspoken.channels.sending.secrets import missing_secrets
from outspoken.channels.sending.sender import MissingSecretError, Sender, SenderDependencies
from outspoken.model.channel import Channel

NO_BASES: Mapping[str, str] = MappingProxyType({})


def sender_for(
    channel: Channel,
    environ: Mapping[str, str],
    *,
    now: Callable[[], datetime],
    base_urls: Mapping[str, str] = NO_BASES,
    connect: float = 5.0,
    read: float = 20.0,
) -> Sender:
    """Return the sender of a channel; `connect` and `read` are seconds.

    Raises MissingSecretError, BadSecretError and NotInstalledError, all of them ChannelError.
    """
    # All at once, so that a person does not fix one variable per run.
    if names := missing_secrets(channel, environ):
        raise MissingSecretError(channel, names)
    dependencies = SenderDependencies(
        environ=environ, now=now, base_urls=base_urls, connect=connect, read=read
    )
    return kind_of(channel).sender(channel, dependencies)
