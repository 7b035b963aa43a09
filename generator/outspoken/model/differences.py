"""Compares two versions of an incident or an update: which facts differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TypeVar

from msgspec.structs import replace

from outspoken.model.field import KeyPurpose, attributes
from outspoken.model.incident import Changes, Difference, Incident, Update

T = TypeVar("T", Incident, Update)


def differences(old: T, new: T) -> tuple[Difference, ...]:
    """Return the facts of the front matter that differ, in the order of the record's fields.

    The order of components is ignored. A maintenance's `started` is ignored too, because it follows from
    its window.
    """
    return tuple(_differences(old, new))


@cache
def fact_names(kind: type[Incident | Update]) -> tuple[str, ...]:
    """Return the fields that are facts for readers or control notifications."""
    declared = attributes(kind).items()
    return tuple(name for name, field in declared if field.purpose is not KeyPurpose.PRIVATE)


def with_present_ids(incident: Incident, present: Mapping[str, str]) -> Incident:
    """Return an earlier incident with its components' present ids, from all former ids."""
    return replace(
        incident,
        components=_present(incident.components, present),
        updates=tuple(replace(one, components=_present(one.components, present)) for one in incident.updates),
    )


def _present(changes: Changes, present: Mapping[str, str]) -> Changes:
    return tuple((present.get(component, component), state) for component, state in changes)


def _differences(old: T, new: T) -> Iterator[Difference]:
    for name in fact_names(type(new)):
        before, after = getattr(old, name), getattr(new, name)
        # As mappings, since the order of components has no meaning for readers.
        if before == after or (name == "components" and dict(before) == dict(after)):
            continue
        if name == "started" and None not in (getattr(old, "window", None), getattr(new, "window", None)):
            continue
        yield Difference(name=name, before=before, after=after)
