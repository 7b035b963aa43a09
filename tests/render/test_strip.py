"""Every page names the worst open incident, and no page has a strip without one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import lxml.html
import pytest

from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.all_outputs import incident_outputs, prepare, site_outputs

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def incident(name: str, impact: str, *, status: Status = Status.INVESTIGATING) -> Incident:
    began = NOW - HOUR
    publication = Publication(at=began, bulk=False)
    said = Update(
        id="20260310T110000Z-said", at=began, body="We know.", status=status, publication=publication
    )
    return Incident(
        id=f"2026-03-10-{name}",
        title=f"Trouble with {name}",
        kind=Kind.INCIDENT,
        impact=Impact(impact),
        components=(("api", State.OPERATIONAL),),
        started=began - HOUR,
        body="",
        publication=publication,
        updates=(said,),
    )


def maintenance(name: str, start: datetime) -> Incident:
    return Incident(
        id=f"2026-03-10-{name}",
        title=f"Work on {name}",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=(("api", State.UNDER_MAINTENANCE),),
        started=start,
        body="",
        publication=Publication(at=NOW - 48 * HOUR, bulk=False),
        updates=(),
        window=Window(start=start, end=start + 2 * HOUR),
    )


def pages(*incidents: Incident, url: str = "https://status.example.com/") -> dict[str, lxml.html.HtmlElement]:
    """Every page of the site by its path, the incidents' own with the rest."""
    settings = Settings(
        site_name="Example",
        url=url,
        host="status.example.com",
        components=(Component(id="api", name="API"),),
    )
    shared = prepare(History(settings=settings, incidents=incidents), NOW)
    outputs = [*site_outputs(shared), *(page for one in incidents for page in incident_outputs(shared, one))]
    found = {
        output.path: lxml.html.fromstring(output.data) for output in outputs if output.path.endswith(".html")
    }
    # An old address only sends readers on.
    return {path: page for path, page in found.items() if not page.xpath("//meta[@http-equiv='refresh']")}


def classed(page: lxml.html.HtmlElement, name: str) -> list[lxml.html.HtmlElement]:
    return list(page.find_class(name))


def strips(page: lxml.html.HtmlElement) -> list[str]:
    shown = [one for one in classed(page, "strip") if "hidden" not in one.attrib]
    assert all(one.getparent().attrib["id"] == "main" for one in shown)
    return [" ".join(one.text_content().split()) for one in shown]


def test_every_page_names_the_worst_but_the_home_page_whose_headline_it_is() -> None:
    found = pages(incident("search", "minor"), incident("checkout", "critical"))
    for path, page in found.items():
        if path in {"index.html", "unavailable.html", "embed/index.html"}:
            assert strips(page) == []
        elif "checkout" not in path:
            (strip,) = strips(page)
            assert strip.startswith("Trouble with checkout · Critical · Investigating · since 10:00 UTC"), (
                path
            )
            assert strip.endswith("1 more") is ("search" not in path)
    assert {"404.html", "history/index.html", "components/api/index.html"} < set(found)


def test_the_page_of_the_worst_begins_with_its_own_answer() -> None:
    found = pages(incident("search", "minor"), incident("checkout", "critical"))
    assert strips(found["incidents/2026-03-10-checkout/index.html"]) == []
    (strip,) = strips(found["incidents/2026-03-10-search/index.html"])
    assert strip.startswith("Trouble with checkout · Critical")
    assert "more" not in strip


def test_nothing_open_is_no_strip_and_no_hour() -> None:
    for page in pages(incident("search", "minor", status=Status.RESOLVED)).values():
        assert [*classed(page, "strip"), *classed(page, "asof")] == []


def test_a_notice_is_named_after_maintenance_that_is_under_way() -> None:
    found = pages(incident("the office", "none"), maintenance("the database", NOW - HOUR))
    (strip,) = strips(found["history/index.html"])
    assert strip.startswith("Work on the database · In progress")
    assert found["index.html"].findtext(".//h1/a") == "Work on the database"


@pytest.mark.parametrize("path", ["404.html", "history/index.html", "maintenance/index.html"])
def test_maintenance_to_come_waits_in_the_page_for_its_time(path: str) -> None:
    start = NOW + HOUR
    page = pages(maintenance("the database", start))[path]
    assert strips(page) == []
    waiting, unchecked = classed(page, "strip")
    assert "data-checked" in waiting.attrib and "data-unchecked" in unchecked.attrib
    assert "In progress" in waiting.text_content() and "Scheduled to end" in unchecked.text_content()
    begins, ends = map(int, waiting.attrib["data-during"].split())
    assert (begins, ends) == (int(start.timestamp()), int((start + 2 * HOUR).timestamp()))
    assert classed(page, "asof") == []


@pytest.mark.parametrize(("path", "way"), [("history/index.html", "../"), ("404.html", "/status/")])
def test_its_links_lead_there_below_a_path_too(path: str, way: str) -> None:
    found = pages(
        incident("checkout", "critical"), incident("search", "minor"), url="https://example.com/status/"
    )
    links = [link.attrib["href"] for (one,) in [classed(found[path], "strip")] for link in one.iter("a")]
    assert links == [f"{way}incidents/2026-03-10-checkout/", way]


def test_only_pages_that_say_fine_have_a_green_line() -> None:
    gone = incident("search", "minor", status=Status.RESOLVED)
    for path, page in pages(gone).items():
        (lead,) = classed(page, "lead")
        tone = set(lead.attrib["class"].split()) - {"lead"}
        fine = re.fullmatch(r"(incidents/[^/]+/|components/[^/]+/|embed/)?index\.html", path)
        assert tone == ({"operational"} if fine else {"major"} if path == "unavailable.html" else set()), path
