"""What each channel guarantees for a message whose delivery is in doubt."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from outspoken.announce.delivery_attempt import UNDER_WAY
from outspoken.announce.sending.sender import FOR_EVER
from outspoken.model.channel import Channel, ChannelKind

_READ_BACK = {ChannelKind.SLACK_BOT, ChannelKind.MASTODON, ChannelKind.BLUESKY, ChannelKind.TWILIO_SMS}
_SETTLES = timedelta(minutes=1)
_KEYS = {
    ChannelKind.BLUESKY: FOR_EVER,
    ChannelKind.MASTODON: timedelta(minutes=50),
    ChannelKind.X: timedelta(hours=1),
}


class DeliveryPromise(Struct, frozen=True, kw_only=True):
    """How long a channel recognises a repeated key, and whether it can be read back.

    `key` is None if it recognises none. `settles` is how long a sent message may take to be readable.
    """

    key: timedelta | None
    is_read_back: bool
    settles: timedelta = timedelta()

    @property
    def window(self) -> timedelta:
        """How long after the last attempt a message that is not found may be sent again."""
        return UNDER_WAY + self.settles

    def __str__(self) -> str:
        looks = (
            f"is looked for, and sent again {_minutes(self.window)} after the last attempt at the earliest"
        )
        if self.key == FOR_EVER:
            return "exactly once, as it knows a message again by its key"
        known = f"it knows a message again for {_minutes(self.key)}" if self.key else ""
        if self.is_read_back:
            since = f"{known}; after that, " if known else ""
            return f"exactly once, within the window: {since}a message in doubt {looks}"
        if known:
            return f"exactly once while {known}; after that, a message in doubt waits for a person"
        return "at most once: a message in doubt waits for a person"


def promise_of(channel: Channel) -> DeliveryPromise:
    """Return what a channel guarantees, from its kind and its settings."""
    kind = channel.kind
    is_read_back = kind in _READ_BACK
    settles = _SETTLES if is_read_back and _KEYS.get(kind) != FOR_EVER else timedelta()
    return DeliveryPromise(key=_key(channel), is_read_back=is_read_back, settles=settles)


def _key(channel: Channel) -> timedelta | None:
    """A server of mail or a receiver of ours knows a key where the settings say that it may be repeated."""
    if channel.kind in {ChannelKind.SMTP, ChannelKind.WEBHOOK}:
        is_known = channel.kind is ChannelKind.WEBHOOK and channel.options.get("body") != "statuspage"
        return (
            FOR_EVER if channel.options.get("in_doubt", "repeat" if is_known else "ask") == "repeat" else None
        )
    return _KEYS.get(channel.kind)


def _minutes(span: timedelta) -> str:
    return f"{span // timedelta(minutes=1)} minutes"
