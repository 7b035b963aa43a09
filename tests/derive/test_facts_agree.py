"""All facts, for any history, against a clock that ticks through it every quarter of an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outspoken.derive.boundaries import boundaries
from outspoken.derive.course import step_at
from outspoken.derive.current import incident_state, situation
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.followup.due_for_team import overdue_for_team
from outspoken.derive.uptime.intervals import component_intervals, stretches
from outspoken.derive.uptime.uptime import bad_days, days, months, uptime
from outspoken.model.update_rhythm import Cadence, UpdateRhythm
from outspoken.model.vocabulary import INCIDENT_STATUSES, Impact, Level, State, Status

TICK = timedelta(minutes=15)
TICKS = 4 * 24 * 3
WORKING = {Status.IN_PROGRESS, Status.VERIFYING}
WEIGHTS = {State.PARTIAL_OUTAGE: 0.3, State.MAJOR_OUTAGE: 1.0}
# Three days around a change of the clocks, or of the year, or with a leap day.
PLACES = [
    (datetime(2026, 3, 28, tzinfo=UTC), "Europe/Berlin"),
    (datetime(2026, 10, 31, tzinfo=UTC), "America/New_York"),
    (datetime(2026, 4, 4, tzinfo=UTC), "Australia/Lord_Howe"),
    (datetime(2024, 2, 28, tzinfo=UTC), "Asia/Kathmandu"),
    (datetime(2025, 12, 30, tzinfo=UTC), "UTC"),
]

ticks = st.integers(0, TICKS)
# What happens, happens every three hours, so that much of it meets.
moments = st.integers(0, TICKS // 12).map(lambda place: place * 12)
states = st.dictionaries(st.sampled_from(["api", "web"]), st.sampled_from(State))


def update_plans(statuses):
    return st.lists(
        st.fixed_dictionaries(
            {
                "tick": moments,
                "status": st.none() | st.sampled_from(sorted(statuses)),
                "impact": st.none() | st.sampled_from(Impact),
                "components": states,
                "withdrawn": st.sampled_from([None, None, None, "wrong incident"]),
                "promise": st.none() | st.integers(1, 50),
            }
        ),
        max_size=5,
    )


def plans(kind, statuses):
    return st.fixed_dictionaries(
        {
            "kind": st.just(kind),
            "start": moments,
            "length": st.sampled_from([12, 36, 60]),
            "auto": st.sampled_from([True, True, True, False]),
            "impact": st.sampled_from(Impact),
            "components": states,
            "withdrawn": st.sampled_from([None, None, None, "a false alarm"]),
            "updates": update_plans(statuses),
        }
    )


incidents = plans("incident", INCIDENT_STATUSES)
maintenances = plans("maintenance", frozenset(Status) - INCIDENT_STATUSES)
histories = st.lists(incidents | maintenances, max_size=4)


class World:
    """A history built from plans, and what a naive clock says of it."""

    def __init__(self, make, place, plan):
        self.begin, zone = place
        self.zone = ZoneInfo(zone)
        self.settings = make.settings(
            zone=zone, cadence=Cadence(impacts={Impact.MAJOR: UpdateRhythm(every=timedelta(hours=2))})
        )
        self.incidents = [self._incident(make, number, one) for number, one in enumerate(plan)]
        self.history = make.history(*self.incidents, settings=self.settings)
        self.listed = {one.id: self._tick_through(one) for one in self.incidents}

    def at(self, tick):
        return self.begin + tick * TICK

    def _incident(self, make, number, plan):
        updates = [
            make.update(
                self.at(one["tick"]),
                one["status"],
                id=f"{place}",
                impact=one["impact"],
                components=one["components"],
                withdrawn=one["withdrawn"],
                next_update=one["promise"] and self.at(one["tick"] + one["promise"]),
            )
            for place, one in enumerate(plan["updates"])
        ]
        common = {key: plan[key] for key in ("impact", "components", "withdrawn", "auto")}
        start = self.at(plan["start"])
        if plan["kind"] == "incident":
            return make.incident(*updates, id=f"i{number}", started=start, **common)
        end = start + plan["length"] * TICK
        return make.maintenance(*updates, id=f"m{number}", start=start, end=end, **common)

    def _tick_through(self, one):
        """Per tick the status, the impact and the components in force; None before the beginning."""
        listed = []
        status = Status.SCHEDULED if one.is_maintenance else Status.INVESTIGATING
        impact, said, taken_over, waiting = one.impact, dict(one.components), False, list(one.updates)
        for tick in range(TICKS + 60):
            now = self.at(tick)
            while waiting and waiting[0].at <= now and (one.is_maintenance or one.started <= now):
                update = waiting.pop(0)
                if update.withdrawn:
                    continue
                status, impact = self._heard(one, status, update, taken_over), update.impact or impact
                taken_over = taken_over or update.status in WORKING
                said |= dict(update.components)
                if status is Status.RESOLVED:
                    said = {}
            if one.window and one.auto and not taken_over and not status.is_final:
                if now == one.window.start:
                    status = Status.IN_PROGRESS
                elif now == one.window.end:
                    status = Status.COMPLETED
            counts = status in WORKING if one.is_maintenance else not status.is_final
            has_begun = one.is_maintenance or one.started <= now
            effect = {name: state for name, state in said.items() if state is not State.OPERATIONAL}
            listed.append((status, impact, effect if counts else {}, counts) if has_begun else None)
        return listed

    def _heard(self, one, status, update, taken_over):
        """Words about the plan undo nothing once its time has come; cancelled work may happen after all."""
        if update.status is not Status.SCHEDULED or update.at < one.window.start:
            return update.status or status
        if status is not Status.CANCELLED:
            return status
        runs = one.auto and not taken_over and update.at < one.window.end
        return Status.IN_PROGRESS if runs else Status.SCHEDULED

    def states_at(self, tick):
        """The worst state per component, incidents before maintenance."""
        found = {}
        for component in ("api", "web"):
            for is_maintenance in (False, True):
                causes = [
                    self.listed[one.id][tick][2][component]
                    for one in self.incidents
                    if one.is_maintenance is is_maintenance and not one.withdrawn
                    if self.listed[one.id][tick] and component in self.listed[one.id][tick][2]
                ]
                if causes:
                    found[component] = (max(causes, key=lambda state: state.rank), is_maintenance)
                    break
        return found


@pytest.fixture(scope="session")
def world(make):
    def build(place, plan):
        return World(make, place, plan)

    return build


places = st.sampled_from(PLACES)
few = settings(max_examples=60, deadline=None)


@few
@given(place=places, plan=incidents | maintenances)
def test_the_course_is_what_a_ticking_clock_sees(world, place, plan):
    seen = world(place, [plan])
    (one,) = seen.incidents
    steps = IncidentFacts(one).course
    for tick in range(TICKS + 60):
        step, listed = step_at(steps, seen.at(tick)), seen.listed[one.id][tick]
        if one.withdrawn or listed is None:
            assert step is None
        elif step is not None:
            assert (step.status, step.impact, dict(step.components)) == listed[:3]
        else:
            assert listed[0] is Status.SCHEDULED


@few
@given(place=places, plan=incidents | maintenances)
def test_steps_are_in_order_and_each_differs_from_the_one_before(world, place, plan):
    steps = IncidentFacts(world(place, [plan]).incidents[0]).course
    for one, following in pairwise(steps):
        assert one.at < following.at
        assert (one.status, one.impact, one.components) != (
            following.status,
            following.impact,
            following.components,
        )


@few
@given(place=places, plan=incidents | maintenances, tick=ticks)
def test_spans_are_apart_and_add_up_to_the_ticks_it_was_open(world, place, plan, tick):
    seen = world(place, [plan])
    (one,) = seen.incidents
    found = IncidentFacts(one).spans
    assert all(span.end is None or span.start < span.end for span in found)
    assert all(span.end is not None and span.end < following.start for span, following in pairwise(found))
    counted = 0 if one.withdrawn else sum(bool(listed and listed[3]) for listed in seen.listed[one.id][:tick])
    assert IncidentFacts(one).open_for(seen.at(tick)) == counted * TICK


@few
@given(place=places, plan=incidents | maintenances, tick=ticks)
def test_the_timelines_changes_add_up_to_the_components_in_force(world, place, plan, tick):
    seen = world(place, [plan])
    (one,) = seen.incidents
    now = max(seen.at(tick), one.started)
    entries = IncidentFacts(one).timeline(now)
    states_now = {} if one.is_maintenance else dict(one.components)
    for entry in entries:
        for change in entry.changes:
            assert states_now.get(change.component, State.OPERATIONAL) is change.before
            states_now[change.component] = change.after
    wrong = {name: state for name, state in states_now.items() if state is not State.OPERATIONAL}
    if not one.withdrawn:
        assert wrong == dict(incident_state(IncidentFacts(one), now).components)
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    written = [entry.update.id for entry in entries if entry.update]
    assert written == [update.id for update in one.updates if update.at <= now]


@few
@given(place=places, plan=histories, tick=st.integers(0, TICKS))
def test_the_situation_is_what_a_ticking_clock_sees(world, place, plan, tick):
    seen = world(place, plan)
    found = situation(HistoryFacts(seen.history), seen.at(tick))
    expected = {name: state for name, (state, _) in seen.states_at(tick).items()}
    assert {name: state for name, state in found.states.items() if state is not State.OPERATIONAL} == expected
    active = {
        one.id for one in seen.incidents if not one.withdrawn and (seen.listed[one.id][tick] or [0] * 4)[3]
    }
    assert {one.incident.id for one in (*found.open, *found.working)} == active
    impacts = [one.impact.level for one in (*found.open, *found.working)]
    worst = max(
        [*impacts, *(state.level for state in expected.values())], key=lambda one: one.rank, default=None
    )
    least = Level.MAINTENANCE if found.working else Level.OPERATIONAL
    assert found.level is max(worst or least, least, key=lambda one: one.rank)


@few
@given(place=places, plan=histories, tick=ticks)
def test_lost_time_is_what_a_ticking_clock_counts(world, place, plan, tick):
    seen = world(place, plan)
    now, (api, _) = seen.at(tick), seen.settings.components
    intervals = component_intervals(HistoryFacts(seen.history), now)["api"]
    first, last = seen.settings.day(seen.begin), seen.settings.day(seen.at(TICKS))
    lost, worst = {}, {}
    for place_in_time in range(tick):
        state, planned = seen.states_at(place_in_time).get("api", (State.OPERATIONAL, False))
        day = seen.settings.day(seen.at(place_in_time))
        worst[day] = max(worst.get(day, state), state, key=lambda one: one.rank)
        lost[day] = lost.get(day, 0) + (0 if planned else WEIGHTS.get(state, 0)) * TICK.seconds
    reports = days(api, intervals, seen.settings, first, last, now)
    assert {one.day: one.lost for one in reports if one.lost} == pytest.approx(
        {day: seconds for day, seconds in lost.items() if seconds}
    )
    assert {one.day: one.state for one in reports if one.seconds} == {
        day: state for day, state in worst.items() if state is not State.OPERATIONAL
    }
    whole = uptime(api, intervals, seen.settings, first, last, now)
    assert whole.lost_seconds == pytest.approx(sum(lost.values()))
    assert whole.counted_seconds == sum(one.counted for one in reports)
    assert bad_days(api, intervals, seen.settings, first, last, now) == tuple(
        one for one in reports if one.seconds
    )
    by_month = months(api, intervals, seen.settings, now, first)
    assert months(api, intervals, seen.settings, now, first, most=1) == by_month[:1]
    assert sum(one.uptime.lost_seconds for one in by_month) == pytest.approx(whole.lost_seconds)
    assert sum(one.uptime.counted_seconds for one in by_month) == whole.counted_seconds


@few
@given(place=places, plan=histories, tick=ticks)
def test_a_hundred_percent_means_that_nothing_was_lost(world, place, plan, tick):
    seen = world(place, plan)
    now, (api, _) = seen.at(tick), seen.settings.components
    intervals = component_intervals(HistoryFacts(seen.history), now)["api"]
    first = seen.settings.day(seen.begin) - timedelta(days=36_500)
    found = uptime(api, intervals, seen.settings, first, seen.settings.day(now), now)
    assert (str(found.percent) == "100.00") is (found.lost_seconds == 0)
    assert float(found.percent) <= 100 * (1 - found.lost_seconds / found.counted_seconds) + 1e-9


@few
@given(place=places, plan=histories, tick=ticks)
def test_stretches_never_overlap_and_neighbours_differ(world, place, plan, tick):
    seen = world(place, plan)
    for intervals in component_intervals(HistoryFacts(seen.history), seen.at(tick)).values():
        found = stretches(intervals)
        assert all(one.start < one.end for one in found)
        for one, following in pairwise(found):
            assert one.end <= following.start
            assert one.end < following.start or (one.state, one.planned) != (
                following.state,
                following.planned,
            )


def facts(seen, now):
    """What a page says, but for the time that passes."""
    found = situation(HistoryFacts(seen.history), now)
    said = [
        (one.incident.id, one.status, one.level, one.components, one.promise, one.is_overrun)
        for one in (*found.open, *found.working, *found.upcoming)
    ]
    owed = [(one.incident.id, one.case) for one in overdue_for_team(HistoryFacts(seen.history), now)]
    return found.level, dict(found.states), said, owed


@few
@given(place=places, plan=histories, tick=ticks)
def test_between_two_boundaries_nothing_changes(world, place, plan, tick):
    seen = world(place, plan)
    now = seen.at(tick)
    until = seen.at(TICKS + 30)
    ahead = boundaries(HistoryFacts(seen.history), now, until)
    assert list(ahead) == sorted(set(ahead))
    told_later = min(
        (one.at for each in seen.incidents for one in each.updates if one.at > now), default=None
    )
    edges = [now, *(one for one in ahead if told_later is None or one < told_later)]
    second = timedelta(seconds=1)
    for one, following in pairwise([*edges, told_later or until + second]):
        assert facts(seen, one) == facts(seen, following - second)
