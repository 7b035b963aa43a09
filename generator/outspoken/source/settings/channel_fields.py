"""The fields of a channel, declared once: those of every kind, and each kind's own."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from outspoken.model.channel import Audience, ChannelKind
from outspoken.model.field import Field, Need, Type
from outspoken.model.vocabulary import Impact, Status

FILTER = (
    Field(
        name="impacts",
        type=Type.WORDS,
        words=tuple(impact.value for impact in Impact),
        example="[major, critical]",
        help="only updates at which the incident has one of these impacts",
    ),
    Field(
        name="components",
        type=Type.LINES,
        example="[checkout]",
        help="only incidents that touch one of these components",
    ),
    Field(
        name="statuses",
        type=Type.WORDS,
        words=tuple(status.value for status in Status),
        example="[investigating, resolved]",
        help="only updates after which one of these holds",
    ),
)

COMMON = (
    Field(
        name="kind",
        type=Type.WORD,
        need=Need.ALWAYS,
        words=tuple(kind.value for kind in ChannelKind),
        example="slack_webhook",
        help="what speaks to the place; each kind's own keys are in channels.md",
    ),
    Field(
        name="audience",
        type=Type.WORD,
        need=Need.ALWAYS,
        words=tuple(audience.value for audience in Audience),
        example="internal",
        help="who listens: it decides which words they get",
    ),
    Field(
        name="filter",
        type=Type.RECORD,
        fields=FILTER,
        example="{impacts: [major, critical]}",
        help="which news it wants; without one, all",
    ),
    Field(
        name="template",
        type=Type.LINE,
        example="team.txt",
        help="a file of templates/messages/ instead of the kind's and audience's own",
    ),
)


def _variable(name: str, what: str, example: str) -> Field:
    return Field(name=name, type=Type.LINE, example=example, help=f"the variable that holds {what}")


def _needed(*fields: Field) -> tuple[Field, ...]:
    return tuple(replace(field, need=Need.ALWAYS) for field in fields)


_ADDRESS = _variable("secret", "the webhook's whole address", "TEAM_WEBHOOK")
_RECIPIENTS = _variable(
    "recipients", "recipients that the repository does not show, between commas", "STATUS_RECIPIENTS"
)
_IN_DOUBT = Field(
    name="in_doubt",
    type=Type.WORD,
    words=("ask", "repeat"),
    example="ask",
    help="when nobody can tell whether it arrived: stop and ask a person, or send the same again",
)
_LANGUAGE = Field(
    name="language", type=Type.LINE, limit=35, example="en", help="the posts' language; default the site's"
)

# A kind -> the keys that name environment variables.
SECRETS: Mapping[ChannelKind, tuple[Field, ...]] = {
    ChannelKind.SLACK_WEBHOOK: _needed(_ADDRESS),
    ChannelKind.SLACK_BOT: _needed(_variable("token", "the bot's token (xoxb-…)", "SLACK_TOKEN")),
    ChannelKind.SMTP: (
        _variable("user", "the name to log in with", "SMTP_USER"),
        _variable("password", "the password to log in with", "SMTP_PASSWORD"),
        _RECIPIENTS,
    ),
    ChannelKind.WEBHOOK: (
        _ADDRESS,
        _variable("signing_key", "the key that signs (whsec_…)", "HOOK_SIGNING_KEY"),
    ),
    ChannelKind.MASTODON: _needed(_variable("token", "the access token", "MASTODON_TOKEN")),
    ChannelKind.BLUESKY: _needed(_variable("password", "an app password", "BLUESKY_PASSWORD")),
    ChannelKind.X: _needed(
        _variable("api_key", "the app's key", "X_API_KEY"),
        _variable("api_secret", "the app's secret", "X_API_SECRET"),
        _variable("token", "the account's access token", "X_TOKEN"),
        _variable("token_secret", "the access token's secret", "X_TOKEN_SECRET"),
    ),
    ChannelKind.TEAMS_WEBHOOK: _needed(_ADDRESS),
    ChannelKind.DISCORD_WEBHOOK: _needed(_ADDRESS),
    ChannelKind.TWILIO_SMS: (
        *_needed(
            _variable("account", "the account's SID", "TWILIO_ACCOUNT"),
            _variable("token", "the account's token", "TWILIO_TOKEN"),
        ),
        _RECIPIENTS,
    ),
    ChannelKind.APPRISE: _needed(_variable("secret", "the service's address as Apprise has it", "CHAT_URL")),
}

# A kind -> its plain keys.
OPTIONS: Mapping[ChannelKind, tuple[Field, ...]] = {
    ChannelKind.SLACK_BOT: (
        Field(
            name="channel",
            type=Type.LINE,
            need=Need.ALWAYS,
            example="C0123456789",
            help="the channel's id, from its details",
        ),
    ),
    ChannelKind.SMTP: (
        Field(
            name="server",
            type=Type.LINE,
            need=Need.ALWAYS,
            example="smtp.example.com",
            help="the server's name",
        ),
        Field(
            name="port",
            type=Type.NUMBER,
            low=1,
            high=65535,
            example="587",
            help="the server's port; default 587, with tls 465",
        ),
        Field(
            name="security",
            type=Type.WORD,
            words=("starttls", "tls", "none"),
            example="starttls",
            help="how the connection is encrypted",
        ),
        Field(
            name="from",
            type=Type.LINE,
            need=Need.ALWAYS,
            example="Harbour status <status@example.com>",
            help="the sender",
        ),
        Field(
            name="to",
            type=Type.LINES,
            example="[status@lists.example.com]",
            help="recipients, whom all recipients see",
        ),
        Field(name="reply_to", type=Type.LINE, example="help@example.com", help="where answers go"),
        Field(
            name="unsubscribe",
            type=Type.LINE,
            example="https://lists.example.com/out",
            help="where one click ends the subscription",
        ),
        _IN_DOUBT,
    ),
    ChannelKind.WEBHOOK: (
        Field(
            name="url",
            type=Type.LINE,
            limit=2000,
            example="https://hooks.example.com/status",
            help="the address, where it is no secret",
        ),
        Field(
            name="body",
            type=Type.WORD,
            words=("standard", "statuspage"),
            example="standard",
            help="our own body, or the one that hosted status pages send",
        ),
        _IN_DOUBT,
    ),
    ChannelKind.MASTODON: (
        Field(
            name="server",
            type=Type.LINE,
            need=Need.ALWAYS,
            example="https://mastodon.social",
            help="the server's address",
        ),
        Field(
            name="visibility",
            type=Type.WORD,
            words=("public", "unlisted", "private"),
            example="public",
            help="who sees the posts",
        ),
        _LANGUAGE,
    ),
    ChannelKind.BLUESKY: (
        Field(
            name="account",
            type=Type.LINE,
            need=Need.ALWAYS,
            example="status.example.com",
            help="the account's handle",
        ),
        Field(
            name="server",
            type=Type.LINE,
            example="https://bsky.social",
            help="the address of the account's server",
        ),
        _LANGUAGE,
    ),
    ChannelKind.TWILIO_SMS: (
        Field(
            name="from",
            type=Type.LINE,
            need=Need.ALWAYS,
            example='"+15005550006"',
            help="the number, the sender's name, or the messaging service's SID",
        ),
        Field(name="to", type=Type.LINES, example='["+4915123456789"]', help="the numbers that receive it"),
    ),
}


def fields_of(kind: ChannelKind) -> tuple[Field, ...]:
    """Every key that a channel of this kind may have."""
    return COMMON + own_fields(kind)


def own_fields(kind: ChannelKind) -> tuple[Field, ...]:
    """The keys that this kind has and others need not."""
    return SECRETS[kind] + OPTIONS.get(kind, ())
