"""X: it refuses the same text twice, which shows that the first one was delivered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outspoken.channels.channel_kind import ChannelKind, Medium
from outspoken.channels.common_options import needed, variable
from outspoken.channels.delivery_promise import DeliveryPromise
from outspoken.channels.text.lengths import weighted
from outspoken.channels.text.plain_links import without_square_brackets
from outspoken.channels.text.text_limit import Limit, Scale
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.sending.sender import Sender, SenderDependencies


def _sender(channel: Channel, dependencies: SenderDependencies) -> Sender:
    from outspoken.channels.senders.x_sender import X

    return X(channel, dependencies)


KIND = ChannelKind(
    name="x",
    sender=_sender,
    place=7,
    secrets=needed(
        variable("api_key", "the app's key", "X_API_KEY"),
        variable("api_secret", "the app's secret", "X_API_SECRET"),
        variable("token", "the account's access token", "X_TOKEN"),
        variable("token_secret", "the access token's secret", "X_TOKEN_SECRET"),
    ),
    medium=Medium.SHORT,
    scale=Scale(
        limit=Limit(
            most=280,
            count=weighted,
            explained="weighted characters: an address is 23, an emoji 2, most of Asia's letters 2",
        ),
        ready=without_square_brackets,
    ),
    threads=True,
    # X does not document how long it stores a text; an hour covers the next run or two.
    promise=lambda _: DeliveryPromise(key=timedelta(hours=1)),
    key_condition="by the text itself",
)
