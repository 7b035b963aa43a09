"""The site's days and months, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outspoken.derive.periods import DAY, MONTH, ONE_DAY, day_of, first_of_month, midnight, next_month

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Havana",
    "America/St_Johns",
    "Asia/Kathmandu",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/New_York", date(2024, 3, 10), 23),
        ("America/New_York", date(2024, 11, 3), 25),
        ("Australia/Lord_Howe", date(2024, 4, 7), 24.5),
        ("Australia/Lord_Howe", date(2024, 10, 6), 23.5),
        ("America/Havana", date(2024, 3, 10), 23),
        ("America/Havana", date(2024, 11, 3), 25),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("Europe/Berlin", date(2024, 2, 29), 24),
    ],
)
def test_a_day_is_as_long_as_its_zone_makes_it(zone, day, hours):
    length = midnight(day + ONE_DAY, ZoneInfo(zone)) - midnight(day, ZoneInfo(zone))
    assert length == timedelta(hours=hours)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_have_a_midnight(day):
    assert midnight(day, ZoneInfo("Pacific/Apia")).date() == day


@given(instant=instants, zone=zones)
def test_an_instant_is_between_the_midnights_of_its_day(instant, zone):
    day = day_of(instant, zone)
    assert midnight(day, zone) <= instant < midnight(day + ONE_DAY, zone)


@given(start=instants, length=st.timedeltas(timedelta(), timedelta(days=800)), zone=zones)
def test_a_stretch_is_cut_without_gap_or_overlap_each_part_in_its_month(start, length, zone):
    parts = list(MONTH.cut(start, start + length, zone))
    edges = [edge for _, begin, end in parts for edge in (begin, end)]
    assert edges[::2][1:] == edges[1::2][:-1]
    assert (edges[0], edges[-1]) == (start, start + length) if parts else not length
    for key, begin, end in parts:
        assert midnight(key, zone) <= begin < end <= midnight(next_month(key), zone)


@given(start=instants, length=st.timedeltas(timedelta(), timedelta(days=40)), zone=zones)
def test_each_part_of_an_interval_is_within_its_day(start, length, zone):
    parts = list(DAY.cut(start, start + length, zone))
    assert sum((end - begin for _, begin, end in parts), timedelta()) == length
    assert all(key == day_of(begin, zone) for key, begin, _ in parts)


@given(day=st.dates(max_value=date(9999, 11, 30)))
def test_months_follow_one_another(day):
    first = first_of_month(day)
    following = next_month(day)
    assert first <= day < following
    assert (following - ONE_DAY).month == day.month
    assert following.day == first.day == 1
