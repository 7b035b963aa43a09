"""The components and groups to which an embedded view can be narrowed, and the names that choose them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from outspoken.model.component import Component
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings


class Part(Struct, frozen=True, kw_only=True):
    """A component or a group: its title, the ids of its components, and the names that choose it.

    A name is `component/<id>` or `group/<id>`; former ids are names too, since pages of other people keep
    what was pasted into them.
    """

    title: str
    components: tuple[str, ...]
    names: tuple[str, ...]


def embed_parts(settings: Settings, day: date) -> tuple[Part, ...]:
    """The groups and components to choose from on this day."""
    return tuple(part for part in _every_part(settings) if _is_listed(part, settings, day))


def every_name(settings: Settings) -> tuple[str, ...]:
    """All names; one that is not among them narrows nothing, since it may be a mistake."""
    return tuple(name for part in _every_part(settings) for name in part.names)


def parts_of(incident: Incident, settings: Settings) -> tuple[str, ...]:
    """The names of what an incident touches; none if it is about the whole service."""
    touched = set(incident.component_ids)
    return tuple(
        name for part in _every_part(settings) if touched.intersection(part.components) for name in part.names
    )


def _every_part(settings: Settings) -> Iterator[Part]:
    for component in settings.components:
        yield Part(
            title=settings.public_names[component.id],
            components=(component.id,),
            names=_names("component", component),
        )


def _names(kind: str, one: Component) -> tuple[str, ...]:
    return tuple(f"{kind}/{name}" for name in (one.id, *one.former_ids))


def _is_listed(part: Part, settings: Settings, day: date) -> bool:
    return any(settings.component(one).is_listed(day) for one in part.components)
