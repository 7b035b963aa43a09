"""The OpenAPI document describes the files as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.derive.conftest import Make
from tests.render.api.published import read

from outspoken.model.history import History
from outspoken.render.api.api_files import API_FILES
from outspoken.render.api.openapi_document import OPENAPI_PATH, openapi_document

RULES = Path(__file__).parents[2] / "data" / "openapi" / "schema-3.1.json"


@pytest.fixture
def document(make: Make) -> Any:
    return json.loads(openapi_document(make.settings()))


@pytest.fixture
def history(make: Make) -> History:
    incident = make.incident(make.update("14:05", "investigating"))
    over = make.incident(
        make.update("2026-02-01 10:00", "resolved"),
        id="2026-02-01-over",
        started="2026-02-01 09:00",
        postmortem=make.postmortem("2026-02-02 09:00"),
    )
    work = make.maintenance(
        make.update("13:00", "scheduled"), start="2026-03-05 02:00", end="2026-03-05 04:00"
    )
    return make.history(incident, over, work)


def schema_of(document: Any, path: str) -> dict[str, Any]:
    answer = document["paths"][path]["get"]["responses"]["200"]
    return {**answer["content"]["application/json"]["schema"], "components": document["components"]}


def test_the_document_keeps_the_rules_of_openapi(document: Any) -> None:
    rules = Draft202012Validator(json.loads(RULES.read_text(encoding="utf-8")))
    assert [fault.message for fault in rules.iter_errors(document)] == []
    # The rules of OpenAPI leave those of schemas to JSON Schema.
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert list(rules.iter_errors({**document, "paths": []}))


def test_every_file_is_described(document: Any) -> None:
    files = {f"/{path}" for path in API_FILES if path != OPENAPI_PATH}
    assert set(document["paths"]) == {*files, "/incidents/{id}.json"}
    assert document["servers"] == [{"url": "https://status.example.com"}]


def test_every_body_fits_its_description(document: Any, history: History) -> None:
    files = read(history)
    for path in API_FILES:
        if path != OPENAPI_PATH:
            name = path.removeprefix("api/v2/").removesuffix(".json")
            faults = Draft202012Validator(schema_of(document, f"/{path}")).iter_errors(files[name])
            assert [fault.message for fault in faults] == [], path
    single = Draft202012Validator(schema_of(document, "/incidents/{id}.json"))
    ids = [one["id"] for one in files["incidents"]["incidents"]]
    assert ids
    for one in ids:
        assert list(single.iter_errors(files[f"incidents/{one}"])) == []


def test_a_wrong_body_does_not_fit(document: Any, history: History) -> None:
    body = read(history)["status"]
    body["status"]["indicator"] = "fine"
    assert list(Draft202012Validator(schema_of(document, "/api/v2/status.json")).iter_errors(body))


def test_every_record_has_a_description(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []
