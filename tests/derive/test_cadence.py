"""Updates that are due or overdue."""

import pytest

from outspoken.derive.cadence import overdue_cases
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.followup.due_for_team import overdue_for_team
from outspoken.model.update_rhythm import Cadence, UpdateRhythm
from outspoken.model.vocabulary import Impact, Status


def every(make, minutes):
    """One rhythm for each impact, whatever the status and the age."""
    return Cadence(impacts={impact: UpdateRhythm(every=make.minutes(one)) for impact, one in minutes.items()})


@pytest.fixture
def overdue(make):
    cadence = every(make, {Impact.MAJOR: 30, Impact.CRITICAL: 15})

    def cases(*incidents, now):
        history = make.history(*incidents, settings=make.settings(cadence=cadence))
        return [
            (one.case, f"{one.since:%H:%M}") for one in overdue_for_team(HistoryFacts(history), make.at(now))
        ]

    return cases


def test_a_promise_is_overdue_from_its_instant_on(make, overdue):
    incident = make.incident(make.update("14:10", id="a", next_update=make.at("14:20")))
    assert overdue(incident, now="14:19:59") == []
    assert overdue(incident, now="14:20") == [("promise-a", "14:20")]


def test_a_later_update_keeps_a_promise_and_its_own_promise_is_another_case(make, overdue):
    first = make.update("14:10", id="a", next_update=make.at("14:20"))
    second = make.update("14:30", id="b", next_update=make.at("14:40"))
    assert overdue(make.incident(first, second), now="14:39") == []
    assert overdue(make.incident(first, second), now="14:41") == [("promise-b", "14:40")]


def test_the_interval_begins_when_the_last_update_was_published(make, overdue):
    incident = make.incident(make.update("14:10", id="a", live="14:25"), live="14:05")
    assert overdue(incident, now="14:54") == []
    assert overdue(incident, now="14:55") == [("silence-a", "14:55")]


def test_without_an_update_the_interval_begins_at_the_publication(make, overdue):
    assert overdue(make.incident(live="14:05"), now="14:35") == [("silence", "14:35")]


def test_updates_from_before_the_start_do_not_shorten_the_interval_after_it(make):
    settings = make.settings(cadence=every(make, {Impact.MAJOR: 30}))
    incident = make.incident(make.update("13:00", id="a"))
    since = [
        next(overdue_cases(IncidentFacts(incident), settings, make.at(now))).since
        for now in ("13:10", "14:00", "14:29")
    ]
    assert since == [make.at("14:30")] * 3


def test_the_cadence_is_that_of_the_impact_now(make, overdue):
    incident = make.incident(make.update("14:10", id="a", impact="critical"))
    assert overdue(incident, now="14:25") == [("silence-a", "14:25")]
    assert overdue(make.incident(impact="minor"), now="23:00") == []


def test_a_closed_incident_has_nothing_overdue(make, overdue):
    closed = make.update("14:20", "resolved", next_update=make.at("14:30"))
    assert overdue(make.incident(closed), now="23:00") == []


def test_a_withdrawn_incident_has_nothing_overdue(make, overdue):
    update = make.update("14:10", next_update=make.at("14:20"))
    assert overdue(make.incident(update, withdrawn="a false alarm"), now="23:00") == []


def test_work_past_its_window_is_overrun_only_where_people_began_it(make, overdue):
    begun = make.maintenance(make.update("02:00", "in_progress"))
    assert overdue(begun, now="03:59") == []
    assert overdue(begun, now="04:00") == [("overrun", "04:00")]
    assert overdue(make.maintenance(), now="04:00") == []


def test_work_that_no_one_began_is_overdue_where_the_clock_does_not_begin_it(make, overdue):
    assert overdue(make.maintenance(auto=False), now="02:00") == [("not-started", "02:00")]
    begun = make.maintenance(make.update("02:05", "in_progress"), auto=False)
    assert overdue(begun, now="02:10") == []


def test_work_that_takes_place_after_all_after_its_window_has_not_started(make, overdue):
    called_off = make.update("01:00", "cancelled")
    again = make.maintenance(called_off, make.update("05:00", "scheduled"))
    assert overdue(again, now="05:10") == [("not-started", "02:00")]


def test_the_longest_overdue_is_first(make, overdue):
    one = make.incident(make.update("14:10", id="a", next_update=make.at("14:35")), id="one")
    two = make.incident(make.update("14:10", id="b", next_update=make.at("14:20")), id="two")
    assert [case for case, _ in overdue(one, two, now="15:00")] == [
        "promise-b",
        "promise-a",
    ]


def test_a_longer_time_that_was_announced_takes_the_place_of_the_cadence(make, overdue):
    promised = make.update("14:10", id="a", impact="critical", next_update=make.at("16:00"))
    assert overdue(make.incident(promised), now="15:59") == []
    assert overdue(make.incident(promised), now="16:00") == [("promise-a", "16:00")]


GITLAB = {Status.IDENTIFIED: 10, Status.MONITORING: 30}


@pytest.mark.parametrize(
    ("status", "due"), [("investigating", "14:20"), ("identified", "14:20"), ("monitoring", "14:40")]
)
def test_the_cadence_is_that_of_the_status_now(make, status, due):
    statuses = {name: make.minutes(span) for name, span in GITLAB.items()}
    rhythm = UpdateRhythm(every=make.minutes(10), statuses=statuses)
    settings = make.settings(cadence=Cadence(impacts={Impact.MAJOR: rhythm}))
    incident = make.incident(make.update("14:10", status, id="a"))
    (one,) = overdue_cases(IncidentFacts(incident), settings, make.at("14:12"))
    assert (one.case, one.since) == ("silence-a", make.at(due))


@pytest.mark.parametrize(("last", "due"), [("14:10", "14:30"), ("15:30", "15:50"), ("15:50", "16:35")])
def test_what_takes_long_needs_fewer_updates(make, last, due):
    rhythm = UpdateRhythm(every=make.minutes(20), after=make.minutes(120), then=make.minutes(45))
    settings = make.settings(cadence=Cadence(impacts={Impact.MAJOR: rhythm}))
    incident = make.incident(make.update(last, id="a"))
    (one,) = overdue_cases(IncidentFacts(incident), settings, make.at(last))
    assert one.since == make.at(due)


def test_the_age_counts_from_when_it_was_opened_again(make):
    rhythm = UpdateRhythm(every=make.minutes(20), after=make.minutes(120), then=make.minutes(45))
    settings = make.settings(cadence=Cadence(impacts={Impact.MAJOR: rhythm}))
    again = make.incident(make.update("15:00", "resolved"), make.update("17:00", "identified", id="a"))
    (one,) = overdue_cases(IncidentFacts(again), settings, make.at("17:01"))
    assert one.since == make.at("17:20")
