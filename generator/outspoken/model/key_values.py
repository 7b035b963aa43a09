"""Questions about the values of declared keys that work for every key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from outspoken.model.field import Field, KeyPurpose, RecordType, Type, attributes

_TEXTS = (Type.LINE, Type.TEXT, Type.LINES, Type.TEXTS_BY_NAME)


def is_absent(value: object) -> bool:
    """Whether a value is that of an optional key that was not written."""
    if isinstance(value, Struct):
        return all(is_absent(getattr(value, name)) for name in value.__struct_fields__)
    # Not `not value`: false and 0 are values that people write.
    return value in (None, "", ())


def number_text(value: float) -> str:
    """Return a number as people write it: `24` and `0.5`, without digits that only binary numbers have."""
    return f"{value:.12g}"


@cache
def facts(record: RecordType) -> Mapping[str, Field]:
    """Return the keys with facts for readers, by their attribute."""
    return {name: field for name, field in attributes(record).items() if field.purpose is KeyPurpose.FACT}


@cache
def references(record: RecordType) -> Mapping[str, Field]:
    """Return the keys with the id of another incident, by their attribute."""
    return {name: field for name, field in attributes(record).items() if field.type is Type.INCIDENT}


@cache
def defaults(record: RecordType) -> Mapping[str, Any]:
    """Return the default of each attribute; None for required keys."""
    found = {}
    for one in fields(record):
        made = one.default if one.default_factory is NODEFAULT else one.default_factory()
        found[one.name] = None if made is NODEFAULT else made
    return found


def has_text(field: Field) -> bool:
    """Whether people write its values in their own words, also in a mapping inside."""
    return field.type in _TEXTS or any(has_text(inner) for inner in field.fields)


def texts(record: Struct) -> Iterator[str]:
    """Yield every text of several sentences that readers can see, also those in mappings."""
    for name, field in attributes(type(record)).items():
        value = getattr(record, name)
        if field.purpose is KeyPurpose.PRIVATE or is_absent(value):
            continue
        if field.type is Type.TEXT:
            yield value
        elif field.record is not None:
            for inner in value if isinstance(value, tuple) else (value,):
                yield from texts(inner)
