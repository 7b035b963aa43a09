"""One text of the kit, and the vocabularies (stages, audiences) for choosing one."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class KitStage(StrEnum):
    """The stage of an incident, which decides the texts.

    `acknowledge` before the scope is known, `scope` once it is, `waiting` when there is no news, `resolved`
    for the first hour after the end, `after` from then on. Maintenance is `acknowledge` while scheduled,
    `scope` while in progress, and `resolved` and `after` once it is complete.
    """

    ACKNOWLEDGE = "acknowledge"
    SCOPE = "scope"
    WAITING = "waiting"
    RESOLVED = "resolved"
    AFTER = "after"

    @property
    def is_open(self) -> bool:
        """Whether customers are still affected."""
        return self not in (KitStage.RESOLVED, KitStage.AFTER)

    @property
    def folders(self) -> tuple[str, str]:
        """The folders of its templates: its own, then the one that it shares with other stages."""
        return (self.value, "open" if self.is_open else "over")


class KitAudience(StrEnum):
    """Who reads a text; support reads it out to customers."""

    CUSTOMERS = "customers"
    MAJOR_CUSTOMERS = "major-customers"
    SUPPORT = "support"
    INTERNAL = "internal"
    EXECUTIVES = "executives"


class MissingFact(Struct, frozen=True, kw_only=True):
    """A fact that a text needs and that is not written yet: the key, its file, and what to write."""

    key: str
    file: str
    help: str


class KitText(Struct, frozen=True, kw_only=True):
    """A text for one audience on one medium (`page`, `mail`, `autoresponder`, …) at one stage.

    `name` is its template's path without the suffix (`scope/customers-page`); `text` is Markdown, in the
    site's language, with a mark instead of each missing fact. `notes` are for the person who
    sends it. `length` is counted as social networks count; it and `limit` are 0 without a limit.
    """

    name: str
    stage: KitStage
    audience: KitAudience
    medium: str
    title: str
    text: str
    notes: tuple[str, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    limit: int = 0
    length: int = 0

    @property
    def is_too_long(self) -> bool:
        return bool(self.limit) and self.length > self.limit
