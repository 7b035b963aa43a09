"""`/api/openapi.json`: describes every file of the API, from the same records that the files are made of."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from outspoken.model.settings import Settings
from outspoken.render.api.api_records import (
    ApiIncident,
    ApiMaintenance,
    ComponentsFile,
    HistoryFile,
    IncidentsFile,
    MaintenancesFile,
    StatusFile,
    SummaryFile,
)

OPENAPI_PATH = "api/openapi.json"

_REF = "#/components/schemas/{name}"

_FILES: dict[str, tuple[type[Struct], str, str]] = {
    "/api/v2/status.json": (StatusFile, "status", "The overall state, in one word and one phrase."),
    "/api/v2/summary.json": (SummaryFile, "summary", "Everything that is true now, in one request."),
    "/api/v2/components.json": (ComponentsFile, "components", "The state of every component."),
    "/api/v2/incidents.json": (IncidentsFile, "incidents", "The 50 newest incidents."),
    "/api/v2/incidents/unresolved.json": (IncidentsFile, "unresolvedIncidents", "The active incidents."),
    "/api/v2/scheduled-maintenances.json": (
        MaintenancesFile,
        "scheduledMaintenances",
        "The 50 newest scheduled maintenances, newest announcement first.",
    ),
    "/api/v2/scheduled-maintenances/upcoming.json": (
        MaintenancesFile,
        "upcomingMaintenances",
        "Maintenance that has not begun, soonest first.",
    ),
    "/api/v2/scheduled-maintenances/active.json": (
        MaintenancesFile,
        "activeMaintenances",
        "Maintenance in progress, soonest first.",
    ),
    "/history.json": (HistoryFile, "history", "This month and the two before it."),
}
"""Each file with its record, its operation's name and what it is."""

_ABOUT = """\
These files have the shape of the public API of hosted status pages, version 2, so that programs that were
written for it can read this page. They are static files: no key is needed, and programs in a browser can read
them too. They state what was true when the page was last built: `build.json` has that time. Texts that people
wrote are in the language of the page; all fixed words are in English."""


def openapi_document(settings: Settings) -> bytes:
    """Return the OpenAPI 3.1 document of one site as JSON."""
    records = [record for record, _, _ in _FILES.values()]
    # From the records, so that the document cannot differ from the files.
    _, schemas = msgspec.json.schema_components(
        [*dict.fromkeys(records), ApiIncident, ApiMaintenance], ref_template=_REF
    )
    document = {
        "openapi": "3.1.0",
        "info": {"title": settings.site_name, "version": "2", "description": _ABOUT.replace("\n", " ")},
        "servers": [{"url": settings.url.rstrip("/")}],
        "paths": {path: {"get": _get(*file)} for path, file in _FILES.items()}
        | {"/incidents/{id}.json": _one()},
        "components": {"schemas": schemas},
    }
    return msgspec.json.encode(document) + b"\n"


def _get(record: type[Struct], name: str, summary: str) -> dict[str, object]:
    found = {"$ref": _REF.format(name=record.__name__)}
    return {"operationId": name, "summary": summary, "responses": {"200": _answer(found, summary)}}


def _one() -> dict[str, object]:
    """Return the path of one incident or maintenance."""
    either = [{"$ref": _REF.format(name=record.__name__)} for record in (ApiIncident, ApiMaintenance)]
    return {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {
            "operationId": "incident",
            "summary": "One incident or maintenance.",
            "description": "There is a file for each one that is in another file of this API.",
            "responses": {
                "200": _answer({"anyOf": either}, "The incident or maintenance."),
                "404": {"description": "This id is in no other file of this API now."},
            },
        },
    }


def _answer(schema: Mapping[str, object], description: str) -> dict[str, object]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
