"""Answers of Cachet's API become incidents and maintenance, with every word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.conftest import Imported, bring, imported_from
from tests.importers.every_word import DATA, lost

from outspoken.importers.cachet.cachet_documents import read_entries
from outspoken.importers.import_report import Remarks
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Impact, Kind, State, Status

V1, V3 = DATA / "cachet-v1", DATA / "cachet-v3"


def sample(source: Path, tmp_path: Path, **asked: Any) -> Imported:
    (tmp_path / "new").mkdir(exist_ok=True)
    return bring(source, tmp_path / "new", kind="cachet", url="https://status.example.org/", **asked)


def of(done: Imported, key: str) -> Incident:
    return next(one for one in done.history.incidents if one.key == f"cachet:{key}")


def test_the_incident_and_its_updates_are_in_order(tmp_path: Path) -> None:
    incident = of(sample(V1, tmp_path), "7")

    assert [(update.status, update.body.split()[0]) for update in incident.updates] == [
        (Status.INVESTIGATING, "The"),
        (Status.IDENTIFIED, "A"),
        (Status.RESOLVED, "All"),
    ]
    assert (incident.redirects, incident.component_ids) == (("/incidents/7/",), ("api",))


def test_a_message_about_the_past_is_over_at_its_start(tmp_path: Path) -> None:
    done = sample(V1, tmp_path)

    assert [update.status for update in of(done, "8").updates] == [Status.RESOLVED]
    assert "it was fixed without an update: the start was used as its end" in done.abouts


def test_what_readers_did_not_see_is_not_imported(tmp_path: Path) -> None:
    done = sample(V1, tmp_path)

    assert [(one.path, one.about) for one in done.made.remarks if one.path.endswith("#10")] == [
        ("incidents.json#10", "it is hidden or deleted: the old page did not show it")
    ]


def test_a_schedule_becomes_maintenance(tmp_path: Path) -> None:
    done = sample(V1, tmp_path)
    past, ahead = of(done, "schedule-3"), of(done, "schedule-4")

    assert (past.kind, past.components) == (Kind.MAINTENANCE, (("api", State.UNDER_MAINTENANCE),))
    assert [update.status for update in past.updates] == [Status.SCHEDULED, Status.COMPLETED]
    assert ahead.updates[0].body == "A new office"


def test_components_keep_their_groups(tmp_path: Path) -> None:
    assert [(one.id, one.group) for one in sample(V1, tmp_path).history.settings.components] == [
        ("website", "Shop"),
        ("api", None),
        ("component-99", None),
    ]


def test_times_are_in_the_zone_that_is_named(tmp_path: Path) -> None:
    done = sample(V1, tmp_path, zone=ZoneInfo("America/New_York"))

    assert f"{of(done, '7').started:%Y-%m-%dT%H:%M:%S}" == "2020-08-17T15:42:20"
    assert not [about for about in done.abouts if "--zone" in about]


def test_unknown_numbers_and_components_are_named(tmp_path: Path) -> None:
    remarks = {(one.about, one.detail) for one in sample(V1, tmp_path).made.remarks}

    assert ("a component that is not in the files: its number is its name", "99") in remarks


def test_version_3_has_states_of_components(tmp_path: Path) -> None:
    incident = of(sample(V3, tmp_path), "1")

    assert (incident.impact, incident.components) == (Impact.MAJOR, (("storage", State.MAJOR_OUTAGE),))
    assert incident.updates[0].body == "Saving fails for **some** people."
    assert [update.status for update in incident.updates] == [
        Status.INVESTIGATING,
        Status.IDENTIFIED,
        Status.RESOLVED,
    ]
    assert incident.redirects == ("/incidents/0c6e7a52-0000-4000-8000-000000000001/",)


@pytest.mark.parametrize("source", [V1, V3], ids=["1", "3"])
def test_a_second_import_changes_nothing(source: Path, tmp_path: Path) -> None:
    first = sample(source, tmp_path)

    assert first.problems == ()
    assert sample(source, tmp_path).made.files == ()


def test_a_broken_file_is_named_and_another_imported(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"<!doctype html><p>Sign in")
    (tmp_path / "incidents.json").write_bytes((V1 / "incidents.json").read_bytes())

    made = imported_from("cachet", tmp_path, tmp_path / "new")

    assert "a.json" in {one.path for one in made.remarks if one.grade == "not_imported"}
    assert len(made.incidents) == 4


class Pages:
    """An address with two pages of incidents, as Cachet serves them."""

    address = "https://status.example.org/"

    def __init__(self, incidents: list[dict[str, object]]) -> None:
        self._incidents, self.asked = incidents, list[str]()

    def names(self) -> tuple[str, ...]:
        return ()

    def read(self, name: str) -> bytes | None:
        self.asked.append(name)
        if not name.startswith("api/v1/incidents?"):
            return b'{"data": []}'
        page = int(name.rpartition("page=")[2])
        following = f"{self.address}api/v1/incidents?page={page + 1}" if page < len(self._incidents) else None
        pagination = {"total_pages": len(self._incidents), "links": {"next_page": following}}
        meta = {"pagination": pagination}
        return json.dumps({"meta": meta, "data": self._incidents[page - 1 : page]}).encode()


def test_every_page_of_an_address_is_read() -> None:
    incidents: list[dict[str, object]] = [
        {"id": 1, "visible": 1, "message": "a"},
        {"id": 2, "visible": 1, "message": "b"},
    ]

    gathered = list[Remarks]()
    found = [entry.data["id"] for entry in read_entries(Pages(incidents), gathered)]

    assert found == [1, 2]
    assert not [remark for remarks in gathered for remark in remarks.entries], "nothing is left to be saved"


def words(value: object) -> Iterator[str]:
    """Every message and name of incidents and schedules that readers saw."""
    if isinstance(value, dict):
        if value.get("visible") == 0:
            return
        yield from (value[key] for key in ("message", "name") if isinstance(value.get(key), str))
        for inner in value.values():
            yield from words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)


@pytest.mark.parametrize("source", [V1, V3], ids=["1", "3"])
def test_every_word_of_the_sample_is_kept(source: Path, tmp_path: Path) -> None:
    done = sample(source, tmp_path)
    files = [source / name for name in ("incidents.json", "schedules.json") if (source / name).exists()]
    data = [json.loads(file.read_text(encoding="utf-8"))["data"] for file in files]
    texts = [text.replace("<p>", " ").replace("</p>", " ") for text in words(data)]

    assert lost((text.replace("strong>", " ") for text in texts), done.root) == []


MESSAGES = st.text(
    st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Po", "Sm", "Zs"), include_characters="\n"), min_size=1
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(MESSAGES, st.lists(MESSAGES, max_size=3), st.integers(0, 6)), min_size=1, max_size=3)
)
def test_every_word_is_kept(incidents: list[tuple[str, list[str], int]]) -> None:
    listed = [
        {
            "id": number + 1,
            "name": f"Name{number}",
            "visible": 1,
            "message": message,
            "status": status,
            "occurred_at": f"2025-01-0{number + 1} 10:00:00",
            "updates": [
                {
                    "id": place,
                    "status": status,
                    "message": text,
                    "created_at": f"2025-01-0{number + 1} 1{place}:30:00",
                }
                for place, text in enumerate(updates)
            ],
        }
        for number, (message, updates, status) in enumerate(incidents)
    ]
    with TemporaryDirectory() as folder:
        source, root = Path(folder) / "incidents.json", Path(folder) / "new"
        root.mkdir()
        source.write_text(json.dumps({"data": listed}), encoding="utf-8")

        bring(source, root, kind="cachet", url="https://status.example.org/")

        assert lost([text for one in incidents for text in (one[0], *one[1])], root) == []


def test_an_update_without_a_number_as_its_id_is_imported_too(tmp_path: Path) -> None:
    updates = [
        {"id": name, "status": 2, "message": name, "created_at": "2025-03-01 11:00:00"} for name in "ab"
    ]
    raw = {"id": 7, "name": "Slow", "message": "We look.", "status": 2, "visible": 1, "component_id": 1,
           "created_at": "2025-03-01 10:00:00", "updates": updates}  # fmt: skip
    (tmp_path / "incidents.json").write_text(json.dumps({"data": [raw]}), encoding="utf-8")
    done = sample(tmp_path / "incidents.json", tmp_path)
    assert done.texts()[-2:] == ["a", "b"]
