"""A key that people may write in a file: its name, the type of its value, and its help for the manual."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from outspoken.model.vocabulary import Kind

RecordType = type[Struct]


class Type(StrEnum):
    """What a value is made of."""

    LINE = "text, one line"
    INCIDENT = "id of an incident"
    INCIDENTS = "list of ids of incidents"
    TEXT = "text"
    WORD = "one of the words"
    WORDS = "list of the words"
    FLAG = "true or false"
    FLAG_OR_DAY = "true, false or a day"
    NUMBER = "number"
    INSTANT = "time with a zone"
    PROMISE = "time with a zone, or duration"
    DURATION = "duration"
    DURATIONS = "list of durations"
    OFFSET = "time from the start"
    DAY = "day"
    ZONE = "time zone"
    COMPONENT_STATES = "mapping of component to state"
    LINES = "list of texts"
    PATHS = "list of paths"
    TEXTS_BY_NAME = "mapping of name to text"
    DURATIONS_BY_WORD = "mapping of the words to durations"
    RHYTHM = "duration, or mapping"
    RECORD = "mapping"
    RECORDS = "list of mappings"
    ANY = "anything"


SEVERAL = frozenset(
    {
        Type.COMPONENT_STATES,
        Type.DURATIONS,
        Type.INCIDENTS,
        Type.LINES,
        Type.PATHS,
        Type.RECORDS,
        Type.TEXTS_BY_NAME,
        Type.WORDS,
    }
)
"""Types of several values: an option is given once for each, and an answer has a line for each."""


# The values are shown in the tables of the manual.
class Need(StrEnum):
    """When a field is required."""

    NEVER = ""
    ALWAYS = "yes"
    INCIDENT = "incident"
    MAINTENANCE = "maintenance"


class KeyPurpose(StrEnum):
    """What a key is for."""

    FACT = "what readers learn: it may be added later, and message templates can use it"
    EFFECT = "what changes states, dates or what is sent: a later change has to be checked"
    PRIVATE = "what readers never see"


class Span(StrEnum):
    """What a duration means where a command takes a time."""

    NONE = ""
    AGO = "how long ago"
    FROM_NOW = "how long from now"
    FROM_START = "how long it takes"


class Asked(StrEnum):
    """The updates with which a command asks its question."""

    ALWAYS = "always"
    OPEN = "while the incident goes on"
    END = "with the update that ends an incident, if it was major or critical"


class KeyOption(Struct, frozen=True, kw_only=True, eq=False):
    """How the commands that write accept a key: by an option, and on a terminal by a question.

    `name` is the option's name with underscores (default: the key), `help` its help (default: the
    key's). `why` is shown below the question, to say why it is asked; `asked` says with which updates. With
    `is_argument` the key is a positional argument of the command instead of an option.
    """

    commands: tuple[str, ...]
    name: str = ""
    help: str = ""
    question: str = ""
    why: str = ""
    span: Span = Span.NONE
    asked: Asked = Asked.ALWAYS
    is_argument: bool = False


class ValueShape(Struct, frozen=True, kw_only=True):
    """A pattern that the whole value must match, and the name of such a value.

    `example` is for a hint, if the field has no example of its own to copy.
    """

    pattern: re.Pattern[str]
    what: str
    example: str = ""


# eq=False: a table of fields is the key of several caches, and is found there by identity.
class Field(Struct, frozen=True, kw_only=True, eq=False):
    """One key: `help` is a phrase for the manual, `example` a possible value.

    `words` is the closed vocabulary, `fields` are the keys inside of a mapping, `limit` is the largest
    number of characters; `low` and `high` bound a number. `attribute` is the record's attribute that
    has the value, `record` what a mapping becomes; `inside` names the mapping in which the key is
    written, if its value belongs to the record around that mapping. `label` is the name on pages. `shape`
    is what each text looks like.
    """

    name: str = ""
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
    shape: ValueShape | None = None
    attribute: str = ""
    record: RecordType | None = None
    inside: str = ""
    purpose: KeyPurpose = KeyPurpose.FACT
    label: str = ""
    option: KeyOption | None = None

    @property
    def is_several(self) -> bool:
        return self.type in SEVERAL

    @property
    def switched(self) -> str:
        """What a switch for a flag writes: `false` if it turns something off, as its example shows."""
        return "false" if self.example == "false" else "true"


@cache
def attributes(record: RecordType) -> Mapping[str, Field]:
    """Return the keys that a record declares, by attribute, as `Annotated[type, Field(…)]`."""
    found: dict[str, Field] = {}
    # Base classes first: the keys are then in the order in which they are declared.
    for base in reversed(record.__mro__):
        # Not get_type_hints, which would drop what `Annotated` adds, unless it is asked to keep it, and is
        # slow.
        for attribute, hint in getattr(base, "__annotations__", {}).items():
            for declared in getattr(hint, "__metadata__", ()):
                if isinstance(declared, Field):
                    found[attribute] = replace(declared, name=declared.name or attribute, attribute=attribute)
    return {attribute: _with_inner(field, found.values()) for attribute, field in found.items()}


def _with_inner(field: Field, around: Iterable[Field]) -> Field:
    if field.record is None:
        return field
    inner = (one for one in around if one.inside == field.name)
    return replace(field, fields=(*keys(field.record), *inner))


@cache
def keys(record: RecordType) -> tuple[Field, ...]:
    """Return the keys of the file that a record is read from, in the order of their declaration."""
    return tuple(field for field in attributes(record).values() if not field.inside)
