"""The instants at which the clock alone changes what the page says."""

from datetime import date

import pytest

from outspoken.derive.boundaries import boundaries, next_boundary
from outspoken.derive.facts import HistoryFacts
from outspoken.model.update_rhythm import Cadence, UpdateRhythm
from outspoken.model.vocabulary import Impact


@pytest.fixture
def ahead(make):
    def instants(*incidents, now="2026-02-28 23:00", until=None, settings=None):
        history = make.history(*incidents, settings=settings)
        found = boundaries(HistoryFacts(history), make.at(now), until and make.at(until))
        return [f"{instant:%H:%M}" for instant in found]

    return instants


def test_a_page_without_incidents_never_changes_by_the_clock(make, ahead):
    assert ahead() == []
    assert next_boundary(HistoryFacts(make.history()), make.at("12:00")) is None


def test_planned_work_begins_and_ends(make, ahead):
    assert ahead(make.maintenance()) == ["02:00", "04:00"]
    assert ahead(make.maintenance(), now="02:00") == ["04:00"]
    assert ahead(make.maintenance(), until="02:00") == ["02:00"]
    assert ahead(make.maintenance(make.update("2026-02-25", "cancelled"))) == []


def test_work_that_people_began_will_overrun(make, ahead):
    assert ahead(make.maintenance(make.update("02:10", "in_progress")), now="03:00") == ["04:00"]
    done = make.maintenance(make.update("02:10", "in_progress"), make.update("03:00", "completed"))
    assert ahead(done, now="03:30") == []


def test_a_window_begins_and_ends_even_if_no_work_starts_in_it(make, ahead):
    assert ahead(make.maintenance(auto=False)) == ["02:00", "04:00"]
    assert ahead(make.maintenance(auto=False), now="02:00") == ["04:00"]
    assert ahead(make.maintenance(auto=False), now="04:00") == []
    begun = make.maintenance(make.update("02:05", "in_progress"), auto=False)
    assert ahead(begun, now="02:10") == ["04:00"]


def test_a_promise_will_break_and_an_expected_time_will_pass(make, ahead):
    update = make.update("14:10", next_update=make.at("14:40"), eta=make.at("16:00"))
    assert ahead(make.incident(update), now="14:20") == ["14:40", "16:00"]
    assert ahead(make.incident(update, make.update("14:30")), now="14:35") == ["16:00"]
    assert ahead(make.incident(update, make.update("14:30", "resolved")), now="14:35") == []


def test_a_promise_beyond_the_automatic_end_will_not_break(make, ahead):
    update = make.update("2026-02-25", next_update=make.at("05:00"), eta=make.at("06:00"))
    assert ahead(make.maintenance(update)) == ["02:00", "04:00"]


def test_the_time_at_which_an_update_becomes_overdue(make, ahead):
    settings = make.settings(cadence=Cadence(impacts={Impact.MAJOR: UpdateRhythm(every=make.minutes(30))}))
    assert ahead(make.incident(make.update("14:10")), now="14:20", settings=settings) == ["14:40"]


def test_a_post_mortem_will_appear(make, ahead):
    incident = make.incident(make.update("15:00", "resolved"), postmortem=make.postmortem("18:00"))
    assert ahead(incident, now="17:00") == ["18:00"]
    assert ahead(incident, now="18:00") == []


def test_components_appear_and_retire_at_the_sites_midnight(make, ahead):
    component = make.component(since=date(2026, 3, 2), retired=date(2026, 3, 9))
    settings = make.settings(component, zone="America/New_York")
    assert ahead(settings=settings, now="12:00") == ["05:00", "04:00"]


def test_a_withdrawn_maintenance_changes_nothing(make, ahead):
    assert ahead(make.maintenance(withdrawn="not needed")) == []


def test_the_next_boundary_is_the_first(make):
    history = make.history(make.maintenance(start="05:00", end="06:00", id="a"), make.maintenance(id="b"))
    assert next_boundary(HistoryFacts(history), make.at("03:00")) == make.at("04:00")
