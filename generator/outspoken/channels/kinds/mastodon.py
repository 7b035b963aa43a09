"""Mastodon: the server compares keys for an hour; after that, the account's own posts are read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outspoken.channels.channel_kind import ChannelKind, Medium
from outspoken.channels.common_options import LANGUAGE, SERVER_ADDRESS, needed, variable
from outspoken.channels.delivery_promise import DeliveryPromise
from outspoken.channels.text.lengths import with_short_links
from outspoken.channels.text.plain_links import without_square_brackets
from outspoken.channels.text.text_limit import Limit, Scale
from outspoken.model.channel import Channel
from outspoken.model.field import Field, Need, Type

if TYPE_CHECKING:
    from outspoken.channels.sending.sender import Sender, SenderDependencies


def _sender(channel: Channel, dependencies: SenderDependencies) -> Sender:
    from outspoken.channels.senders.mastodon_sender import Mastodon

    return Mastodon(channel, dependencies)


KIND = ChannelKind(
    name="mastodon",
    sender=_sender,
    place=5,
    secrets=needed(variable("token", "the access token", "MASTODON_TOKEN")),
    options=(
        Field(
            name="server",
            type=Type.LINE,
            need=Need.ALWAYS,
            example="https://mastodon.social",
            help="the server's address",
            shape=SERVER_ADDRESS,
        ),
        Field(
            name="visibility",
            type=Type.WORD,
            words=("public", "unlisted", "private"),
            example="public",
            help="who sees the posts",
        ),
        LANGUAGE,
    ),
    destination=("server",),
    medium=Medium.SHORT,
    scale=Scale(
        limit=Limit(
            # The default of a server, checked by its StatusLengthValidator.
            most=500,
            count=with_short_links,
            explained="what people see as one character; an address is 23",
        ),
        ready=without_square_brackets,
    ),
    threads=True,
    # The server keeps a key for 3,600 s: app/services/post_status_service.rb of mastodon/mastodon.
    promise=lambda _: DeliveryPromise(
        key=timedelta(minutes=50), is_read_back=True, settles=timedelta(minutes=1)
    ),
)
