"""What is in force from which instant on."""

import pytest

from outspoken.derive.course import level_of, step_at
from outspoken.derive.facts import IncidentFacts
from outspoken.model.vocabulary import Impact, Level, Status


def listed(incident):
    return [
        (f"{step.at:%H:%M}", str(step.status), str(step.impact), {c: str(s) for c, s in step.components})
        for step in IncidentFacts(incident).course
    ]


def test_an_incident_begins_as_investigating_with_what_its_front_matter_says(make):
    incident = make.incident(started="14:00", impact="minor", components={"api": "partial_outage"})
    assert listed(incident) == [("14:00", "investigating", "minor", {"api": "partial_outage"})]


def test_an_update_changes_only_what_it_says(make):
    incident = make.incident(
        make.update("14:10", "identified"),
        make.update("14:20", impact="critical"),
        make.update("14:30", components={"web": "degraded_performance"}),
        components={"api": "partial_outage"},
    )
    api = {"api": "partial_outage"}
    assert listed(incident) == [
        ("14:00", "investigating", "major", api),
        ("14:10", "identified", "major", api),
        ("14:20", "identified", "critical", api),
        ("14:30", "identified", "critical", api | {"web": "degraded_performance"}),
    ]


def test_an_update_that_changes_nothing_makes_no_step(make):
    incident = make.incident(make.update("14:10"), make.update("14:20", "investigating", impact="major"))
    assert [f"{step.at:%H:%M}" for step in IncidentFacts(incident).course] == ["14:00"]


def test_components_that_work_again_leave_the_step(make):
    incident = make.incident(make.update("14:10", components={"api": "operational"}))
    assert IncidentFacts(incident).course[-1].components == ()


@pytest.mark.parametrize(
    "said", [None, {"api": "operational"}, {"api": "partial_outage", "web": "major_outage"}]
)
def test_resolved_returns_every_component_to_operational_whatever_it_says(make, said):
    incident = make.incident(make.update("15:00", "resolved", components=said))
    assert listed(incident)[-1] == ("15:00", "resolved", "major", {})


def test_words_after_the_resolution_without_a_status_touch_no_component(make):
    incident = make.incident(
        make.update("15:00", "resolved"), make.update("15:10", components={"api": "major_outage"})
    )
    assert [f"{step.at:%H:%M}" for step in IncidentFacts(incident).course] == ["14:00", "15:00"]


def test_reopening_touches_the_components_it_names_and_no_other(make):
    incident = make.incident(
        make.update("15:00", "resolved"),
        make.update("16:00", "investigating", components={"web": "partial_outage"}),
    )
    assert listed(incident)[-1] == ("16:00", "investigating", "major", {"web": "partial_outage"})


def test_of_updates_at_one_instant_the_later_status_counts(make):
    incident = make.incident(
        make.update("14:30", "resolved"),
        make.update("14:30", "identified"),
        make.update("14:30", impact="minor"),
    )
    assert listed(incident)[1:] == [("14:30", "resolved", "minor", {})]


def test_an_update_before_the_start_counts_from_the_start_on(make):
    incident = make.incident(make.update("13:00", "identified"), make.update("14:00", impact="minor"))
    assert listed(incident) == [("14:00", "identified", "minor", {"api": "major_outage"})]


def test_a_withdrawn_update_changes_nothing(make):
    incident = make.incident(make.update("15:00", "resolved", withdrawn="wrong incident"))
    assert [step.status for step in IncidentFacts(incident).course] == [Status.INVESTIGATING]


def test_a_withdrawn_incident_has_no_course(make):
    assert (
        IncidentFacts(make.incident(make.update("15:00", "identified"), withdrawn="a false alarm")).course
        == ()
    )


def test_a_step_holds_from_its_instant_until_the_next(make):
    steps = IncidentFacts(make.incident(make.update("15:00", "identified"))).course
    found = [step_at(steps, make.at(when)) for when in ("13:59:59", "14:00", "14:59:59", "15:00", "23:00")]
    assert found == [None, steps[0], steps[0], steps[1], steps[1]]


@pytest.mark.parametrize(
    ("impact", "state", "level"),
    [
        ("none", "operational", Level.OPERATIONAL),
        ("none", "degraded_performance", Level.MINOR),
        ("minor", "major_outage", Level.MAJOR),
        ("critical", "partial_outage", Level.CRITICAL),
    ],
)
def test_an_open_incident_is_as_bad_as_the_worse_of_impact_and_components(make, impact, state, level):
    incident = make.incident(impact=impact, components={"api": state})
    assert level_of(incident, IncidentFacts(incident).course[0]) is level


def test_a_closed_incident_is_not_bad_any_more(make):
    incident = make.incident(make.update("15:00", "resolved"), impact="critical")
    assert level_of(incident, IncidentFacts(incident).course[-1]) is Level.OPERATIONAL
    assert IncidentFacts(incident).course[-1].impact is Impact.CRITICAL
