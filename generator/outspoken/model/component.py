"""A component, its group, and its name in places without the group."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from msgspec import Struct


class Component(Struct, frozen=True, kw_only=True):
    """A part of the service that customers know by name.

    `aliases` are former ids and names; `since` and `retired` are days in the site's time zone: before
    `since` and from `retired` on, no uptime is counted and the home page does not list the component.
    `operated_by` is the company that runs it, if that is not us: then no uptime is counted for it at all.
    """

    id: str
    name: str
    description: str = ""
    group: str | None = None
    aliases: tuple[str, ...] = ()
    since: date | None = None
    retired: date | None = None
    operated_by: str = ""

    @property
    def former_ids(self) -> tuple[str, ...]:
        """The aliases that were ids: their addresses still redirect. Former names never had an address."""
        return tuple(alias for alias in dict.fromkeys(self.aliases) if alias != self.id and is_id(alias))

    def is_listed(self, day: date) -> bool:
        """Whether the component is listed on this day."""
        return (self.since is None or self.since <= day) and (self.retired is None or day < self.retired)


class ComponentGroup(Struct, frozen=True, kw_only=True):
    """A group of components: `id` is in its addresses, and so are `former_ids`; `name` is what is shown."""

    id: str
    name: str
    former_ids: tuple[str, ...] = ()


@lru_cache(4096)
def is_id(text: str) -> bool:
    """Whether a text can be an id in settings: lower-case letters and digits, with single hyphens inside."""
    return re.fullmatch(r"[a-z0-9]+(?:[_-][a-z0-9]+)*", text) is not None


def public_names(components: Sequence[Component]) -> Mapping[str, str]:
    """Return an unambiguous name for each component by id, for places without the group.

    A name that several components share (ignoring case) is followed by the group: `Database (Europe)`; if
    that is not enough, by the id.
    """
    plain = {component.id: component.name for component in components}
    grouped = _distinct(components, plain, lambda one: f"{one.name} ({one.group})" if one.group else one.name)
    return _distinct(components, grouped, lambda one: f"{one.name} ({one.id})")


def _distinct(
    components: Sequence[Component], names: Mapping[str, str], longer: Callable[[Component], str]
) -> Mapping[str, str]:
    """Return the names, with a longer name for each that several components share."""
    # Folded: names that differ only in case look the same to readers.
    count = Counter(map(folded, names.values()))
    return {one.id: longer(one) if count[folded(names[one.id])] > 1 else names[one.id] for one in components}


def folded(name: str) -> str:
    """Return a name for comparison: without case and with single spaces."""
    return " ".join(name.split()).casefold()


def ids_by_name(named: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Map each folded name to the ids that it may mean, from pairs of an id and a name."""
    found: dict[str, tuple[str, ...]] = {}
    for component, name in named:
        found[folded(name)] = (*found.get(folded(name), ()), component)
    return found
