"""What a month below the promised uptime earns, and until when it can be claimed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from outspoken.derive.facts import HistoryFacts
from outspoken.derive.followup.service_credits import service_credits
from outspoken.derive.uptime.intervals import component_intervals
from outspoken.derive.uptime.uptime import months
from outspoken.model.settings import Credit

TABLE = (Credit(monthly_uptime_below=99.9, credit="10 %"), Credit(monthly_uptime_below=99.0, credit="25 %"))


@pytest.fixture
def earned(make):
    def found(*incidents, now, zone="UTC", table=TABLE, within=timedelta(days=30)):
        settings = make.settings(zone=zone, credits=table, claim_within=within)
        history, at = HistoryFacts(make.history(*incidents, settings=settings)), make.at(now)
        intervals, component = component_intervals(history, at)["api"], settings.component("api")
        reports = months(component, intervals, settings, at, first=date(2026, 3, 1))
        return service_credits("api", reports, intervals, settings, at)

    return found


def test_a_month_below_the_limit_earns_its_credit_when_it_is_over(make, earned):
    incident = make.incident(make.update("16:00", "resolved"))
    assert earned(incident, now="2026-03-31 23:59") == ()
    (credit,) = earned(incident, now="2026-04-01 00:00")
    # Two of 744 hours.
    assert (credit.month, credit.percent, credit.credit) == (date(2026, 3, 1), Decimal("99.73"), "10 %")
    assert credit.claim_by == date(2026, 4, 30)


def test_the_largest_loss_has_the_largest_credit_whatever_the_order_of_the_table(make, earned):
    incident = make.incident(make.update("2026-03-02 14:00", "resolved"))
    for table in (TABLE, TABLE[::-1]):
        (credit,) = earned(incident, now="2026-04-02 00:00", table=table)
        assert (credit.percent, credit.credit) == (Decimal("96.77"), "25 %")


def test_exactly_the_limit_earns_nothing(make, earned):
    incident = make.incident(make.update("16:00", "resolved"))
    table = (Credit(monthly_uptime_below=99.73, credit="10 %"),)
    assert earned(incident, now="2026-04-02 00:00", table=table) == ()


def test_a_month_is_one_of_the_zone_of_the_site(make, earned):
    night = make.incident(
        make.update("2026-04-01 00:30", "resolved"), started="2026-03-31 22:30", id="2026-03-31-night"
    )
    (credit,) = earned(night, now="2026-05-01 00:00", zone="Europe/Berlin")
    assert credit.month == date(2026, 4, 1)


def test_without_a_last_day_a_credit_can_always_be_claimed(make, earned):
    incident = make.incident(make.update("16:00", "resolved"))
    (credit,) = earned(incident, now="2026-04-02 00:00", within=None)
    assert credit.claim_by is None


def test_an_incident_during_maintenance_counts_and_that_is_said(make, earned):
    work = make.maintenance(start="14:00", end="20:00")
    incident = make.incident(make.update("16:00", "resolved"))
    (both,) = earned(work, incident, now="2026-04-02 00:00")
    (alone,) = earned(incident, now="2026-04-02 00:00")
    assert (both.percent, both.has_maintenance) == (alone.percent, True)
    assert alone.has_maintenance is False
    slow = make.incident(
        make.update("16:00", components={"api": "major_outage"}),
        make.update("19:00", "resolved"),
        components={"api": "degraded_performance"},
    )
    early = make.maintenance(start="14:00", end="15:00")
    assert [one.has_maintenance for one in earned(early, slow, now="2026-04-02 00:00")] == [False]
    assert earned(work, now="2026-04-02 00:00") == ()
