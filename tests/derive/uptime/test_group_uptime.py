"""A group is as bad as its worst component, at every instant, on every day and over all days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from outspoken.derive.uptime.group_uptime import GroupReport, as_one, group_report
from outspoken.derive.uptime.intervals import Interval
from outspoken.derive.uptime.uptime import DayReport, UptimeReport, bad_days, uptime
from outspoken.model.component import Component
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import State

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
NOW = datetime(2026, 4, 1, tzinfo=UTC)
SETTINGS = Settings(
    site_name="Example", url="https://status.example.com/", host="status.example.com", components=()
)
API, WEB = Component(id="api", name="API"), Component(id="web", name="Web")

intervals = st.lists(
    st.builds(
        lambda hour, length, state, planned: fault(hour, length, state, planned=planned),
        st.integers(0, 30 * 24),
        st.integers(1, 60),
        st.sampled_from([state for state in State if state is not State.OPERATIONAL]),
        st.booleans(),
    ),
    max_size=4,
)
components = st.none() | st.integers(1, 31).map(lambda day: date(2026, 3, day))


def fault(hour: int, length: int, state: State = State.MAJOR_OUTAGE, *, planned: bool = False) -> Interval:
    """What was wrong from an hour of March on, for so many hours."""
    start = BEGIN + timedelta(hours=hour)
    end = min(NOW, start + timedelta(hours=length))
    return Interval(start=start, end=end, state=state, incident_id=f"at-{hour}", planned=planned)


def listed(members: Mapping[Component, list[Interval]]) -> GroupReport:
    return group_report(members, SETTINGS, FIRST, LAST, NOW)


def own(members: Mapping[Component, list[Interval]]) -> tuple[list[DayReport], list[UptimeReport]]:
    arguments: Any = (SETTINGS, FIRST, LAST, NOW)
    days = [day for one, each in members.items() for day in bad_days(one, each, *arguments)]
    return days, [uptime(one, each, *arguments) for one, each in members.items()]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(components, intervals), min_size=1, max_size=3))
def test_a_group_is_never_better_than_any_of_its_components(
    found: list[tuple[date | None, list[Interval]]],
) -> None:
    members = {
        Component(id=f"c{place}", name="", since=since): sorted(each, key=lambda one: one.start)
        for place, (since, each) in enumerate(found)
    }
    report, (days, figures) = listed(members), own(members)
    worst: dict[date, State] = {}
    for day in days:
        worst[day.day] = max(day.state, worst.get(day.day, day.state), key=lambda state: state.rank)
    assert {day.day: day.state for day in report.days} == worst
    assert all(day.seconds[day.state] > 0 or day.lost == 0 for day in report.days)
    percents = [figure.percent for figure in figures if figure.percent is not None]
    assert (report.percent is None) is (not percents)
    assert all(report.percent <= percent for percent in percents if report.percent is not None)
    assert {name for day in report.days for name in day.incidents} == {
        name for day in days for name in day.incidents
    }


def test_a_group_of_one_is_its_component() -> None:
    members = {API: [fault(30, 5, State.PARTIAL_OUTAGE), fault(60, 2, State.DEGRADED_PERFORMANCE)]}
    days, (figure,) = own(members)
    assert listed(members) == GroupReport(days=tuple(days), percent=figure.percent)


def test_outages_at_different_hours_add_up_and_at_the_same_hour_count_once() -> None:
    apart = listed({API: [fault(0, 31)], WEB: [fault(400, 31)]})
    together = listed({API: [fault(0, 31)], WEB: [fault(0, 31)]})
    hours = 31 * 24
    assert apart.percent is not None and float(apart.percent) == int((1 - 62 / hours) * 10_000) / 100
    assert together.percent is not None and float(together.percent) == int((1 - 31 / hours) * 10_000) / 100


def test_what_was_wrong_before_a_component_was_offered_does_not_count() -> None:
    young = Component(id="new", name="New", since=date(2026, 3, 10))
    found = listed({API: [], young: [fault(0, 48), fault(9 * 24 - 1, 2)]})
    assert [day.day.day for day in found.days] == [10]
    assert found.days[0].seconds == {State.MAJOR_OUTAGE: 3600}


def test_a_group_exists_since_its_oldest_component() -> None:
    young, younger = (Component(id=f"c{day}", name="", since=date(2026, 3, day)) for day in (10, 20))
    assert as_one([young, younger]).since == date(2026, 3, 10)
    assert as_one([young, API]).since is None


def test_a_maintenance_that_takes_one_component_down_is_worse_than_another_one_that_is_slow() -> None:
    down = fault(1, 2, planned=True)
    found = listed({API: [down], WEB: [fault(0, 4, State.DEGRADED_PERFORMANCE)]})
    (day,) = found.days
    assert (day.state, day.seconds[day.state]) == (State.MAJOR_OUTAGE, 7200)
    assert day.lost == 0
