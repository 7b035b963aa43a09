"""The keys of each kind of incident file, as their records declare them."""

from __future__ import annotations

from outspoken.model.field import Field, Span, Type, keys
from outspoken.model.incident_keys import IncidentKeys
from outspoken.model.update_keys import PostmortemKeys, UpdateKeys

INCIDENT = keys(IncidentKeys)
UPDATE = keys(UpdateKeys)
POSTMORTEM = keys(PostmortemKeys)


def past_times(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the keys for the time of something that has happened, which a command takes as `20m` ago."""
    return tuple(field for field in fields if field.option and field.option.span is Span.AGO)


def times_ahead(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the keys for the time of something to come: promises, and what a command takes as a span."""
    return tuple(
        field
        for field in fields
        if field.type is Type.PROMISE or (field.option and field.option.span is Span.FROM_NOW)
    )
