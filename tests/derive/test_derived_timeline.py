"""The content of each entry of a timeline."""

import pytest

from outspoken.derive.facts import IncidentFacts
from outspoken.derive.timeline import EntryKind
from outspoken.model.vocabulary import Impact, Status


@pytest.fixture
def timeline(make):
    def entries(incident, now="23:59"):
        return IncidentFacts(incident).timeline(make.at(now))

    return entries


def test_entries_are_sorted_oldest_first_and_end_at_now(make, timeline):
    incident = make.incident(make.update("14:10", "identified"), make.update("15:00", "resolved"))
    assert [entry.status for entry in timeline(incident)] == [Status.IDENTIFIED, Status.RESOLVED]
    assert [entry.status for entry in timeline(incident, "14:59")] == [Status.IDENTIFIED]
    assert timeline(incident, "14:09") == ()


def test_an_entry_has_the_current_status_even_if_it_sets_none(make, timeline):
    incident = make.incident(make.update("14:10", "identified"), make.update("14:20"))
    assert [(entry.status, entry.sets_status) for entry in timeline(incident)] == [
        (Status.IDENTIFIED, True),
        (Status.IDENTIFIED, False),
    ]


def test_the_first_to_say_the_status_says_it_and_a_repetition_does_not(make, timeline):
    incident = make.incident(make.update("14:05", "investigating"), make.update("14:20", "investigating"))
    assert [entry.sets_status for entry in timeline(incident)] == [True, False]


def test_words_alone_leave_an_incident_investigating_and_a_maintenance_scheduled(make, timeline):
    assert timeline(make.incident(make.update("14:05")))[0].status is Status.INVESTIGATING
    assert timeline(make.maintenance(make.update("01:05")))[0].status is Status.SCHEDULED


def test_an_entry_has_what_it_changed(make, timeline):
    incident = make.incident(
        make.update("14:10", impact="critical", components={"web": "partial_outage", "api": "major_outage"}),
        make.update("15:00", "resolved"),
    )
    changes = [
        [f"{change.component}: {change.before} to {change.after}" for change in entry.changes]
        for entry in timeline(incident)
    ]
    assert changes == [
        ["web: operational to partial_outage"],
        ["api: major_outage to operational", "web: partial_outage to operational"],
    ]
    assert (timeline(incident)[0].impact_before, timeline(incident)[0].impact) == (
        Impact.MAJOR,
        Impact.CRITICAL,
    )


def test_two_updates_at_one_instant_are_two_entries(make, timeline):
    incident = make.incident(
        make.update("14:10", "resolved"), make.update("14:10", components={"api": "partial_outage"})
    )
    assert [len(entry.changes) for entry in timeline(incident)] == [1, 1]
    assert timeline(incident)[1].sets_status


def test_an_update_after_the_resolution_with_another_status_reopens(make, timeline):
    incident = make.incident(
        make.update("15:00", "resolved"), make.update("15:30"), make.update("16:00", "identified")
    )
    assert [entry.reopens for entry in timeline(incident)] == [False, False, True]


def test_automatic_phases_are_entries_with_reserved_ids(make, timeline):
    incident = make.maintenance(make.update("2026-02-20", "scheduled"), make.update("03:00"))
    found = [(entry.id, entry.kind, entry.update is None) for entry in timeline(incident)]
    assert found[1] == ("auto-in_progress-20260301T0200Z", EntryKind.AUTO, True)
    assert found[2][1] is EntryKind.UPDATE
    assert found[3] == ("auto-completed-20260301T0400Z", EntryKind.AUTO, True)
    assert [len(entry.changes) for entry in timeline(incident)] == [0, 1, 0, 1]
    assert len(timeline(incident, "03:59:59")) == 3


def test_an_update_at_the_instant_of_a_phase_is_sorted_before_it(make, timeline):
    incident = make.maintenance(make.update("02:00", id="a", components={"web": "partial_outage"}))
    assert [(entry.id, len(entry.changes)) for entry in timeline(incident, "02:00")] == [
        ("a", 0),
        ("auto-in_progress-20260301T0200Z", 2),
    ]


def test_what_is_recorded_more_than_a_quarter_of_an_hour_late_says_so(make, timeline):
    incident = make.incident(
        make.update("14:10", live="14:25"), make.update("14:40", live="15:00"), make.update("15:00")
    )
    assert [entry.late for entry in timeline(incident)] == [None, make.minutes(20), None]


def test_a_history_brought_along_is_not_late(make, timeline):
    assert (
        timeline(make.incident(make.update("2020-01-01 10:00"), started="2020-01-01 09:00"))[0].late is None
    )


def test_a_withdrawn_update_stays_as_an_entry_that_changes_nothing(make, timeline):
    wrong = make.update("14:10", "resolved", impact="none", withdrawn="wrong incident")
    entry, after = timeline(make.incident(wrong, make.update("14:20", "identified")))
    assert (entry.withdrawn, entry.status, entry.sets_status, entry.changes) == (
        True,
        Status.INVESTIGATING,
        False,
        (),
    )
    assert entry.update is wrong
    assert (after.reopens, after.withdrawn) == (False, False)


def test_a_withdrawn_incident_keeps_its_entries_all_withdrawn(make, timeline):
    incident = make.incident(
        make.update("14:10", "identified"), make.update("14:20", "resolved"), withdrawn="a false alarm"
    )
    assert [(str(entry.status), entry.withdrawn) for entry in timeline(incident)] == [
        ("identified", True),
        ("resolved", True),
    ]


def test_a_withdrawn_maintenance_has_no_automatic_phases(make, timeline):
    incident = make.maintenance(make.update("2026-02-20", "scheduled"), withdrawn="not needed")
    assert [entry.kind for entry in timeline(incident)] == [EntryKind.UPDATE]


def test_a_post_mortem_is_an_entry_from_its_publication_on(make, timeline):
    incident = make.incident(
        make.update("15:00", "resolved"), make.update("19:00"), postmortem=make.postmortem("18:00")
    )
    assert [entry.id for entry in timeline(incident)][1:2] == ["postmortem"]
    assert timeline(incident)[1].status is Status.RESOLVED
    assert [entry.kind for entry in timeline(incident, "17:59")] == [EntryKind.UPDATE]


def test_a_post_mortem_merged_after_its_date_appears_with_the_merge(make, timeline):
    incident = make.incident(postmortem=make.postmortem("18:00", live="20:00"))
    assert timeline(incident, "19:00") == ()
    assert timeline(incident, "20:00")[0].at == make.at("20:00")


def test_a_draft_is_no_entry(make, timeline):
    assert timeline(make.incident(postmortem=make.postmortem(None))) == ()
