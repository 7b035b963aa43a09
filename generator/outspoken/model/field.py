"""A key that people may write in a file: its name, the type of its value, and its help for the manual."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from outspoken.model.vocabulary import Kind


class Type(StrEnum):
    """What a value is made of."""

    LINE = "text, one line"
    TEXT = "text"
    WORD = "one of the words"
    WORDS = "list of the words"
    FLAG = "true or false"
    NUMBER = "number"
    INSTANT = "time with a zone"
    PROMISE = "time with a zone, or duration"
    DURATION = "duration"
    DAY = "day"
    ZONE = "time zone"
    COMPONENT_STATES = "mapping of component to state"
    LINES = "list of texts"
    PATHS = "list of paths"
    TEXTS_BY_NAME = "mapping of name to text"
    DURATIONS_BY_WORD = "mapping of the words to durations"
    RECORD = "mapping"
    RECORDS = "list of mappings"
    ANY = "anything"


class Need(StrEnum):
    """When a field must be there."""

    NEVER = ""
    ALWAYS = "yes"
    INCIDENT = "incident"
    MAINTENANCE = "maintenance"


class Field(Struct, frozen=True, kw_only=True, eq=False):
    """One key: `help` is a phrase for the manual, `example` what could stand after the colon.

    `words` is the closed vocabulary, `fields` are the keys inside of a mapping, `limit` is the most
    characters of a text; `low` and `high` bound a number.
    """

    name: str
    type: Type
    help: str
    example: str = ""
    need: Need = Need.NEVER
    only: Kind | None = None
    words: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    limit: int = 300
    low: float = 0
    high: float = 1e9
