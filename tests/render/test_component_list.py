"""The home page lists components by group, what is affected first, and explains every figure."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import lxml.html
import msgspec
import pytest

from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Update, Window
from outspoken.model.settings import Settings, Uptime
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.all_outputs import prepare, site_outputs

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DEGRADED, PARTIAL, MAJOR = State.DEGRADED_PERFORMANCE, State.PARTIAL_OUTAGE, State.MAJOR_OUTAGE


def at(days: float) -> datetime:
    """So many days before now."""
    return NOW - timedelta(days=days)


def said(status: Status, when: datetime) -> Update:
    publication = Publication(at=when, bulk=False)
    name = f"{when:%Y%m%dT%H%M%SZ}-{status}"
    return Update(id=name, at=when, body="We are on it.", status=status, publication=publication)


def incident(
    component: str, state: State, days: float, minutes: int | None = 60, kind: Kind = Kind.INCIDENT
) -> Incident:
    """Something wrong with a component so many days ago, for so many minutes (None: until now)."""
    start = at(days)
    is_work = kind is Kind.MAINTENANCE
    updates = [said(Status.IN_PROGRESS if is_work else Status.INVESTIGATING, start)]
    if minutes:
        done = Status.COMPLETED if is_work else Status.RESOLVED
        updates.append(said(done, start + timedelta(minutes=minutes)))
    return Incident(
        id=f"{start:%Y-%m-%d}-{component}-{state}".replace("_", "-"),
        title=f"{component} has {state}",
        kind=kind,
        impact=Impact.NONE if is_work else Impact.MINOR,
        components=((component, state),),
        started=start,
        window=Window(start=start, end=start + timedelta(minutes=minutes or 60)) if is_work else None,
        body="",
        publication=Publication(at=start, bulk=False),
        updates=tuple(updates),
    )


def outputs(
    components: Sequence[Component], *incidents: Incident, records: float = 200, **settings: Any
) -> dict[str, bytes]:
    """The site's files; its records begin so many days ago, with an incident of no component."""
    known = Settings(
        site_name="Example",
        url="https://status.example.com/",
        host="status.example.com",
        components=tuple(components),
        **settings,
    )
    oldest = msgspec.structs.replace(incident("", DEGRADED, records), components=())
    by_start = sorted((oldest, *incidents), key=lambda one: one.started)
    shared = prepare(History(settings=known, incidents=tuple(by_start)), NOW)
    return {output.path: output.data for output in site_outputs(shared)}


def section(components: Sequence[Component], *incidents: Incident, **settings: Any) -> Any:
    page = outputs(components, *incidents, **settings)["index.html"]
    return lxml.html.fromstring(page).xpath("//section[contains(@class, 'components')]")[0]


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def groups(count: int, size: int) -> list[Component]:
    return [
        Component(id=f"c{group}-{place}", name=f"Part {place} of {group}", group=f"Group {group}")
        for group in range(count)
        for place in range(size)
    ]


def named(found: Any) -> list[str]:
    return [words(heading) for heading in found.xpath(".//h3")]


def test_affected_groups_come_first_and_within_them_affected_components() -> None:
    found = section(groups(4, 5), incident("c2-3", PARTIAL, 0.1, None), incident("c3-1", DEGRADED, 0.1, None))
    assert named(found) == ["Group 2", "Group 3", "Group 0", "Group 1"]
    first = found.xpath(".//div[@class='group']")[0]
    assert [words(name) for name in first.xpath("./ul/li//div[@class='row']/a")] == ["Part 3 of 2"]
    assert words(first.xpath("./details[@class='fold']/summary")[0]) == "Other components (4)"
    assert not first.xpath(".//details/@open")
    last = found.xpath(".//div[@class='group']")[-1]
    assert (
        not last.xpath("./ul")
        and words(last.xpath("./details[@class='fold']/summary")[0]) == "All components (5)"
    )


def test_few_components_do_not_fold() -> None:
    found = section(groups(2, 3), incident("c1-2", MAJOR, 0.1, None))
    assert not found.xpath(".//details[@class='fold']")
    assert next(words(name) for name in found.xpath(".//li/div[@class='row']/a")) == "Part 2 of 1"


def test_a_group_is_in_the_state_of_its_worst_component_and_has_a_bar_and_a_figure_of_its_own() -> None:
    found = section(groups(1, 3), incident("c0-0", DEGRADED, 0.1, None), incident("c0-1", MAJOR, 40))
    group = found.xpath(".//div[@class='group']")[0]
    assert words(group.xpath("./div[@class='row']/span")[0]) == "Degraded performance"
    label = group.xpath("./*[local-name()='svg']/@aria-label")[0]
    assert label == "Group 0: 99.95% in 90 days, 2 days with incidents"
    assert {path.get("class") for path in group.xpath("./*[local-name()='svg']/*[local-name()='path']")} == {
        "degraded_performance",
        "major_outage",
    }
    assert words(group.xpath("./details[@class='bad']/summary")[0]).startswith("99.95% for all of them")


def test_a_group_of_one_has_no_line_of_its_own_and_one_whose_components_retired_is_gone() -> None:
    gone = Component(id="old", name="Old", group="Gone", retired=date(2026, 1, 1))
    found = section([Component(id="api", name="API", group="Alone"), gone])
    assert named(found) == ["Alone"]
    assert len(found.xpath(".//*[@class='bar']")) == 1


def test_a_bar_says_uptime_and_days_with_incidents_apart_from_maintenance() -> None:
    work = incident("api", State.UNDER_MAINTENANCE, 20, 30, Kind.MAINTENANCE)
    found = section([Component(id="api", name="API")], incident("api", MAJOR, 10), work)
    bar = found.xpath(".//*[@class='bar']")[0]
    assert bar.get("aria-label") == "API: 99.95% in 90 days, 1 day with incidents, 1 day with maintenance"
    assert words(found.xpath(".//summary")[0]) == "99.95% · 1 day with incidents · 1 day with maintenance"


def test_a_maintenance_that_takes_a_component_down_is_not_a_day_with_incidents() -> None:
    found = section([Component(id="api", name="API")], incident("api", MAJOR, 20, 30, Kind.MAINTENANCE))
    assert words(found.xpath(".//summary")[0]) == "100.00% · 1 day with maintenance"
    assert "Nov 1: Major outage, 30 minutes (not counted as downtime)" in words(found.xpath(".//li")[0])


def test_a_hundred_percent_beside_a_bad_day_says_that_it_is_not_downtime() -> None:
    found = section([Component(id="api", name="API")], incident("api", DEGRADED, 10))
    assert words(found.xpath(".//summary")[0]) == "100.00% · 1 day with incidents (not counted as downtime)"
    assert "Not counted as downtime: Degraded performance and Scheduled maintenance." in words(found)


def test_the_rule_about_downtime_is_the_sites_own() -> None:
    own = Uptime(weights={DEGRADED: 0.1, PARTIAL: 0.0, MAJOR: 1.0})
    found = section([Component(id="api", name="API")], incident("api", DEGRADED, 10), uptime=own)
    assert words(found.xpath(".//summary")[0]) == "99.99% · 1 day with incidents"
    assert "How downtime is counted: Degraded performance 10% and Major outage 100%" in words(found)
    assert "Not counted as downtime: Partial outage and Scheduled maintenance." in words(found)


def test_before_the_oldest_record_there_is_no_data_and_nothing_counts() -> None:
    found = section([Component(id="api", name="API")], incident("api", MAJOR, 0.01, None), records=2)
    bar = found.xpath(".//*[@class='bar']")[0]
    assert bar.get("aria-label") == "API: 99.60% since Nov 19, 1 day with incidents"
    assert bar.xpath("./*[@class='off']/@d") == ["M0 0h87v10h-87z"]


@pytest.mark.parametrize(
    ("records", "since", "days"), [(2, None, 3), (2, date(2026, 11, 17), 5), (40, None, 14)]
)
def test_no_day_before_the_first_record_is_called_free_of_incidents(
    records: float, since: date | None, days: int
) -> None:
    page = outputs([Component(id="api", name="API", since=since)], records=records)["index.html"]
    listed = lxml.html.fromstring(page).xpath("//section[@aria-labelledby='days']//li")
    assert len(listed) == days


def test_a_young_component_says_since_when_it_counts() -> None:
    young = Component(id="api", name="API", since=date(2026, 11, 20))
    found = section([young])
    bar = found.xpath(".//*[@class='bar']")[0]
    assert bar.get("aria-label") == "API: 100.00% since Nov 20, no days with incidents"
    assert bar.get("data-o") == "88 89"
    assert bar.xpath("./*[@class='off']/@d") == ["M0 0h88v10h-88z"]


@pytest.mark.parametrize(("count", "is_long"), [(29, False), (30, True)])
def test_a_filter_is_there_from_thirty_components_on(count: int, is_long: bool) -> None:
    found = section([Component(id=f"c{place}", name=f"Part {place}") for place in range(count)])
    assert bool(found.xpath(".//input[@type='search']")) is is_long


def test_every_bar_has_its_days_in_the_file_that_the_script_loads() -> None:
    parts = groups(2, 20)
    made = outputs(parts, incident("c1-7", PARTIAL, 3, 90), incident("c0-2", DEGRADED, 0.25, None))
    days = msgspec.json.decode(made["days.json"])
    assert days["first"] == "2026-08-24"
    assert days["incidents"] == [
        ["2026-11-21-c0-2-degraded-performance", "c0-2 has degraded_performance"],
        ["2026-11-18-c1-7-partial-outage", "c1-7 has partial_outage"],
    ]
    assert days["days"] == {
        "group-0": "89.2.360.0",
        "components/c0-2/": "89.2.360.0",
        "group-1": "86.3.90.1",
        "components/c1-7/": "86.3.90.1",
    }


def test_hundreds_of_components_stay_light() -> None:
    few, many = (len(outputs(groups(8, size))["index.html"]) for size in (5, 50))
    assert (many - few) / 360 < 450


def test_a_page_of_four_hundred_components_and_ten_open_incidents_is_twenty_kilobytes_at_most() -> None:
    parts = groups(8, 50)
    states = (DEGRADED, PARTIAL, MAJOR)
    opened = [incident(parts[place * 37].id, states[place % 3], 0.05, None) for place in range(10)]
    past = [incident(parts[place * 11].id, states[place % 3], 2 + place * 2.5) for place in range(30)]
    page = outputs(parts, *opened, *past)["index.html"]
    assert len(gzip.compress(page, 9, mtime=0)) <= 20 * 1024


def test_a_components_page_lists_its_bad_days_by_month_and_explains_a_hundred_percent() -> None:
    made = outputs(
        [Component(id="api", name="API")],
        incident("api", DEGRADED, 10),
        incident("api", MAJOR, 30),
        records=31,
    )
    page = lxml.html.fromstring(made["components/api/index.html"])
    november, october = page.xpath("//tr[@id]")
    assert words(november.xpath(".//summary")[0]) == "1 day with incidents (not counted as downtime)"
    assert "Oct 22: Major outage, 1 hour · api has major_outage" in words(october)
    picture = page.xpath("//figure")[-1]
    assert picture.xpath(".//@aria-label")[0] == "November 2026: 100.00%, 1 day with incidents"
    assert picture.xpath(".//@data-d") == ["10.2.60.1"]
    assert picture.xpath(".//@data-o") == ["0 20"]


def test_what_a_bar_says_is_not_joined_by_an_and() -> None:
    found = section([Component(id="api", name="API")], language="ar")
    label = found.xpath(".//@aria-label")[0]
    assert "، " in label and " و" not in label


def test_what_others_run_is_last_with_its_operator_and_in_no_figure_of_ours() -> None:
    ours = Component(id="checkout", name="Checkout", group="Shop")
    theirs = Component(id="cards", name="Card network", operated_by="Stripe & Co")
    found = section([theirs, ours], incident("cards", MAJOR, 0.1, None), incident("checkout", PARTIAL, 3))
    groups_shown = found.xpath(".//div[@class='group']")

    assert named(found) == ["Shop", "Operated by others"]
    assert words(groups_shown[1].xpath(".//*[@class='figure']|.//summary")[0]) == (
        "Operated by Stripe & Co · 1 day with incidents"
    )
    assert "%" not in words(groups_shown[1])
    assert "Major outage" in words(groups_shown[1])


def test_the_page_of_what_others_run_names_them_and_counts_nothing() -> None:
    theirs = Component(id="cards", name="Card network", operated_by="Stripe & Co")
    made = outputs([Component(id="checkout", name="Checkout"), theirs], incident("cards", MAJOR, 3))
    page = lxml.html.fromstring(made["components/cards/index.html"])

    assert "Operated by Stripe & Co" in words(page)
    assert {words(cell) for cell in page.xpath("//td[@class='n']")} == {"not counted"}
    assert b'component_uptime_ratio{component="cards"}' not in made["metrics.txt"]


def test_a_site_that_asks_not_to_be_listed_says_so_on_every_page_and_in_headers() -> None:
    made = outputs(
        [Component(id="checkout", name="Checkout")], incident("checkout", MAJOR, 3), is_indexed=False
    )
    # A page that only redirects is in no index.
    pages = [data for path, data in made.items() if path.endswith("index.html") and b'="refresh"' not in data]

    assert [page for page in pages if b'<meta name="robots" content="noindex">' not in page] == []
    assert made["robots.txt"] == b"User-agent: *\n"
    assert b"X-Robots-Tag: noindex" in made["_headers"]
