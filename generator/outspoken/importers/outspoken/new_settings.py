"""Writes mkdocs.yml from the values of an export that does not contain the file itself."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import asdict

from outspoken.source.format.export_lines import ExportedComponent, ExportHead
from outspoken.source.format.typed_values import flow
from outspoken.source.format.writing import text_scalar


def settings_from_values(head: ExportHead) -> str:
    """Return the settings with the name, address, language and components of the exported site."""
    return "\n".join(_lines(head)) + "\n"


def _lines(head: ExportHead) -> Iterator[str]:
    yield f"site_name: {text_scalar(head.site_name)}"
    yield f"site_url: {text_scalar(head.site_url)}"
    yield "docs_dir: site_src"
    yield ""
    yield "theme:"
    yield "  name: material"
    # No fonts from another host, which would get the IP addresses of readers (docs/security.md).
    yield "  font: false"
    yield ""
    yield "plugins:"
    yield "  - search"
    yield "  - outspoken:"
    yield f"      time_zone: {text_scalar(head.time_zone)}"
    yield f"      language: {text_scalar(head.language)}"
    # Written explicitly: ids of feed entries contain it, and must not change with the URL.
    yield f"      host: {text_scalar(head.host)}"
    yield "      components:"
    for group, members in _groups(head.components).items():
        if group is not None:
            yield f"        - group: {text_scalar(group)}"
            yield "          components:"
        indent = "        " if group is None else "            "
        yield from (f"{indent}- {_entry(each)}" for each in members)


def _groups(components: tuple[ExportedComponent, ...]) -> dict[str | None, list[ExportedComponent]]:
    groups: dict[str | None, list[ExportedComponent]] = {}
    for each in components:
        groups.setdefault(each.group, []).append(each)
    return groups


def _entry(component: ExportedComponent) -> str:
    values = {name: value for name, value in asdict(component).items() if value and name != "group"}
    return flow({name: list(value) if isinstance(value, tuple) else value for name, value in values.items()})
