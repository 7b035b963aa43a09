"""Whatever was published, and whenever it is built: programs can read it, and it agrees with itself."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.derive.test_dating_never_moves import Chain, Change, anywhere, chains
from tests.render.api.published import LISTS, PLANNED, faults, instants, read

SEVERITY = {"none": 0, "maintenance": 1, "minor": 2, "major": 3, "critical": 4}
OF_STATE = {
    "operational": "none",
    "under_maintenance": "maintenance",
    "degraded_performance": "minor",
    "partial_outage": "minor",
    "major_outage": "major",
}


def everything(files: dict[str, Any]) -> list[Any]:
    """Every incident and maintenance of every list."""
    incidents = [one for name in LISTS for one in files[name]["incidents"]]
    return incidents + [one for name in PLANNED for one in files[name]["scheduled_maintenances"]]


@given(chain=chains(anywhere), ahead=st.integers(0, 40))
@settings(max_examples=60)
def test_programs_can_read_any_history(chain: list[Change], ahead: int) -> None:
    grown = Chain()
    for change in chain:
        history = grown.grow(change)
    now = grown.at.replace(microsecond=0)
    files = read(history, now.fromtimestamp(now.timestamp() + ahead, now.tzinfo))
    assert list(faults(files)) == []
    assert_agreement(files)
    assert_order(files)


def assert_agreement(files: dict[str, Any]) -> None:
    """Programs that take the worst of what they read arrive at the indicator."""
    summary = files["summary"]
    said = [OF_STATE[one["status"]] for one in summary["components"]]
    said += [one["impact"] for one in summary["incidents"]]
    said += [one["impact"] for one in files["scheduled-maintenances/active"]["scheduled_maintenances"]]
    indicator = summary["status"]["indicator"]
    assert SEVERITY[indicator] == max(SEVERITY[word] for word in said)
    assert (indicator == "none") == (summary["status"]["description"] == "All Systems Operational")
    assert files["status"]["status"] == summary["status"] == files["history"]["page_status"]
    assert all(one["resolved_at"] is None for one in summary["incidents"])
    assert files["status"]["page"] == summary["page"]


def assert_order(files: dict[str, Any]) -> None:
    """Newest first, ids once, every id with a file."""
    for one in everything(files):
        updates = one["incident_updates"]
        assert updates
        assert all(newer["display_at"] >= older["display_at"] for newer, older in pairwise(updates))
        assert len({update["id"] for update in updates}) == len(updates)
        assert {update["incident_id"] for update in updates} == {one["id"]}
        assert files[f"incidents/{one['id']}"] == one
    for name in (*LISTS, "scheduled-maintenances"):
        created = [one["created_at"] for one in files[name][name.partition("/")[0].replace("-", "_")]]
        assert created == sorted(created, reverse=True)
    for body in files.values():
        assert all(len(text) == len("2026-03-01T14:05:00Z") for text in instants(body))
    changed = files["status"]["page"]["updated_at"]
    assert all(one["updated_at"] <= changed for one in everything(files))


def test_what_is_said_of_severity_fits_the_words_of_states() -> None:
    assert set(OF_STATE.values()) < set(SEVERITY)
