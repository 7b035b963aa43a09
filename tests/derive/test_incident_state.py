"""The state of one incident at a time."""

import pytest

from outspoken.derive.current import incident_state
from outspoken.derive.facts import IncidentFacts
from outspoken.model.vocabulary import Impact, Level, State, Status


@pytest.fixture
def stand(make):
    def at(incident, now):
        return incident_state(IncidentFacts(incident), make.at(now))

    return at


def test_an_open_incident(make, stand):
    incident = make.incident(
        make.update("14:10", "identified", next_update=make.at("14:40"), eta=make.at("16:00"))
    )
    found = stand(incident, "14:30")
    assert (found.status, found.impact, found.level) == (Status.IDENTIFIED, Impact.MAJOR, Level.MAJOR)
    assert (found.is_open, found.started, found.ended) == (True, make.at("14:00"), None)
    assert (found.open_for, found.latest.id) == (make.minutes(30), incident.updates[0].id)
    assert (found.promise, found.eta) == (make.at("14:40"), make.at("16:00"))
    assert found.components == (("api", State.MAJOR_OUTAGE),)


def test_a_closed_incident_promises_nothing(make, stand):
    closing = make.update("15:00", "resolved", next_update=make.at("15:30"), eta=make.at("16:00"))
    found = stand(make.incident(closing, impact="critical"), "15:40")
    assert (found.is_open, found.ended, found.level) == (False, make.at("15:00"), Level.OPERATIONAL)
    assert (found.promise, found.eta, found.components) == (None, None, ())
    assert (found.worst, found.open_for) == (Level.CRITICAL, make.minutes(60))


def test_a_promise_as_a_duration_counts_from_publication(make, stand):
    incident = make.incident(make.update("14:10", live="14:15", next_update=make.minutes(30)))
    assert stand(incident, "14:20").promise == make.at("14:45")


def test_any_later_update_takes_the_place_of_a_promise(make, stand):
    first = make.update("14:10", next_update=make.at("14:40"))
    assert stand(make.incident(first, make.update("14:30")), "15:00").promise is None
    assert stand(make.incident(first, make.update("14:30")), "14:20").promise == make.at("14:40")


def test_a_withdrawn_update_does_not_keep_a_promise(make, stand):
    first = make.update("14:10", next_update=make.at("14:40"))
    wrong = make.update("14:30", "resolved", next_update=make.at("18:00"), withdrawn="wrong incident")
    found = stand(make.incident(first, wrong), "15:00")
    assert found.promise == make.at("14:40")
    assert found.latest.id == first.id


def test_an_estimate_is_valid_until_another_is_given_or_it_is_closed(make, stand):
    incident = make.incident(
        make.update("14:10", eta=make.at("16:00")),
        make.update("14:20"),
        make.update("15:00", "resolved"),
        make.update("17:00", "identified"),
    )
    assert [stand(incident, now).eta for now in ("14:30", "15:30", "17:30")] == [make.at("16:00"), None, None]


def test_a_reopened_incident_began_when_it_first_began(make, stand):
    incident = make.incident(make.update("15:00", "resolved"), make.update("16:00", "identified"))
    found = stand(incident, "16:10")
    assert (found.started, found.ended, found.open_for) == (make.at("14:00"), None, make.minutes(70))


def test_a_maintenance_is_upcoming_then_at_work_then_over(make, stand):
    incident = make.maintenance(make.update("2026-02-20", "scheduled"))
    found = [stand(incident, now) for now in ("01:00", "02:00", "03:59", "04:00")]
    assert [one.is_upcoming for one in found] == [True, False, False, False]
    assert [one.is_open for one in found] == [False, True, True, False]
    assert [one.level for one in found][1:3] == [Level.MAINTENANCE] * 2
    assert (found[0].started, found[3].ended) == (make.at("02:00"), make.at("04:00"))
    assert not any(one.is_overrun for one in found)


def test_planned_work_is_upcoming_even_before_anything_is_known_of_it(make, stand):
    assert stand(make.maintenance(), "2026-01-01").is_upcoming


def test_work_that_no_update_starts_has_not_started_from_the_start_of_its_window_on(make, stand):
    late = make.maintenance(make.update("2026-02-20", "scheduled"), auto=False)
    found = [stand(late, now) for now in ("01:59:59", "02:00", "04:00", "2026-03-09 12:00")]
    assert [one.has_not_started for one in found] == [False, True, True, True]
    assert {(one.is_open, one.level, one.components) for one in found} == {(False, Level.OPERATIONAL, ())}
    begun = make.maintenance(make.update("03:00", "in_progress"), auto=False)
    assert [stand(begun, now).has_not_started for now in ("02:30", "03:00", "05:00")] == [True, False, False]


def test_work_that_the_clock_starts_or_that_was_called_off_is_not_late(make, stand):
    others = [
        make.maintenance(),
        make.maintenance(make.update("01:00", "cancelled"), auto=False),
        make.maintenance(auto=False, withdrawn="not needed"),
    ]
    assert not any(stand(one, now).has_not_started for one in others for now in ("02:00", "05:00"))


def test_work_that_people_began_overruns_at_the_end_of_its_window(make, stand):
    begun = make.update("02:05", "in_progress")
    found = [stand(make.maintenance(begun), now).is_overrun for now in ("03:59:59", "04:00", "09:00")]
    assert found == [False, True, True]
    over = make.maintenance(begun, make.update("04:30", "completed"))
    assert [stand(over, now).is_overrun for now in ("04:10", "04:30")] == [True, False]


def test_a_withdrawn_incident_counts_for_nothing(make, stand):
    said = make.update("14:10", "identified", next_update=make.at("14:40"))
    found = stand(make.incident(said, withdrawn="a false alarm"), "15:00")
    assert (found.status, found.latest.id) == (Status.IDENTIFIED, said.id)
    assert (found.is_open, found.level, found.worst) == (False, Level.OPERATIONAL, Level.OPERATIONAL)
    assert (found.promise, found.components) == (None, ())


def test_a_withdrawn_maintenance_is_not_upcoming(make, stand):
    assert not stand(make.maintenance(withdrawn="not needed"), "01:00").is_upcoming
