"""The API of small histories, read back as programs read it, and the schemas that it keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from outspoken.derive.current import situation
from outspoken.derive.uptime.intervals import component_intervals
from outspoken.model.history import History
from outspoken.render.api.api_files import api_outputs
from outspoken.render.api.openapi_document import OPENAPI_PATH
from outspoken.render.shared import prepare

SCHEMAS = Path(__file__).parents[2] / "data" / "statuspage-v2-schemas"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LISTS = ("incidents", "incidents/unresolved")
PLANNED = (
    "scheduled-maintenances",
    "scheduled-maintenances/upcoming",
    "scheduled-maintenances/active",
)
V2 = ("status", "summary", "components", *LISTS, *PLANNED)


def raw(history: History, now: datetime = NOW) -> dict[str, bytes]:
    """Every file of the API, by path."""
    shared = prepare(history, now)
    intervals, here = component_intervals(shared.facts, now), situation(shared.facts, now)
    return {output.path: output.data for output in api_outputs(shared, intervals, here)}


def read(history: History, now: datetime = NOW) -> dict[str, Any]:
    """Every JSON file of the API, by path; those of version 2 by their names alone."""
    bodies = {path: data for path, data in raw(history, now).items() if path.endswith(".json")}
    files = {path: json.loads(data) for path, data in bodies.items() if path != OPENAPI_PATH}
    return {path.removeprefix("api/v2/").removesuffix(".json"): body for path, body in files.items()}


@cache
def validator(name: str) -> Draft202012Validator:
    """Checks a body of version 2: `incidents/unresolved` has the shape of `incidents`."""
    schema = json.loads((SCHEMAS / f"{name.partition('/')[0]}.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def faults(files: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the bodies of version 2."""
    for name in V2:
        for fault in validator(name).iter_errors(files[name]):
            yield f"{name}: {fault.json_path}: {fault.message}"


def instants(value: Any) -> Iterator[str]:
    """Every time in a body: the values of keys that end in `_at`, and of a window."""
    if isinstance(value, dict):
        for key, inner in value.items():
            is_time = key.endswith("_at") or key in {"scheduled_for", "scheduled_until"}
            yield from [inner] if is_time and inner is not None else instants(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from instants(inner)
