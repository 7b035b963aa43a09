"""The base class of all senders: their channel's options, and the promise that its kind declares."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outspoken.channels.all_kinds import promise_of
from outspoken.channels.sending.sender import SenderDependencies, Sent
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.message import Message


class BaseSender:
    """A sender whose promise is the declared one; each kind has its own `send`, and `find` if it can."""

    def __init__(self, channel: Channel, dependencies: SenderDependencies) -> None:
        self.channel, self.dependencies = channel, dependencies
        # From the declaration, so that the manual and a run cannot differ.
        self._promise = promise_of(channel)

    def __repr__(self) -> str:
        return f"<the {self.channel.kind} sender of {self.channel.id}>"

    @property
    def repeatable(self) -> timedelta | None:
        """How long the same message may be sent again without a second one appearing."""
        return self._promise.key

    @property
    def readable(self) -> bool:
        """Whether `find` can find out if a message arrived."""
        return self._promise.is_read_back

    @property
    def settles(self) -> timedelta:
        """How long to wait after a doubtful attempt before a `find` without a result counts."""
        return self._promise.settles

    def send(self, message: Message) -> Sent:
        """Deliver the message, once, and return the outcome."""
        raise NotImplementedError

    def find(self, message: Message) -> Sent | None:  # noqa: ARG002 - most channels cannot be read
        """Read the channel back; None if nothing can be read."""
        return None

    def option(self, name: str, default: str = "") -> str:
        """Return a plain setting of the channel."""
        value = self.channel.options.get(name, default)
        return value if isinstance(value, str) else " ".join(value)

    def options(self, name: str) -> tuple[str, ...]:
        """Return a plain setting of the channel that may have several values."""
        value = self.channel.options.get(name, ())
        return (value,) if isinstance(value, str) else value
