"""The state of the whole page at a time."""

import pytest

from outspoken.derive.current import situation
from outspoken.derive.facts import HistoryFacts
from outspoken.model.vocabulary import Level, State


@pytest.fixture
def page(make):
    def at(*incidents, now="14:30", **more):
        return situation(HistoryFacts(make.history(*incidents, **more)), make.at(now))

    return at


def ids(standings):
    return [one.incident.id for one in standings]


def test_without_incidents_everything_works(page):
    found = page()
    assert (found.level, found.states) == (
        Level.OPERATIONAL,
        {"api": State.OPERATIONAL, "web": State.OPERATIONAL},
    )


def test_the_level_is_the_worse_of_components_and_open_impacts(make, page):
    assert (
        page(make.incident(impact="critical", components={"api": "partial_outage"})).level is Level.CRITICAL
    )
    assert page(make.incident(impact="none", components={"api": "partial_outage"})).level is Level.MINOR
    assert page(make.incident(impact="minor", components={})).level is Level.MINOR


def test_a_component_is_in_the_worst_state_of_all_open_incidents(make, page):
    found = page(
        make.incident(id="one", components={"api": "major_outage"}),
        make.incident(id="two", components={"api": "partial_outage", "web": "degraded_performance"}),
        make.incident(make.update("14:10", "resolved"), id="three", components={"web": "major_outage"}),
    )
    assert found.states == {"api": State.MAJOR_OUTAGE, "web": State.DEGRADED_PERFORMANCE}
    assert set(ids(found.open)) == {"one", "two"}


@pytest.mark.parametrize("planned", ["under_maintenance", "major_outage"])
def test_where_a_maintenance_and_an_incident_meet_the_incident_counts(make, page, planned):
    work = make.maintenance(start="14:00", end="15:00", components={"api": planned, "web": planned})
    found = page(work, make.incident(impact="none", components={"api": "degraded_performance"}))
    assert found.states == {"api": State.DEGRADED_PERFORMANCE, "web": State(planned)}


def test_an_incident_that_leaves_a_component_alone_does_not_hide_maintenance(make, page):
    work = make.maintenance(start="14:00", end="15:00")
    found = page(work, make.incident(components={"api": "operational"}))
    assert found.states["api"] is State.UNDER_MAINTENANCE


def test_maintenance_under_way_shows_in_the_level_and_planned_work_does_not(make, page):
    work = make.maintenance(components={})
    assert [page(work, now=now).level for now in ("01:00", "03:00", "05:00")] == [
        Level.OPERATIONAL,
        Level.MAINTENANCE,
        Level.OPERATIONAL,
    ]


def test_open_incidents_are_sorted_worst_first_then_newest(make, page):
    found = page(
        make.incident(id="minor", impact="minor", components={}, started="14:20"),
        make.incident(id="old", started="14:00"),
        make.incident(id="new", started="14:10"),
    )
    assert ids(found.open) == ["new", "old", "minor"]


def test_planned_work_is_sorted_soonest_first(make, page):
    later, sooner = (
        make.maintenance(id="b", start="22:00", end="23:00"),
        make.maintenance(id="c", start="21:00", end="23:00"),
    )
    over = make.maintenance(id="a")
    under_way = make.maintenance(make.update("03:00", "in_progress"), id="d")
    found = page(later, sooner, over, under_way)
    assert (ids(found.upcoming), ids(found.working), ids(found.open)) == (["c", "b"], ["d"], [])


def test_a_withdrawn_incident_is_nowhere(make, page):
    found = page(
        make.incident(withdrawn="a false alarm"), make.maintenance(start="22:00", end="23:00", withdrawn="no")
    )
    assert (found.level, found.open, found.upcoming) == (Level.OPERATIONAL, (), ())
    assert found.states["api"] is State.OPERATIONAL


def test_a_retired_component_does_not_darken_the_page(make, page):
    retired = make.component("api", retired=make.at("2026-02-01").date())
    found = page(make.incident(impact="none"), settings=make.settings(retired))
    assert found.level is Level.OPERATIONAL
