"""One ready text of the kit, and the vocabularies by which texts are chosen."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class KitStage(StrEnum):
    """How far an incident has come, as far as texts are concerned.

    `acknowledge` before the scope is known, `scope` once it is, `waiting` when there is nothing new to say,
    `resolved` at the end, `after` from then on. Maintenance is announced, under way and complete instead.
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
        """Where its templates are: its own folder, before the one that it shares with other stages."""
        return (self.value, "open" if self.is_open else "over")


class KitAudience(StrEnum):
    """Who reads a text, or says it to customers (support)."""

    CUSTOMERS = "customers"
    MAJOR_CUSTOMERS = "major-customers"
    SUPPORT = "support"
    INTERNAL = "internal"
    EXECUTIVES = "executives"


class MissingFact(Struct, frozen=True, kw_only=True):
    """A fact that a text needs and that is not written down: the key, its file, and what to write."""

    key: str
    file: str
    help: str


class KitText(Struct, frozen=True, kw_only=True):
    """A text for one audience on one medium (`page`, `mail`, `autoresponder`, …) at one stage.

    `name` is its template's path without the suffix (`scope/customers-page`); `text` is Markdown, in the
    site's language, with a mark in the place of each fact that is missing. `notes` are for the person who
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
