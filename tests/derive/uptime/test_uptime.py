"""How uptime is counted."""

from datetime import date
from decimal import Decimal

import pytest

from outspoken.derive.facts import HistoryFacts
from outspoken.derive.uptime.intervals import component_intervals
from outspoken.derive.uptime.uptime import bad_days, days, months, uptime
from outspoken.model.settings import Uptime
from outspoken.model.vocabulary import State

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def report(make):
    """Any of the reports about `api` in March 2026, seen from April."""

    def of(what, *incidents, now="2026-04-01", span=MARCH, component=None, zone="UTC", **settings):
        component = component or make.component()
        known = make.settings(component, zone=zone, **settings)
        instant = make.at(now)
        intervals = component_intervals(HistoryFacts(make.history(*incidents, settings=known)), instant)[
            "api"
        ]
        if what is months:
            return months(component, intervals, known, instant, *span[:1])
        return what(component, intervals, known, *span, instant)

    return of


def lasting(make, minutes, state="major_outage", **more):
    """An incident from 14:00 on 1 March for so many minutes."""
    end = make.update(make.at("14:00") + make.minutes(minutes), "resolved")
    return make.incident(end, components={"api": state}, **more)


def test_without_a_fault_uptime_is_whole(report):
    found = report(uptime)
    assert (str(found.percent), found.lost_seconds, found.counted_seconds) == ("100.00", 0, 31 * 86_400)


@pytest.mark.parametrize(
    ("state", "lost"),
    [
        ("major_outage", 3600),
        ("partial_outage", 1080),
        ("degraded_performance", 0),
        ("under_maintenance", 0),
        ("operational", 0),
    ],
)
def test_a_major_outage_counts_whole_and_a_partial_one_three_tenths(make, report, state, lost):
    assert report(uptime, lasting(make, 60, state)).lost_seconds == lost


def test_weights_are_settings(make, report):
    weights = Uptime(weights={State.DEGRADED_PERFORMANCE: 0.5})
    found = report(uptime, lasting(make, 60, "degraded_performance"), uptime=weights)
    assert found.lost_seconds == 1800


@pytest.mark.parametrize(
    ("minutes", "percent"),
    [(0.02, "99.99"), (4.4, "99.99"), (4.464, "99.99"), (4.5, "99.98"), (44.64, "99.90"), (44.65, "99.89")],
)
def test_percentages_round_down(make, report, minutes, percent):
    assert str(report(uptime, lasting(make, minutes)).percent) == percent


def test_a_second_lost_in_ninety_years_is_not_a_hundred_percent(make, report):
    found = report(uptime, lasting(make, 1 / 60), span=(date(1936, 1, 1), date(2026, 3, 31)))
    assert found.percent == Decimal("99.99")


def test_planned_work_is_never_lost_even_where_it_takes_the_component_down(make, report):
    work = make.maintenance(components={"api": "major_outage"})
    found = report(uptime, work)
    assert (str(found.percent), found.seconds) == ("100.00", {State.MAJOR_OUTAGE: 7200})


def test_an_incident_during_maintenance_counts(make, report):
    work = make.maintenance(start="13:00", end="18:00")
    assert report(uptime, work, lasting(make, 60)).lost_seconds == 3600


def test_time_that_two_incidents_share_is_lost_once_at_the_worse_weight(make, report):
    other = make.incident(
        make.update("15:30", "resolved"), id="other", started="14:30", components={"api": "partial_outage"}
    )
    found = report(uptime, lasting(make, 60), other)
    assert found.lost_seconds == 3600 + 0.3 * 1800
    assert found.incidents == ("2026-03-01-errors", "other")


def test_a_component_that_is_down_right_now_loses_time_up_to_now(make, report):
    found = report(uptime, make.incident(), now="18:00")
    assert (found.lost_seconds, found.counted_seconds) == (4 * 3600, 18 * 3600)
    assert str(found.percent) == "77.77"


def test_nothing_counts_before_since_and_from_retired_on(make, report):
    component = make.component(since=date(2026, 3, 2), retired=date(2026, 3, 4))
    found = report(uptime, make.incident(), component=component)
    assert (found.lost_seconds, found.counted_seconds) == (2 * 86_400, 2 * 86_400)
    assert str(found.percent) == "0.00"


def test_where_nothing_counts_there_is_no_figure(make, report):
    component = make.component(since=date(2026, 5, 1))
    assert report(uptime, make.incident(), component=component).percent is None
    assert report(months, make.incident(), component=component) == ()


def test_incidents_are_split_at_the_sites_midnight(make, report):
    late = make.incident(make.update("2026-03-02 00:30", "resolved"), started="22:00")
    in_utc = [(one.day.day, one.lost) for one in report(bad_days, late)]
    in_berlin = [(one.day.day, one.lost) for one in report(bad_days, late, zone="Europe/Berlin")]
    assert in_utc == [(1, 7200), (2, 1800)]
    assert in_berlin == [(1, 3600), (2, 5400)]


def test_a_day_has_its_worst_state_and_the_incidents_behind_it(make, report):
    incident = make.incident(
        make.update("14:20", components={"api": "partial_outage"}), make.update("15:00", "resolved")
    )
    (day,) = report(bad_days, incident)
    assert (day.day, day.state, day.incidents) == (
        date(2026, 3, 1),
        State.MAJOR_OUTAGE,
        ("2026-03-01-errors",),
    )
    assert day.seconds == {State.MAJOR_OUTAGE: 1200, State.PARTIAL_OUTAGE: 2400}
    assert (day.lost, day.counted) == (1200 + 720, 86_400)


def test_every_day_has_its_report_and_today_counts_until_now(make, report):
    found = report(days, make.incident(), now="2026-03-03 06:00", span=(date(2026, 2, 27), date(2026, 3, 4)))
    assert [one.day.day for one in found] == [27, 28, 1, 2, 3, 4]
    assert [one.counted / 3600 for one in found] == [24, 24, 24, 24, 6, 0]
    assert [one.lost / 3600 for one in found] == [0, 0, 10, 24, 6, 0]


def test_a_leap_day_is_a_day(make, report):
    incident = make.incident(make.update("2024-03-01 12:00", "resolved"), started="2024-02-28 12:00")
    found = report(bad_days, incident, span=(date(2024, 1, 1), date(2024, 12, 31)))
    assert [(f"{one.day:%m-%d}", one.lost / 3600) for one in found] == [
        ("02-28", 12),
        ("02-29", 24),
        ("03-01", 12),
    ]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
    ],
)
def test_a_day_on_which_the_clocks_change_is_lost_at_its_own_length(make, report, zone, day, hours):
    that_day = date.fromisoformat(day)
    incident = make.incident(started="2026-01-01")
    (found,) = report(days, incident, zone=zone, now="2027-01-01", span=(that_day, that_day))
    assert (found.lost / 3600, found.counted / 3600) == (hours, hours)


def test_months_are_sorted_newest_first_with_their_incidents(make, report):
    incident = make.incident(make.update("2026-03-01 12:00", "resolved"), started="2026-02-28 12:00")
    found = report(months, incident, now="2026-04-02", span=(date(2026, 1, 15),))
    assert [(one.year, one.month, str(one.uptime.percent)) for one in found] == [
        (2026, 4, "100.00"),
        (2026, 3, "98.38"),
        (2026, 2, "98.21"),
        (2026, 1, "100.00"),
    ]
    assert [len(one.incidents) for one in found] == [0, 1, 1, 0]
    assert found[3].uptime.counted_seconds == 17 * 86_400


def test_the_newest_months_are_those_before_it_was_retired(make, report):
    component = make.component(since=date(2025, 2, 10), retired=date(2025, 12, 1))
    settings = make.settings(component)
    found = {
        most: months(component, (), settings, make.at("2026-04-01"), most=most) for most in (None, 3, 99)
    }
    assert found[3] == found[None][:3]
    assert found[99] == found[None]
    assert [(one.year, one.month) for one in found[3]] == [(2025, 11), (2025, 10), (2025, 9)]


def test_months_go_back_to_the_first_fault_where_nothing_else_is_known(make, report):
    found = report(months, make.incident(started="2026-02-28 12:00"), span=())
    assert [(one.month, one.uptime.counted_seconds / 86_400) for one in found] == [(3, 31), (2, 28)]
    assert [one.month for one in report(months, span=(), now="2026-03-09")] == [3]
