"""A webhook of your own, signed according to Standard Webhooks: one id for all attempts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from outspoken.channels.channel_kind import ChannelKind, Conflict
from outspoken.channels.common_options import ADDRESS, IN_DOUBT, WEB, variable
from outspoken.channels.delivery_promise import UNLIMITED, DeliveryPromise
from outspoken.channels.text.mentions import unchanged
from outspoken.model.channel import Channel
from outspoken.model.field import Field, Type, ValueShape

if TYPE_CHECKING:
    from outspoken.channels.sending.sender import Sender, SenderDependencies


def _conflicts(written: Mapping[str, object]) -> Iterator[Conflict]:
    # With two addresses it would be unclear which of them gets the messages.
    if len({"url", "secret"} & written.keys()) != 1:
        yield Conflict(
            "either url or secret is needed, not both", "write url: https://hooks.example.com/status"
        )


def _promise(channel: Channel) -> DeliveryPromise:
    """Return the promise: receivers of the standard body store ids, those of the other body do not."""
    default = "ask" if channel.options.get("body") == "statuspage" else "repeat"
    is_repeated = channel.options.get("in_doubt", default) == "repeat"
    return DeliveryPromise(key=UNLIMITED if is_repeated else None)


def _sender(channel: Channel, dependencies: SenderDependencies) -> Sender:
    from outspoken.channels.senders.webhook_sender import Webhook

    return Webhook(channel, dependencies)


KIND = ChannelKind(
    name="webhook",
    sender=_sender,
    place=4,
    secrets=(ADDRESS, variable("signing_key", "the key that signs (whsec_…)", "HOOK_SIGNING_KEY")),
    options=(
        Field(
            name="url",
            type=Type.LINE,
            limit=2000,
            example="https://hooks.example.com/status",
            help="the address, if it is not a secret",
            shape=ValueShape(
                pattern=re.compile(rf"{WEB}(?:/[!-~]*)?"), what="an https:// address without a login"
            ),
        ),
        Field(
            name="body",
            type=Type.WORD,
            words=("standard", "statuspage"),
            example="standard",
            help="our own body, or the one that hosted status pages send",
        ),
        IN_DOUBT,
    ),
    conflicts=_conflicts,
    # A receiver shows the text in its own way; changed characters would be wrong in most of them.
    without_mentions=unchanged,
    has_heading=True,
    promise=_promise,
    key_condition="if the receiver stores ids",
)
