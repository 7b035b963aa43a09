"""Median, 90th percentile and worst value: what they promise holds for any values."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from outspoken.derive.measures.distribution import Sample, distribution

MINUTE = timedelta(minutes=1)


def of(*minutes: int):
    return distribution(
        Sample(length=one * MINUTE, incident_id=f"i{place}") for place, one in enumerate(minutes)
    )


def test_the_median_is_the_middle_or_between_the_two_in_the_middle():
    assert of(30, 10, 20).median == 20 * MINUTE
    assert of(10, 40, 20, 30).median == 25 * MINUTE


def test_the_worst_names_its_incident():
    assert of(5, 90, 7).worst == Sample(length=90 * MINUTE, incident_id="i1")


def test_nothing_measured_is_no_distribution():
    assert of() is None


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=300))
def test_fewer_than_one_in_ten_exceed_the_90th_percentile(minutes: list[int]):
    found = of(*minutes)
    assert found.ninetieth / MINUTE in minutes
    assert sum(one * MINUTE > found.ninetieth for one in minutes) * 10 < len(minutes)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=300))
def test_half_of_the_values_are_on_each_side_of_the_median(minutes: list[int]):
    found = of(*minutes)
    assert sum(one * MINUTE < found.median for one in minutes) * 2 <= len(minutes)
    assert sum(one * MINUTE > found.median for one in minutes) * 2 <= len(minutes)
    assert found.samples[0].length <= found.median <= found.ninetieth or len(minutes) < 3
