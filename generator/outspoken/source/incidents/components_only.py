"""Reads only the settings that an incident needs, so that `update` at night is not slowed by the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from outspoken.errors import Problem, ProblemsError
from outspoken.model.component import ids_by_name
from outspoken.source.format.front_matter import MAX_FILE, compose, decode
from outspoken.source.format.read_context import Refusal
from outspoken.source.incidents.folder import TOLERANCE, Context
from outspoken.source.incidents.incident_files import read_file

if TYPE_CHECKING:
    from outspoken.model.settings import Settings

_FILE = "mkdocs.yml"


class BriefContext(Context):
    """A Context that reads only the components; other settings are read on first use.

    `data` replaces the bytes of mkdocs.yml. If the components are not written in the simple form, all
    settings are read at once. Raises ProblemsError if they cannot be used.
    """

    def __init__(self, root: Path, now: datetime, data: bytes | None = None) -> None:
        self._root, self._data = root, data
        self.now, self.latest, self.retired = now, now + TOLERANCE, set()
        found = _section(data if data is not None else _read(root))
        if found is None:
            super().__init__(self.settings, now)
            return
        self.zone, listed = found
        # Former ids and names are accepted like the present ones, as by the full reader.
        self.components = {word: ours for ours, _, words in listed for word in (ours, *words)}
        self.names = ids_by_name((ours, name) for ours, name, _ in listed)

    @cached_property
    def settings(self) -> Settings:  # type: ignore[override]
        """All settings, read when they are first needed."""
        from outspoken.source.settings.read_settings import read_settings

        problems: list[Problem] = []
        settings = read_settings(self._root, problems, data=self._data)
        if settings is None:
            raise ProblemsError(problems)
        return settings

    def day(self, moment: datetime) -> date:
        """Return the site's calendar day at a time."""
        return self.settings.day(moment)


def _read(root: Path) -> bytes:
    return read_file(str(root / _FILE), MAX_FILE + 1, _FILE, []) or b""


_Listed = list[tuple[str, str, tuple[str, ...]]]


def _section(data: bytes) -> tuple[str, _Listed] | None:
    """Return the time zone's name and each component's id, name and aliases; None if unusual."""
    try:
        text = decode(data)
        # Deep nesting, inheritance and anchors are left to the full reader, which reports Problems.
        if "INHERIT" in text or "&" in text or _is_deep(text):
            return None
        ours = _ours(_get(compose(text), "plugins"))
        zone = _get(ours, "time_zone")
        listed = [_component(node) for node in _components(_get(ours, "components"))]
    except (Refusal, AttributeError, KeyError, StopIteration, TypeError, ValueError):
        return None
    return (zone.value if zone else "UTC", listed) if listed else None


def _is_deep(text: str) -> bool:
    # A rough sign is enough: the full reader decides about doubtful files.
    return " " * 60 in text or "- - - -" in text or text.count("[") + text.count("{") > 5000


def _get(node: Any, name: str) -> Any:
    """Return the value of a key; None if it is missing. Raises TypeError if this is not a mapping."""
    return next((value for key, value in node.value if key.value == name), None)


def _ours(plugins: Any) -> Any:
    if isinstance(plugins, yaml.MappingNode):
        return next(value for key, value in plugins.value if key.value == "outspoken")
    mappings = (item for item in plugins.value if isinstance(item, yaml.MappingNode))
    return next(value for item in mappings for key, value in item.value if key.value == "outspoken")


def _components(node: Any) -> Iterator[yaml.Node]:
    for item in node.value:
        members = _get(item, "components")
        yield from members.value if members else (item,)


def _component(node: yaml.Node) -> tuple[str, str, tuple[str, ...]]:
    fields = {key.value: value.value for key, value in node.value}
    ours: str = fields["id"]
    return ours, fields.get("name", ours), tuple(alias.value for alias in fields.get("aliases", ()))
