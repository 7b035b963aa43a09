"""What a channel guarantees for a message whose delivery is in doubt."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

UNLIMITED = timedelta.max
# A request may wait in our kernel, in a proxy or in the provider's queue after the connection is closed.
UNDER_WAY = timedelta(minutes=3)
"""The longest time from sending a message until its channel has dealt with it, even if the sender gave up."""


class DeliveryPromise(Struct, frozen=True, kw_only=True):
    """How long a channel recognises a repeated key, and whether it can be read back.

    `key` is None if it recognises none. `settles` is how long it may take until a sent message can be read.
    """

    key: timedelta | None = None
    is_read_back: bool = False
    settles: timedelta = timedelta()

    @property
    def window(self) -> timedelta:
        """How long after the last attempt a message that is not found may be sent again."""
        return UNDER_WAY + self.settles

    def __str__(self) -> str:
        search = (
            f"is looked for, and sent again {minutes(self.window)} after the last attempt at the earliest"
        )
        if self.key == UNLIMITED:
            return "exactly once, as it recognises a repeated message by its key"
        known = f"it recognises a repeated message for {minutes(self.key)}" if self.key else ""
        if self.is_read_back:
            since = f"{known}; after that, " if known else ""
            return f"exactly once, within the window: {since}a message in doubt {search}"
        if known:
            return f"exactly once while {known}; after that, a message in doubt waits for a person"
        return "at most once: a message in doubt waits for a person"


def minutes(span: timedelta) -> str:
    """Return `50 minutes`."""
    return f"{span // timedelta(minutes=1)} minutes"
