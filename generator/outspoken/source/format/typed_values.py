"""Front matter as values of JSON, and back: a key has its own name, a time is in UTC."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from outspoken.model.field import Field, KeyPurpose, Need, Type, keys
from outspoken.model.iso_time import iso
from outspoken.model.key_values import defaults, is_absent
from outspoken.model.vocabulary import Kind
from outspoken.source.format.instants import duration_text
from outspoken.source.format.writing import Fields, inner, quoted, scalar

JsonValues = dict[str, Any]
Published = Callable[[str], str]
"""Returns the part of a Markdown text that readers see."""

_MAPPINGS = (Type.COMPONENT_STATES, Type.TEXTS_BY_NAME)


def typed(record: Struct, *, kind: Kind | None = None, published: Published | None = None) -> JsonValues:
    """Return the keys of a record that were written, or are required, with their values.

    Times are texts such as `2026-11-21T14:05:00Z`, durations such as `1h30m`, days such as `2026-11-21`.
    `kind` leaves out keys of the other kind: the start of a maintenance is in its window. `published` leaves
    out what readers never see: private keys, and the rest of each text.
    """
    declared = (field for field in keys(type(record)) if field.only in (None, kind))
    return _Values(published).of(declared, record, record)


class _Values:
    def __init__(self, published: Published | None) -> None:
        self._published = published

    def of(self, fields: Iterable[Field], record: Struct, around: Struct) -> JsonValues:
        return dict(self._pairs(fields, record, around))

    def _pairs(self, fields: Iterable[Field], record: Struct, around: Struct) -> Iterator[tuple[str, Any]]:
        for field in fields:
            if self._published and field.purpose is KeyPurpose.PRIVATE:
                continue
            # A key that is written inside of a mapping may belong to the record around it.
            owner = around if field.inside else record
            value = getattr(owner, field.attribute)
            absent = is_absent(value) or value == defaults(type(owner))[field.attribute]
            if field.need is Need.ALWAYS or not absent:
                yield field.name, self._value(value, field, owner)

    def _value(self, value: Any, field: Field, owner: Struct) -> Any:
        if field.type is Type.RECORDS:
            return [self.of(field.fields, one, one) for one in value]
        if field.record is not None:
            return self.of(field.fields, value, owner)
        if field.type in _MAPPINGS:
            return dict(value)
        if field.type is Type.TEXT and self._published:
            return self._published(value)
        return list(value) if isinstance(value, tuple) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    return duration_text(value) if isinstance(value, timedelta) else value


def written(values: Mapping[str, Any]) -> Fields:
    """Return values as front matter, for `document`; they are not checked, which is the reader's task."""
    return [
        (scalar(name), scalar(one) if isinstance(one, str) else flow(one)) for name, one in values.items()
    ]


def flow(value: Any) -> str:
    """Return a value as YAML for use within brackets or braces."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{inner(name)}: {flow(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        return inner(value)
    # Flags and numbers look the same in JSON; a key without a value counts as not written.
    return "" if value is None else quoted(value)
