"""The figures of a period."""

from __future__ import annotations

from datetime import date

import pytest

from outspoken.derive.facts import HistoryFacts
from outspoken.derive.measures.communication_report import communication_report, public_report, year_to
from outspoken.model.incident import Action
from outspoken.model.settings import Credit, PostmortemPolicy
from outspoken.model.vocabulary import Detection, Impact

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def report(make):
    def made(*incidents, now="2026-06-01 00:00", first=FIRST, last=LAST, only="", **settings):
        history = make.history(*incidents, settings=make.settings(**settings))
        return communication_report(HistoryFacts(history), make.at(now), first, last, only)

    return made


def incident(make, day, *, closed="15:00", **more):
    words = [make.update(f"2026-{day} 14:05", "investigating", live=f"2026-{day} 14:05")]
    words += [make.update(f"2026-{day} {closed}", "resolved", live=f"2026-{day} {closed}")] if closed else []
    given = {"id": f"2026-{day}-errors", "started": f"2026-{day} 14:00"} | more
    return make.incident(*words, **given)


def test_a_period_has_the_incidents_that_started_on_its_days_in_the_sites_zone(make, report):
    night = make.incident(
        make.update("2026-03-01 23:40", "resolved"), id="2026-03-02-night", started="2026-03-01 23:30"
    )
    asked = {"first": date(2026, 3, 2), "last": date(2026, 3, 2)}
    assert len(report(night, **asked).incidents) == 0
    assert len(report(night, zone="Europe/Berlin", **asked).incidents) == 1


def test_what_was_withdrawn_or_recorded_afterwards_is_only_counted(make, report):
    found = report(
        incident(make, "03-01"),
        incident(make, "03-02", withdrawn="False alarm"),
        incident(make, "03-03", backfilled=True),
    )
    assert (len(found.incidents), found.withdrawn, found.backfilled) == (1, 1, 1)


def test_one_incident_alone(make, report):
    found = report(incident(make, "03-01"), incident(make, "03-02"), only="2026-03-02-errors")
    assert [one.incident.id for one in found.incidents] == ["2026-03-02-errors"]
    assert found.uptime == found.credits == ()


def test_promises_whose_time_has_come_are_made_and_those_that_came_late_are_named(make, report):
    late = make.incident(
        make.update("14:00", "investigating", next_update=make.at("14:20")),
        make.update("14:45", next_update=make.at("15:00")),
        make.update("14:50", "resolved"),
    )
    found = report(late).promises
    assert (found.made, found.kept, found.broken) == (2, 1, (late.id,))
    assert found.late.worst.length == make.minutes(25)


def test_what_is_known_of_few_incidents_is_not_said_of_all(make, report):
    imported = [
        make.incident(
            make.update(f"2026-04-0{day} 14:00", "resolved"),
            id=f"2026-04-0{day}-a",
            started=f"2026-04-0{day} 14:00",
        )
        for day in (1, 2)
    ]
    live = [incident(make, f"03-0{day}") for day in (1, 2, 3)]
    assert report(*live, *imported).usual_first_update is not None
    few = report(*live[:2], *imported)
    assert len(few.first_update.samples) == 2
    assert few.usual_first_update is None


def test_the_same_component_within_90_days_is_a_repeat(make, report):
    first, second, third = incident(make, "01-01"), incident(make, "03-31"), incident(make, "07-15")
    other = incident(make, "04-01", components={"web": "major_outage"}, id="2026-04-01-web")
    found = report(first, second, third, other, now="2026-12-01 00:00")
    assert found.repeats == ((second.id, first.id),)


def test_maintenance_counts_in_its_own_figures_only(make, report):
    work = make.maintenance(
        make.update("2026-03-01 01:00", "scheduled", live="2026-03-01 01:00"),
        make.update("2026-03-01 02:00", "in_progress", live="2026-03-01 02:00"),
        make.update("2026-03-01 03:00", "completed", live="2026-03-01 03:00"),
    )
    found = report(incident(make, "03-01"), work)
    assert len(found.incidents) == 1
    assert len(found.gaps.samples) == 1
    assert len(found.gaps_with_maintenance.samples) == 3


@pytest.mark.parametrize(
    ("last", "months"), [(date(2026, 3, 30), []), (date(2026, 3, 31), [date(2026, 3, 1)])]
)
def test_a_month_that_the_period_has_a_part_of_earns_nothing_there(make, report, last, months):
    long = incident(make, "03-01", closed="23:00")
    found = report(long, last=last, credits=(Credit(monthly_uptime_below=99.9, credit="10 %"),))
    assert [one.month for one in found.credits] == months


def test_a_month_has_the_same_credit_in_the_report_as_on_the_page_of_its_component(make, report):
    # 31 minutes are less than 0.1 % of March, and more than that of its last 12 days.
    late = incident(make, "03-20", closed="14:31")
    (credit,) = report(late, credits=(Credit(monthly_uptime_below=99.9, credit="10 %"),)).credits
    assert str(credit.percent) == "99.82"


def test_the_time_before_the_records_begin_is_not_counted_as_uptime(make, report):
    (api, _web) = report(incident(make, "05-31", closed="20:00"), now="2026-06-01 00:00").uptime
    assert str(api.percent) == "75.00"
    (api, _web) = report(incident(make, "05-31"), first=FIRST, last=date(2026, 5, 30)).uptime
    assert api.percent is None


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (date(2026, 12, 5), date(2025, 12, 6)),
        (date(2028, 12, 5), date(2027, 12, 6)),
        (date(2028, 2, 28), date(2027, 3, 1)),
        (date(2028, 2, 29), date(2027, 3, 1)),
        (date(2026, 12, 31), date(2026, 1, 1)),
    ],
)
def test_12_months_are_those_of_the_calendar(last, first):
    assert year_to(last) == first


def test_uptime_is_there_by_both_rules(make, report):
    half = incident(make, "03-01", components={"api": "partial_outage"}, closed="19:00")
    (api, web) = report(half, now="2026-03-02 00:00", first=date(2026, 3, 1), last=date(2026, 3, 1)).uptime
    assert (str(api.percent), str(api.percent_whole)) == ("93.75", "79.16")
    assert (str(web.percent), str(web.percent_whole)) == ("100.00", "100.00")


def test_who_noticed_is_counted_and_what_is_unknown_too(make, report):
    found = report(incident(make, "03-01", detected_by=Detection.CUSTOMERS), incident(make, "03-02"))
    assert found.detected_by == {Detection.CUSTOMERS: 1, None: 1}


def test_a_post_mortem_is_missing_once_its_time_has_passed(make, report):
    policy = PostmortemPolicy(required_for=(Impact.MAJOR,), within=make.minutes(60 * 24))
    ended = incident(make, "03-01")
    assert report(ended, now="2026-03-02 14:00", postmortem=policy).postmortems_missing == ()
    assert report(ended, now="2026-03-02 16:00", postmortem=policy).postmortems_missing == (ended.id,)


def test_actions_of_a_draft_are_not_in_the_public_report(make):
    action = Action(what="Rotate the keys", due=date(2026, 3, 5))
    draft = make.postmortem(None)
    closed = incident(make, "03-01", postmortem=type(draft)(
        body=draft.body, publication=draft.publication, published=None, actions=(action,)
    ))  # fmt: skip
    facts = HistoryFacts(make.history(closed))
    now = make.at("2026-03-20 12:00")
    assert [one.is_overdue for one in communication_report(facts, now, FIRST, LAST).actions] == [True]
    assert public_report(facts, now).actions == ()


def test_without_git_the_report_says_that_dates_are_unknown(make):
    facts = HistoryFacts(make.history(incident(make, "03-01")))
    assert not communication_report(facts, make.at("2026-06-01 00:00"), FIRST, LAST).is_dated
    dated = HistoryFacts(make.history(incident(make, "03-01"), commit="a" * 40))
    assert communication_report(dated, make.at("2026-06-01 00:00"), FIRST, LAST).is_dated
