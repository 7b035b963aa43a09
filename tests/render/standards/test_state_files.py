"""Small files with the overall state: one word, a draft standard, figures; always the state of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.parser import text_string_to_metric_families as text_format
from tests.render.standards.conftest import NOW, SETTINGS, Made, at, outage, said

from outspoken.model.component import Component
from outspoken.model.incident import Incident, Window
from outspoken.model.vocabulary import Impact, Kind, Level, State
from outspoken.render.api.status_indicator import LEVELS

Make = Callable[..., Made]


def maintenance(**keys: Any) -> Incident:
    """Work on the search from eleven to one o'clock, which began by itself."""
    work = outage(
        said("scheduled", at("09:00", day=9)),
        id="2026-03-10-upgrade",
        title="Upgrade",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=(("search", State.UNDER_MAINTENANCE),),
        started=at("11:00"),
        window=Window(start=at("11:00"), end=at("13:00")),
    )
    return replace(work, **keys)


def figures(made: Made) -> dict[tuple[str, str], float]:
    """Every sample, by its name and its only label's value, as a collector of metrics reads it."""
    families = text_string_to_metric_families(made["metrics.txt"])
    samples = [sample for family in families for sample in family.samples]
    found = {(sample.name, next(iter(sample.labels.values()), "")): sample.value for sample in samples}
    assert len(found) == len(samples)
    return found


@pytest.mark.parametrize(
    ("incidents", "word", "condition"),
    [
        ((), "none", "operational"),
        ((outage(impact=Impact.NONE, components=()),), "none", "operational"),
        ((maintenance(),), "maintenance", "maintenance"),
        ((outage(impact=Impact.MINOR, components=()),), "minor", "degraded"),
        ((outage(impact=Impact.MINOR),), "minor", "partial-outage"),
        ((outage(), maintenance()), "major", "partial-outage"),
        (
            (outage(impact=Impact.MINOR, components=(("search", State.MAJOR_OUTAGE),)),),
            "major",
            "major-outage",
        ),
        ((outage(impact=Impact.CRITICAL, components=()),), "critical", "major-outage"),
        ((outage(said("resolved", at("10:00"))),), "none", "operational"),
    ],
)
def test_every_file_has_the_state_of_the_page(
    incidents: tuple[Incident, ...], word: str, condition: str, made: Make
) -> None:
    files = made(*incidents)
    assert files["status.txt"] == f"{word}\n"
    assert json.loads(files["operational-state.json"])["condition"] == condition
    level = Level("operational" if word == "none" else word)
    assert figures(files)["outspoken_level", ""] == level.rank


def test_one_word_is_the_indicator_of_the_api_and_in_the_manual(made: Make) -> None:
    words = ["none", "maintenance", "minor", "major", "critical"]
    assert [LEVELS[level].value for level in Level] == words
    manual = Path(__file__).parents[3] / "docs" / "programs.md"
    assert re.findall(r"^\| `(\w+)` \|", manual.read_text(encoding="utf-8"), re.MULTILINE)[:5] == words
    files = made(outage(), whole=True)
    assert json.loads(files["api/v2/status.json"])["status"]["indicator"] == files["status.txt"].strip()


def test_the_address_of_the_draft_names_where_the_state_is(made: Make) -> None:
    found = json.loads(made()[".well-known/operational-state"])
    assert found["version"] == "1.0"
    (resource,) = found["resources"]
    assert resource["href"] == "https://example.com/status/operational-state.json"
    assert resource["serialization"] == "application/status+json"


def test_the_state_has_what_the_draft_requires(made: Make) -> None:
    state = json.loads(
        made(outage(said("identified", at("09:30"), "**Found** it.")))["operational-state.json"]
    )
    required = {"condition", "profiles", "subject", "timing", "provenance", "evidence", "components"}
    assert required | {"dependencies"} <= state.keys()
    assert state["subject"]["id"] == "status.example.com"
    assert {one["id"]: one["condition"] for one in state["components"]} == {
        "checkout": "partial-outage",
        "search": "operational",
    }
    (incident,) = state["incidents"]
    assert incident["started"] == "2026-03-10T09:00:00Z"
    assert incident["affectedComponents"] == ["checkout"]
    assert incident["updates"] == [{"timestamp": "2026-03-10T09:30:00Z", "message": "Found it."}]


def test_figures_count_what_is_open_and_say_when_the_next_update_is_due(made: Make) -> None:
    other = outage(
        id="2026-03-10-slow", impact=Impact.MINOR, components=(("search", State.DEGRADED_PERFORMANCE),)
    )
    first = outage(said("identified", at("09:30"), next_update=at("12:30")))
    found = figures(made(other, first, maintenance(components=())))
    assert found["outspoken_open_incidents", "major"] == found["outspoken_open_incidents", "minor"] == 1
    assert found["outspoken_open_incidents", "critical"] == 0
    assert found["outspoken_maintenance_in_progress", ""] == 1
    assert found["outspoken_component_state", "checkout"] == State.PARTIAL_OUTAGE.rank
    assert found["outspoken_next_update_due_timestamp_seconds", ""] == at("12:30").timestamp()
    assert found["outspoken_build_timestamp_seconds", ""] == NOW.timestamp()
    assert 0 < found["outspoken_component_uptime_ratio", "search"] <= 1


def test_a_collector_of_the_older_text_format_reads_the_same(made: Make) -> None:
    files = made(outage(said("identified", at("09:30"), next_update=at("12:30"))))
    families = text_format(files["metrics.txt"])
    older = {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in families
        for sample in family.samples
    }
    assert older == figures(files)


def test_nothing_is_due_if_nothing_was_promised(made: Make) -> None:
    assert ("outspoken_next_update_due_timestamp_seconds", "") not in figures(made(outage()))


def test_a_component_has_two_figures_however_many_incidents_there_are(made: Make) -> None:
    many = tuple(Component(id=f"part-{number}", name=f"Part {number}") for number in range(500))
    settings = replace(SETTINGS, components=many)
    incidents = [
        outage(
            id=f"2026-03-10-fail-{number}",
            title=f"Fail {number}",
            components=(("part-1", State.MAJOR_OUTAGE),),
        )
        for number in range(20)
    ]
    files = made(*incidents, settings=settings)
    assert len(figures(files)) == 2 * 500 + 7
    assert len(files["metrics.txt"]) < 100_000


def test_a_component_that_the_page_does_not_list_is_in_no_file(made: Make) -> None:
    day = SETTINGS.day(NOW)
    gone = replace(SETTINGS, components=(*SETTINGS.components, Component(id="fax", name="Fax", retired=day)))
    files = made(settings=gone)
    assert "fax" not in files["metrics.txt"] + files["operational-state.json"]
