"""The allowed forms of a channel's plain values, so that `check` finds a mistake before an outage."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from outspoken.model.channel import ChannelKind


class ValueShape(Struct, frozen=True, kw_only=True):
    """A pattern that the whole value must match, and the name of such a value."""

    pattern: re.Pattern[str]
    what: str
    example: str = ""


_MAIL = r"[^\s<>\"@,;:]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_ONE_MAIL = ValueShape(pattern=re.compile(_MAIL), what="a mail address")
_NAMED_MAIL = ValueShape(pattern=re.compile(rf"{_MAIL}|[^<>\"@,;:]*<{_MAIL}>"), what="a mail address")
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_WEB = rf"https://{_HOST}(?::\d{{1,5}})?"
_SERVER = ValueShape(pattern=re.compile(rf"{_WEB}/?"), what="a server's https:// address")

LOOKS: Mapping[tuple[ChannelKind, str], ValueShape] = {
    (ChannelKind.SLACK_BOT, "channel"): ValueShape(
        pattern=re.compile(r"[CDG][A-Z0-9]{6,20}"), what="a channel's id", example="C0123456789"
    ),
    (ChannelKind.SMTP, "server"): ValueShape(
        pattern=re.compile(_HOST), what="a server's name", example="smtp.example.com"
    ),
    (ChannelKind.SMTP, "from"): _NAMED_MAIL,
    (ChannelKind.SMTP, "to"): _NAMED_MAIL,
    (ChannelKind.SMTP, "reply_to"): _ONE_MAIL,
    (ChannelKind.SMTP, "unsubscribe"): ValueShape(
        pattern=re.compile(rf"{_WEB}(?:/[^\s<>]*)?|mailto:[^\s<>]+"), what="an https:// or mailto: address"
    ),
    (ChannelKind.WEBHOOK, "url"): ValueShape(
        pattern=re.compile(rf"{_WEB}(?:/[!-~]*)?"), what="an https:// address without a login"
    ),
    (ChannelKind.MASTODON, "server"): _SERVER,
    (ChannelKind.BLUESKY, "server"): _SERVER,
    (ChannelKind.BLUESKY, "account"): ValueShape(
        pattern=re.compile(rf"{_HOST}|did:[a-z]+:[A-Za-z0-9.:_-]+"), what="a handle without @"
    ),
    (ChannelKind.TWILIO_SMS, "from"): ValueShape(
        pattern=re.compile(r"\+[1-9]\d{6,14}|MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}"),
        what="a number with its country code, a name of at most 11 letters, or a messaging service",
    ),
    (ChannelKind.TWILIO_SMS, "to"): ValueShape(
        pattern=re.compile(r"\+[1-9]\d{6,14}"), what="a number with its country code"
    ),
}
