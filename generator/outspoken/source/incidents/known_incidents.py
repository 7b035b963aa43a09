"""Lists the incidents on disk with the id, key and old paths by which an import recognises them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml
from msgspec import Struct

from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENT_FILE, UPDATES
from outspoken.source.format.front_matter import MAX_FILE, compose_mapping, decode, split
from outspoken.source.format.ids import stamp_of
from outspoken.source.format.read_context import Refusal
from outspoken.source.incidents.incident_files import list_folders, read_file


class KnownIncident(Struct, frozen=True, kw_only=True):
    """An incident's id, and some of its keys as they are written; empty without them.

    `window` has the texts of both ends of scheduled maintenance.
    """

    id: str
    key: str = ""
    redirects: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    title: str = ""
    impact: str = ""
    window: tuple[str, ...] = ()


def known_incidents(root: Path) -> tuple[KnownIncident, ...]:
    """Return every incident below `root`; one whose incident.md cannot be read has its id alone."""
    ignored: list[Problem] = []
    return tuple(known_incident(folder, _head(root, folder)) for folder in list_folders(root, ignored))


def former_ids(root: Path) -> dict[str, str]:
    """Return every former id of the incidents below `root`, with the present one."""
    ignored: list[Problem] = []
    return former_ids_in((folder, _head(root, folder)) for folder in list_folders(root, ignored))


def former_ids_in(heads: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """Return every former id with the present one; `heads` are incidents' folders, each with incident.md."""
    # Searching the bytes decides for nearly all: parsing thousands takes seconds.
    found = (known_incident(folder, data) for folder, data in heads if b"\naliases:" in data)
    return {alias: one.id for one in found for alias in one.aliases if alias != one.id}


def known_updates(root: Path, folder: str) -> frozenset[str]:
    """Return the ids of the updates in an incident's folder, case-folded."""
    place = root / folder / UPDATES
    return frozenset(path.stem.casefold() for path in place.glob("*.md")) if place.is_dir() else frozenset()


def newest_stamp(stems: frozenset[str]) -> str:
    """Return the latest time in the names of updates, such as `20261121T140510Z`; empty if none has one."""
    # The stems are case-folded, and a time has a capital T and Z.
    return max((stem[:16].upper() for stem in stems if stamp_of(stem[:16].upper())), default="")


def _head(root: Path, folder: str) -> bytes:
    path = f"{folder}/{INCIDENT_FILE}"
    return read_file(str(root / path), MAX_FILE + 1, path, []) or b""


def known_incident(folder: str, data: bytes) -> KnownIncident:
    """Return an incident by its folder and the content of its incident.md; its id alone if unreadable."""
    incident = folder.rpartition("/")[2]
    try:
        fields = compose_mapping(split(decode(data))[0], "front matter")
    except Refusal:
        return KnownIncident(id=incident)
    values = {str(key.value): value for key, value in fields.value} if fields else {}
    key, title, impact = ("".join(_texts(values.get(name))) for name in ("key", "title", "impact"))
    return KnownIncident(
        id=incident,
        key=key,
        redirects=_texts(values.get("redirects")),
        aliases=_texts(values.get("aliases")),
        title=title,
        impact=impact,
        window=_ends(values.get("scheduled")),
    )


def _ends(node: yaml.Node | None) -> tuple[str, ...]:
    """Return the texts of `from` and `until`."""
    if not isinstance(node, yaml.MappingNode):
        return ()
    values = {str(key.value): "".join(_texts(value)) for key, value in node.value}
    return tuple(values[name] for name in ("from", "until") if values.get(name))


def _texts(node: yaml.Node | None) -> tuple[str, ...]:
    if isinstance(node, yaml.SequenceNode):
        return tuple(str(item.value) for item in node.value if isinstance(item, yaml.ScalarNode))
    return (str(node.value),) if isinstance(node, yaml.ScalarNode) else ()
