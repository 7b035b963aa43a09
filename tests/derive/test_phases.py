"""What a maintenance does by the clock, and when people take over."""

import pytest

from outspoken.derive.course import level_of, step_at
from outspoken.derive.facts import IncidentFacts
from outspoken.model.vocabulary import Level


def listed(incident):
    return [f"{step.at:%H:%M} {step.status}" for step in IncidentFacts(incident).course]


PLANNED = "2026-02-20 09:00"
AUTOMATIC = ["09:00 scheduled", "02:00 in_progress", "04:00 completed"]


@pytest.fixture
def planned(make):
    """A maintenance from 02:00 until 04:00, scheduled long before."""

    def build(*updates, **more):
        return make.maintenance(make.update(PLANNED, "scheduled"), *updates, **more)

    return build


def test_phases_are_automatic(planned):
    assert listed(planned()) == AUTOMATIC


def test_components_apply_while_it_is_in_progress(planned):
    assert [len(step.components) for step in IncidentFacts(planned()).course] == [0, 1, 0]


def test_without_a_word_it_is_scheduled_from_its_publication_on(make):
    assert listed(make.maintenance(live=PLANNED)) == AUTOMATIC


def test_one_that_became_known_after_it_began_was_never_scheduled(make):
    assert listed(make.maintenance(live="03:00")) == ["02:00 in_progress", "04:00 completed"]


def test_from_the_first_explicit_start_on_only_an_update_completes(make, planned):
    incident = planned(make.update("02:05", "in_progress"))
    assert listed(incident) == AUTOMATIC[:2]
    assert listed(planned(make.update("03:00", "verifying"))) == [*AUTOMATIC[:2], "03:00 verifying"]
    assert listed(planned(make.update("02:05", "in_progress"), make.update("04:30", "completed"))) == [
        *AUTOMATIC[:2],
        "04:30 completed",
    ]


def test_people_who_took_over_keep_it_even_where_they_put_it_off_again(make, planned):
    incident = planned(make.update("01:30", "in_progress"), make.update("01:40", "scheduled"))
    assert listed(incident)[1:] == ["01:30 in_progress", "01:40 scheduled"]


def test_an_explicit_start_before_the_window_takes_over_early(make, planned):
    assert listed(planned(make.update("01:30", "in_progress"))) == [AUTOMATIC[0], "01:30 in_progress"]


@pytest.mark.parametrize("status", ["cancelled", "completed"])
def test_once_it_is_over_before_the_window_nothing_happens_by_itself(make, planned, status):
    assert listed(planned(make.update("01:00", status))) == [AUTOMATIC[0], f"01:00 {status}"]
    assert listed(planned(make.update("02:00", status))) == [AUTOMATIC[0], f"02:00 {status}"]


def test_one_that_is_completed_early_is_not_completed_again(make, planned):
    assert listed(planned(make.update("03:00", "completed"))) == [*AUTOMATIC[:2], "03:00 completed"]


def test_one_that_is_scheduled_again_after_a_cancellation_begins_by_itself(make, planned):
    incident = planned(make.update("00:30", "cancelled"), make.update("01:00", "scheduled"))
    assert listed(incident)[-2:] == AUTOMATIC[1:]
    assert len(IncidentFacts(incident).course[-2].components) == 1


def test_words_without_a_status_leave_it_to_the_clock(make, planned):
    assert listed(planned(make.update("02:00"), make.update("03:00"), make.update("04:00"))) == AUTOMATIC


def test_an_explicit_start_at_the_end_of_the_window_keeps_it_open(make, planned):
    assert listed(planned(make.update("04:00", "in_progress"))) == AUTOMATIC[:2]


def test_work_taken_up_again_after_the_window_stays_until_an_update_completes_it(make, planned):
    incident = planned(make.update("05:00", "in_progress"))
    assert listed(incident) == [*AUTOMATIC, "05:00 in_progress"]
    assert len(IncidentFacts(incident).course[-1].components) == 1


@pytest.mark.parametrize("when", ["02:00", "02:10", "03:59", "04:00", "05:00"])
def test_words_about_the_plan_undo_nothing_that_the_clock_did(make, planned, when):
    assert listed(planned(make.update(when, "scheduled"))) == AUTOMATIC
    late = make.maintenance(make.update(when, "scheduled", live=when), live=when)
    assert listed(late)[-2:] == AUTOMATIC[1:]


@pytest.mark.parametrize("status", ["in_progress", "verifying"])
@pytest.mark.parametrize("auto", [True, False])
def test_words_about_the_plan_leave_work_that_people_began_as_it_is(make, planned, status, auto):
    began = make.update("02:10", status)
    incident = planned(began, make.update("02:20", "scheduled"), make.update("05:00", "completed"), auto=auto)
    assert listed(incident)[-1] == "05:00 completed"
    assert listed(incident)[-2].endswith(status)


def test_words_about_the_plan_do_not_reopen_what_people_completed(make, planned):
    incident = planned(make.update("03:00", "completed"), make.update("03:10", "scheduled"))
    assert listed(incident) == [*AUTOMATIC[:2], "03:00 completed"]


def test_work_that_is_called_off_and_on_again_within_its_window_is_under_way(make, planned):
    incident = planned(make.update("02:10", "cancelled"), make.update("02:20", "scheduled"))
    assert listed(incident)[2:] == ["02:10 cancelled", "02:20 in_progress", "04:00 completed"]


def test_auto_false_turns_the_phases_off(make, planned):
    assert listed(planned(auto=False)) == AUTOMATIC[:1]
    assert listed(planned(make.update("02:10", "in_progress"), auto=False))[1:] == ["02:10 in_progress"]


def test_a_withdrawn_start_does_not_take_over(make, planned):
    assert listed(planned(make.update("02:05", "in_progress", withdrawn="wrong one"))) == AUTOMATIC


def test_components_added_before_the_window_apply_from_its_start_on(make, planned):
    incident = planned(make.update("01:00", components={"web": "partial_outage"}))
    assert [dict(step.components).keys() for step in IncidentFacts(incident).course] == [
        set(),
        {"api", "web"},
        set(),
    ]


def test_a_maintenance_at_work_is_maintenance_at_least(make, planned):
    def level(incident):
        return level_of(incident, step_at(IncidentFacts(incident).course, make.at("03:00")))

    assert level(planned(components={})) is Level.MAINTENANCE
    assert level(planned(components={"api": "partial_outage"})) is Level.MINOR
    assert level_of(planned(), IncidentFacts(planned()).course[0]) is Level.OPERATIONAL
