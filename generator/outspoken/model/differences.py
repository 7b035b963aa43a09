"""Which facts differ between two versions of an incident or of an update."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec.structs import fields, replace

from outspoken.model.incident import Changes, Difference, Incident, Update

T = TypeVar("T", Incident, Update)

# What is compared apart (words, files), and what readers never learn of.
_APART = {
    Incident: frozenset({"id", "body", "publication", "folder", "updates", "postmortem", "images", "edits"}),
    Update: frozenset({"id", "body", "publication", "edits"}),
}
_OURS = frozenset({"roles", "redirects", "acknowledged", "key"})


def differences(old: T, new: T) -> tuple[Difference, ...]:
    """The facts of the front matter that differ, in the order in which the record declares them.

    The order of components means nothing, and planned work has no start of its own but its window's.
    """
    return tuple(_differences(old, new))


def fact_names(kind: type[Incident | Update]) -> tuple[str, ...]:
    """The fields that are facts for readers or for how they are told."""
    return tuple(field.name for field in fields(kind) if field.name not in _APART[kind] | _OURS)


def with_present_ids(incident: Incident, present: Mapping[str, str]) -> Incident:
    """An earlier incident with the ids that its components have by now, by every id that they ever had."""
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
        if before == after or (name == "components" and dict(before) == dict(after)):
            continue
        if name == "started" and None not in (getattr(old, "window", None), getattr(new, "window", None)):
            continue
        yield Difference(name=name, before=before, after=after)
