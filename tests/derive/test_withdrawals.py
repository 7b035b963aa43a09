"""A withdrawal of something published is shown where it was published."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.derive.dated import dated_entries

from outspoken.derive.as_of import as_of
from outspoken.derive.current import incident_state, situation
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.own_feed import is_followed
from outspoken.derive.timeline import EntryKind
from outspoken.model.incident import Difference, Edit
from outspoken.model.vocabulary import Impact, Level, Status

WHY = "Posted to the wrong incident"


@pytest.fixture
def withdrawal(make):
    """The edit that withdrew at an instant."""

    def edit(at, before=None, after=WHY, order=2):
        return Edit(
            at=make.at(at), order=order, facts=(Difference(name="withdrawn", before=before, after=after),)
        )

    return edit


@pytest.fixture
def out(make):
    """(id, date) of the entries that are out, newest first."""

    def entries(incident, now="2026-03-02"):
        return [
            (one.entry.id, f"{one.date:%H:%M:%S}")
            for one in dated_entries(HistoryFacts(make.history(incident)), make.at(now))
        ]

    return entries


def over(make, withdrawal, **more):
    """An incident whose end was withdrawn at 15:00."""
    return make.incident(
        make.update("14:10", "investigating", live="14:11", id="a"),
        make.update("14:30", "resolved", live="14:31", id="b", withdrawn=WHY, edits=(withdrawal("15:00"),)),
        live="14:11",
        **more,
    )


def test_an_update_s_withdrawal_is_an_entry_dated_when_it_was_published(make, withdrawal, out):
    incident = over(make, withdrawal)
    assert out(incident) == [("withdrawn-b", "15:00:00"), ("a", "14:11:00")]
    last = IncidentFacts(incident).timeline(make.at("15:00"))[-1]
    assert (last.kind, last.status, last.withdraws.id) == (EntryKind.WITHDRAWAL, Status.INVESTIGATING, "b")
    assert not last.withdrawn


def test_before_its_withdrawal_the_update_is_out_and_the_incident_over(make, withdrawal, out):
    history = as_of(make.history(over(make, withdrawal)), make.at("14:59"))
    assert out(history.incidents[0], "14:59") == [("b", "14:31:00"), ("a", "14:11:00")]
    assert incident_state(IncidentFacts(history.incidents[0]), make.at("14:59")).status is Status.RESOLVED


def test_what_was_resolved_by_a_withdrawn_update_is_open_again(make, withdrawal):
    history = as_of(make.history(over(make, withdrawal)), make.at("15:00"))
    assert situation(HistoryFacts(history), make.at("15:00")).level is Level.MAJOR
    assert incident_state(IncidentFacts(history.incidents[0]), make.at("15:00")).is_open


def test_a_whole_incident_s_withdrawal_is_its_only_entry(make, withdrawal, out):
    incident = make.incident(
        make.update("14:10", "investigating", live="14:11"),
        live="14:11",
        withdrawn=WHY,
        edits=(withdrawal("15:00"),),
    )
    assert out(incident) == [("withdrawn", "15:00:00")]
    assert IncidentFacts(incident).timeline(make.at("16:00"))[-1].withdraws is None


@pytest.mark.parametrize("before", [{}, {"backfilled": True}])
def test_what_was_in_no_feed_has_no_withdrawal_there(make, withdrawal, out, before):
    edits = (withdrawal("15:00"),) if before else ()
    update = make.update("14:10", "investigating", live="14:11")
    assert out(make.incident(update, live="14:11", withdrawn=WHY, edits=edits, **before)) == []
    silent = make.incident(live="14:11", withdrawn=WHY, edits=(withdrawal("15:00"),))
    assert out(silent) == []


def test_an_update_that_was_withdrawn_from_the_start_is_no_news(make, out):
    first = make.update("14:10", "investigating", live="14:11", id="a")
    assert out(make.incident(first, make.update("14:20", live="14:21", withdrawn=WHY))) == [("a", "14:11:00")]


def test_a_withdrawal_that_was_taken_back_is_gone_and_moves_nothing(make, withdrawal, out):
    back = withdrawal("15:30", before=WHY, after=None, order=3)
    edits = (withdrawal("15:00"), back)
    later = make.update("15:00", live="15:00", id="c")
    again = make.incident(
        make.update("14:10", "investigating", live="14:11", id="a", edits=edits),
        later,
        live="14:11",
    )
    assert out(again)[-1] == ("a", "14:11:00")
    assert [entry for entry, _ in out(again)] == ["c", "a"]


def test_a_withdrawal_keeps_its_date_when_its_reason_is_corrected(make, withdrawal, out):
    edits = (withdrawal("15:00"), withdrawal("15:30", before="Wrong incidnet", order=3))
    incident = make.incident(
        make.update("14:10", live="14:11", id="a", withdrawn=WHY, edits=edits), live="14:11"
    )
    assert out(incident) == [("withdrawn-a", "15:00:00")]


def test_a_withdrawn_incident_keeps_its_feed_for_a_while(make, withdrawal):
    incident = make.incident(
        make.update("14:10", live="14:11"), live="14:11", withdrawn=WHY, edits=(withdrawal("15:00"),)
    )
    assert is_followed(IncidentFacts(incident), make.at("2026-03-15 14:00"))
    assert not is_followed(IncidentFacts(incident), make.at("2026-03-15 16:00"))
    assert not is_followed(IncidentFacts(make.incident(withdrawn=WHY)), make.at("15:00"))


def test_an_earlier_page_has_the_earlier_facts(make):
    edit = Edit(
        at=make.at("15:00"),
        facts=(
            Difference(name="impact", before=Impact.CRITICAL, after=Impact.MINOR),
            Difference(name="title", before="All is down", after="Errors"),
            Difference(name="started", before=make.at("13:00"), after=make.at("14:00")),
        ),
    )
    history = make.history(make.incident(impact="minor", edits=(edit,)))

    def seen(now):
        (one,) = as_of(history, make.at(now)).incidents
        return one.impact, one.title, one.started, len(one.edits)

    assert seen("14:59") == (Impact.CRITICAL, "All is down", make.at("13:00"), 0)
    assert seen("15:00") == (Impact.MINOR, "Errors", make.at("14:00"), 1)


def test_an_earlier_page_has_the_earlier_window(make):
    moved = make.maintenance(start="2026-03-05 02:00", end="2026-03-05 04:00")
    before = make.maintenance(start="2026-03-04 02:00", end="2026-03-04 04:00").window
    edit = Edit(
        at=make.at("2026-03-02"), facts=(Difference(name="window", before=before, after=moved.window),)
    )
    (seen,) = as_of(make.history(replace(moved, edits=(edit,)), commit=None), make.at("2026-03-01")).incidents
    assert (seen.window, seen.started) == (before, before.start)
