"""How well customers were kept informed of one incident."""

from __future__ import annotations

import pytest

from outspoken.derive.facts import IncidentFacts
from outspoken.derive.measures.incident_measures import incident_measures


@pytest.fixture
def measured(make):
    def measure(incident, now="23:00"):
        return incident_measures(IncidentFacts(incident), make.at(now))

    return measure


def test_the_first_update_counts_from_when_readers_had_it(make, measured):
    first = make.update("14:05", "investigating", live="14:12")
    assert measured(make.incident(first, started="14:00")).first_update == make.minutes(12)


def test_a_first_update_before_the_start_is_no_time_at_all(make, measured):
    first = make.update("13:50", "investigating", live="13:55")
    assert measured(make.incident(first, started="14:00")).first_update == make.minutes(0)


def test_an_imported_history_that_starts_with_its_first_update_measures_no_first_update(make, measured):
    assert (
        measured(make.incident(make.update("14:00", "investigating"), started="14:00")).first_update is None
    )
    assert measured(make.incident(make.update("14:10", "investigating"), started="14:00")).first_update


def test_gaps_end_with_the_word_that_closes_and_the_one_that_runs_counts(make, measured):
    words = [make.update("14:10", "investigating"), make.update("14:30"), make.update("15:40", "monitoring")]
    still_open = make.incident(*words)
    assert measured(still_open, "15:50").gaps == tuple(map(make.minutes, (20, 70, 10)))
    closed = make.incident(*words, make.update("15:45", "resolved"))
    assert measured(closed).gaps == tuple(map(make.minutes, (20, 70, 5)))
    assert measured(closed).longest_silence == make.minutes(70)


def test_closed_time_does_not_count_as_time_without_an_update(make, measured):
    reopened = make.incident(
        make.update("14:10", "investigating"),
        make.update("14:20", "resolved"),
        make.update("18:00", "investigating"),
        make.update("18:30", "resolved"),
    )
    assert measured(reopened).gaps == (make.minutes(10), make.minutes(30))
    assert measured(reopened).times_reopened == 1


def test_the_time_without_an_update_ends_with_the_schedule_of_maintenance(make, measured):
    work = make.maintenance(make.update("01:00", "scheduled"), start="02:00", end="04:00")
    assert measured(work, "23:00").gaps == ()


@pytest.mark.parametrize(
    ("answered", "late"), [("14:29", 0), ("14:30", 0), ("14:41", 11)], ids=["early", "on time", "late"]
)
def test_a_promise_is_kept_by_a_word_up_to_its_time(make, measured, answered, late):
    promising = make.update("14:10", "investigating", id="a", next_update=make.at("14:30"))
    (outcome,) = measured(make.incident(promising, make.update(answered, "resolved"))).promises
    assert (outcome.update_id, outcome.late(make.at("23:00"))) == ("a", make.minutes(late))


def test_a_promise_for_later_is_neither_kept_nor_broken(make, measured):
    promising = make.update("14:10", "investigating", next_update=make.at("14:30"))
    (outcome,) = measured(make.incident(promising), "14:20").promises
    assert outcome.is_pending(make.at("14:29"))
    assert outcome.late(make.at("14:45")) == make.minutes(15)


def test_the_last_word_promises_nothing(make, measured):
    last = make.update("14:10", "resolved", next_update=make.at("14:30"))
    assert measured(make.incident(last)).promises == ()


def test_the_drift_is_the_end_less_the_first_estimate(make, measured):
    incident = make.incident(
        make.update("14:10", "identified", eta=make.at("15:00")),
        make.update("14:50", eta=make.at("16:00")),
        make.update("16:20", "resolved"),
    )
    assert measured(incident).eta_drift == make.minutes(80)
    assert measured(incident, "16:00").eta_drift is None


def test_an_incident_first_published_when_all_was_over_says_so(make, measured):
    assert measured(make.incident(make.update("14:40", "resolved"), started="14:00")).only_afterwards
    late = make.update("14:05", "investigating", live="15:00")
    end = make.update("14:40", "resolved", live="15:01")
    assert measured(make.incident(late, end)).only_afterwards
    in_time = make.update("14:05", "investigating", live="14:06")
    assert not measured(make.incident(in_time, end)).only_afterwards


def test_a_withdrawn_update_is_no_word(make, measured):
    wrong = make.update("14:05", "investigating", withdrawn="It was another incident", live="14:05")
    right = make.update("14:20", "investigating", live="14:20")
    assert measured(make.incident(wrong, right, started="14:00")).first_update == make.minutes(20)


def test_an_incident_whose_updates_are_all_withdrawn_measures_nothing(make, measured):
    wrong = make.update("14:05", "investigating", withdrawn="It was another incident", live="14:05")
    found = measured(make.incident(wrong, started="14:00"))
    assert (found.first_update, found.promises) == (None, ())


def test_a_draft_is_no_post_mortem(make, measured):
    end = make.update("15:00", "resolved")
    draft = make.incident(end, postmortem=make.postmortem(None))
    assert measured(draft).postmortem_after is None
    published = make.incident(end, postmortem=make.postmortem("18:00"))
    assert measured(published).postmortem_after == make.minutes(180)
