"""Text messages through Twilio: each number's list is read, so that no one gets a message twice."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from outspoken.channels.channel_kind import ChannelKind, Medium
from outspoken.channels.common_options import RECIPIENTS, needed, variable, without_recipients
from outspoken.channels.delivery_promise import DeliveryPromise
from outspoken.channels.text.mentions import unchanged
from outspoken.channels.text.plain_links import without_square_brackets
from outspoken.channels.text.sms import segments, simplified
from outspoken.channels.text.text_limit import Limit, Scale
from outspoken.model.channel import Channel
from outspoken.model.field import Field, Need, Type, ValueShape

if TYPE_CHECKING:
    from outspoken.channels.sending.sender import Sender, SenderDependencies

# Each segment costs money and may be lost; three are enough for the essential in any alphabet.
_SEGMENTS = Limit(
    most=3,
    count=segments,
    explained=(
        "messages of 160 characters (153 each if there are several),"
        " or 70 (67) as soon as one is not in the GSM alphabet"
    ),
    unit="segments",
)


def _sender(channel: Channel, dependencies: SenderDependencies) -> Sender:
    from outspoken.channels.senders.twilio_sms_sender import TwilioSms

    return TwilioSms(channel, dependencies)


KIND = ChannelKind(
    name="twilio_sms",
    sender=_sender,
    place=10,
    secrets=(
        *needed(
            variable("account", "the account's SID", "TWILIO_ACCOUNT"),
            variable("token", "the account's token", "TWILIO_TOKEN"),
        ),
        RECIPIENTS,
    ),
    options=(
        Field(
            name="from",
            type=Type.LINE,
            need=Need.ALWAYS,
            example='"+15005550006"',
            help="the number, the sender's name, or the messaging service's SID",
            shape=ValueShape(
                pattern=re.compile(r"\+[1-9]\d{6,14}|MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}"),
                what="a number with its country code, a name of at most 11 letters, or a messaging service",
            ),
        ),
        Field(
            name="to",
            type=Type.LINES,
            example='["+4915123456789"]',
            help="the numbers that receive it",
            shape=ValueShape(pattern=re.compile(r"\+[1-9]\d{6,14}"), what="a number with its country code"),
        ),
    ),
    destination=("to",),
    conflicts=without_recipients,
    medium=Medium.SHORT,
    scale=Scale(
        limit=_SEGMENTS,
        ready=lambda text: simplified(without_square_brackets(text)),
        # `…` is not in the GSM alphabet: one such character would halve the room of the whole message.
        ellipsis="...",
    ),
    without_mentions=unchanged,
    # Twilio calls sending "not idempotent" (its error 20500); its list of messages is the only proof.
    promise=lambda _: DeliveryPromise(is_read_back=True, settles=timedelta(minutes=1)),
)
