"""What every sender returns, and what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from outspoken.channels.sending.reached import Reach, Recipients
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.message import Message


class Outcome(StrEnum):
    """Whether the message was delivered: yes, certainly not, or unknown."""

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

    def base(self, kind: str) -> str:
        """The address to use instead of the provider's, without a last slash; empty if there is none."""
        name = f"OUTSPOKEN_BASE_{kind.upper()}"
        return (self.base_urls.get(kind) or self.environ.get(name, "")).rstrip("/")

    def __repr__(self) -> str:
        return "SenderDependencies()"


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
