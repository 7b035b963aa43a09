"""What every sender answers, what it needs, and how one is made for a channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from outspoken.announce.ledger.reached import Reach, Recipients
from outspoken.model.channel import Channel, ChannelKind

if TYPE_CHECKING:
    from outspoken.announce.words.message import Message

FOR_EVER = timedelta.max
NO_BASES: Mapping[str, str] = MappingProxyType({})


class Outcome(StrEnum):
    """Whether the message was delivered: yes, surely not, or nobody can tell."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class Sent(Struct, frozen=True, kw_only=True):
    """What came of a message.

    `id` is what a later message's thread needs, in the channel's own form; `url` is where a reader finds
    the message; both may be empty on a yes. `why` explains a no or a maybe and holds no secret.
    `not_before` (aware, UTC) is when the channel will listen again; `permanent` marks a no that stays
    one until a person mends something. `recipients` says of each of several what came of it, where they
    differ.
    """

    outcome: Outcome
    id: str = ""
    url: str = ""
    why: str = ""
    not_before: datetime | None = None
    permanent: bool = False
    recipients: Recipients = ()

    @property
    def partly(self) -> bool:
        """Whether some of several recipients have the message, and not all."""
        return any(one.state is Reach.SENT for one in self.recipients)


class Sender(Protocol):
    """Speaks to one channel. Neither method raises for what the channel does.

    `repeatable` is how long after the first attempt the same message may be sent again without a second
    one appearing (`FOR_EVER`, or None: not at all); `readable` says whether `find` can tell;
    `settles` is how long after a doubtful attempt a `find` that finds nothing is to be believed.
    """

    @property
    def repeatable(self) -> timedelta | None: ...
    @property
    def readable(self) -> bool: ...
    @property
    def settles(self) -> timedelta: ...

    def send(self, message: Message) -> Sent:
        """Deliver the message, once, and say what came of it."""

    def find(self, message: Message) -> Sent | None:
        """Read back: YES with ids, NO where it is surely not there, MAYBE; None where nothing can be read."""


class SenderDependencies(Struct, frozen=True, kw_only=True):
    """What a sender takes from outside: the environment, the clock, and other addresses to speak to.

    `base_urls` maps a kind's word to the scheme and host that stand in for the provider's; `connect` and
    `read` are seconds.
    """

    environ: Mapping[str, str]
    now: Callable[[], datetime]
    base_urls: Mapping[str, str] = {}
    connect: float = 5.0
    read: float = 20.0

    def base(self, kind: ChannelKind) -> str:
        """The address that stands in for the provider's, without a last slash; empty where none does."""
        name = f"OUTSPOKEN_BASE_{kind.value.upper()}"
        return (self.base_urls.get(kind.value) or self.environ.get(name, "")).rstrip("/")

    def __repr__(self) -> str:
        return "Rim()"


class ChannelError(Exception):
    """A channel that cannot speak until a person has mended it; `message` holds no secret."""

    def __init__(self, channel: Channel, message: str, hint: str) -> None:
        super().__init__(f"channel {channel.id}: {message}")
        self.channel, self.message, self.hint = channel.id, message, hint


class MissingSecretError(ChannelError):
    """Environment variables that the channel's settings name are not set; `names` are theirs."""

    def __init__(self, channel: Channel, names: tuple[str, ...]) -> None:
        are = "is" if len(names) == 1 else "are"
        super().__init__(channel, f"{' and '.join(names)} {are} not set", f"set {' and '.join(names)}")
        self.names = names


class BadSecretError(ChannelError):
    """A secret is there and cannot be what it should be, as an address without https."""


class NotInstalledError(ChannelError):
    """The channel's kind needs a library that is an optional extra."""


def missing_secrets(channel: Channel, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The environment variables that the channel's settings name and that are not set, in their order."""
    return tuple(name for name in channel.secrets.values() if not environ.get(name, "").strip())


def sender_for(
    channel: Channel,
    environ: Mapping[str, str],
    *,
    now: Callable[[], datetime],
    base_urls: Mapping[str, str] = NO_BASES,
    connect: float = 5.0,
    read: float = 20.0,
) -> Sender:
    """The sender of a channel; `connect` and `read` are seconds.

    Raises MissingSecretError, BadSecretError and NotInstalledError, all of them ChannelError.
    """
    if names := missing_secrets(channel, environ):
        raise MissingSecretError(channel, names)
    rim = SenderDependencies(environ=environ, now=now, base_urls=base_urls, connect=connect, read=read)
    module = import_module(f"outspoken.announce.kinds.{channel.kind.value}")
    sender: Sender = module.make(channel, rim)
    return sender
