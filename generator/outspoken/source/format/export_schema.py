"""Makes the JSON Schema of a line of an export, from its records and the declared fields."""

from __future__ import annotations

from typing import Any

import msgspec

from outspoken.source.format.export_lines import (
    ExportedIncident,
    ExportedPostmortem,
    ExportedUpdate,
    ExportHead,
)

_FRONT_MATTER: dict[type[msgspec.Struct], str] = {
    ExportedIncident: "incident.json",
    ExportedUpdate: "update.json",
    ExportedPostmortem: "postmortem.json",
}


def export_schema() -> dict[str, Any]:
    """Return the schema of one line; front matter refers to the schemas of the files."""
    # The type is not known to the checker: a union of types is a value here.
    lines: Any = ExportHead | ExportedIncident
    schema = msgspec.json.schema(lines)
    for record, name in _FRONT_MATTER.items():
        schema["$defs"][record.__name__]["properties"]["front_matter"] = {"$ref": name}
    return schema
