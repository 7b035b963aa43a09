"""A place where updates are announced, as the settings describe it; secrets are named here, never held."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from outspoken.model.vocabulary import Impact, Status


class ChannelKind(StrEnum):
    """What speaks to the place."""

    SLACK_WEBHOOK = "slack_webhook"
    SLACK_BOT = "slack_bot"
    SMTP = "smtp"
    WEBHOOK = "webhook"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    X = "x"
    TEAMS_WEBHOOK = "teams_webhook"
    DISCORD_WEBHOOK = "discord_webhook"
    TWILIO_SMS = "twilio_sms"
    APPRISE = "apprise"


class Audience(StrEnum):
    """Who listens: it decides which words they get."""

    INTERNAL = "internal"
    CUSTOMERS = "customers"
    EXECUTIVES = "executives"
    MAJOR_CUSTOMERS = "major-customers"


class Filter(Struct, frozen=True, kw_only=True):
    """Which news a channel wants; an empty part lets everything pass.

    `impacts` are those at the update's instant, `components` ids of which one must be touched by the
    incident, `statuses` those in force after the update.
    """

    impacts: tuple[Impact, ...] = ()
    components: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()


class Channel(Struct, frozen=True, kw_only=True):
    """One channel. `id` is its name in the settings and in every ledger key, for ever.

    `secrets` maps a secret's role (`secret`, `user`, `password`, `token`, `signing_key`, …) to the name of
    the environment variable that holds it; `options` are the kind's own plain settings (`to`, `from`,
    `server`, `url`, `channel`, `body`, …) as texts; `template` is a file of `templates/messages/`, empty
    for the default of its kind and audience; `line` is the settings file's line.
    """

    id: str
    kind: ChannelKind
    audience: Audience
    secrets: Mapping[str, str] = {}
    options: Mapping[str, str | tuple[str, ...]] = {}
    filter: Filter = field(default_factory=Filter)
    template: str = ""
    line: int | None = None
