"""A window that is moved: its published entries stay, and the new window has automatic phases."""

from datetime import timedelta

import pytest
from tests.derive.dated import dated_entries

from outspoken.derive.as_of import as_of
from outspoken.derive.boundaries import boundaries
from outspoken.derive.current import incident_state, situation
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.feed_dates import entry_dates
from outspoken.derive.followup.due_for_team import overdue_for_team

KNOWN = "2026-02-20 09:00"
FIRST, LAST = "auto-in_progress-20260301T0200Z", "auto-completed-20260301T0400Z"


def listed(incident):
    return [f"{step.at:%d %H:%M} {step.status}" for step in IncidentFacts(incident).course]


def entries(incident, now="2026-03-31"):
    return [
        (entry.id, entry.superseded)
        for entry in IncidentFacts(incident).timeline(now)
        if entry.id.startswith("auto-")
    ]


@pytest.fixture
def plan(make):
    """A maintenance announced long before, with a window and the earlier ones."""

    def build(start, end, *updates, earlier=(), **more):
        announced = make.update(KNOWN, "scheduled", live=KNOWN)
        return make.maintenance(
            announced, *updates, start=start, end=end, live=KNOWN, edits=tuple(earlier), **more
        )

    return build


@pytest.fixture
def put_off(make, plan):
    """From 02:00 to 04:00, put off at 02:20 by a week."""

    def build(*updates, **more):
        words = make.update("02:20", "scheduled", live="02:20")
        return plan(
            "2026-03-08 02:00",
            "2026-03-08 04:00",
            words,
            *updates,
            earlier=[make.moved("02:00", "04:00", at="02:20")],
            **more,
        )

    return build


def test_a_window_put_off_after_it_began_is_planned_again_and_begins_by_itself(put_off):
    assert listed(put_off()) == ["20 09:00 scheduled", "08 02:00 in_progress", "08 04:00 completed"]


def test_phases_of_a_window_that_was_put_off_stay_and_the_new_ones_have_ids_of_their_own(make, put_off):
    assert entries(put_off(), make.at("2026-03-31")) == [
        (FIRST, True),
        ("auto-in_progress-20260308T0200Z", False),
        ("auto-completed-20260308T0400Z", False),
    ]


def test_what_is_said_after_a_phase_that_was_put_off_says_its_status(make, put_off):
    found = {entry.id: entry.sets_status for entry in IncidentFacts(put_off()).timeline(make.at("03:00"))}
    assert found["20260301T022000Z-scheduled"]


def test_work_that_people_began_and_put_off_is_the_clock_s_again(make, put_off):
    incident = put_off(make.update("02:05", "in_progress", live="02:05"))
    assert listed(incident)[-2:] == ["08 02:00 in_progress", "08 04:00 completed"]
    assert incident_state(IncidentFacts(incident), make.at("02:30")).is_upcoming


def test_only_the_window_that_counts_is_when_the_work_was(make, put_off):
    incident = put_off(make.update("02:05", "in_progress", live="02:05"))
    assert [f"{span.start:%d}" for span in IncidentFacts(incident).spans] == ["01", "08"]
    assert [f"{span.start:%d}" for span in IncidentFacts(incident).spans_of_window] == ["08"]


def test_the_newest_word_is_never_a_phase_that_was_put_off(make, plan):
    incident = plan("02:00", "05:00", earlier=[make.moved("02:00", "04:00", at="04:10")])
    assert incident_state(IncidentFacts(incident), make.at("04:05")).latest.id == FIRST
    assert (
        incident_state(IncidentFacts(incident), make.at("05:00")).latest.id == "auto-completed-20260301T0500Z"
    )


def test_work_that_is_prolonged_after_the_clock_completed_it_has_an_end_of_its_own(make, plan):
    incident = plan(
        "02:00",
        "05:00",
        make.update("04:10", "scheduled", live="04:10"),
        earlier=[make.moved("02:00", "04:00", at="04:10")],
    )
    assert listed(incident)[1:] == ["01 02:00 in_progress", "01 05:00 completed"]
    assert entries(incident, make.at("06:00")) == [
        (FIRST, False),
        (LAST, True),
        ("auto-completed-20260301T0500Z", False),
    ]
    assert incident_state(IncidentFacts(incident), make.at("06:00")).open_for == timedelta(hours=3)


def test_work_that_is_prolonged_while_it_runs_has_one_end(make, plan):
    incident = plan("02:00", "05:00", earlier=[make.moved("02:00", "04:00", at="03:30")])
    assert entries(incident, make.at("06:00")) == [
        (FIRST, False),
        ("auto-completed-20260301T0500Z", False),
    ]


def test_work_that_is_shortened_to_an_end_that_has_passed_is_over(make, plan):
    words = make.update("03:30", "scheduled", live="03:30")
    incident = plan("02:00", "03:00", words, earlier=[make.moved("02:00", "04:00", at="03:30")])
    assert listed(incident)[1:] == ["01 02:00 in_progress", "01 03:00 completed"]
    assert entries(incident, make.at("06:00"))[1] == ("auto-completed-20260301T0300Z", False)


def test_a_window_that_is_moved_to_a_beginning_that_has_passed_runs(make, plan):
    words = make.update("01:30", "scheduled", live="01:30")
    incident = plan("01:00", "03:00", words, earlier=[make.moved("02:00", "04:00", at="01:30")])
    assert listed(incident)[1:] == ["01 01:00 in_progress", "01 03:00 completed"]
    dates = entry_dates(HistoryFacts(make.history(incident)))[incident.id]
    assert dates["auto-in_progress-20260301T0100Z"] == make.at("01:30")


def test_a_start_that_is_corrected_after_it_was_published_is_no_second_one(make, plan):
    incident = plan("01:45", "04:00", earlier=[make.moved("02:00", "04:00", at="02:20")])
    assert [name for name, _ in entries(incident, make.at("03:00"))] == [FIRST]
    assert entry_dates(HistoryFacts(make.history(incident)))[incident.id][FIRST] == make.at("02:00")


def test_a_window_that_is_moved_before_it_begins_leaves_nothing_behind(make, plan):
    incident = plan(
        "2026-03-08 02:00", "2026-03-08 04:00", earlier=[make.moved("02:00", "04:00", at="01:00")]
    )
    assert [name for name, _ in entries(incident, make.at("2026-03-31"))] == [
        "auto-in_progress-20260308T0200Z",
        "auto-completed-20260308T0400Z",
    ]


def test_an_entry_that_readers_have_keeps_its_date_when_the_window_is_moved(make, plan, put_off):
    before = make.history(plan("02:00", "04:00"))
    after = make.history(put_off())
    had = {dated.entry.id: dated.date for dated in dated_entries(HistoryFacts(before), make.at("02:10"))}
    have = {dated.entry.id: dated.date for dated in dated_entries(HistoryFacts(after), make.at("2026-03-09"))}
    assert had.items() <= have.items()
    assert have["auto-in_progress-20260308T0200Z"] == make.at("2026-03-08 02:00")


def test_a_page_of_the_past_has_the_window_of_the_past(make, put_off):
    incident = put_off()
    (then,) = as_of(make.history(incident), make.at("02:10")).incidents
    assert (then.window.start, then.started) == (make.at("02:00"), make.at("02:00"))
    assert incident_state(IncidentFacts(then), make.at("02:10")).is_open
    (now,) = as_of(make.history(incident), make.at("02:20")).incidents
    assert now.window == incident.window


def test_the_next_change_is_the_new_window_s(make, put_off):
    found = boundaries(HistoryFacts(make.history(put_off())), make.at("02:30"))
    assert found == (make.at("2026-03-08 02:00"), make.at("2026-03-08 04:00"))


def test_the_page_says_what_a_window_that_was_put_off_does_to_components(make, put_off):
    history = make.history(put_off())
    assert situation(HistoryFacts(history), make.at("03:00")).states["api"] == "operational"
    assert situation(HistoryFacts(history), make.at("2026-03-08 03:00")).states["api"] == "under_maintenance"


def test_work_past_a_window_that_was_moved_is_a_case_of_its_own(make, plan):
    began = make.update("02:05", "in_progress", live="02:05")
    first = make.history(plan("02:00", "04:00", began))
    moved = make.history(plan("02:00", "05:00", began, earlier=[make.moved("02:00", "04:00", at="04:10")]))
    cases = [
        one.case
        for history, now in ((first, "04:05"), (moved, "05:05"))
        for one in overdue_for_team(HistoryFacts(history), make.at(now))
    ]
    assert cases == ["overrun", "overrun-20260301T0500Z"]


def test_the_first_phase_of_its_kind_answers_to_its_former_id(make, put_off):
    incident = put_off()
    found = [
        IncidentFacts(incident).former_id(entry)
        for entry in IncidentFacts(incident).timeline(make.at("2026-03-31"))
    ]
    assert [name for name in found if name] == ["auto-in_progress", "auto-completed"]
    assert found[1] == "auto-in_progress"
