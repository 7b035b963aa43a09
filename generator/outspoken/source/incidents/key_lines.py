"""Finds the line of each key in one file, and every line that appears on a public page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import yaml
from msgspec import Struct

from outspoken.model.field import Field, KeyPurpose
from outspoken.model.key_values import has_text
from outspoken.source.format.front_matter import compose_mapping, decode, line_of, split
from outspoken.source.format.incident_fields import INCIDENT, POSTMORTEM, UPDATE
from outspoken.source.format.read_context import Refusal

# All other keys have closed values or ids, or are never rendered.
_PUBLIC: Mapping[str, Field] = {
    field.name: field
    for field in (*INCIDENT, *UPDATE, *POSTMORTEM)
    if field.purpose is not KeyPurpose.PRIVATE and has_text(field)
}


class Outline(Struct, frozen=True, kw_only=True):
    """`lines` has each key's line (and `body`'s first), `public` are (line, text), both from 1."""

    lines: Mapping[str, int] = {}
    public: tuple[tuple[int, str], ...] = ()


def outline(data: bytes) -> Outline:
    """Return the outline of a Markdown file with front matter; an empty one if it cannot be read."""
    try:
        text = decode(data)
        head, _ = split(text)
        fields = compose_mapping(head, "front matter")
    except Refusal:
        return Outline()
    rows = text.split("\n")
    body_line = head.count("\n") + 2
    public = [
        *_public(fields, rows),
        *((number, rows[number - 1]) for number in range(body_line, len(rows) + 1)),
    ]
    return Outline(lines=_lines(fields) | {"body": _first_words(rows, body_line)}, public=tuple(public))


def _lines(fields: yaml.MappingNode | None) -> dict[str, int]:
    return {str(key.value): line_of(key) for key, _ in fields.value} if fields else {}


def _first_words(rows: list[str], body_line: int) -> int:
    written = (number for number in range(body_line, len(rows) + 1) if rows[number - 1].strip())
    return next(written, body_line)


def _public(fields: yaml.MappingNode | None, rows: list[str]) -> Iterator[tuple[int, str]]:
    for key, value in fields.value if fields else ():
        if key.value in _PUBLIC:
            rows = _without_private(value, _PUBLIC[key.value], rows)
            # A block value ends at column 0 of the line after it, which is not its own.
            last = value.end_mark.line + (1 if value.end_mark.column else 0)
            for number in range(line_of(key), min(max(last, line_of(key)), len(rows)) + 1):
                yield number, rows[number - 1]


def _without_private(node: yaml.Node, field: Field, rows: list[str]) -> list[str]:
    """Return the lines with blanks instead of private values, such as the ticket of an action."""
    kept = rows
    for value in _private(node, field.fields):
        start, end = value.start_mark, value.end_mark
        # Private values are on one line; a longer one is checked like a public value.
        if start.line == end.line:
            kept = list(kept) if kept is rows else kept
            # Blanks of the same length: the columns of what comes after it stay right.
            row, length = kept[start.line], end.column - start.column
            kept[start.line] = f"{row[: start.column]}{' ' * length}{row[end.column :]}"
    return kept


def _private(node: yaml.Node, fields: Iterable[Field]) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _private(item, fields)
    elif isinstance(node, yaml.MappingNode):
        known = {field.name: field for field in fields}
        for key, value in node.value:
            field = known.get(str(key.value))
            if field and field.purpose is KeyPurpose.PRIVATE:
                yield value
            elif field:
                yield from _private(value, field.fields)
