"""When an incident was open."""

from outspoken.derive.facts import IncidentFacts


def listed(incident):
    return [
        (f"{span.start:%H:%M}", span.end and f"{span.end:%H:%M}") for span in IncidentFacts(incident).spans
    ]


def test_an_incident_is_open_from_its_start_until_it_is_resolved(make):
    assert listed(make.incident(make.update("15:00", "resolved"))) == [("14:00", "15:00")]


def test_an_incident_without_an_end_is_open(make):
    assert listed(make.incident(make.update("15:00", "monitoring"))) == [("14:00", None)]


def test_a_reopened_incident_has_a_span_for_each_time(make):
    again = [
        make.update("15:00", "resolved"),
        make.update("16:00", "identified"),
        make.update("16:30", "resolved"),
    ]
    assert listed(make.incident(*again)) == [("14:00", "15:00"), ("16:00", "16:30")]


def test_a_maintenance_is_open_while_work_is_in_progress(make):
    planned = make.update("2026-02-20", "scheduled")
    assert listed(make.maintenance(planned)) == [("02:00", "04:00")]
    assert listed(make.maintenance(planned, make.update("02:30", "verifying"))) == [("02:00", None)]
    assert listed(make.maintenance(planned, make.update("01:00", "cancelled"))) == []


def test_a_withdrawn_incident_was_never_open(make):
    assert listed(make.incident(withdrawn="a false alarm")) == []


def test_an_incident_resolved_at_its_start_was_never_open(make):
    assert listed(make.incident(make.update("14:00", "resolved"))) == []


def test_the_time_it_was_open_adds_all_spans_up_until_now(make):
    incident = make.incident(make.update("15:00", "resolved"), make.update("16:00", "identified"))
    found = [IncidentFacts(incident).open_for(make.at(when)) for when in ("13:00", "14:20", "15:30", "16:05")]
    assert found == [make.minutes(count) for count in (0, 20, 60, 65)]
