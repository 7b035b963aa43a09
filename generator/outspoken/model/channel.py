"""A channel on which updates are announced, as configured; secrets are referred to by variable name only."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from outspoken.model.vocabulary import Impact, Status


class Audience(StrEnum):
    """Who reads a channel; the template of its messages depends on it."""

    INTERNAL = "internal"
    CUSTOMERS = "customers"
    EXECUTIVES = "executives"
    MAJOR_CUSTOMERS = "major-customers"


class Filter(Struct, frozen=True, kw_only=True):
    """Which updates a channel gets; an empty part matches everything.

    `impacts` are compared with the impact at the update's time, `components` (ids) with those of the
    incident (one match is enough), `statuses` with the status after the update.
    """

    impacts: tuple[Impact, ...] = ()
    components: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()


class Channel(Struct, frozen=True, kw_only=True):
    """One channel. `id` is its name in the settings and in every ledger key; it never changes.

    `kind` is the name of a kind that `channels/kinds` declares.

    `secrets` maps a secret's role (`secret`, `user`, `password`, `token`, `signing_key`, …) to the name of
    the environment variable with its value; `options` are the kind's own plain settings (`to`, `from`,
    `server`, `url`, `channel`, `body`, …) as texts; `template` is a file of `templates/messages/`, empty
    for the default of its kind and audience; `line` is the line in the settings file.
    """

    id: str
    kind: str
    audience: Audience
    # Names of variables only: the settings are in a repository, which shows all of them.
    secrets: Mapping[str, str] = {}
    options: Mapping[str, str | tuple[str, ...]] = {}
    filter: Filter = field(default_factory=Filter)
    template: str = ""
    line: int | None = None
