"""The facts of an incident are computed once, and belong to the object that holds them."""

import pytest

from outspoken.derive import facts
from outspoken.derive.facts import HistoryFacts, IncidentFacts


def test_a_course_is_computed_once_for_all_that_use_it(make, monkeypatch: pytest.MonkeyPatch):
    computed = []
    moments = facts.course_moments
    monkeypatch.setattr(facts, "course_moments", lambda one: computed.append(one.id) or moments(one))
    known = HistoryFacts(make.history(make.incident(make.update("15:00", "resolved"))))
    (incident,) = known.incidents
    assert incident.course is known.of(incident.incident).course
    assert (len(incident.spans), len(incident.entries)) == (1, 1)
    assert computed == [incident.incident.id]


def test_a_part_of_a_history_shares_its_facts(make):
    known = HistoryFacts(make.history(make.incident(id="one"), make.incident(id="two")))
    part = known.only([known.incidents[1].incident])
    assert part.incidents == (known.incidents[1],)
    assert part.history.incidents == (known.incidents[1].incident,)
    assert known.find("one") is known.incidents[0].incident
    assert part.find("one") is None


def test_facts_of_an_unknown_incident_are_an_error(make):
    with pytest.raises(KeyError):
        HistoryFacts(make.history()).of(make.incident())


def test_facts_of_equal_incidents_are_kept_apart(make):
    one, other = IncidentFacts(make.incident()), IncidentFacts(make.incident())
    assert one.course == other.course
    assert one.course is not other.course
