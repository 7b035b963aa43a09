"""The data of the banner has everything with the times at which it is true, and stays small."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from outspoken.model.component import Component, ComponentGroup
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.embed.embed_outputs import embed_outputs
from outspoken.render.shared import prepare

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEMPLATES = Path(__file__).parents[3] / "templates"
SITE = Settings(
    site_name="Example status",
    url="https://example.com/status/",
    host="status.example.com",
    components=(
        Component(id="api", name="API", aliases=("rest-api", "The API")),
        Component(id="web", name="Web"),
    ),
)


def incident(*, components: tuple[str, ...] = ("api",), promise: datetime | None = None) -> Incident:
    publication = Publication(at=NOW - HOUR, bulk=False)
    said = Update(
        id="20260310T110000Z-said",
        at=NOW - HOUR,
        body="We know.",
        status=Status.IDENTIFIED,
        publication=publication,
        next_update=promise,
    )
    return Incident(
        id="2026-03-10-search",
        title="Search </script> & more",
        kind=Kind.INCIDENT,
        impact=Impact.MAJOR,
        components=tuple((one, State.PARTIAL_OUTAGE) for one in components),
        started=NOW - 2 * HOUR,
        body="",
        publication=publication,
        updates=(said,),
    )


def maintenance(start: datetime) -> Incident:
    publication = Publication(at=NOW - 24 * HOUR, bulk=False)
    said = Update(
        id="20260309T120000Z-scheduled",
        at=NOW - 24 * HOUR,
        body="We move.",
        status=Status.SCHEDULED,
        publication=publication,
    )
    return Incident(
        id="2026-03-10-database",
        title="A new database",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=(("web", State.UNDER_MAINTENANCE),),
        started=start,
        window=Window(start=start, end=start + HOUR),
        body="",
        publication=publication,
        updates=(said,),
    )


def made(*incidents: Incident) -> dict[str, bytes]:
    shared = prepare(History(settings=SITE, incidents=incidents), NOW)
    return {output.path: output.data for output in embed_outputs(shared)}


def data(*incidents: Incident) -> Any:
    return json.loads(made(*incidents)["embed/status.json"])


def seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def test_nothing_open_is_an_empty_list() -> None:
    found = data()
    assert found["items"] == []
    assert (found["version"], found["now"]) == (1, seconds(NOW))


def test_an_incident_is_open_whatever_the_readers_clock_says() -> None:
    (item,) = data(incident())["items"]
    assert item["title"] == "Search </script> & more"
    assert item["steps"] == [[0, 0, 3, "Major · Identified"]]


def test_a_promise_is_named_until_it_has_passed_and_no_longer() -> None:
    promise = NOW + HOUR
    (item,) = data(incident(promise=promise))["items"]
    at = seconds(promise)
    assert item["steps"] == [
        [0, at, 3, f"Major · Identified · Next update by {{{at}}}"],
        [at, 0, 3, "Major · Identified"],
    ]


def test_maintenance_is_there_between_its_times_with_words_for_who_cannot_know() -> None:
    start = NOW + HOUR
    (item,) = data(maintenance(start))["items"]
    begin, end = seconds(start), seconds(start + HOUR)
    cautious = f"Scheduled to end at {{{end}}}"
    assert item["steps"] == [[begin, end, 1, f"In progress, due to end at {{{end}}}", cautious]]


def test_an_incident_names_its_components_by_their_former_ids_too() -> None:
    found = data(incident())
    assert found["items"][0]["parts"] == ["component/api", "component/rest-api"]
    assert found["parts"] == ["component/api", "component/rest-api", "component/web"]


def test_an_incident_touches_the_group_of_its_component() -> None:
    group = ComponentGroup(id="shop", name="Shop", former_ids=("store",))
    components = (Component(id="api", name="API", group="Shop"),)
    settings = replace(SITE, components=components, named_groups=(group,))
    shared = prepare(History(settings=settings, incidents=(incident(),)), NOW)
    found = {output.path: output.data for output in embed_outputs(shared)}
    names = ["component/api", "group/shop", "group/store"]
    assert json.loads(found["embed/status.json"])["items"][0]["parts"] == names
    assert b'data-row="group/shop group/store"' in found["embed/index.html"]


def test_what_names_no_component_is_about_all_of_them() -> None:
    assert data(incident(components=()))["items"][0]["parts"] == []


def test_the_script_is_the_same_on_every_site_and_small() -> None:
    script = made()["embed/banner.js"]
    assert script == made(incident())["embed/banner.js"]
    assert len(script) < 3072, "three kibibytes, without compression"
    assert b"innerHTML" not in script and b"eval" not in script


@pytest.mark.parametrize("incidents", [(), (incident(), maintenance(NOW + HOUR))])
def test_the_strip_is_small_and_not_indexed(incidents: tuple[Incident, ...]) -> None:
    page = made(*incidents)["embed/index.html"]
    assert len(gzip.compress(page, mtime=0)) < 7000
    assert b'<meta name="robots" content="noindex">' in page


def test_the_strip_has_the_colours_of_the_pages() -> None:
    """Each list of colours in the small sheet is one of the frame's."""
    frame = (TEMPLATES / "theme" / "frame.css").read_text(encoding="utf-8").replace("\n", "").replace(" ", "")
    strip = (TEMPLATES / "embed" / "embedded.css").read_text(encoding="utf-8").replace(" ", "")
    found = [part.partition("}")[0] for part in strip.split("{") if part.startswith("--paper")]
    assert len(found) == 3
    for colours in found:
        for colour in colours.partition(";--c:")[0].partition(";color-scheme")[0].split(";"):
            assert colour in frame
