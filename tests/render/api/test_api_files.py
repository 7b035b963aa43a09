"""The files as a whole: what is where, how heavy it is, and that nothing changes without news."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests.derive.conftest import Make
from tests.render.api.published import NOW, faults, instants, raw, read

from outspoken.model.component import Component, ComponentGroup
from outspoken.model.history import History
from outspoken.model.vocabulary import State
from outspoken.render.all_outputs import linkable_paths
from outspoken.render.api.api_files import API_FILES

SOME_WORDS = (
    "Since 14:00 UTC about one in eight customers in the EU cannot pay with a card. "
    "Bank transfer works. We see where requests are lost and move traffic away from there."
)


@pytest.fixture
def busy(make: Make) -> History:
    """20 components in four groups, three active incidents and a planned maintenance."""
    components = [
        Component(
            id=f"part-{number}",
            name=f"Component number {number}",
            description=f"What customers do with part {number} of the service",
            group=f"Group {number // 5}",
        )
        for number in range(20)
    ]
    incidents = [
        make.incident(
            *(make.update(f"14:{minute}", body=f"{SOME_WORDS} ({minute})") for minute in (10, 20, 30, 40)),
            id=f"2026-03-01-errors-{number}",
            components={f"part-{number}": "partial_outage", f"part-{number + 5}": "degraded_performance"},
        )
        for number in range(3)
    ]
    planned = make.maintenance(
        make.update("13:00", "scheduled", body=SOME_WORDS),
        start="2026-03-05 02:00",
        end="2026-03-05 04:00",
        components={"part-19": "under_maintenance"},
    )
    return make.history(*incidents, planned, settings=make.settings(*components))


def test_a_site_has_these_files_and_prose_can_link_to_them(make: Make) -> None:
    history = make.history()
    assert set(raw(history)) == set(API_FILES)
    assert set(API_FILES) <= set(linkable_paths(history))


def test_every_id_of_an_incident_leads_to_its_file_and_its_page(busy: History) -> None:
    files, pages = read(busy), raw(busy)
    lists = [*files["incidents"]["incidents"], *files["scheduled-maintenances"]["scheduled_maintenances"]]
    assert len(lists) == 4
    for one in lists:
        assert files[f"incidents/{one['id']}"] == one
        page = pages[f"incidents/{one['id']}/index.html"].decode()
        assert f'<link rel="canonical" href="{one["shortlink"]}">' in page


def test_a_summary_in_an_outage_is_light(busy: History) -> None:
    # A program asks every minute, and so do thousands of them.
    assert len(gzip.compress(raw(busy)["api/v2/summary.json"], 6)) < 10_000


def test_nothing_changes_without_news(busy: History) -> None:
    # Otherwise no answer would ever be "not modified".
    assert raw(busy) == raw(busy, NOW + timedelta(hours=3))


def test_the_page_changes_with_the_newest_change_that_it_shows(make: Make) -> None:
    incident = make.incident(make.update("14:05", "investigating"), make.update("14:20"))
    assert read(make.history(incident))["status"]["page"]["updated_at"] == "2026-03-01T14:20:00Z"
    retired = make.settings(make.component("api"), make.component("web", retired=date(2026, 3, 2)))
    page = read(make.history(incident, settings=retired))["status"]["page"]
    assert page["updated_at"] == "2026-03-02T00:00:00Z"


def test_a_site_without_incidents_has_dates_too(make: Make) -> None:
    files = read(make.history())
    assert list(faults(files)) == []
    assert all(files["status"]["page"].values())
    assert files["status"]["status"] == {"indicator": "none", "description": "All Systems Operational"}


def test_jq_reads_every_time(busy: History) -> None:
    jq = shutil.which("jq")
    assert jq, "no jq; install it (Debian: apt install jq)"
    found = sorted(set(instants(read(busy))))
    assert found
    done = subprocess.run(
        [jq, "-c", "map(fromdateiso8601 | todateiso8601)"],
        input=json.dumps(found), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == found


def test_a_group_is_a_component_in_the_state_of_its_worst_component(busy: History) -> None:
    found = read(busy)["components"]["components"]
    groups = [one for one in found if one["group"]]
    assert [group["name"] for group in groups] == ["Group 0", "Group 1", "Group 2", "Group 3"]
    assert [group["status"] for group in groups] == [
        "partial_outage", "degraded_performance", "operational", "operational",
    ]  # fmt: skip
    for group in groups:
        children = [one for one in found if one["group_id"] == group["id"]]
        assert [child["id"] for child in children] == group["components"]
        assert [child["position"] for child in children] == [1, 2, 3, 4, 5]
    assert [group["position"] for group in groups] == [1, 2, 3, 4]


def test_a_component_keeps_its_id_with_another_name_or_more_aliases(make: Make) -> None:
    before, after = Component(id="api", name="API"), Component(id="api", name="Requests", aliases=("old",))
    ids = [
        read(make.history(settings=make.settings(component)))["components"]["components"][0]["id"]
        for component in (before, after)
    ]
    assert ids[0] == ids[1]
    elsewhere = replace(make.settings(before), host="status.example.org")
    assert read(make.history(settings=elsewhere))["components"]["components"][0]["id"] != ids[0]


def test_a_group_keeps_its_id_with_another_name(make: Make) -> None:
    ids = []
    for name in ("Shop", "Storefront"):
        component, group = Component(id="api", name="API", group=name), ComponentGroup(id="shop", name=name)
        settings = replace(make.settings(component), named_groups=(group,))
        ids.append(read(make.history(settings=settings))["components"]["components"][0]["id"])
    assert ids[0] == ids[1]


def test_a_retired_component_is_not_listed_but_its_incidents_name_it(make: Make) -> None:
    settings = make.settings(make.component("api", retired=date(2026, 3, 1)), make.component("web"))
    files = read(make.history(make.incident(make.update("14:05", "resolved")), settings=settings))
    assert [one["name"] for one in files["components"]["components"]] == ["web"]
    assert [one["name"] for one in files["incidents"]["incidents"][0]["components"]] == ["api"]


@pytest.mark.parametrize(
    ("impact", "state", "indicator", "description"),
    [
        ("none", "operational", "none", "All Systems Operational"),
        ("none", "degraded_performance", "minor", "Partially Degraded Service"),
        ("none", "partial_outage", "minor", "Minor Service Outage"),
        ("none", "major_outage", "major", "Partial System Outage"),
        ("minor", "operational", "minor", "Minor Service Outage"),
        ("major", "degraded_performance", "major", "Partial System Outage"),
        ("critical", "operational", "critical", "Major Service Outage"),
    ],
)
def test_the_indicator_is_the_worse_of_components_and_impact(
    make: Make, impact: str, state: str, indicator: str, description: str
) -> None:
    incident = make.incident(make.update("14:05"), impact=impact, components={"api": state})
    found = read(make.history(incident))["status"]["status"]
    assert found == {"indicator": indicator, "description": description}


def test_work_in_progress_is_named_maintenance(make: Make) -> None:
    work = make.maintenance(make.update("2026-03-01 09:00", "scheduled"), start="2026-03-02 11:00",
                            end="2026-03-02 13:00")  # fmt: skip
    found = read(make.history(work))
    assert found["status"]["status"] == {
        "indicator": "maintenance",
        "description": "Service Under Maintenance",
    }
    assert found["components"]["components"][0]["status"] == State.UNDER_MAINTENANCE


def test_a_component_changed_when_its_state_did(make: Make) -> None:
    resolved = make.incident(
        make.update("14:05"), make.update("15:00", "resolved"), components={"api": "major_outage"}
    )
    first, second = read(make.history(resolved))["components"]["components"]
    assert first["updated_at"] == "2026-03-01T15:00:00Z"
    assert second["updated_at"] == second["created_at"] == "2026-03-01T00:00:00Z"
