"""Mail through an SMTP server: a fixed Message-ID, which servers are not required to compare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from outspoken.channels.channel_kind import ChannelKind, Conflict, Medium
from outspoken.channels.common_options import (
    HOST,
    IN_DOUBT,
    RECIPIENTS,
    WEB,
    variable,
    without_recipients,
)
from outspoken.channels.delivery_promise import UNLIMITED, DeliveryPromise
from outspoken.channels.mail_encryption import UNENCRYPTED_PASSWORD, MailEncryption
from outspoken.channels.text.mentions import unchanged
from outspoken.model.channel import Channel
from outspoken.model.field import Field, Need, Type, ValueShape

if TYPE_CHECKING:
    from outspoken.channels.sending.sender import Sender, SenderDependencies

# No separators, quotes or blanks: an address must not become two, or end its header.
_MAIL = rf"[^\s<>\"@,;:]+@{HOST}"
_ONE_MAIL = ValueShape(pattern=re.compile(_MAIL), what="a mail address")
_NAMED_MAIL = ValueShape(pattern=re.compile(rf"{_MAIL}|[^<>\"@,;:]*<{_MAIL}>"), what="a mail address")


def _conflicts(written: Mapping[str, object]) -> Iterator[Conflict]:
    yield from without_recipients(written)
    if len({"user", "password"} & written.keys()) == 1:
        yield Conflict("user and password are only allowed together", "write both, or neither")
    # The sender refuses this as well; here it is reported in the pull request, not in an outage.
    if written.get("security") == MailEncryption.NONE and "password" in written:
        yield Conflict(*UNENCRYPTED_PASSWORD)


def _promise(channel: Channel) -> DeliveryPromise:
    """Return the promise: a server may deliver a Message-ID twice, if the settings allow that."""
    is_repeated = channel.options.get("in_doubt") == "repeat"
    return DeliveryPromise(key=UNLIMITED if is_repeated else None)


def _sender(channel: Channel, dependencies: SenderDependencies) -> Sender:
    from outspoken.channels.senders.smtp_sender import Smtp

    return Smtp(channel, dependencies)


KIND = ChannelKind(
    name="smtp",
    sender=_sender,
    place=3,
    secrets=(
        variable("user", "the name to log in with", "SMTP_USER"),
        variable("password", "the password to log in with", "SMTP_PASSWORD"),
        RECIPIENTS,
    ),
    options=(
        Field(
            name="server",
            type=Type.LINE,
            need=Need.ALWAYS,
            example="smtp.example.com",
            help="the server's name",
            shape=ValueShape(pattern=re.compile(HOST), what="a server's name", example="smtp.example.com"),
        ),
        Field(
            name="port",
            type=Type.NUMBER,
            low=1,
            high=65535,
            example="587",
            help="the server's port; default: 587, or 465 with tls",
        ),
        Field(
            name="security",
            type=Type.WORD,
            words=tuple(MailEncryption),
            example=MailEncryption.STARTTLS,
            help="how the connection is encrypted",
        ),
        Field(
            name="from",
            type=Type.LINE,
            need=Need.ALWAYS,
            example="Harbour status <status@example.com>",
            help="the sender",
            shape=_NAMED_MAIL,
        ),
        Field(
            name="to",
            type=Type.LINES,
            example="[status@lists.example.com]",
            help="recipients; each of them sees all addresses",
            shape=_NAMED_MAIL,
        ),
        Field(
            name="reply_to",
            type=Type.LINE,
            example="help@example.com",
            help="the address for answers",
            shape=_ONE_MAIL,
        ),
        Field(
            name="unsubscribe",
            type=Type.LINE,
            example="https://lists.example.com/out",
            help="where one click ends the subscription",
            shape=ValueShape(
                pattern=re.compile(rf"{WEB}(?:/[^\s<>]*)?|mailto:[^\s<>]+"),
                what="an https:// or mailto: address",
            ),
        ),
        IN_DOUBT,
    ),
    destination=("to", "server"),
    conflicts=_conflicts,
    medium=Medium.MAIL,
    # Mail has no mentions; an `@` in it belongs to an address.
    without_mentions=unchanged,
    has_heading=True,
    threads=True,
    promise=_promise,
    key_condition="only with `in_doubt: repeat`",
)
