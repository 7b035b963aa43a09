"""Reads only the settings that an incident needs, so that `update` at night is not slowed by the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from outspoken.errors import Problem, ProblemsError
from outspoken.model.component import ids_by_name
from outspoken.model.file_names import SETTINGS_FILE
from outspoken.source.format.front_matter import MAX_FILE, compose, decode
from outspoken.source.format.read_context import Refusal
from outspoken.source.incidents.folder_context import TOLERANCE, Context, context_for
from outspoken.source.incidents.incident_files import read_file

if TYPE_CHECKING:
    from outspoken.model.settings import Settings


def brief_context(root: Path, now: datetime, data: bytes | None = None) -> Context:
    """Return the context for reading a site's folders, `now` in UTC, without the other settings.

    `data` replaces the bytes of mkdocs.yml. If the components are not written in the simple form, all
    settings are read. Raises ProblemsError if they cannot be used.
    """
    found = _brief(data if data is not None else _read(root), now)
    return found or context_for(whole_settings(root, data), now)


def whole_settings(root: Path, data: bytes | None = None) -> Settings:
    """Return all settings, `data` as above. Raises ProblemsError if they cannot be used."""
    from outspoken.source.settings.read_settings import read_settings

    problems: list[Problem] = []
    settings = read_settings(root, problems, data=data)
    if settings is None:
        raise ProblemsError(problems)
    return settings


def _read(root: Path) -> bytes:
    return read_file(str(root / SETTINGS_FILE), MAX_FILE + 1, SETTINGS_FILE, []) or b""


def _brief(data: bytes, now: datetime) -> Context | None:
    """Read only what a Context needs; None if it is not written in the simple form."""
    try:
        text = decode(data)
        # Deep nesting, inheritance and anchors are left to the full reader, which reports Problems.
        if "INHERIT" in text or "&" in text or _is_deep(text):
            return None
        ours = _ours(_get(compose(text), "plugins"))
        zone = _get(ours, "time_zone")
        listed = [_component(node) for node in _components(_get(ours, "components"))]
        sections = _sections(_get(ours, "postmortem"))
        policy = _get(ours, "planned")
        if policy is not None and _get(policy, "confirm") is not None:
            return None
    except (Refusal, AttributeError, KeyError, StopIteration, TypeError, ValueError):
        return None
    if not listed:
        return None
    return Context(
        latest=now + TOLERANCE,
        zone=zone.value if zone else "UTC",
        # Former ids and names are accepted like the present ones, as by the full reader.
        components={word: ours for ours, _, words in listed for word in (ours, *words)},
        names=ids_by_name((ours, name) for ours, name, _ in listed),
        sections=sections,
    )


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


def _sections(policy: yaml.Node | None) -> tuple[str, ...]:
    """Return the headings that a post-mortem must have. Raises TypeError if they are not a list of texts."""
    node = _get(policy, "sections") if policy else None
    if node is None:
        return ()
    if not all(isinstance(item, yaml.ScalarNode) for item in node.value):
        raise TypeError("the sections are not texts")
    return tuple(item.value.strip() for item in node.value)
