"""Open incidents that take longer than was estimated."""

import pytest

from outspoken.derive.cadence import OverdueKind
from outspoken.derive.facts import HistoryFacts
from outspoken.derive.followup.due_for_team import overdue_for_team


@pytest.fixture
def passed(make):
    def found(now, *incidents):
        return [
            (one.kind, f"{one.since:%H:%M}")
            for one in overdue_for_team(HistoryFacts(make.history(*incidents)), make.at(now))
            if one.kind in (OverdueKind.ETA, OverdueKind.WORST_CASE)
        ]

    return found


def test_an_estimate_passes_at_its_instant(make, passed):
    incident = make.incident(make.update("14:30", "identified", eta=make.at("15:15")))
    assert passed("15:14", incident) == []
    assert passed("15:15", incident) == [(OverdueKind.ETA, "15:15")]


def test_the_worst_case_passes_later_and_both_are_found_longest_passed_first(make, passed):
    said = make.update("14:30", "identified", eta=make.at("15:15"))
    incident = make.incident(said, worst_case=make.minutes(120))
    assert passed("16:00", incident) == [(OverdueKind.ETA, "15:15"), (OverdueKind.WORST_CASE, "16:00")]


def test_a_newer_estimate_takes_the_place_of_one_that_passed(make, passed):
    first = make.update("14:30", "identified", eta=make.at("15:15"))
    assert passed("15:30", make.incident(first, make.update("15:20", eta=make.at("16:00")))) == []


def test_what_is_over_or_withdrawn_is_not_expected_any_more(make, passed):
    first = make.update("14:30", "identified", eta=make.at("15:15"))
    assert passed("16:00", make.incident(first, make.update("15:30", "resolved"))) == []
    assert passed("16:00", make.incident(first, withdrawn="reported in error")) == []


def test_while_the_result_is_monitored_the_fix_is_there(make, passed):
    first = make.update("14:30", "identified", eta=make.at("15:15"))
    watched = make.incident(first, make.update("15:10", "monitoring"), worst_case=make.minutes(60))
    assert passed("15:30", watched) == [(OverdueKind.WORST_CASE, "15:00")]


def test_maintenance_is_estimated_while_work_is_under_way(make, passed):
    said = make.update("02:10", "in_progress", eta=make.at("04:30"))
    assert passed("04:30", make.maintenance(said)) == [(OverdueKind.ETA, "04:30")]
    assert passed("04:30", make.maintenance(make.update("01:00", "scheduled", eta=make.at("03:30")))) == []
