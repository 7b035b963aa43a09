"""Texts that an incident already has, for the slots of message templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from outspoken.model.field import Field, Type
from outspoken.model.incident import Incident
from outspoken.source.format.incident_fields import INCIDENT


def known_answers(incident: Incident) -> dict[str, str]:
    """Return the texts of an incident by the name of their option, including those inside mappings."""
    return dict(_texts(incident, INCIDENT))


def _texts(record: Struct, fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    for field in fields:
        value = getattr(record, field.attribute, None)
        if field.type is Type.RECORD and isinstance(value, Struct):
            yield from _texts(value, field.fields)
        elif field.option and field.type in (Type.LINE, Type.TEXT):
            yield field.option.name or field.name, value or ""
        elif field.option and field.type in (Type.LINES, Type.WORDS):
            yield field.option.name or field.name, "\n".join(value or ())
