"""The interface of every sender: its outcome, its dependencies, its exceptions."""

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
    """The outcome of a message.

    `id` is what a later message's thread needs, in the channel's own form; `url` is where a reader finds
    the message; both may be empty on a yes. `why` explains a no or a maybe and contains no secret.
    `not_before` (aware, UTC) is when the channel accepts requests again; `permanent` marks a no that stays
    until a person changes something. `recipients` has the outcome of each recipient if they differ.
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
    """Sends to one channel. Neither method raises an exception for what the channel does.

    `repeatable` is how long after the first attempt the same message may be sent again without a second
    one appearing (`UNLIMITED`, or None: not at all); `readable` is whether `find` can find out;
    `settles` is how long to wait after a doubtful attempt before a `find` without a result counts.
    """

    @property
    def repeatable(self) -> timedelta | None: ...
    @property
    def readable(self) -> bool: ...
    @property
    def settles(self) -> timedelta: ...

    def send(self, message: Message) -> Sent:
        """Deliver the message, once, and return the outcome."""

    def find(self, message: Message) -> Sent | None:
        """Read back: YES with ids, NO if it is certainly missing, MAYBE; None if nothing can be read."""


class SenderDependencies(Struct, frozen=True, kw_only=True):
    """Dependencies of a sender: the environment, the clock, and addresses to use instead of providers'.

    `base_urls` maps a kind's name to the scheme and host that replace the provider's; `connect` and
    `read` are seconds.
    """

    environ: Mapping[str, str]
    now: Callable[[], datetime]
    base_urls: Mapping[str, str] = {}
    connect: float = 5.0
    read: float = 20.0

    def base(self, kind: str) -> str:
        """Return the address to use instead of the provider's, without a last slash; or empty."""
        name = f"OUTSPOKEN_BASE_{kind.upper()}"
        return (self.base_urls.get(kind) or self.environ.get(name, "")).rstrip("/")

    def __repr__(self) -> str:
        return "SenderDependencies()"


class ChannelError(Exception):
    """A channel cannot send until a person corrects its settings; `message` contains no secret."""

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
    """A secret has an invalid value, such as an address without https."""


class NotInstalledError(ChannelError):
    """The channel's kind needs a library that is an optional extra."""
