"""A clock knows the window and not the work: what is over by schedule alone is never called completed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from outspoken.derive.cadence import OverdueKind
from outspoken.derive.current import incident_state, situation
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.followup.due_for_team import overdue_for_team
from outspoken.derive.scheduled_ends import noted_until
from outspoken.model.vocabulary import State, Status

DAY = 24 * 60


@pytest.fixture
def stand(make):
    def at(incident, now):
        return incident_state(IncidentFacts(incident), make.at(now))

    return at


@pytest.fixture
def page(make):
    def at(now, *incidents):
        return situation(HistoryFacts(make.history(*incidents)), make.at(now))

    return at


def test_work_that_no_one_completed_is_over_by_schedule(make, stand):
    found = stand(make.maintenance(), "04:00")
    assert (found.status, found.by_schedule, found.is_open) == (Status.COMPLETED, True, False)
    assert not stand(make.maintenance(), "03:59").by_schedule


def test_an_update_completes_it_with_the_real_duration(make, stand):
    incident = make.maintenance(make.update("04:50", "completed"))
    found = stand(incident, "05:00")
    assert (found.by_schedule, found.took) == (False, make.minutes(170))
    assert stand(incident, "04:30").by_schedule


def test_work_that_was_completed_within_its_window_never_ends_by_schedule(make, stand):
    found = stand(make.maintenance(make.update("03:10", "completed")), "04:30")
    assert (found.by_schedule, found.took) == (False, make.minutes(70))


@pytest.mark.parametrize("status", [None, "scheduled"])
def test_words_about_something_else_do_not_complete_it(make, stand, status):
    assert stand(make.maintenance(make.update("04:20", status)), "05:00").by_schedule


def test_a_withdrawn_completion_does_not_count(make, stand):
    taken_back = replace(make.update("04:20", "completed"), withdrawn="too early")
    found = stand(make.maintenance(taken_back), "05:00")
    assert (found.by_schedule, found.took) == (True, make.minutes(120))


def test_work_that_is_taken_up_again_and_completed_counts_both_times(make, stand):
    incident = make.maintenance(make.update("05:00", "in_progress"), make.update("05:30", "completed"))
    assert not stand(incident, "05:10").by_schedule
    assert stand(incident, "06:00").took == make.minutes(150)


def test_the_completion_is_news_and_reopens_nothing(make):
    facts = IncidentFacts(make.maintenance(make.update("04:50", "completed")))
    begin, end, completed = facts.timeline(make.at("05:00"))
    assert [one.by_schedule for one in (begin, end, completed)] == [False, True, False]
    assert completed.sets_status and not completed.changes
    again = IncidentFacts(make.maintenance(make.update("04:50", "in_progress"))).timeline(make.at("05:00"))
    assert again[-1].sets_status and not again[-1].reopens


def test_components_are_operational_by_schedule_for_a_day(make, page):
    work = make.maintenance()
    assert page("03:59", work).by_schedule == frozenset()
    found = page("04:00", work)
    assert found.by_schedule == {"api"} and found.states["api"] is State.OPERATIONAL
    assert [one.incident.id for one in found.ended_by_schedule] == [work.id]
    assert page("2026-03-02 03:59", work).by_schedule == {"api"}
    assert page("2026-03-02 04:00", work).by_schedule == frozenset()
    assert noted_until(IncidentFacts(work)) == make.at("2026-03-02 04:00")


def test_a_component_that_another_incident_touches_is_not_operational_by_schedule(make, page):
    outage = make.incident(started="03:30")
    found = page("04:10", make.maintenance(), outage)
    assert found.states["api"] is State.MAJOR_OUTAGE and found.by_schedule == frozenset()


def test_a_person_who_ended_something_later_has_looked(make, page):
    outage = make.incident(make.update("04:30", "resolved"), started="03:30")
    assert page("04:40", make.maintenance(), outage).by_schedule == frozenset()
    earlier = make.incident(make.update("03:40", "resolved"), started="03:30")
    assert page("04:40", make.maintenance(), earlier).by_schedule == {"api"}


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_what_a_person_ended_is_not_by_schedule(make, page, status):
    assert page("04:30", make.maintenance(make.update("04:20", status))).by_schedule == frozenset()
    assert noted_until(IncidentFacts(make.maintenance(make.update("04:20", status)))) is None


def test_work_whose_end_must_be_confirmed_is_overrun_until_a_person_completes_it(make, stand):
    work = make.maintenance(confirm=True)
    found = stand(work, "06:00")
    assert (found.status, found.is_open, found.is_overrun) == (Status.IN_PROGRESS, True, True)
    assert found.components == (("api", State.UNDER_MAINTENANCE),)
    owed = overdue_for_team(HistoryFacts(make.history(work)), make.at("06:00"))
    assert [(one.kind, one.since) for one in owed] == [(OverdueKind.OVERRUN, make.at("04:00"))]
    done = stand(make.maintenance(make.update("06:30", "completed"), confirm=True), "07:00")
    assert (done.by_schedule, done.is_overrun, done.took) == (False, False, make.minutes(270))


updates = st.lists(
    st.tuples(
        st.integers(0, 2 * DAY),
        st.sampled_from([None, "scheduled", "in_progress", "verifying", "completed", "cancelled"]),
    ),
    max_size=4,
)


@given(said=updates, confirm=st.booleans(), now=st.integers(0, 3 * DAY))
def test_by_schedule_means_that_the_last_status_is_the_clocks(make, said, confirm, now):
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    written = [
        make.update(begin + make.minutes(minute), status, id=f"u{place}")
        for place, (minute, status) in enumerate(said)
    ]
    facts = IncidentFacts(make.maintenance(*written, confirm=confirm))
    instant = begin + make.minutes(now)
    found = incident_state(facts, instant)
    assert found.took >= found.open_for
    assert found.by_schedule == facts.is_by_schedule(instant)
    if found.by_schedule:
        assert not confirm and found.status is Status.COMPLETED and not found.is_open
        spoken = [one.status for one in facts.incident.updates if one.at <= instant and one.status]
        assert not spoken or spoken[-1] in (Status.SCHEDULED, Status.CANCELLED)
    elif found.status is Status.COMPLETED:
        assert any(one.status is Status.COMPLETED and one.at <= instant for one in facts.incident.updates)
