"""When each component was not operational."""

import pytest

from outspoken.derive.facts import HistoryFacts
from outspoken.derive.uptime.intervals import component_intervals, stretches


@pytest.fixture
def listed(make):
    def lines(*incidents, now="20:00"):
        found = component_intervals(HistoryFacts(make.history(*incidents)), make.at(now))
        return {
            component: [f"{one.start:%H:%M}-{one.end:%H:%M} {one.state}" for one in intervals]
            for component, intervals in found.items()
        }

    return lines


def test_a_component_without_faults_has_its_empty_place(listed):
    assert listed() == {"api": [], "web": []}


def test_changes_of_state_follow_one_another(make, listed):
    incident = make.incident(
        make.update("14:30", components={"api": "partial_outage", "web": "degraded_performance"}),
        make.update("15:00", impact="minor"),
        make.update("15:30", "resolved"),
    )
    assert listed(incident) == {
        "api": ["14:00-14:30 major_outage", "14:30-15:30 partial_outage"],
        "web": ["14:30-15:30 degraded_performance"],
    }


def test_an_open_interval_ends_now_and_what_is_to_come_is_left_out(make, listed):
    assert listed(make.incident(), now="14:20")["api"] == ["14:00-14:20 major_outage"]
    assert listed(make.incident(), now="14:00")["api"] == []
    assert listed(make.maintenance(), now="03:00")["api"] == ["02:00-03:00 under_maintenance"]
    assert listed(make.maintenance(), now="01:00")["api"] == []


def test_a_reopened_incident_leaves_a_gap(make, listed):
    incident = make.incident(
        make.update("14:10", "resolved"),
        make.update("14:30", "identified", components={"api": "partial_outage"}),
        make.update("14:40", "resolved"),
    )
    assert listed(incident)["api"] == ["14:00-14:10 major_outage", "14:30-14:40 partial_outage"]


def test_a_component_that_settings_do_not_know_has_its_intervals_too(make, listed):
    assert listed(make.incident(components={"fax": "major_outage"}))["fax"] == ["14:00-20:00 major_outage"]


def test_a_withdrawn_incident_leaves_nothing(make, listed):
    assert listed(make.incident(withdrawn="a false alarm"))["api"] == []


def test_intervals_are_sorted_by_their_starts(make, listed):
    early = make.incident(make.update("16:00", components={"api": "major_outage"}), id="a", components={})
    late = make.incident(make.update("15:30", "resolved"), id="b", started="15:00")
    assert listed(early, late)["api"] == ["15:00-15:30 major_outage", "16:00-20:00 major_outage"]


def test_overlapping_intervals_become_stretches_of_the_worst_state(make):
    one = make.incident(make.update("16:00", "resolved"), id="a", components={"api": "partial_outage"})
    two = make.incident(make.update("15:30", "resolved"), id="b", started="15:00")
    work = make.maintenance(id="c", start="15:45", end="17:00", components={"api": "major_outage"})
    found = component_intervals(HistoryFacts(make.history(one, two, work)), make.at("20:00"))["api"]
    assert [f"{s.start:%H:%M}-{s.end:%H:%M} {s.state} {s.planned}" for s in stretches(found)] == [
        "14:00-15:00 partial_outage False",
        "15:00-15:30 major_outage False",
        "15:30-16:00 partial_outage False",
        "16:00-17:00 major_outage True",
    ]


def test_stretches_of_one_state_are_joined(make):
    one = make.incident(make.update("15:00", "resolved"), id="a")
    two = make.incident(make.update("16:00", "resolved"), id="b", started="15:00")
    found = component_intervals(HistoryFacts(make.history(one, two)), make.at("20:00"))["api"]
    assert [(f"{s.start:%H:%M}", f"{s.end:%H:%M}") for s in stretches(found)] == [("14:00", "16:00")]
